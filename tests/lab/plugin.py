"""pytest fixtures of the lab. See README.md, "Tests in the lab"."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from tests.lab.client import RunningLab

_ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def lab() -> RunningLab:
    """The lab around this test run; skipped outside of one (with REQUIRE_LAB=1 failed: never a green skip)."""
    if "LAB_DIR" not in os.environ:
        _do_without("needs the hosts of a lab: run it by make test-lab")
    return RunningLab.around()


@pytest.fixture(scope="session")
def lab_machine() -> Path:
    """For tests that start labs of their own: the folder to start them from. Skipped where none can run."""
    checked = subprocess.run(
        [sys.executable, "-m", "tests.lab", "check"], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    if checked.returncode:
        _do_without(checked.stderr.strip())
    return _ROOT


def _do_without(reason: str) -> NoReturn:
    if os.environ.get("REQUIRE_LAB") == "1":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
