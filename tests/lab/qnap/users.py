"""Accounts of a QNAP-style host: passwd, shadow, group, smbpasswd (qnap.md 2.1, 4.1)."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.lab.contract import HostIdentity
from tests.lab.passwords import crypt_hash, nt_hash
from tests.lab.qnap.places import CONFIG

EVERYONE = 100
AUDITOR_UID = 1000
PASSWORD_AGE = 30
"""Days since every password of a host was set, on the day the host is seeded."""


@dataclass(frozen=True, slots=True)
class User:
    """One line of passwd and what hangs on it. `password` None: no password can match."""

    name: str
    uid: int
    gid: int
    home: str
    password: str | None = None
    shadow: str | None = None
    """The shadow field as it stands, where the profile gives it; else it is made from `password`."""
    admin: bool = False
    expired: bool = False
    person: bool = True
    md5: bool = False
    """Hashed as QTS 4.3 does, else as newer ones (qnap.md 4.1)."""

    @property
    def shadow_field(self) -> str:
        """The second field of the shadow line."""
        if self.shadow is not None:
            return self.shadow
        if self.password is None:
            return "!"
        salt = hashlib.sha256(self.name.encode()).hexdigest()[:8]
        return crypt_hash(self.password, f"${1 if self.md5 else 6}${salt}") if self.password else ""

    @property
    def comment(self) -> str:
        """The fifth field of the passwd line, where a fact names it (qnap.md 2.1)."""
        if self.uid == 0:
            return "administrators"
        return {"guest": "guest", "httpdusr": "Apache httpd user"}.get(self.name, "")


_SYSTEM = (
    User("httpdusr", 99, EVERYONE, "/tmp", person=False),
    User("[sshd]", 110, 65534, "/var/empty", person=False),
    User("[appuser]", 401, EVERYONE, "/tmp", person=False),
    # Debian's sshd will not start without an account of just this name.
    User("sshd", 111, 65534, "/run/sshd", person=False),
)


def users_of(accounts: Iterable[Mapping[str, Any]], host: HostIdentity, *, md5: bool) -> list[User]:
    """All users of the host: the profile's accounts, the auditor, the system's own entries."""
    people = [_account(**account) for account in accounts]
    auditor = _account("auditor", AUDITOR_UID, host.auditor_password, admin=True)
    return [*(replace(user, md5=md5) for user in (*people, auditor)), *_SYSTEM]


def _account(
    name: str,
    uid: int,
    password: str | None = None,
    *,
    shadow: str | None = None,
    admin: bool = False,
    expired: bool = False,
) -> User:
    if name == "guest":
        return User(name, uid, 65534, "/tmp", password, shadow, person=False)
    gid = 0 if uid == 0 else EVERYONE
    return User(name, uid, gid, f"/share/homes/{name}", password, shadow, admin, expired)


def write_users(users: Iterable[User], root: Path, volume: str, host: HostIdentity) -> None:
    """Write the user database, links to it in /etc, homes on `volume`, and the lab's list of expired uids."""
    users, config = list(users), root / CONFIG
    changed = datetime.now(UTC).timestamp() // 86400 - PASSWORD_AGE
    lines = {
        "passwd": [f"{u.name}:x:{u.uid}:{u.gid}:{u.comment}:{u.home}:/bin/sh" for u in users],
        "shadow": [f"{u.name}:{u.shadow_field}:{changed:.0f}:0:99999:7:::" for u in users],
        "group": _groups(users),
        "smbpasswd": [_smb_line(u) for u in users if u.person and u.password is not None],
        "smbusers": [],
    }
    for name, rows in lines.items():
        path = config / name
        path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        path.chmod({"shadow": 0o400, "smbpasswd": 0o600}.get(name, 0o644))
    for name in ("passwd", "shadow", "group"):
        (root / "etc" / name).symlink_to(f"/etc/config/{name}")
    expired = "".join(f"{u.uid}\n" for u in users if u.expired)
    (root / "etc/lab/expired").write_text(expired, encoding="utf-8")
    _homes(users, root / volume / "homes", host)


def _groups(users: list[User]) -> list[str]:
    admins = ",".join(u.name for u in users if u.admin or u.uid == 0)
    everyone = ",".join(u.name for u in users if u.person)
    return [
        f"administrators:x:0:{admins}",
        f"everyone:x:{EVERYONE}:{everyone}",
        "guest:x:65534:guest",
        # The lab's own terminals want it.
        "tty:x:5:",
    ]


def _smb_line(user: User) -> str:
    return f"{user.name}:{user.uid}:{'X' * 32}:{nt_hash(user.password or '')}:[U          ]:LCT-66A00000:"


def _homes(users: list[User], homes: Path, host: HostIdentity) -> None:
    for user in users:
        if user.person:
            home = homes / user.name
            home.mkdir(parents=True)
            os.chown(home, user.uid, user.gid)
    keys = homes / "auditor/.ssh"
    keys.mkdir(mode=0o700)
    (keys / "authorized_keys").write_text(f"{host.auditor_key.strip()}\n", encoding="utf-8")
    for path in (keys, keys / "authorized_keys"):
        os.chown(path, AUDITOR_UID, EVERYONE)
