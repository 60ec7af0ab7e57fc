"""INI files as QNAP writes them (qnap.md §1.2): names without case, first `=`, keys before any section, repeats."""

from collections.abc import Callable
from dataclasses import dataclass

from nasward.model.evidence import Answer
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms.reading import T, gap


@dataclass(frozen=True, slots=True)
class Entry:
    """One `key = value` line; `section` "" before any section. Names in lower case, the value stripped."""

    section: str
    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Ini:
    """A parsed file: its sections in order, as they are written, and all entries. Repeats are kept."""

    sections: tuple[str, ...]
    entries: tuple[Entry, ...]

    def values(self, section: str, key: str) -> tuple[str, ...]:
        """The different values of a key, over all repeats of the section, in order."""
        found = (e.value for e in self.entries if e.section == section.lower() and e.key == key.lower())
        return tuple(dict.fromkeys(found))

    def has(self, section: str) -> bool:
        """Whether the section is there at all."""
        return section.lower() in (name.lower() for name in self.sections)


def parse(text: str) -> Ini:
    """Parse any text; lines that are neither a section nor `key = value` are skipped."""
    sections: list[str] = []
    entries: list[Entry] = []
    for line in (raw.strip() for raw in text.split("\n")):
        if line.startswith("[") and "]" in line:
            sections.append(line[1 : line.index("]")].strip())
        elif "=" in line and not line.startswith(("#", ";")):
            key, _, value = line.partition("=")
            entries.append(Entry(sections[-1].lower() if sections else "", key.strip().lower(), value.strip()))
    return Ini(tuple(sections), tuple(entries))


def read(answer: Answer) -> Ini | Unknown:
    """The file of an answer. Empty is not "nothing configured": it is malformed."""
    missing = gap(answer)
    if missing is not None:
        return missing
    ini = parse(answer.content) if isinstance(answer.content, str) else Ini((), ())
    if not ini.sections and not ini.entries:
        return Unknown(Reason.MALFORMED, "the file has no settings in it", answer.source)
    return ini


def setting(
    answer: Answer, section: str, key: str, convert: Callable[[str], T | None], default: T | None = None
) -> Leaf[T]:
    """One setting. `convert` gives None for a value that it does not know. `default`: what the vendor's own readers
    take where the key is missing, None where the facts name none: then it is unknown.
    """
    ini = read(answer)
    name = f"{section}|{key}"
    if isinstance(ini, Unknown):
        return ini
    values = ini.values(section, key)
    if not values and default is not None:
        return Known(default, answer.source, f"{name} (missing: vendor default)")
    if not values:
        return Unknown(Reason.ABSENT, f"the key {name} is missing", answer.source, name)
    if len(values) > 1:
        return Unknown(
            Reason.CONTESTED,
            f"{name} stands there {len(values)} times with different values",
            answer.source,
            name,
            " / ".join(values),
        )
    value = convert(values[0])
    if value is None:
        return Unknown(Reason.MALFORMED, f"{name} has a value of unknown meaning", answer.source, name, values[0])
    return Known(value, answer.source, name)


_TRUE = frozenset({"TRUE", "YES", "1", "ON", "ENABLE", "ENABLED"})
_FALSE = frozenset({"FALSE", "NO", "0", "OFF", "DISABLE", "DISABLED"})


def switch(value: str) -> bool | None:
    """QNAP's mixed booleans (qnap.md §1.2); None for any other word."""
    word = value.strip().upper()
    return True if word in _TRUE else False if word in _FALSE else None


def number(value: str) -> int | None:
    """A port or a count; None for anything but up to 9 digits."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else None


def words(value: str) -> str | None:
    """Any text but the empty one."""
    return value or None
