"""What becomes evidence: allow-listed fields only, every outcome kept apart."""

import pytest

from nasward.model.evidence import Raw
from nasward.model.outcome import Outcome
from nasward.platforms import digests, questions
from nasward.platforms.qnap.smbconf import keep_rights

PLANTED = "planted-secret"


@pytest.mark.parametrize(
    ("paths", "value", "kept"),
    [
        (["a"], {"a": 1, "b": PLANTED}, {"a": 1}),
        (["a"], {"a": {"deep": PLANTED}}, {}),
        (["a"], {"a": [PLANTED]}, {}),
        (["a[].b", "t"], {"a": [{"b": True, "c": PLANTED}, PLANTED, [PLANTED]], "t": 2}, {"a": [{"b": True}], "t": 2}),
        (["[].a"], [{"a": None, "b": PLANTED}], [{"a": None}]),
        (["[].a"], {"a": PLANTED}, {}),
        (["a.b"], {"a": {"b": "x", "c": PLANTED}}, {"a": {"b": "x"}}),
        (["a"], PLANTED, None),
        (["a"], {"a": "\ud800x"}, {"a": "?x"}),
    ],
)
def test_allowed(paths, value, kept) -> None:
    assert digests.allowed(value, paths) == kept


@pytest.mark.parametrize(
    ("raw", "outcome"),
    [
        (Raw(Outcome.OK, "", "", 0), Outcome.OK),
        (Raw(Outcome.OK, PLANTED, "", 126), Outcome.DENIED),
        (Raw(Outcome.OK, PLANTED, "", 127), Outcome.ABSENT),
        (Raw(Outcome.OK, PLANTED, "cat: x: Permission denied", 1), Outcome.DENIED),
        (Raw(Outcome.OK, PLANTED, "cat: can't open 'x': No such file or directory", 1), Outcome.ABSENT),
        (Raw(Outcome.OK, PLANTED, PLANTED, 3), Outcome.ERROR),
        (Raw(Outcome.TIMEOUT, PLANTED), Outcome.TIMEOUT),
        (Raw(Outcome.TRUNCATED, PLANTED), Outcome.TRUNCATED),
        (Raw(Outcome.DENIED, "", "needs root"), Outcome.DENIED),
        (Raw(Outcome.UNREACHABLE, detail="the connection was lost"), Outcome.UNREACHABLE),
    ],
)
def test_outcomes_are_kept_apart_and_nothing_else_is(raw: Raw, outcome: Outcome) -> None:
    for source in questions.first_questions():
        for answer in source.digest(raw):
            if outcome is not Outcome.OK:
                assert (answer.outcome, answer.content) == (outcome, None), source.id
                assert answer.detail
                assert PLANTED not in answer.detail


@pytest.mark.parametrize(
    "text", ["", "no json", '{"a":', "[" * 100_000, "{" + '"a":{' * 100_000, '{"a": 1' + "0" * 9999]
)
def test_hostile_json_is_malformed(text: str) -> None:
    (answer, *_) = next(s for s in questions.first_questions() if s.id == "synology.api").digest(
        Raw(Outcome.OK, "@@compound\n" + text, "", 0)
    )
    assert answer.outcome is Outcome.MALFORMED


def test_smb_conf_keeps_only_what_decides_about_access() -> None:
    rights = "Write List = guest, \\\n  bob\n"
    text = f"[global]\nldap password = {PLANTED}\n[a]\ncomment = {PLANTED}\n{rights}# path = {PLANTED}\n"
    assert keep_rights(text) == "[global]\n[a]\nWrite List = guest,   bob\n"
