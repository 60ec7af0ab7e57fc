"""FTP from outside: greeting, passwords without TLS, AUTH TLS, anonymous, blank passwords. Nothing is listed."""

import contextlib
import ftplib
import re
import secrets
import socket
import ssl
from collections.abc import Iterator

from nasward.collect.budget import Deadline, LockOutError
from nasward.collect.lan import Line, Probe, Visit
from nasward.collect.touch import Touch
from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer
from nasward.model.outcome import Outcome

MAX_LINE = 4096
MAX_LINES = 200

_ANONYMOUS = "anonymous"
_ANONYMOUS_PASSWORD = "audit@invalid"  # noqa: S105 - the custom of anonymous FTP, no secret
_REPLY = re.compile(r"\d{3}([ -]|$)")
_WANTS_TLS = re.compile(r"encrypt|\b(tls|ssl|ftps)\b|secure (connection|channel|control)", re.IGNORECASE)
_SHUT_OUT = re.compile(r"\b(too many|banned|blocked|locked|denied access)\b", re.IGNORECASE)


class _ClosedError(Exception):
    """The server closed the connection."""


class Ftp(ftplib.FTP_TLS):
    """ftplib over our own socket, with a limit on every line, on all lines and on the time they may take."""

    def __init__(self, sock: socket.socket, address: str, deadline: Deadline) -> None:
        super().__init__(context=_any_tls(), encoding="utf-8")
        self.sock = self._wire = sock
        self.host = address
        self._deadline = deadline
        self._unread = b""
        self._lines = 0

    def getmultiline(self) -> str:
        """One reply. ftplib would wait for the end of `SSH-2.0-…`, which looks like the first of several lines."""
        reply = line = self.getline()
        if not _REPLY.match(line):
            raise ftplib.error_proto(line)  # noqa: S321 - an exception, no connection
        while line[:4] not in (reply[:3], f"{reply[:3]} "):
            line = self.getline()
            reply += f"\n{line}"
        return reply

    def getline(self) -> str:
        """One line of the server without its end."""
        self._lines += 1
        while b"\n" not in self._unread:
            if len(self._unread) > MAX_LINE or self._lines > MAX_LINES:
                raise AnswerError(Outcome.MALFORMED, "the reply is no FTP")
            self._unread += self._receive()
        line, self._unread = self._unread.split(b"\n", 1)
        return line.rstrip(b"\r").decode("utf-8", "replace")

    def code(self, command: str) -> tuple[str, str]:
        """Send a command; the three digits of the reply and the whole of it, whatever it says."""
        try:
            reply = self.sendcmd(command) if command else self.getresp()
        except (ftplib.error_temp, ftplib.error_perm) as refusal:
            reply = str(refusal)
        if reply[:3] == "421" or (reply[:1] in "45" and _SHUT_OUT.search(reply)):
            raise LockOutError(f"FTP answered {reply[:3]}")
        return reply[:3], reply

    def secure(self) -> bool:
        """Go over to TLS; whether the server went along. Its certificate is not judged here."""
        if self.code("AUTH TLS")[0] != "234":
            return False
        self._unread = b""  # what came before the handshake is not to be believed after it
        self._wire.settimeout(self._deadline.left())
        try:
            self.sock = self._wire = self.context.wrap_socket(self._wire, server_hostname=self.host)
        except ssl.SSLError:
            return False
        return True

    def leave(self) -> None:
        """Say goodbye without waiting for an answer, and close."""
        with contextlib.suppress(OSError, ValueError):
            self._wire.settimeout(1)
            self._wire.sendall(b"QUIT\r\n")
        with contextlib.suppress(OSError):
            self._wire.close()

    def _receive(self) -> bytes:
        self._wire.settimeout(self._deadline.left())
        data = self._wire.recv(MAX_LINE)
        if not data:
            raise _ClosedError
        return data


def _any_tls() -> ssl.SSLContext:
    """TLS of any age, and any certificate: the question is whether there is TLS, and no secret is sent."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


@contextlib.contextmanager
def _session(line: Line, port: int) -> Iterator[Ftp]:
    """An FTP conversation, its greeting unread, closed at the end. Raises AnswerError."""
    ftp = Ftp(line.connect(port), line.address, Deadline(line.timeouts))
    try:
        yield ftp
    except (ftplib.Error, ValueError):
        raise AnswerError(Outcome.MALFORMED, "the reply is no FTP") from None
    except TimeoutError:
        raise AnswerError(Outcome.TIMEOUT, "the NAS stopped answering") from None
    except (_ClosedError, OSError):
        raise AnswerError(Outcome.ERROR, "the NAS closed the connection in the middle") from None
    finally:
        ftp.leave()


@contextlib.contextmanager
def _greeted(visit: Visit) -> Iterator[Ftp]:
    """A conversation whose greeting was read: a server that greeted before and does not now may have blocked us."""
    with _session(visit.line, visit.port) as ftp:
        try:
            greeting, _ = ftp.code("")
        except _ClosedError:
            raise LockOutError("FTP closed the connection without a greeting") from None
        if greeting != "220":
            raise LockOutError(f"FTP greeted with {greeting}")
        yield ftp


def _reach(visit: Visit) -> Answer:
    """`ftp.reach`: a port that does not greet with 220 is no FTP; one that greets with a refusal is shut to us."""
    with _session(visit.line, visit.port) as ftp:
        try:
            greeting, _ = ftp.code("")
        except ftplib.Error:
            greeting = ""
        except AnswerError as failure:
            if failure.outcome is not Outcome.MALFORMED:
                raise
            greeting = ""
    if greeting[:1] in ("4", "5"):
        raise LockOutError(f"FTP greeted with {greeting}")
    return visit.line.told("ftp.reach", {"open": True, "greeting": greeting == "220"})


def _look(visit: Visit) -> tuple[Answer, ...]:
    """`ftp.offer` and `ftp.anonymous`."""
    offer = visit.ask("ftp.offer", lambda: {"plain_login": _takes_plain(visit), "tls": _takes_tls(visit)})
    anonymous = visit.ask_with_login(
        "ftp.anonymous", _ANONYMOUS, lambda: {"accepted": _log_in(visit, _ANONYMOUS, _ANONYMOUS_PASSWORD)}
    )
    return offer, anonymous


def _takes_tls(visit: Visit) -> bool:
    with _greeted(visit) as ftp:
        return ftp.secure()


def _takes_plain(visit: Visit) -> bool:
    """Whether USER without TLS is answered by asking for the password; none is sent.

    A made-up name comes first: some servers ask everyone but `anonymous` for TLS. Others refuse unknown names at once,
    which says nothing about TLS; then `anonymous` may still tell.
    """
    with _greeted(visit) as ftp:
        for name in (f"nasward-probe-{secrets.token_hex(4)}", _ANONYMOUS):
            code, reply = ftp.code(f"USER {name}")
            if code in ("230", "331"):
                return True
            if _WANTS_TLS.search(reply):
                return False
    raise AnswerError(Outcome.ERROR, f"USER was refused with {code}, which tells nothing about TLS")


def _log_in(visit: Visit, account: str, password: str) -> bool:
    """One login try, over TLS where the server insists; whether it was accepted."""
    with _greeted(visit) as ftp:
        code, reply = _try(ftp, account, password)
    if code[:1] == "5" and _WANTS_TLS.search(reply):  # judged for its lack of TLS, not as a login
        with _greeted(visit) as ftp:
            if not ftp.secure():
                raise AnswerError(Outcome.ERROR, "the login needs TLS, and TLS is refused")
            code, reply = _try(ftp, account, password)
    if code in ("230", "232"):
        return True
    if code[:1] == "5" or code == "430":
        return False
    raise AnswerError(Outcome.ERROR, f"the login was answered with {code}")


def _try(ftp: Ftp, account: str, password: str) -> tuple[str, str]:
    code, reply = ftp.code(f"USER {account}")
    return ftp.code(f"PASS {password}") if code == "331" else (code, reply)


PROBE = Probe(
    name="ftp",
    port=21,
    speaks="greeting",
    reach=_reach,
    look=_look,
    blank=lambda visit, account: _log_in(visit, account, ""),
    takes=lambda _: True,
    touches=(
        Touch("ftp", 21, "TCP connection, closed after the greeting"),
        Touch("ftp", 21, "AUTH TLS and a TLS handshake"),
        Touch("ftp", 21, "USER with a made-up name `nasward-probe-…`, then maybe USER anonymous; no PASS"),
        Touch("ftp", 21, "USER anonymous, PASS audit@invalid; QUIT, nothing is listed or read", login=True),
        Touch("ftp", 21, "USER of an account, PASS with nothing, at most once per account", login=True),
    ),
)
