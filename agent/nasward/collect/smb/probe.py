"""SMB from outside: who is let in, what is listed to them, and what they may do with each share."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace

from smbprotocol.exceptions import SMBResponseException
from smbprotocol.session import Session

from nasward.collect.budget import Deadline, LockOutError, LoginBudget
from nasward.collect.lan import Visit
from nasward.collect.smb import status
from nasward.collect.smb.access import share_access
from nasward.collect.smb.anonymous import log_in_as_nobody
from nasward.collect.smb.client import ProbeConnection, connected, log_in, log_in_as_guest
from nasward.collect.smb.shares import Listed, list_shares
from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer, Json
from nasward.model.outcome import Outcome
from nasward.model.target import Secret

Login = Callable[[ProbeConnection], Session]


def reach(visit: Visit) -> Answer:
    """`smb.reach`: whether the port is open."""
    visit.line.connect(visit.port).close()
    return visit.line.told("smb.reach", {"open": True})


def look(visit: Visit) -> tuple[Answer, ...]:
    """`smb.null`, `smb.guest`, and what each of them may do with every share known to us.

    Where the visit has a real account, `smb.user` too, with the session's flags.
    """
    talk = _Talk(visit)
    with talk.doors:
        entries = [talk.enter("smb.null", log_in_as_nobody), talk.enter("smb.guest", _guest(visit.budget))]
        if visit.login:
            entries.append(talk.enter("smb.user", _user(visit.budget, *visit.login)))
        shares = _union(visit.known_shares, *(entry.listed for entry in entries))
        return tuple(answer for entry in entries for answer in (entry.answer, *talk.accesses(entry, shares)))


def blank(visit: Visit, account: str) -> bool:
    """Whether `account` gets in with an empty password: as itself, a guest session is none of its."""
    with connected(visit.line, visit.port, Deadline(visit.line.timeouts)) as connection:
        try:
            log_in_as_guest(connection, account, "")
        except SMBResponseException as refusal:
            return refusal.status in status.NO_PASSWORD or _refused(refusal.status)
        return not connection.is_guest


@dataclass(frozen=True, slots=True)
class _Entry:
    """One kind of session: the answer about it, and the session where one was given."""

    answer: Answer
    session: Session | None
    listed: tuple[str, ...]


class _Talk:
    """All sessions of one visit, side by side: what one of them lists, the others are asked about too."""

    def __init__(self, visit: Visit) -> None:
        self.doors = ExitStack()
        self._visit = visit
        self._deadline = Deadline(visit.line.timeouts)
        self._mute: AnswerError | None = None

    def enter(self, source: str, login: Login) -> _Entry:
        """Try one kind of login on a connection of its own, and list the shares."""
        session: Session | None = None
        listed = Listed("none")

        def question() -> Json:
            nonlocal session, listed
            connection = self._connection()
            try:
                session = login(connection)
            except SMBResponseException as refusal:
                return {"accepted": _refused(refusal.status), "listing": "none", "listed": []}
            listed = list_shares(session)
            return {"accepted": True, "listing": listed.listing, "listed": list(listed.names)}

        answer = self._visit.ask(source, question)
        if listed.cut:
            answer = replace(answer, outcome=Outcome.TRUNCATED, detail="the NAS lists more shares than are kept")
        return _Entry(answer, session, listed.names)

    def accesses(self, entry: _Entry, shares: Iterable[str]) -> Iterator[Answer]:
        """What the session may do with each share."""
        source = f"{entry.answer.source}.share"
        for share in shares if entry.session else ():
            yield self._visit.ask(source, lambda: {"access": share_access(entry.session, share)}, share)  # noqa: B023

    def _connection(self) -> ProbeConnection:
        if self._mute:  # a port that spoke no SMB once is not asked again
            raise self._mute
        try:
            return self.doors.enter_context(connected(self._visit.line, self._visit.port, self._deadline))
        except AnswerError as failure:
            self._mute = failure
            raise


def _guest(budget: LoginBudget) -> Login:
    name = f"nasward-probe-{secrets.token_hex(4)}"  # nobody's name, and one that explains itself in the NAS's log

    def login(connection: ProbeConnection) -> Session:
        _spend(budget, name)
        session = log_in_as_guest(connection, name, secrets.token_hex(8))
        if not connection.is_guest:
            raise AnswerError(Outcome.ERROR, "a made-up account was let in, and not as a guest")
        return session

    return login


def _user(budget: LoginBudget, name: str, password: Secret) -> Login:
    def login(connection: ProbeConnection) -> Session:
        _spend(budget, name)
        session = log_in(connection, name, password.reveal())
        if connection.is_guest:  # `map to guest = bad password`: let in, but not as this account (libraries.md §1)
            raise AnswerError(Outcome.DENIED, "the password is wrong: the session is a guest's")
        return session

    return login


def _spend(budget: LoginBudget, account: str) -> None:
    why = budget.refusal(account)
    if not budget.spend(account):
        raise AnswerError(Outcome.NOT_ASKED, why or "budget")


def _refused(code: int) -> bool:
    """False where the status says that the login was judged and refused; raises AnswerError for every other one."""
    if code in status.REFUSED:
        return False
    if code in status.LOCKED:
        raise LockOutError(f"SMB answered {status.named(code)}")
    raise AnswerError(Outcome.ERROR, f"the login answered {status.named(code)}")


def _union(*lists: Iterable[str]) -> tuple[str, ...]:
    """All names once, in the spelling seen first: SMB does not tell `Photo` from `photo`."""
    names: dict[str, str] = {}
    for name in (name for listed in lists for name in listed):
        names.setdefault(name.casefold(), name)
    return tuple(names.values())
