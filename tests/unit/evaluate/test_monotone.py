"""Taking knowledge away leaves a verdict as it was or makes it `unmeasured`, for every shipped check."""

from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nasward.evaluate.catalogue import load_catalogue
from nasward.evaluate.rule import evaluate
from nasward.evaluate.schema import ListOf, Record, Scalar, Shape, facts_shape
from nasward.model.facts import Facts
from nasward.model.leaf import Items, Known, Reason, Unknown
from nasward.model.verdict import Ruling, Verdict
from nasward.resources import checks_dir

from .make import check, share, shares

CHECKS = tuple(load_catalogue((checks_dir(),)).checks.values())
GONE = Unknown(Reason.TIMEOUT, "taken away")


def pieces(shape: Shape, name: str = "") -> st.SearchStrategy[Any]:
    if isinstance(shape, Scalar):
        values = (
            st.sampled_from(shape.words)
            if shape.words
            else {bool: st.booleans(), int: st.just(21), str: st.just("x")}[shape.type]
        )
        leaf = values.map(lambda value: Known(value, "test"))
        return leaf if name == "vendor" else st.one_of(leaf, leaf, leaf, st.just(GONE))
    if isinstance(shape, ListOf):
        rows = st.lists(records(shape.item), max_size=3).map(named)
        return st.builds(Items, rows, st.sampled_from([None, None, None, GONE]))
    return records(shape)


def records(shape: Record) -> st.SearchStrategy[Any]:
    inner = {
        name: st.just("?") if isinstance(each, Scalar) and each.identity else pieces(each, name)
        for name, each in shape.fields.items()
    }
    return st.builds(shape.made_by, **inner)


def named(rows: list[Any]) -> tuple[Any, ...]:
    return tuple(replace(row, **{fields(row)[0].name: f"item{number}"}) for number, row in enumerate(rows))


def without(node: Any, choose: Any) -> Any:
    """The same facts with some leaves unknown and some lists cut or gone."""
    if isinstance(node, Known):
        return GONE if choose() else node
    if isinstance(node, Items):
        if choose():
            return Items((), GONE)
        kept = tuple(without(item, choose) for item in node.items if not choose())
        cut = len(kept) < len(node.items)
        return Items(kept, GONE if cut else node.missing)
    if is_dataclass(node) and not isinstance(node, Unknown | type):
        return replace(node, **{each.name: without(getattr(node, each.name), choose) for each in fields(node)})
    return node


def by_subject(facts: Facts) -> dict[tuple[str, str, str, bool], Verdict]:
    return {(v.check, v.subject.kind, v.subject.name, v.subject.rest): v for v in evaluate(CHECKS, facts, "t")}


@settings(max_examples=150, deadline=None)
@given(records(facts_shape()), st.integers(0, 1 << 32))
def test_removal_is_monotone(facts: Facts, seed: int) -> None:
    before = by_subject(facts)
    # Not st.randoms(): it likes extremes, all or nothing taken away.
    random = Random(seed)
    for part in (0.03, 0.1, 0.1, 0.2, 0.4):
        compare(before, by_subject(without(facts, lambda part=part: random.random() < part)))  # type: ignore[misc]


def compare(
    before: dict[tuple[str, str, str, bool], Verdict], after: dict[tuple[str, str, str, bool], Verdict]
) -> None:
    for key, verdict in after.items():
        if verdict.ruling is not Ruling.UNMEASURED:
            assert key in before, f"{verdict} came out of nothing"
            assert verdict.ruling is before[key].ruling, (before[key], verdict)
    assert {key[0] for key in before} == {key[0] for key in after}


def test_the_comparison_finds_a_rule_that_is_not_monotone(monkeypatch: pytest.MonkeyPatch) -> None:
    careless = replace(check(), pass_when='!has(share.guest_access) || share.guest_access == "none"')
    monkeypatch.setattr(f"{__name__}.CHECKS", (careless,))
    with pytest.raises(AssertionError):
        compare(by_subject(shares(share("a", guest_access="read"))), by_subject(shares(share("a"))))


@settings(max_examples=50, deadline=None)
@given(records(facts_shape()))
def test_what_is_unmeasured_says_why_and_nothing_else_does(facts: Facts) -> None:
    for verdict in by_subject(facts).values():
        assert bool(verdict.code) == (verdict.ruling is Ruling.UNMEASURED)
        assert verdict.reason
        if verdict.ruling in (Ruling.PASS, Ruling.FAIL):
            assert verdict.evidence
