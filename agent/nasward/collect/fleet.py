"""Many targets at once: a bounded number of threads, results as they finish, one crash costs one slot."""

import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from nasward.model.target import Target

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Progress:
    """One target is over, `done` of `total` are now. `state`: `finished`, or `failed` where it gives an exception."""

    target: Target
    state: str
    done: int
    total: int


class _Pool(Generic[T]):
    """Daemon threads that take numbered targets from one queue: an interrupt need not wait for a silent NAS."""

    def __init__(self, targets: list[Target], work: Callable[[Target], T], workers: int) -> None:
        self.finished: queue.SimpleQueue[tuple[int, T | BaseException]] = queue.SimpleQueue()
        self._waiting: queue.SimpleQueue[tuple[int, Target]] = queue.SimpleQueue()
        self._work = work
        self._stopped = threading.Event()
        for pair in enumerate(targets):
            self._waiting.put(pair)
        for number in range(min(max(workers, 1), len(targets))):
            threading.Thread(target=self._loop, name=f"fleet-{number}", daemon=True).start()

    def stop(self) -> None:
        """Begin no further target."""
        self._stopped.set()

    def _loop(self) -> None:
        while not self._stopped.is_set():
            try:
                number, target = self._waiting.get_nowait()
            except queue.Empty:
                return
            try:
                result: T | BaseException = self._work(target)
            except BaseException as error:  # whatever it is, it costs this slot only
                result = error
            self.finished.put((number, result))

    def results(self, count: int, until: float | None) -> Iterator[tuple[int, T | BaseException]]:
        """`count` results as they come; fewer where the time (`time.monotonic`) is over."""
        for _ in range(count):
            try:
                yield self.finished.get(timeout=None if until is None else max(0.0, until - time.monotonic()))
            except queue.Empty:
                return

    def already(self) -> Iterator[tuple[int, T | BaseException]]:
        """What is finished and not yet taken."""
        while not self.finished.empty():
            yield self.finished.get_nowait()


def run_fleet(
    targets: Iterable[Target],
    work: Callable[[Target], T],
    *,
    workers: int = 32,
    deadline: float | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Iterator[tuple[Target, T | BaseException]]:
    """Do `work` on every target, `workers` at a time; gives each with its result, or with what it raised.

    `deadline` is in seconds for the whole run: targets not finished by then come with a `TimeoutError`. After a
    KeyboardInterrupt no target is begun any more, and what is finished is still given before it is raised again.
    `on_progress` is called in the caller's thread, once per target.
    """
    todo = list(targets)
    left = set(range(len(todo)))
    until = None if deadline is None else time.monotonic() + deadline
    pool = _Pool(todo, work, workers)

    def over(number: int, result: T | BaseException) -> tuple[Target, T | BaseException]:
        left.discard(number)
        state = "failed" if isinstance(result, BaseException) else "finished"
        on_progress(Progress(todo[number], state, len(todo) - len(left), len(todo)))
        return todo[number], result

    try:
        for number, result in pool.results(len(todo), until):
            yield over(number, result)
        for number in sorted(left):
            yield over(number, TimeoutError("the deadline of the run passed before this target was finished"))
    except KeyboardInterrupt:
        pool.stop()
        for number, result in pool.already():
            yield over(number, result)
        raise
    finally:
        pool.stop()
