"""The check language: what an expression reads, and answers that are True, False or an error and nothing else."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from nasward.evaluate.cel import Error, SyntaxFlawError, compile_program

CASES = Path(__file__).parents[2] / "cases" / "evaluate"
REFERENCES = yaml.safe_load((CASES / "references.yml").read_text())
RECORDS = {"ddns": {"records": [{"hostname": "a"}, {"hostname": "b", "enabled": True}]}, "remote": {}}
LOOP = "!ddns.records.exists(r, r.enabled) || !(remote.auto_mapping || remote.forwards.exists(f, f.enabled))"


@pytest.mark.parametrize("case", REFERENCES, ids=lambda case: case["text"])
def test_references(case: dict[str, Any]) -> None:
    assert list(compile_program(case["text"], "share").references) == case["reads"]


@pytest.mark.parametrize(
    ("text", "facts", "answer"),
    [
        ('share.guest_access == "none"', {"share": {"guest_access": "none"}}, True),
        ('share.guest_access == "none"', {"share": {"guest_access": "read"}}, False),
        ('share.guest_access == "none"', {"share": {}}, "guest_access"),
        ('share.guest_access == "none"', {}, "share"),
        (LOOP, RECORDS, "auto_mapping"),
        (LOOP, {**RECORDS, "remote": {"auto_mapping": True}}, False),
        (LOOP, {"ddns": {"records": []}}, True),
        (LOOP, {"ddns": {}, "remote": {"auto_mapping": False, "forwards": []}}, True),
        ("!ftp.anonymous || (!ftp.plain && !ftp.tls)", {"ftp": {"plain": True}}, "anonymous"),
        ("!ftp.anonymous || (!ftp.plain && !ftp.tls)", {"ftp": {"plain": False, "tls": False}}, True),
    ],
)
def test_three_valued_logic(text: str, facts: dict[str, Any], answer: object) -> None:
    got = compile_program(text, "share").evaluate(facts)
    assert (got.missing if isinstance(got, Error) else got) == answer


@pytest.mark.parametrize(
    "text",
    ['"text that is truthy"', "1 + 1", 'shares.exists(s, s.name.matches("("))', "1 / 0 == 1"],
)
def test_only_a_boolean_is_an_answer(text: str) -> None:
    got = compile_program(text).evaluate({"shares": [{"name": "x"}]})
    assert isinstance(got, Error)
    assert got.text
    assert got.missing == ""


def test_a_rule_that_loops_for_ever_is_stopped() -> None:
    text = "shares.all(a, shares.all(b, shares.all(c, a.name == b.name || c.name == 'x' || true)))"
    got = compile_program(text).evaluate({"shares": [{"name": str(n)} for n in range(200)]})
    assert isinstance(got, Error)
    assert "budget" in got.text


def test_what_is_no_expression() -> None:
    with pytest.raises(SyntaxFlawError, match="Syntax error"):
        compile_program("share.guest_access ==")
