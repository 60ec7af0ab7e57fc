"""The accounts of a simulated DSM host: /etc/passwd, group, shadow and Samba's smbpasswd, as DSM lays them out."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab.contract import HostIdentity
from tests.lab.passwords import crypt_hash, nt_hash

FACTORY_SALT = "$1$synergy$"
"""The salt of the hash that DSM ships for `admin` and `guest`; the password is empty (synology.md §6.2)."""


@dataclass(frozen=True, slots=True)
class Person:
    """One account of a profile, its password already hashed."""

    name: str
    uid: int
    admin: bool
    enabled: bool
    description: str
    mail: str
    shadow: str
    nt: str

    def passwd_line(self, major: int) -> str:
        """Its line of /etc/passwd. Only administrators get a shell."""
        nologin = "/sbin/nologin" if major >= 7 else "/usr/bin/nologin"
        home = "/nonexist" if self.name == "guest" else f"/var/services/homes/{self.name}"
        return f"{self.name}:x:{self.uid}:100:{self.description}:{home}:{'/bin/sh' if self.admin else nologin}"

    def shadow_line(self) -> str:
        """Its line of /etc/shadow: field 8 says 1 where the account is off."""
        day = 10933 if self.shadow.startswith(FACTORY_SALT) else 20778
        return f"{self.name}:{self.shadow}:{day}:0:99999:7::{'' if self.enabled else '1'}:"

    def smbpasswd_line(self) -> str:
        """Its line of smbpasswd: the flags are the same for an account that is off."""
        return f"{self.name}:{self.uid}:{'X' * 32}:{self.nt}:[U          ]:LCT-6B029266:"


def people_of(profile: str, data: Mapping[str, Any], host: HostIdentity) -> list[Person]:
    """The profile's accounts and `auditor`, by name."""
    auditor = {
        "name": "auditor",
        "uid": 1026,
        "admin": True,
        "password": host.auditor_password,
        "description": "Audit login",
    }
    return sorted((_person(profile, row) for row in [*data["accounts"], auditor]), key=lambda person: person.name)


def _person(profile: str, row: Mapping[str, Any]) -> Person:
    """`factory: true` stands for the shipped hash, whose password is empty."""
    name, factory = str(row["name"]), bool(row.get("factory"))
    password = "" if factory else str(row["password"])
    salt = "$6$" + hashlib.sha256(f"{profile} {name}".encode()).hexdigest()[:16]
    return Person(
        name, int(row["uid"]), bool(row.get("admin")), bool(row.get("enabled", True)), str(row.get("description", "")),
        str(row.get("mail", "")), crypt_hash(password, FACTORY_SALT if factory else salt), nt_hash(password),
    )  # fmt: skip


def files_of(
    people: Sequence[Person], groups: Iterable[Mapping[str, Any]], templates: Path, major: int
) -> list[tuple[str, str, int]]:
    """Path, text and mode of the four account files."""
    system = (templates / "passwd").read_text(encoding="utf-8").splitlines()
    passwd = [*system, *(person.passwd_line(major) for person in people)]
    locked = [f"{line.split(':')[0]}:*:10933:0:99999:7:::" for line in system]
    shadow = [*locked, *(person.shadow_line() for person in people)]
    smbpasswd = [person.smbpasswd_line() for person in people]
    return [
        ("etc/passwd", _text(sorted(passwd)), 0o644),
        ("etc/shadow", _text(sorted(shadow)), 0o600),
        ("etc/group", _text(_group_lines(people, groups, templates)), 0o644),
        ("etc/samba/private/smbpasswd", _text(smbpasswd), 0o600),
    ]


def _group_lines(people: Sequence[Person], groups: Iterable[Mapping[str, Any]], templates: Path) -> list[str]:
    admins = ",".join(person.name for person in people if person.admin)
    lines = (templates / "group").read_text(encoding="utf-8").splitlines()
    lines = [line + admins if line.startswith("administrators:") else line for line in lines]
    return sorted([*lines, *(f"{group['name']}:x:{group['gid']}:{','.join(group['members'])}" for group in groups)])


def _text(lines: Sequence[str]) -> str:
    return "".join(line + "\n" for line in lines)
