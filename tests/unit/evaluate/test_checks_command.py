"""`nasward checks`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nasward.cli.checks import checks
from nasward.model.errors import CheckError
from nasward.resources import checks_dir


def call(*words: str) -> Result:
    return CliRunner().invoke(checks, words, catch_exceptions=False)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    text = (checks_dir() / "smb" / "guest-right-on-share.yml").read_text().replace("SMB-005", "MY-001")
    (tmp_path / "mine.yml").write_text(text)
    return tmp_path


def test_list(own: Path) -> None:
    lines = call("list", "--checks", str(own)).output.splitlines()
    assert lines[0].split() == ["ID", "SEVERITY", "VANTAGE", "SUBJECT", "FAILS", "WHEN"]
    assert "SMB-005  critical  ssh      share    A shared folder lets guests in" in lines
    assert any(line.startswith("MY-001 ") for line in lines)


def test_show() -> None:
    output = call("show", "smb-005").output
    for wanted in (
        'share.guest_access == "none"',
        "smb_share_deny_guest",
        "164.312(a)(1)",
        "critical",
        "rights denied to us",
    ):
        assert wanted in output


def test_show_of_nothing() -> None:
    with pytest.raises(CheckError, match="there is no check XYZ-1"):
        call("show", "XYZ-1")


def test_lint_and_test_of_the_shipped_checks() -> None:
    assert call("lint").exit_code == 0
    result = call("test")
    assert result.exit_code == 0
    assert " 0 wrong" in result.output


def test_lint_says_file_line_and_column(own: Path) -> None:
    file = own / "mine.yml"
    file.write_text(file.read_text().replace("share.guest_access ==", "share.guest_acces =="))
    for words in (("lint", str(own)), ("lint", "--checks", str(own))):
        result = call(*words)
        assert result.exit_code == 2
        wanted = f"{file}:9:12: Share has no field `guest_acces`; did you mean `guest_access`?"
        assert wanted in result.output.splitlines()


def test_test_says_which_case_went_wrong_and_why(own: Path) -> None:
    file = own / "mine.yml"
    file.write_text(
        file.read_text().replace("guest_access: write}]}, expect: fail", "guest_access: write}]}, expect: pass")
    )
    result = call("test", "--checks", str(own))
    assert result.exit_code == 2
    assert (
        "MY-001 WRONG: guest writes: expected pass, got fail: "
        "The rights of the shared folder xray give guests write access" in result.output.splitlines()
    )
    assert call("test", "--checks", str(own), "SMB-005").exit_code == 0
