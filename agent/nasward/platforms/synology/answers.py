"""Pieces that several interpreters of DSM's answers share."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

from nasward.model.evidence import Answer
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms.reading import entry, gap, malformed

T = TypeVar("T")
S = TypeVar("S")

_MAJOR = re.compile(r'^majorversion="(\d{1,3})"', re.MULTILINE)
_ADAPTER = re.compile(r"(ovs_)?(eth|bond)\d{1,3}")


def major(version: Answer) -> Leaf[int]:
    """The first number of the DSM version: many answers changed their meaning with 7 (synology.md §2)."""
    missing = gap(version, "majorversion")
    if missing is not None:
        return missing
    found = _MAJOR.search(str(version.content))
    if found is None:
        return Unknown(Reason.ABSENT, "the file has no majorversion", version.source, "majorversion")
    return Known(int(found[1]), version.source, "majorversion")


def adapters(answer: Answer) -> Leaf[tuple[str, ...]]:
    """The LAN adapters among the firewall's sections (measured on 6.2.3: eth0, global, pppoe, vpn, wlan0)."""
    missing = gap(answer, "adapter_names")
    if missing is not None:
        return missing
    listed = answer.content.get("adapter_names") if isinstance(answer.content, Mapping) else None
    names = [name for name in listed if isinstance(name, str)] if isinstance(listed, list | tuple) else []
    lan = tuple(sorted(name for name in names if _ADAPTER.fullmatch(name)))
    return Known(lan, answer.source, "adapter_names") if lan else malformed(answer, "no LAN adapter was listed")


def at(answer: Answer, path: str, kind: type[T]) -> Leaf[T]:
    """A field below other fields: `strong_password.min_length`."""
    missing = gap(answer, path)
    if missing is not None:
        return missing
    *outer, last = path.split(".")
    node: Any = answer.content
    for name in outer:
        node = node.get(name) if isinstance(node, Mapping) else None
    if not isinstance(node, Mapping):
        return malformed(answer, "the answer is no object", path)
    return entry(answer, node, last, kind, path)


def told(leaf: Leaf[S], convert: Callable[[S], T]) -> Leaf[T]:
    """The same leaf in the words of the facts."""
    return leaf if isinstance(leaf, Unknown) else Known(convert(leaf.value), leaf.source, leaf.key)


def word(leaf: Leaf[S], table: Mapping[S, T], look: str, leans: Literal["fail", "none"] = "none") -> Leaf[T]:
    """The same leaf by a table; a value that the facts do not name is unproven."""
    if isinstance(leaf, Unknown):
        return leaf
    if leaf.value in table:
        return Known(table[leaf.value], leaf.source, leaf.key)
    return doubt(leaf, f"{leaf.key} has a value of unknown meaning", look, leans)


def doubt(leaf: Known[Any], detail: str, look: str, leans: Literal["fail", "none"] = "none") -> Unknown:
    """Read, but the facts grade its meaning C or ?."""
    return Unknown(Reason.UNPROVEN, detail, leaf.source, leaf.key, str(leaf.value)[:80], leans, look)


def nowhere(what: str, look: str) -> Unknown:
    """Not asked, because no fact names a place."""
    return Unknown(Reason.UNPROVEN, f"no fact names where DSM stores {what}", look=look)


def pairs(answer: Answer) -> Mapping[str, str] | Unknown:
    """`name:word` lines; lines that begin with `#` only say that the question was answered."""
    missing = gap(answer)
    if missing is not None:
        return missing
    split = (line.partition(":") for line in str(answer.content).split("\n") if line and not line.startswith("#"))
    return {name: rest for name, colon, rest in split if name and colon}


def pair(answer: Answer, name: str, convert: Callable[[str], T]) -> Leaf[T]:
    """One of the `name:word` lines. `convert` may raise ValueError."""
    found = pairs(answer)
    if isinstance(found, Unknown):
        return found
    if name not in found:
        return malformed(answer, f"the answer has no {name}", name)
    try:
        return Known(convert(found[name]), answer.source, name)
    except ValueError:
        return malformed(answer, f"{name} is not of the expected form", name, found[name])
