"""Where a QNAP answers nothing at all, nothing is known of it, and every fact says why."""

import pytest

from nasward.model.evidence import Evidence, Login, Raw
from nasward.model.leaf import Known, Reason, Unknown
from nasward.model.outcome import Outcome, Vantage
from nasward.model.walk import walk
from nasward.platforms import digests, questions
from nasward.platforms.interpret import interpret_inside

LOSSES = {
    "denied": Raw(Outcome.OK, "", "", 126),
    "absent": Raw(Outcome.OK, "", "", 127),
    "failed": Raw(Outcome.OK, "", "", 1),
    "empty": Raw(Outcome.OK, "", "", 0),
    "cut": Raw(Outcome.TRUNCATED, "[System]"),
    "timeout": Raw(Outcome.TIMEOUT),
    "noise": Raw(Outcome.OK, "sh: odd: not what was asked\n", "", 0),
}
NOT_QNAP = {"platform.update"}
"""What only a Synology has."""


def evidence(raw: Raw) -> Evidence:
    first = [source for source in questions.first_questions() if source.id.startswith("qnap.")]
    answers = [answer for source in first for answer in source.digest(raw)]
    vendor = digests.told("identity", "synology=no\nqnap=yes\n")
    return Evidence("nas", "10.0.0.1", "2026-11-22T12:00:00+00:00", Login(Outcome.OK), (vendor, *answers))


@pytest.mark.parametrize("name", LOSSES)
def test_nothing_is_known(name: str) -> None:
    facts = interpret_inside(evidence(LOSSES[name]))
    known = {path for path, leaf in walk(facts) if isinstance(leaf, Known)}
    assert known == {"platform.vendor"}


@pytest.mark.parametrize("name", LOSSES)
def test_every_fact_says_why(name: str) -> None:
    facts = interpret_inside(evidence(LOSSES[name]))
    unasked = {
        path
        for path, leaf in walk(facts)
        if isinstance(leaf, Unknown) and leaf.reason is Reason.NOT_ASKED and not path.startswith(("outside", "views"))
    }
    assert unasked == NOT_QNAP


def test_what_nobody_knows_says_where_to_look() -> None:
    facts = interpret_inside(evidence(LOSSES["denied"]))
    unproven = {p: leaf for p, leaf in walk(facts) if isinstance(leaf, Unknown) and leaf.reason is Reason.UNPROVEN}
    assert len(unproven) > 30
    assert [path for path, leaf in unproven.items() if not leaf.look] == []


def test_no_source_of_a_qnap_is_outside_ssh() -> None:
    assert {answer.vantage for answer in evidence(LOSSES["empty"]).answers} == {Vantage.SSH}
