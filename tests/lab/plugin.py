"""pytest fixtures of the lab. See README.md, "Tests in the lab"."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.client import RunningLab, started_lab
from tests.lab.profiles import PROFILES

_CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def lab_machine() -> Path:
    """That this machine can run a lab: the folder to start one from.

    Where it cannot, its tests are skipped with the reason; with REQUIRE_LAB=1 they fail: never a green skip.
    """
    command = [sys.executable, "-m", "tests.lab", "check"]
    checked = subprocess.run(command, cwd=_CHECKOUT, capture_output=True, text=True, check=False)
    if checked.returncode:
        reason = checked.stderr.strip()
        if os.environ.get("REQUIRE_LAB") == "1":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return _CHECKOUT


@pytest.fixture(scope="session")
def lab(lab_machine: Path) -> Iterator[RunningLab]:
    """The lab around this test run; outside of one, a lab with a host of every profile, for the session."""
    if "LAB_DIR" in os.environ:
        yield RunningLab.around()
        return
    with started_lab(sorted(file.stem for file in PROFILES.glob("*.yml"))) as started:
        yield started
