"""What all outside probes share: the line to the NAS, the words of an answer, and the shape of a probe.

A new probe is one module that makes one `Probe`, and its name in `outside.probes`.
"""

import errno
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from nasward.collect.budget import LockOutError, LoginBudget, Timeouts
from nasward.collect.touch import Touch
from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer, Json
from nasward.model.outcome import Outcome, Vantage
from nasward.model.target import Secret

_NO_ROUTE = {errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN, errno.ENETDOWN, errno.EADDRNOTAVAIL}

GARBAGE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError, struct.error)
"""What the parsers of protocol libraries raise over bytes of another kind (seen with noise in the lab)."""


class ShutError(AnswerError):
    """The port took no connection: a firewall swallowed it, or (RefusedError) nothing listens."""


class RefusedError(ShutError):
    """The host answered that nothing listens on the port."""

    def __init__(self, detail: str) -> None:
        super().__init__(Outcome.UNREACHABLE, detail)


class Line:
    """The way from one vantage to one NAS: opens connections and signs answers with the vantage."""

    def __init__(self, address: str, timeouts: Timeouts, vantage: Vantage = Vantage.LAN) -> None:
        self.address = address
        self.timeouts = timeouts
        self.connections = 0
        self._vantage = vantage

    def connect(self, port: int) -> socket.socket:
        """A TCP connection without Nagle's delay. Raises RefusedError or AnswerError (timeout, unreachable, error)."""
        try:
            sock = socket.create_connection((self.address, port), timeout=self.timeouts.connect)
        except ConnectionRefusedError:
            raise RefusedError(f"port {port} is closed") from None
        except TimeoutError:
            raise ShutError(Outcome.TIMEOUT, f"port {port} did not answer") from None
        except socket.gaierror:
            raise AnswerError(Outcome.UNREACHABLE, "the name of the host does not resolve") from None
        except OSError as error:
            raise _no_connection(port, error) from None
        self.connections += 1
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def told(self, source: str, content: Json, subject: str = "") -> Answer:
        """An answer that the NAS gave."""
        return Answer(source, self._vantage, Outcome.OK, content, subject)

    def failed(self, source: str, failure: AnswerError, subject: str = "", content: Json = None) -> Answer:
        """An answer that the NAS did not give."""
        return Answer(source, self._vantage, failure.outcome, content, subject, failure.detail)

    def unasked(self, source: str, why: str, subject: str = "") -> Answer:
        """A question that was not put."""
        return Answer(source, self._vantage, Outcome.NOT_ASKED, None, subject, why)


def _no_connection(port: int, error: OSError) -> AnswerError:
    reason = f"no connection to port {port}: {error.strerror or type(error).__name__}"
    return AnswerError(Outcome.UNREACHABLE if error.errno in _NO_ROUTE else Outcome.ERROR, reason)


@dataclass(frozen=True, slots=True)
class Visit:
    """One NAS as all probes of one run visit it. `login`: a real account for SMB, where the clinic gave one."""

    line: Line
    port: int
    budget: LoginBudget
    known_shares: tuple[str, ...] = ()
    login: tuple[str, Secret] | None = None

    def ask(self, source: str, question: Callable[[], Json], subject: str = "") -> Answer:
        """The answer to a question that tells a content or raises AnswerError. A lock-out sign ends all asking.

        A port that was open before and takes no connection now is such a sign.
        """
        if self.budget.stopped:
            return self.line.unasked(source, self.budget.stopped, subject)
        try:
            return self.line.told(source, question(), subject)
        except AnswerError as failure:
            if isinstance(failure, LockOutError | ShutError):
                self.budget.stop(failure.detail)
            return self.line.failed(source, failure, subject)

    def ask_with_login(self, source: str, account: str, question: Callable[[], Json], subject: str = "") -> Answer:
        """The same for a question that costs one login try of `account`."""
        why = self.budget.refusal(account)
        if not self.budget.spend(account):
            return self.line.unasked(source, why or "budget", subject)
        return self.ask(source, question, subject)


def _no_login(_: Visit, __: str) -> bool:
    raise AnswerError(Outcome.NOT_ASKED, "this service takes no logins")


@dataclass(frozen=True, slots=True)
class Probe:
    """One protocol asked from outside.

    `reach` tells whether the port speaks the protocol, and never logs in. `look` asks the rest and is called only
    where `is_open` holds for the answer of `reach`. `blank` tries an account with an empty password, once: True where
    that is accepted; it raises LockOutError where the NAS hints at a lock-out.
    """

    name: str
    port: int
    reach: Callable[[Visit], Answer]
    touches: tuple[Touch, ...]
    speaks: str = "open"
    """Key of the answer of `reach` that is true where the protocol is spoken."""
    look: Callable[[Visit], tuple[Answer, ...]] = field(default=lambda _: ())
    blank: Callable[[Visit, str], bool] = _no_login
    takes: Callable[[str], bool] = field(default=lambda _: False)
    """Whether `blank` can be asked about this account."""

    def is_open(self, reached: Answer) -> bool:
        """Whether the answer of `reach` invites further questions."""
        content = reached.content
        return reached.outcome is Outcome.OK and isinstance(content, dict) and content.get(self.speaks) is True
