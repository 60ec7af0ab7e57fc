"""Exit codes where there is no NAS to ask: nothing seen is never success (design §8)."""

import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nasward.cli.main import nasward
from nasward.model.evidence import Evidence, Login
from nasward.model.outcome import Outcome
from nasward.model.portable import dump_evidence


@pytest.fixture
def inventory(tmp_path: Path) -> Path:
    """One host whose SSH port is closed."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.9", 0))
        port = sock.getsockname()[1]
    file = tmp_path / "inventory.yml"
    file.write_text(f"all: {{hosts: {{dead: {{ansible_host: 127.0.0.9, ansible_port: {port}, ansible_user: x}}}}}}\n")
    return file


def run(*words: object) -> Result:
    return CliRunner().invoke(nasward, [str(word) for word in words])


@pytest.mark.parametrize(
    "command",
    [["fix", "--yes"], ["fix", "--dry-run"], ["plan"], ["collect", "--inside-only"]],
    ids=" ".join,
)
def test_a_nas_that_was_not_seen_is_said_and_is_3(inventory: Path, tmp_path: Path, command: list[str]) -> None:
    done = run(*command, "-i", inventory, "-o", tmp_path / "out")
    assert done.exit_code == 3, done.output
    assert "dead: no inside view: 127.0.0.9 port" in done.output


def test_rollback_of_none_of_its_hosts_is_2(inventory: Path, tmp_path: Path) -> None:
    folder = tmp_path / "fixed"
    (folder / "bundle").mkdir(parents=True)
    (folder / "before").mkdir()
    other = Evidence("other", "127.0.0.10", "2026-01-01T00:00:00+00:00", Login(Outcome.OK), ())
    (folder / "before" / "other.json").write_text(dump_evidence(other))
    done = run("rollback", folder, "-i", inventory)
    assert "none of its NAS is among those chosen; it holds other" in str(done.exception)
