"""The shipped catalogue: whole, linted, tested by its own cases, and fast."""

import sys
import time
from pathlib import Path
from subprocess import run

import pytest

from nasward.evaluate.cases import run_case
from nasward.evaluate.catalogue import lint_catalogue, load_catalogue
from nasward.evaluate.rule import evaluate
from nasward.model.check import Check, CheckCase, Severity
from nasward.model.errors import CheckError
from nasward.model.facts import Facts
from nasward.model.leaf import complete
from nasward.resources import checks_dir

from .make import check, share, shares

CATALOGUE = load_catalogue((checks_dir(),))
OWN_CASES = [(each, case) for each in CATALOGUE.checks.values() for case in each.cases]
OF_THE_LOOP = {
    *("SMB-001", "SMB-002", "SMB-005", "SMB-020"),
    *("FTP-001", "FTP-004", "FTP-005", "FTP-011", "FTP-012"),
    *("DDN-001", "DDN-002", "DDN-005", "ACC-001", "ACC-004", "ACC-021"),
}


def test_all_checks_of_the_loop_are_there() -> None:
    assert set(CATALOGUE.checks) >= OF_THE_LOOP


def test_the_catalogue_has_no_problem() -> None:
    assert [str(problem) for problem in lint_catalogue((checks_dir(),))] == []


@pytest.mark.parametrize(("one", "case"), OWN_CASES, ids=lambda each: getattr(each, "id", "") or each.name)
def test_own_cases(one: Check, case: CheckCase) -> None:
    assert run_case(one, case).told == ""


def test_a_case_that_goes_wrong_says_what_came_out() -> None:
    case = CheckCase("wrong", {"shares": [{"name": "x", "guest_access": "read"}]}, "pass")
    assert run_case(check(), case).told == "expected pass, got fail: Guests have read access to x"
    nobody = CheckCase("nobody", {"shares": []}, "not_applicable", subject="x")
    assert run_case(check(), nobody).told == "no verdict on a subject named x"


def test_profiles() -> None:
    baseline, outside = CATALOGUE.profiles["clinic-baseline"], CATALOGUE.profiles["outside-only"]
    assert baseline.threshold is Severity.HIGH
    assert set(baseline.checks) == set(CATALOGUE.checks)
    assert set(baseline.required) == {"synology", "qnap"}
    assert outside.outside_only
    assert {CATALOGUE.checks[name].vantage.value for name in outside.checks} == {"lan"}


PROFILE = "name: mine\ntitle: Mine\nthreshold: high\nchecks: [SMB-*]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (PROFILE.replace("high", "worst"), "3:12: `threshold` must be one of critical, high, medium, low, info"),
        (PROFILE.replace("SMB-*", "XXX-*"), "4:10: no check is named `XXX-*`"),
        (PROFILE.replace("[SMB-*]", "all"), "4:9: `checks` must be a list of check ids or patterns"),
        (PROFILE + "required: {asustor: [SMB-001]}", "5:12: unknown platform `asustor`"),
        (PROFILE + "required: {qnap: [SMB-999]}", "5:19: no check is named `SMB-999`"),
        (PROFILE + "colour: red", "5:1: unknown key `colour`"),
        (PROFILE.replace("mine", "outside-only"), "1:7: there is a profile named outside-only already"),
        ("- 1", "1:1: a profile is a mapping of keys to values"),
    ],
)
def test_wrong_profiles(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "p.yml").write_text(text)
    with pytest.raises(CheckError) as refused:
        load_catalogue((checks_dir(), tmp_path))
    assert str(refused.value).splitlines() == [f"{tmp_path}/profiles/p.yml:{says}"]


def test_checks_of_the_user_join_the_shipped_ones(tmp_path: Path) -> None:
    text = (checks_dir() / "smb" / "guest-right-on-share.yml").read_text().replace("SMB-005", "MY-SMB-001")
    (tmp_path / "mine.yml").write_text(text)
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "p.yml").write_text(PROFILE)
    both = load_catalogue((checks_dir(), tmp_path))
    assert set(both.checks) == {*CATALOGUE.checks, "MY-SMB-001"}
    assert "MY-SMB-001" in both.profiles["clinic-baseline"].checks
    assert both.profiles["mine"].checks == ("SMB-001", "SMB-002", "SMB-005", "SMB-020")
    assert both.digest != CATALOGUE.digest
    assert load_catalogue((checks_dir(),)).digest == CATALOGUE.digest


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\xff\xfe", "not UTF-8 text: invalid start byte at byte 0"),
        (b"", "the file is empty"),
        (b"- 1", "a check is a mapping of keys to values"),
        (b"a" * (1 << 20) + b"b", "the file is larger than 1 MiB"),
        (b"a: ]", "not YAML: "),
        (b"a: \x00", "not YAML: "),
        (b"&a [*a]", "anchors and aliases are not used here"),
        (b"[" * 50_000, "nested too deeply"),
    ],
)
def test_files_that_are_no_check(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "x.yml").write_bytes(content)
    with pytest.raises(CheckError) as refused:
        load_catalogue((checks_dir(), tmp_path))
    assert says in str(refused.value)
    assert str(refused.value).startswith(f"{tmp_path}/x.yml:1:")


def test_a_folder_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match="there is no such folder of checks"):
        load_catalogue((checks_dir(), tmp_path / "nowhere"))


def test_a_scan_with_the_shipped_checks_starts_without_protobuf_and_jinja() -> None:
    """The check language loads protobuf by itself, but only when the first check is evaluated."""
    script = (
        "import sys; from nasward.evaluate.catalogue import load_catalogue\n"
        "from nasward.evaluate.rule import evaluate\n"
        "from nasward.resources import checks_dir; from nasward.model.facts import Facts\n"
        "heavy = lambda: print([name for name in ('google.protobuf', 'jinja2') if name in sys.modules])\n"
        "checks = load_catalogue((checks_dir(),)).checks.values(); heavy(); evaluate(checks, Facts(), 't'); heavy()"
    )
    assert (
        run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
        == "[]\n['google.protobuf']\n"
    )


def test_200_checks_on_one_host_take_no_longer_than_20_ms() -> None:
    facts = shares(*(share(f"s{number}", guest_access="none") for number in range(2)))
    many = [check(id=f"SMB-{number:03}") for number in range(200)]
    evaluate(many, facts, "warm-up")
    spent = []
    for _ in range(7):
        start = time.process_time()
        verdicts = evaluate(many, facts, "nas-1")
        spent.append(time.process_time() - start)
    assert len(verdicts) == 400
    assert min(spent) <= 0.020, spent


def test_nothing_known_is_nothing_judged() -> None:
    rulings = {v.ruling.value for v in evaluate(CATALOGUE.checks.values(), Facts(shares=complete(())), "t")}
    assert rulings == {"unmeasured"}
