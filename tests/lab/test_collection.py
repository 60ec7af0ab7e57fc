"""The collection on simulated hosts: predict, run, run again, take back. `test_collection_inside.py` does it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.lab.test_collection_inside import HOSTILE, STEPS

pytestmark = pytest.mark.lab
Report = dict[str, Any]


@pytest.fixture(scope="module")
def report(lab_machine: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """What the hosts and Ansible said, from one lab for all tests of this module."""
    file = tmp_path_factory.mktemp("collection") / "report.json"
    inside = [sys.executable, "-m", "tests.lab.test_collection_inside", str(file)]
    lab = [sys.executable, "-m", "tests.lab", "run", *sorted(STEPS), "--"]
    done = subprocess.run([*lab, *inside], cwd=lab_machine, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(file.read_text())


def _each(report: Report, phase: str, of: Callable[[dict[str, Any]], Any]) -> list[Any]:
    return [of(task) for task in report[phase]]


def _changed(task: dict[str, Any]) -> bool:
    return task["result"]["changed"]


@pytest.mark.parametrize(
    "phase", ["predicted", "run", "second run", "rollback predicted", "rollback", "second rollback"]
)
def test_no_task_fails(report: Report, phase: str) -> None:
    assert [task for task in report[phase] if task["event"] != "ok"] == []


def test_prediction_and_prediction_of_the_rollback_change_nothing(report: Report) -> None:
    assert report["after prediction"] == report["before"]
    assert report["after rollback predicted"] == report["after run"]


def test_the_prediction_is_what_the_run_then_does(report: Report) -> None:
    def shown(task: dict[str, Any]) -> Any:
        return task["host"], task["task"], task["result"]["changed"], task["result"]["diff"]

    assert _each(report, "predicted", shown) == _each(report, "run", shown)
    assert _each(report, "rollback predicted", shown) == _each(report, "rollback", shown)


def test_the_run_changes_every_host_and_the_second_one_nothing(report: Report) -> None:
    assert all(_each(report, "run", _changed))
    assert not any(_each(report, "second run", _changed))
    assert all(report["after run"][host] != report["before"][host] for host in STEPS)


def test_the_rollback_gives_every_answer_back_and_the_second_one_does_nothing(report: Report) -> None:
    assert report["after rollback"] == report["before"]
    assert all(_each(report, "rollback", _changed))
    assert not any(_each(report, "second rollback", _changed))


@pytest.mark.parametrize("host", ["weak-synology-7.2", "weak-qnap-5.2"])
def test_the_daemons_follow(report: Report, host: str) -> None:
    follows = {phase: "listens on 21\n" in report[phase][host] for phase in ("before", "after run", "after rollback")}
    assert follows == {"before": True, "after run": False, "after rollback": True}


def test_a_hostile_share_name_is_only_a_name(report: Report) -> None:
    """The share is denied, by its full name, and no product of seven and seven came of it; no boot, see `_asked`."""
    denied = [task for task in report["run"] if json.dumps(HOSTILE) in task["result"]["diff"]["before_header"]]
    assert [task["host"] for task in denied] == ["hostile-synology-7.2", "weak-qnap-5.2"]
    assert all(_changed(task) for task in denied)
    assert "49" not in json.dumps([task["result"] for task in denied])


def test_what_cannot_be_undone_is_told_and_left_alone(report: Report) -> None:
    name = "praxis-lab.synology.me"
    host = "weak-synology-7.2"
    assert name in report["before"][host]
    assert name not in report["after final"][host]
    (predicted,), (done,), (again,) = report["final predicted"], report["final"], report["final second run"]
    assert predicted["result"]["diff"] == done["result"]["diff"]
    assert (_changed(predicted), _changed(done), _changed(again)) == (True, True, False)
    (back,) = report["final rollback"]
    assert (back["event"], _changed(back)) == ("ok", False)
    assert "cannot be made again" in back["result"]["not_undone"][0]
    assert "cannot be made again" in back["result"]["warnings"][0]


def test_a_wrong_password_is_one_clear_failure(report: Report) -> None:
    (task,) = report["wrong password"]
    assert task["event"] == "failed"
    assert "Incorrect sudo password" in task["result"]["msg"]


def test_files_of_ansible_are_not_left_on_the_nas(report: Report) -> None:
    assert all(".ansible" not in text for text in report["after rollback"].values())


def test_inside_file_holds_no_test() -> None:
    assert "def test_" not in Path(__file__).with_name("test_collection_inside.py").read_text()
