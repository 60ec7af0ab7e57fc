"""NFS exports of QTS: nfssetting, what is meant, beside /etc/exports, what is in force (qnap.md §6.1)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Nfs, NfsExport
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.platforms.ini import setting, switch
from nasward.platforms.qnap.marks import no_file
from nasward.platforms.reading import T, contested, gap, malformed

Squash = Literal["none", "root", "all", "root_to_admin", "all_to_admin"]
_SQUASH: Mapping[str, Squash] = {"no_root_squash": "none", "root_squash": "root", "all_squash": "all"}
_ACCESS: Mapping[str, Literal["read", "write"]] = {"ro": "read", "rw": "write"}
_EVERYONE = frozenset({"*", "0.0.0.0/0", "0.0.0.0/0.0.0.0", "::/0"})
_EXPORT = re.compile(r'\s*(?:"(/[^"]*)"|(/\S*))\s*(.*)')
_CLIENT = re.compile(r"([^\s(]+)(?:\(([^)]*)\))?")


@dataclass(slots=True)
class _Rights:
    """The words of one source about one client of one path; "" where it says nothing."""

    access: set[str] = field(default_factory=set)
    squash: set[str] = field(default_factory=set)
    insecure: set[str] = field(default_factory=set)
    sec: set[str] = field(default_factory=set)


_Table = dict[tuple[str, str], _Rights]


def interpret_nfs(evidence: Evidence) -> Nfs:
    """The exports of either file; where both speak of one and disagree, it is contested."""
    enabled = setting(evidence.answer("qnap.settings"), "NFS", "Enable", switch)
    meant, real = evidence.answer("qnap.nfssetting"), evidence.answer("qnap.exports")
    wanted, lacking = _wanted(meant)
    in_force = _in_force(real)
    missing = gap(meant) or gap(real) or lacking or _odd_line(real)
    names = dict.fromkeys((*wanted, *in_force))
    return Nfs(enabled, Items(tuple(_export(meant, real, wanted, in_force, name) for name in names), missing))


def _export(meant: Answer, real: Answer, wanted: _Table, in_force: _Table, name: tuple[str, str]) -> NfsExport:
    path, client = name
    here = meant if name in wanted else real
    key = f"{path} {client}"
    first, second = wanted.get(name), in_force.get(name)
    lost = gap(meant, key) or gap(real, key)

    def leaf(of: Literal["access", "squash"], words: Mapping[str, T]) -> Leaf[T]:
        told = [(a, getattr(r, of)) for a, r in ((meant, first), (real, second)) if r is not None]
        return lost or _agreed(told, words, key)

    return NfsExport(
        name=key,
        path=Known(path, here.source, key),
        client=Known(client, here.source, key),
        everyone=Known(client in _EVERYONE, here.source, key),
        access=leaf("access", _ACCESS),
        squash=leaf("squash", _SQUASH),
        insecure_ports=_only_real(real, second, "insecure", key),
        kerberos=_only_real(real, second, "sec", key),
    )


def _agreed(told: Iterable[tuple[Answer, set[str]]], means: Mapping[str, T], key: str) -> Leaf[T]:
    """The one meaning of all that the two files say."""
    leaves: list[Leaf[T]] = []
    for answer, words in told:
        odd = next((word for word in sorted(words) if word not in means), None)
        if odd is not None or not words:
            return malformed(answer, "nfssetting does not pair up, or an odd word", key, odd or "")
        leaves += [Known(means[word], answer.source, key) for word in sorted(words)]
    other = next((leaf for leaf in leaves if isinstance(leaf, Known) and leaf.value != _value(leaves[0])), None)
    return leaves[0] if other is None else contested(leaves[0], other, f"the two files disagree about {key}")


def _value(leaf: Leaf[T]) -> T | None:
    return leaf.value if isinstance(leaf, Known) else None


def _only_real(answer: Answer, rights: _Rights | None, of: Literal["insecure", "sec"], key: str) -> Leaf[bool]:
    """What only /etc/exports says."""
    lost = gap(answer, key)
    if lost is not None:
        return lost
    words = getattr(rights, of) if rights else set()
    if not words:
        return Unknown(Reason.ABSENT, "/etc/exports does not name it", answer.source, key)
    if of == "insecure":
        return Known("insecure" in words, answer.source, key)
    flavours = {flavour for word in words for flavour in word.split(":")}
    return Known(bool(flavours) and all(flavour.startswith("krb5") for flavour in flavours), answer.source, key)


def _wanted(answer: Answer) -> tuple[_Table, Unknown | None]:
    """nfssetting: the sections pair up by path, and by the position between commas."""
    if gap(answer) is not None or no_file(answer):
        return {}, None
    sections = _sections(str(answer.content))
    if "access" not in sections:
        return {}, malformed(answer, "nfssetting has no section Access")
    table: _Table = {}
    for path, word in sections["access"].items():
        if switch(word) is False:
            continue
        clients = _list(sections, "allowip", path)
        for number, client in enumerate(clients):
            rights = table.setdefault((path, client), _Rights())
            for name, known in (("permission", rights.access), ("squashoption", rights.squash)):
                words = _list(sections, name, path)
                known.add(words[number] if len(words) == len(clients) else "")
    return table, None


def _sections(text: str) -> dict[str, dict[str, str]]:
    """Paths keep their case, and may hold `=`."""
    found: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            current = found.setdefault(line[1:-1].strip().lower(), {})
        elif "=" in line:
            path, _, value = line.rpartition(" = ") if " = " in line else line.rpartition("=")
            current[path.strip()] = value.strip()
    return found


def _list(sections: Mapping[str, Mapping[str, str]], name: str, path: str) -> list[str]:
    value = sections.get(name, {}).get(path, "")
    return [word.strip() for word in value.split(",")] if value else []


def _in_force(answer: Answer) -> _Table:
    table: _Table = {}
    if gap(answer) is not None or no_file(answer):
        return table
    for path, client, options in _exports(str(answer.content)):
        rights = table.setdefault((path, client), _Rights())
        words = [word for word in options.split(",") if word]
        rights.access.add("rw" if "rw" in words else "ro")
        squash = [word for word in words if word in _SQUASH]
        rights.squash.add("all_squash" if "all_squash" in squash else squash[-1] if squash else "root_squash")
        rights.insecure.add("insecure" if "insecure" in words else "secure")
        rights.sec.add(next((word.removeprefix("sec=") for word in words if word.startswith("sec=")), "sys"))
    return table


def _odd_line(answer: Answer) -> Unknown | None:
    """A line of /etc/exports that names no path may be an export that is not understood."""
    lines = () if no_file(answer) else str(answer.content).splitlines()
    odd = next((line for line in lines if line.strip() and not _EXPORT.match(line)), None)
    return None if odd is None else malformed(answer, "a line that names no path")


def _exports(text: str) -> Iterator[tuple[str, str, str]]:
    """Path, client and options of every client of every line; a quoted path may hold blanks."""
    for line in text.splitlines():
        found = _EXPORT.match(line)
        if found is None:
            continue
        clients = _CLIENT.findall(found[3]) or [("*", "")]
        yield from ((found[1] or found[2], client, options) for client, options in clients)
