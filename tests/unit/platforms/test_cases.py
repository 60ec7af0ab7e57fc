"""Every case below tests/cases gives the facts that it names, with their provenance."""

from typing import Any

import pytest

from nasward.model.facts import Facts
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.model.walk import item_name, walk
from nasward.platforms.interpret import interpret
from tests.unit.platforms import cases


def _list(facts: Facts, path: str) -> Items[Any]:
    node: Any = facts
    for part in path.split("."):
        node = getattr(node, part)
    assert isinstance(node, Items)
    return node


def _unknown(leaf: Unknown, wanted: dict[str, Any]) -> None:
    shown = {key: str(getattr(leaf, {"unknown": "reason", "missing": "reason"}.get(key, key))) for key in wanted}
    assert shown == wanted


def _leaf(leaf: Leaf[Any], wanted: Any) -> None:
    if isinstance(wanted, dict):
        assert isinstance(leaf, Unknown), leaf
        _unknown(leaf, wanted)
    else:
        value, source, *key = wanted
        assert isinstance(leaf, Known), leaf
        assert (leaf.value, leaf.source, [leaf.key] if key else []) == (value, source, key)


@pytest.mark.parametrize("case", cases.ALL, ids=lambda case: case.name)
def test_case(case: cases.Case) -> None:
    facts = interpret(case.evidence())
    leaves = dict(walk(facts))
    assert case.body["facts"]
    for path, wanted in case.body["facts"].items():
        if wanted == "complete":
            assert _list(facts, path).missing is None, path
        elif isinstance(wanted, dict) and "missing" in wanted:
            missing = _list(facts, path).missing
            assert missing is not None, path
            _unknown(missing, wanted)
        elif path.endswith(".names"):
            assert [item_name(item) for item in _list(facts, path.removesuffix(".names"))] == wanted
        else:
            assert path in leaves, f"{path} is not among {sorted(leaves)}"
            _leaf(leaves[path], wanted)
