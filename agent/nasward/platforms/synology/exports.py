"""/etc/exports as DSM generates it (synology.md §10)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from nasward.model.evidence import Answer
from nasward.model.leaf import Unknown
from nasward.platforms.reading import gap, malformed
from nasward.platforms.synology.service_files import is_none

Squash = Literal["none", "root", "all", "root_to_admin", "all_to_admin"]

_ADMIN = "1024"
"""uid of DSM's built-in admin, which the squashing of a rule may name (synology.md §10)."""
_CLIENT = re.compile(r"([^\s()]+)\(([^()]*)\)")
_OCTAL = re.compile(r"\\([0-3][0-7]{2})")
_NO_FORM = "a line of /etc/exports does not have the known form"


@dataclass(frozen=True, slots=True)
class Rule:
    """What one client of one path may do, in the words of the facts."""

    access: Literal["read", "write"]
    squash: Squash
    insecure: bool
    kerberos: bool


def exported(answer: Answer) -> Mapping[tuple[str, str], Rule] | Unknown:
    """Rules by path and client. A file that is not there exports nothing."""
    missing = gap(answer)
    if missing is not None or is_none(answer):
        return missing or {}
    found: dict[tuple[str, str], Rule] = {}
    for line in str(answer.content).splitlines():
        path, clients = _split(line)
        parts = _CLIENT.findall(clients)
        if not path or not parts or _CLIENT.sub("", clients).strip():
            return malformed(answer, _NO_FORM)
        for client, options in parts:
            found[path, client] = _rule(options.split(","))
    return found


def _split(line: str) -> tuple[str, str]:
    """Path (quoted, or with octal escapes) and the clients behind it."""
    if line.startswith('"'):
        path, _, rest = line[1:].partition('"')
    else:
        path, _, rest = line.replace("\t", " ").partition(" ")
    return _OCTAL.sub(lambda found: chr(int(found[1], 8)), path), rest.strip()


def _rule(options: list[str]) -> Rule:
    words = {option.strip() for option in options}
    named = dict(word.split("=", 1) for word in words if "=" in word)
    security = named.get("sec", "sys").split(":")
    return Rule(
        "write" if "rw" in words else "read",
        _squash(words, named.get("anonuid", "")),
        "insecure" in words,
        not {"sys", "none", "null"} & set(security),
    )


def _squash(words: set[str], anonymous: str) -> Squash:
    """exports(5): root is squashed unless it says otherwise."""
    if "all_squash" in words:
        return "all_to_admin" if anonymous == _ADMIN else "all"
    if "no_root_squash" in words:
        return "none"
    return "root_to_admin" if anonymous == _ADMIN else "root"
