"""Facts as the check language sees them, and back: from a path that an expression reads to its leaves.

An unknown leaf is a missing key, and so is an unknown list; a cut list ends with an item that has no key at all.
Then CEL answers with an error, or with a verdict that does not hang on what is unknown: one open share among those
seen fails a check, however many were not seen.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from nasward.evaluate.cel import UNSEEN, Error
from nasward.evaluate.references import Way
from nasward.evaluate.schema import Piece
from nasward.model.facts import Facts
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.model.verdict import FactUsed
from nasward.model.walk import item_name

_LAST_NAME = re.compile(r"(\w+)(?:\[.*\])?$", re.DOTALL)
Leaves = Mapping[str, Leaf[Any]]
"""Leaves by their fact path, `shares[xray].guest_access`."""


def plain(node: Piece) -> Piece:
    """Dataclasses of facts as dicts and lists without what is unknown."""
    if isinstance(node, Items):
        return [*(plain(item) for item in node.items), *([UNSEEN] if node.missing is not None else [])]
    if not hasattr(node, "__dataclass_fields__"):
        return node
    result = {}
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Known):
            result[each.name] = value.value
        elif not isinstance(value, Unknown) and not _is_dark(value):
            result[each.name] = plain(value)
    return result


def _is_dark(value: object) -> bool:
    """A list of which nothing is known."""
    return isinstance(value, Items) and value.missing is not None and not value.items


@dataclass(frozen=True, slots=True)
class Sight:
    """What one subject's expressions can see: all facts, and the item under its name."""

    facts: Facts
    values: Mapping[str, Any]
    item: str = ""
    node: object = None
    path: str = ""
    cache: dict[Way, Leaves] = field(default_factory=dict)

    def on_item(self, item: str, node: object, list_path: str) -> "Sight":
        """The same facts, seen from one item of a list."""
        values = {**self.values, item: plain(node)}
        return Sight(self.facts, values, item, node, f"{list_path}[{item_name(node)}]", self.cache)

    def leaves(self, ways: tuple[Way, ...]) -> dict[str, Leaf[Any]]:
        """Every leaf that expressions with these references read, in their order."""
        found: dict[str, Leaf[Any]] = {}
        for way in ways:
            if way[0] == self.item:
                found.update(_expand(self.node, way[1:], self.path))
            else:
                if way not in self.cache:
                    self.cache[way] = dict(_expand(self.facts, way, ""))
                found.update(self.cache[way])
        return found


def look(facts: Facts) -> Sight:
    """The sight from the NAS itself."""
    return Sight(facts, plain(facts))


def _expand(node: Piece, way: Way, path: str) -> Iterator[tuple[str, Leaf[Any]]]:
    if isinstance(node, Known | Unknown):
        yield path, node
    elif isinstance(node, Items):
        yield from _expand_list(node, way, path)
    elif way:
        yield from _expand(getattr(node, way[0]), way[1:], f"{path}.{way[0]}" if path else way[0])


def _expand_list(node: Items[Any], way: Way, path: str) -> Iterator[tuple[str, Leaf[Any]]]:
    if node.missing is not None:
        yield path, node.missing
    elif not way:
        yield path, Known([item_name(item) for item in node.items], "")
    for item in node.items if way else ():
        yield from _expand(item, way[1:], f"{path}[{item_name(item)}]")


def used(leaves: Leaves) -> tuple[FactUsed, ...]:
    """Leaves as the evidence of a verdict."""
    return tuple(_used(path, leaf) for path, leaf in leaves.items())


def _used(path: str, leaf: Leaf[Any]) -> FactUsed:
    if isinstance(leaf, Known):
        return FactUsed(path, leaf.value, leaf.source, leaf.key)
    return FactUsed(path, None, leaf.source, leaf.key, f"{leaf.reason}: {leaf.detail}")


def blame(leaves: Leaves, error: Error) -> tuple[str, Unknown] | None:
    """The unknown leaf that an error hangs on: the one it names, else the first; None where all is known."""
    unknown = [(path, leaf) for path, leaf in leaves.items() if isinstance(leaf, Unknown)]
    named = [each for each in unknown if error.missing in (_last_name(each[0]), each[0].split(".", 1)[0])]
    return next(iter(named or unknown), None)


def _last_name(path: str) -> str:
    match = _LAST_NAME.search(path)
    return match[1] if match else ""
