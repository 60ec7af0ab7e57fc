"""Taking an answer away leaves a leaf as it was or makes it unknown, whatever the answer and however it is lost."""

import dataclasses
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nasward.model.evidence import Answer, Evidence
from nasward.model.leaf import Known, Leaf, Unknown
from nasward.model.outcome import Outcome
from nasward.model.walk import walk
from nasward.platforms.interpret import interpret
from nasward.platforms.tasks import stranger_task
from tests.unit.platforms import cases

LOSSES = (None, Outcome.DENIED, Outcome.TRUNCATED, Outcome.TIMEOUT, Outcome.ABSENT, Outcome.MALFORMED)


def leaves(evidence: Evidence) -> dict[str, Leaf[Any]]:
    """SMB names have no case: which side's spelling of a share is shown hangs on who named it."""
    return {path.casefold(): leaf for path, leaf in walk(interpret(evidence))}


def without(evidence: Evidence, index: int, loss: Outcome | None) -> Evidence:
    answers = list(evidence.answers)
    if loss is None:
        del answers[index]
    else:
        answers[index] = dataclasses.replace(answers[index], outcome=loss, content=None)
    return dataclasses.replace(evidence, answers=tuple(answers))


def compare(before: dict[str, Leaf[Any]], after: dict[str, Leaf[Any]], what: str) -> None:
    for path, leaf in after.items():
        if isinstance(leaf, Known):
            known = before.get(path)
            assert isinstance(known, Known), f"{what}: {path} became known: {leaf}"
            assert known.value == leaf.value, f"{what}: {path} was {known}, is {leaf}"
    for path in set(before) - set(after):
        head = path.partition("[")[0]
        assert isinstance(before[path], Unknown) or isinstance(after.get(head), Unknown), f"{what}: {path} vanished"


@pytest.mark.parametrize("case", cases.ALL, ids=lambda case: case.name)
def test_one_answer_less(case: cases.Case) -> None:
    evidence = case.evidence()
    before = leaves(evidence)
    for index, answer in enumerate(evidence.answers):
        for loss in LOSSES:
            lost = without(evidence, index, loss)
            compare(before, leaves(lost), f"{answer.source} {answer.subject} {loss}")


@pytest.mark.parametrize("case", cases.ALL, ids=lambda case: case.name)
def test_answers_lost_one_after_the_other(case: cases.Case) -> None:
    evidence = case.evidence()
    while evidence.answers:
        before = leaves(evidence)
        evidence = without(evidence, len(evidence.answers) // 2, None)
        compare(before, leaves(evidence), "cumulative")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["users", "items", "shares", "records", "total", "name", "accepted", "open", "listed", "upnp"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([case for case in cases.ALL if len(case.evidence().answers) > 3]), st.data())
def test_no_content_makes_it_raise(case: cases.Case, data: st.DataObject) -> None:
    evidence = case.evidence()

    def garbled(answer: Answer) -> Answer:
        return dataclasses.replace(answer, content=data.draw(ANY_JSON)) if answer.source != "identity" else answer

    facts = interpret(dataclasses.replace(evidence, answers=tuple(map(garbled, evidence.answers))))
    stranger_task(facts)
