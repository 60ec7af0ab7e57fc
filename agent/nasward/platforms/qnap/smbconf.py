"""QNAP's smb.conf as Samba reads it: blanks in names mean nothing, synonyms, later lines win (qnap.md §5.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nasward.model.evidence import Answer
from nasward.model.leaf import Unknown
from nasward.platforms.reading import gap, malformed

_LISTS = frozenset({"invalidusers", "validusers", "readlist", "writelist"})
_SWITCHES = frozenset({"public", "guestok", "readonly", "writable", "writeable", "writeok"})
_SHARE = frozenset(
    {"recyclebin", "recyclebinadministratorsonly", "encryption", "encryptionstatus", "savekey", "smbencrypt"}
    | {"hostsallow", "allowhosts", "hostsdeny", "denyhosts"}
)
_GLOBAL = frozenset(
    {"minprotocol", "serverminprotocol", "maxprotocol", "servermaxprotocol", "protocol", "serversigning"}
    | {"ntlmauth", "restrictanonymous", "widelinks", "serverrole", "security", "passdbbackend", "serversmbencrypt"}
)
_KEPT = _LISTS | _SWITCHES | _SHARE | _GLOBAL
_KEPT |= {"path", "browsable", "browseable", "guestaccount", "include", "configfile"}
_SYNONYMS = {
    "browseable": "browsable",
    "guestok": "public",
    "writable": "!readonly",
    "writeable": "!readonly",
    "writeok": "!readonly",
    "serverminprotocol": "minprotocol",
    "servermaxprotocol": "maxprotocol",
    "protocol": "maxprotocol",
    "serversmbencrypt": "smbencrypt",
    "allowhosts": "hostsallow",
    "denyhosts": "hostsdeny",
}
_TRUE, _FALSE = frozenset({"yes", "true", "1"}), frozenset({"no", "false", "0"})
_NAME = re.compile(r'([@+&]*)(?:"([^"]*)"|([^\s,;"]+))')


def globals_of(answer: Answer) -> "Section | Unknown":
    """[global] of the file; a file without it is malformed."""
    missing = gap(answer)
    if missing is not None:
        return missing
    found = next((section for section in parse(str(answer.content)) if section.name.lower() == "global"), None)
    return found or malformed(answer, "smb.conf has no section global")


def keep_rights(text: str) -> str:
    """The section lines and the keys that are judged; comments and descriptions stay on the NAS."""
    kept = (line for line in _lines(text) if line.startswith("[") or _key(line) in _KEPT)
    return "".join(f"{line}\n" for line in kept)


@dataclass(frozen=True, slots=True)
class Section:
    """One section over all its repeats: canonical key to value. A boolean synonym is turned into its canonical key."""

    name: str
    values: Mapping[str, str]

    def names(self, key: str) -> tuple[str, ...]:
        """A list of accounts (`guest`) and groups (`@everyone`), without quotes."""
        found = _NAME.findall(self.values.get(key, ""))
        return tuple(("@" if mark else "") + (quoted or plain) for mark, quoted, plain in found)

    def yes(self, key: str, *, default: bool) -> bool:
        """A boolean of Samba; any other word counts as the default, as in Samba."""
        word = self.values.get(key, "").lower()
        return True if word in _TRUE else False if word in _FALSE else default


def parse(text: str) -> tuple[Section, ...]:
    """All sections in order; names are compared without case."""
    order: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    current = ""
    for line in _lines(text):
        if line.startswith("["):
            name = line[1 : line.index("]")].strip() if "]" in line else line[1:].strip()
            current = name.lower()
            order.setdefault(current, name)
        elif current:
            _put(values.setdefault(current, {}), line)
    return tuple(Section(name, values.get(key, {})) for key, name in order.items())


def _put(values: dict[str, str], line: str) -> None:
    key, value = _key(line), line.partition("=")[2].strip()
    name = _SYNONYMS.get(key, key)
    if name.startswith("!"):
        name, word = name[1:], value.lower()
        value = "no" if word in _TRUE else "yes" if word in _FALSE else value
    values[name] = value


def _key(line: str) -> str:
    return "".join(line.partition("=")[0].lower().split())


def _lines(text: str) -> list[str]:
    """Lines with a backslash at their end joined to the next; without comments and empty ones."""
    joined = re.sub(r"\\[ \t\r]*\n", "", text)
    stripped = (line.strip() for line in joined.split("\n"))
    return [line for line in stripped if line.startswith("[") or ("=" in line and line[0] not in "#;")]
