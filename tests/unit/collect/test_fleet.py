"""Many targets at once."""

import signal
import threading
import time

import pytest

from nasward.collect.fleet import run_fleet
from nasward.model.target import Target

TARGETS = [Target(f"nas{number}", f"192.0.2.{number}") for number in range(20)]


def test_each_target_comes_once_with_its_result():
    results = dict(run_fleet(TARGETS, lambda target: target.address, workers=4))
    assert results == {target: target.address for target in TARGETS}


def test_no_more_workers_than_asked_for():
    running, most, lock = 0, 0, threading.Lock()

    def work(target):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.01)
        with lock:
            running -= 1

    assert len(list(run_fleet(TARGETS, work, workers=3))) == 20
    assert most == 3


def test_results_come_as_they_finish():
    release = threading.Event()

    def work(target):
        if target is TARGETS[0]:
            release.wait(10)

    names = []
    for target, _ in run_fleet(TARGETS[:3], work, workers=3):
        names.append(target.name)
        if len(names) == 2:
            release.set()
    assert sorted(names[:2]) == ["nas1", "nas2"]
    assert names[2] == "nas0"


@pytest.mark.parametrize("error", [ValueError("boom"), SystemExit(3), RecursionError()])
def test_a_crash_costs_its_slot_only(error):
    def work(target):
        if target.name == "nas1":
            raise error
        return target.name

    results = {target.name: result for target, result in run_fleet(TARGETS[:4], work, workers=1)}
    assert results == {"nas0": "nas0", "nas1": error, "nas2": "nas2", "nas3": "nas3"}


def test_progress_counts_up_in_the_callers_thread():
    seen = []

    def work(target):
        if target.name == "nas0":
            raise ValueError

    def told(step):
        seen.append((step.target.name, step.state, step.done, step.total, threading.current_thread()))

    list(run_fleet(TARGETS[:3], work, workers=1, on_progress=told))
    here = threading.current_thread()
    assert seen == [
        ("nas0", "failed", 1, 3, here),
        ("nas1", "finished", 2, 3, here),
        ("nas2", "finished", 3, 3, here),
    ]


def test_the_deadline_gives_what_is_unfinished_as_timeout():
    release = threading.Event()

    def work(target):
        if target is not TARGETS[0]:
            release.wait(10)
        return "done"

    began = time.monotonic()
    results = dict(run_fleet(TARGETS[:5], work, workers=2, deadline=0.3))
    release.set()
    assert time.monotonic() - began < 3
    assert results.pop(TARGETS[0]) == "done"
    assert len(results) == 4
    assert all(isinstance(result, TimeoutError) for result in results.values())


def test_an_interrupt_keeps_what_is_finished_and_begins_nothing_more():
    begun, kept = [], []

    def work(target):
        begun.append(target)
        if len(begun) == 3:
            time.sleep(0.2)  # the caller waits for results by now
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
            time.sleep(0.5)
        return target.name

    with pytest.raises(KeyboardInterrupt):
        for _, result in run_fleet(TARGETS, work, workers=1):
            kept.append(result)
    time.sleep(0.7)
    assert kept == ["nas0", "nas1"]
    assert begun == TARGETS[:3]


def test_leaving_the_loop_begins_nothing_more():
    begun = []

    def work(target):
        begun.append(target)
        time.sleep(0.05)

    results = run_fleet(TARGETS, work, workers=1)
    next(results)
    results.close()
    time.sleep(0.3)
    assert len(begun) <= 3


def test_no_targets():
    assert list(run_fleet([], lambda target: target)) == []
