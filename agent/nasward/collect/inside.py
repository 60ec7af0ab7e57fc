"""The inside view of one target: one connection, at most two execs, however many questions."""

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from nasward.collect import frames, script
from nasward.collect.elevate import Elevator, Shell
from nasward.collect.limits import Limits
from nasward.collect.ssh import Connection, LoginError, connect
from nasward.collect.talk import Talk
from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer, CollectStats, Login, Raw, Source
from nasward.model.outcome import Outcome, Vantage
from nasward.model.target import Target

FollowUp = Callable[[Sequence[Answer]], Sequence[Source]]
"""Which questions the first answers lead to; none where there is nothing more to ask."""

_BAD_CONTENT = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a digest may trip over when a NAS prints something odd."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What the inside gave. Without a login there are no answers, and `login` says why."""

    login: Login
    answers: tuple[Answer, ...]
    stats: CollectStats


def collect_inside(
    target: Target,
    first: Sequence[Source],
    follow_up: FollowUp,
    limits: Limits,
    accept_new_host_key: bool = False,
) -> Inside:
    """Ask a target's inside the `first` sources, then those that `follow_up` finds in the answers.

    Every source gives at least one answer, unless its guard was false. Nothing that the target does raises.
    """
    deadline = time.monotonic() + limits.host
    try:
        connection = connect(target, limits, deadline, accept_new_host_key=accept_new_host_key)
    except LoginError as error:
        return Inside(error.login, (), CollectStats(connections=1, logins=error.tries))
    with connection:
        elevator = Elevator(connection, target.ssh, limits, deadline)
        return _Collection(connection, elevator, limits, deadline).run(first, follow_up)


class _Collection:
    """The two rounds on one connection."""

    def __init__(self, connection: Connection, elevator: Elevator, limits: Limits, deadline: float) -> None:
        self._connection = connection
        self._elevator = elevator
        self._limits = limits
        self._deadline = deadline

    def run(self, first: Sequence[Source], follow_up: FollowUp) -> Inside:
        login = self._connection.login
        try:
            shell = self._elevator.open()
        except AnswerError as error:
            return Inside(replace(login, outcome=error.outcome, detail=error.detail), (), self._stats())
        login = replace(login, privilege=shell.privilege, detail=shell.why_not_root)
        answers = self._ask(shell, first)
        if more := tuple(follow_up(answers)):
            answers += self._ask_more(more)
        return Inside(login, answers, self._stats())

    def _stats(self) -> CollectStats:
        tries = self._connection.tries + bool(self._elevator.refusal)
        return CollectStats(connections=1, execs=self._elevator.execs, logins=tries)

    def _ask_more(self, sources: Sequence[Source]) -> tuple[Answer, ...]:
        try:
            return self._ask(self._elevator.open(), sources)
        except AnswerError as error:
            lost = Raw(error.outcome, detail=error.detail)
            denied = _denied(self._elevator.refusal) if self._elevator.refusal else lost
            return _digest_all((source, denied if source.needs_root else lost) for source in sources)

    def _ask(self, shell: Shell, sources: Sequence[Source]) -> tuple[Answer, ...]:
        nonce, root = script.new_nonce(), shell.privilege != "user"
        # Later than our own deadline: the usual end is that the NAS sees us close the connection.
        seconds = max(1, math.ceil(self._deadline - time.monotonic())) + 2
        shell.talk.send(script.compose(sources, nonce, root=root, seconds=seconds).encode("utf-8", "replace"))
        done = f"\n{nonce} {script.DONE}\n".encode()
        shell.talk.read_until(lambda: shell.talk.out.endswith(done))
        shell.talk.close()
        read = frames.parse(bytes(shell.talk.out), nonce, sources, self._lost(shell.talk), _denied(shell.why_not_root))
        return _digest_all((source, raw) for source, raw in zip(sources, read, strict=True) if raw is not None)

    def _lost(self, talk: Talk) -> Raw:
        """What to say of the questions that no answer came to."""
        if talk.end == "timeout":
            return Raw(Outcome.TIMEOUT, detail=f"no answer within the {self._limits.host:.0f} s for this host")
        if talk.end == "full":
            return Raw(Outcome.TRUNCATED, detail="no answer: the NAS sent more than is accepted")
        if not self._connection.alive:
            return Raw(Outcome.UNREACHABLE, detail="no answer before the connection broke")
        return Raw(Outcome.ERROR, detail="no answer: the script ended early on the NAS")


def _denied(why: str) -> Raw:
    return Raw(Outcome.DENIED, detail=f"needs root: {why}")


def _digest_all(pairs: Iterable[tuple[Source, Raw]]) -> tuple[Answer, ...]:
    return tuple(answer for source, raw in pairs for answer in _digest(source, raw))


def _digest(source: Source, raw: Raw) -> tuple[Answer, ...]:
    try:
        answers = source.digest(raw)
    except _BAD_CONTENT:
        return (Answer(source.id, Vantage.SSH, Outcome.MALFORMED, detail="the answer cannot be understood"),)
    answers = answers or (Answer(source.id, Vantage.SSH, raw.outcome),)
    return tuple(_explained(answer, raw) for answer in answers)


def _explained(answer: Answer, raw: Raw) -> Answer:
    """Where we know why there is no whole reply, the answer says so."""
    unanswered = answer.outcome is not Outcome.OK
    return replace(answer, detail=raw.detail) if unanswered and raw.detail else answer
