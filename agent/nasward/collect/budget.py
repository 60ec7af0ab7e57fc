"""What probing one NAS may cost: login tries that a lock-out counter sees (design.md §6), and seconds."""

import threading
import time
from dataclasses import dataclass

from nasward.model.errors import AnswerError
from nasward.model.outcome import Outcome


class LockOutError(AnswerError):
    """The NAS answered in a way that hints at a lock-out: no login may be tried after it."""

    def __init__(self, detail: str) -> None:
        super().__init__(Outcome.DENIED, detail)


class LoginBudget:
    """Counts login tries of one source address against one NAS, over all protocols. Thread-safe."""

    def __init__(self, limit: int) -> None:
        self._limit = max(0, limit)
        self._tried: set[str] = set()
        self._stopped = ""
        self._lock = threading.Lock()

    def spend(self, account: str) -> bool:
        """Take one try for `account`; False where the limit, an earlier try or a lock-out sign forbids it."""
        with self._lock:
            if self._refusal(account):
                return False
            self._tried.add(account.casefold())
            return True

    def refusal(self, account: str) -> str:
        """Why `spend` would say no for this account now: `budget`, `already tried` or `stopped: …`; else ""."""
        with self._lock:
            return self._refusal(account)

    def stop(self, reason: str) -> None:
        """Allow no further try. The first reason is kept."""
        with self._lock:
            self._stopped = self._stopped or reason

    @property
    def stopped(self) -> str:
        """`stopped: …` after a lock-out sign, else ""."""
        with self._lock:
            return self._stopped and f"stopped: {self._stopped}"

    @property
    def tries(self) -> int:
        """Tries taken so far."""
        with self._lock:
            return len(self._tried)

    def _refusal(self, account: str) -> str:
        if self._stopped:
            return f"stopped: {self._stopped}"
        if account.casefold() in self._tried:
            return "already tried"
        return "budget" if len(self._tried) >= self._limit else ""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds a probe waits: for a connection, for one reply, and for all of one conversation."""

    connect: float = 4.0
    reply: float = 10.0
    total: float = 45.0


class Deadline:
    """The end of one conversation, however many replies it has."""

    def __init__(self, timeouts: Timeouts) -> None:
        self._reply = timeouts.reply
        self._end = time.monotonic() + timeouts.total

    def left(self) -> float:
        """Seconds to wait for the next reply. Raises AnswerError (timeout) when the conversation is over."""
        left = min(self._reply, self._end - time.monotonic())
        if left <= 0:
            raise AnswerError(Outcome.TIMEOUT, "the conversation took too long")
        return left
