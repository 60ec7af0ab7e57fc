"""Fills what no reading of a QNAP can settle (`unproven.yml`): unknown, with the menu path where a person can look."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from nasward.model.facts import Facts
from nasward.model.leaf import UNASKED, Items, Reason, Unknown
from nasward.platforms import data

N = TypeVar("N")
_WHY = "nobody has published where QTS stores it"


def fill_unproven(facts: Facts) -> Facts:
    """The same facts; leaves that no interpreter touched and that the table names say why they are unknown."""
    return _filled(facts, data.table("qnap/unproven.yml"))


def _filled(node: N, table: Mapping[str, Any]) -> N:
    if "look" in table:
        return cast(N, _noted(node, table))
    if isinstance(node, Items):
        return replace(node, items=tuple(_filled(item, table) for item in node.items))
    if not is_dataclass(node) or isinstance(node, type):
        return node
    named = {f.name: _filled(getattr(node, f.name), table[f.name]) for f in fields(node) if f.name in table}
    return replace(node, **named)


def _noted(node: Any, entry: Mapping[str, str]) -> Any:  # noqa: ANN401 - a leaf for a leaf, a list for a list
    why = Unknown(Reason.UNPROVEN, entry.get("why", _WHY), look=entry["look"])
    if isinstance(node, Items):
        return replace(node, missing=why) if node.missing == UNASKED else node
    return why if node == UNASKED else node
