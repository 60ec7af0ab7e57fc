"""Accounts of a QNAP-style host: passwd, shadow, group, smbpasswd (qnap.md 2.1, 4.1)."""

import hashlib
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab.contract import HostIdentity
from tests.lab.passwords import crypt_hash, nt_hash

EVERYONE = 100
AUDITOR_UID = 1000
_LAST_CHANGE = 20000


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
    comment: str = ""
    admin: bool = False
    expired: bool = False
    person: bool = True

    @property
    def shadow_field(self) -> str:
        """The second field of the shadow line."""
        if self.shadow is not None:
            return self.shadow
        if self.password is None:
            return "!"
        salt = hashlib.sha256(self.name.encode()).hexdigest()[:8]
        return crypt_hash(self.password, f"$6${salt}") if self.password else ""


_SYSTEM = (
    User("httpdusr", 99, EVERYONE, "/tmp", comment="Apache httpd user", person=False),
    User("[sshd]", 110, 65534, "/var/empty", comment="SSHD Privilege Separation", person=False),
    User("[appuser]", 401, EVERYONE, "/tmp", comment="Application user", person=False),
    # Debian's sshd will not start without an account of just this name.
    User("sshd", 111, 65534, "/run/sshd", comment="lab only", person=False),
)


def users_of(accounts: Iterable[Mapping[str, Any]], host: HostIdentity) -> list[User]:
    """All users of the host: the profile's accounts, the auditor, the system's own entries."""
    people = [_account(**account) for account in accounts]
    auditor = _account("auditor", AUDITOR_UID, host.auditor_password, admin=True)
    return [*people, auditor, *_SYSTEM]


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
        return User(name, uid, 65534, "/tmp", password, shadow, comment="guest", person=False)
    gid, comment = (0, "administrators") if uid == 0 else (EVERYONE, "Linux User,,,")
    return User(name, uid, gid, f"/share/homes/{name}", password, shadow, comment, admin, expired)


def write_users(users: Iterable[User], root: Path, config: Path, host: HostIdentity) -> None:
    """Write the user database below `config`, links to it below `root`, homes, and the lab's list of expired uids."""
    users = list(users)
    lines = {
        "passwd": [f"{u.name}:x:{u.uid}:{u.gid}:{u.comment}:{u.home}:/bin/sh" for u in users],
        "shadow": [f"{u.name}:{u.shadow_field}:{_LAST_CHANGE}:0:99999:7:::" for u in users],
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
    _homes(users, root, host)


def _groups(users: list[User]) -> list[str]:
    admins = ",".join(u.name for u in users if u.admin or u.uid == 0)
    everyone = ",".join(u.name for u in users if u.person)
    return [
        f"administrators:x:0:{admins}",
        f"everyone:x:{EVERYONE}:{everyone}",
        "guest:x:65534:guest",
        "tty:x:5:",
        "avahi-autoipd:x:49:",
    ]


def _smb_line(user: User) -> str:
    return f"{user.name}:{user.uid}:{'X' * 32}:{nt_hash(user.password or '')}:[U          ]:LCT-66A00000:"


def _homes(users: list[User], root: Path, host: HostIdentity) -> None:
    homes = root / "share/CACHEDEV1_DATA/homes"
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
