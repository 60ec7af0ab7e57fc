"""Lint tells every problem at once, each with its line and column."""

import shutil
from pathlib import Path

import pytest
import yaml

from nasward.evaluate import texts, typed
from nasward.evaluate.catalogue import lint_catalogue, load_catalogue
from nasward.evaluate.schema import Scope
from nasward.model.errors import CheckError
from nasward.resources import checks_dir

CASES = Path(__file__).parents[2] / "cases" / "evaluate"
BROKEN = sorted((CASES / "broken").glob("*.yml"))
EXPRESSIONS = yaml.safe_load((CASES / "expressions.yml").read_text())


@pytest.mark.parametrize("file", BROKEN, ids=lambda path: path.stem)
def test_every_problem_with_its_place(file: Path, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path)
    problems = lint_catalogue((checks_dir(), tmp_path))
    told = [f"{each.line}:{each.column}: {each.message}" for each in problems]
    assert {each.file for each in problems} == {str(tmp_path / file.name)}
    assert told == file.with_suffix(".problems").read_text().rstrip("\n").split("\n")


@pytest.mark.parametrize("file", BROKEN, ids=lambda path: path.stem)
def test_a_wrong_check_of_the_user_never_runs(file: Path, tmp_path: Path) -> None:
    shutil.copy(file, tmp_path)
    with pytest.raises(CheckError) as refused:
        load_catalogue((checks_dir(), tmp_path))
    wanted = file.with_suffix(".problems").read_text().splitlines()
    assert str(refused.value).splitlines() == [f"{tmp_path / file.name}:{line}" for line in wanted]


@pytest.mark.parametrize("case", EXPRESSIONS, ids=lambda case: case["text"])
def test_expressions(case: dict[str, str]) -> None:
    found = typed.flaws(case["text"], Scope("shares", "share"))
    told = [f"{flaw.offset}: {flaw.message}" for flaw in found]
    if case["says"]:
        assert any(case["says"] in line for line in told), told
    else:
        assert told == []


def test_a_parameter_may_be_text_or_number() -> None:
    scope = Scope("shares", "share")
    assert typed.flaws("share.name", scope, yes_or_no=False) == ()
    assert typed.flaws("ftp.port", scope, yes_or_no=False) == ()
    assert [flaw.message for flaw in typed.flaws("[1]", scope, yes_or_no=False)] == [
        "gives LIST<INT>, not a plain value (BOOL, INT or STRING)"
    ]


def test_texts_may_go_through_lists() -> None:
    scope = Scope("shares", "share")
    assert texts.flaws("{% for r in ddns.records %}{{ r.hostname }}{% endfor %}{{ share.name | upper }}", scope) == ()
    assert texts.flaws("{{ share.name", scope)[0].startswith("not a Jinja template")


def test_a_list_that_is_none_and_a_taken_name(tmp_path: Path) -> None:
    good = (checks_dir() / "smb" / "guest-right-on-share.yml").read_text().replace("SMB-005", "SMB-905")
    (tmp_path / "a.yml").write_text(good.replace("for_each: shares", "for_each: platform.vendor\nas: share"))
    (tmp_path / "b.yml").write_text(good.replace("for_each: shares", "for_each: shares\nas: ftp"))
    told = [
        f"{Path(each.file).name}:{each.line}:{each.column}: {each.message}"
        for each in lint_catalogue((checks_dir(), tmp_path))
    ]
    assert told == [
        "a.yml:8:11: `platform.vendor` is no list of the facts",
        "b.yml:1:5: SMB-905 is already the id of " + str(tmp_path / "a.yml"),
        "b.yml:9:5: `ftp` is already a name in the facts: give the item another one with `as`",
    ]
