"""SSH from outside: the banner, and blank passwords. No shell, no command.

No secret is sent, so the host key is not judged.
"""

import contextlib
import logging
import re
import socket
import time
from typing import TYPE_CHECKING

from nasward.collect.budget import Deadline, LockOutError
from nasward.collect.lan import GARBAGE, Probe, Visit
from nasward.collect.touch import Touch
from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer
from nasward.model.outcome import Outcome

if TYPE_CHECKING:
    import paramiko

MAX_BANNER = 8192
"""Bytes read before the banner must have come: a server may send other lines first (RFC 4253 §4.2)."""

_NONE_IS_BLANK = re.compile(r"^SSH-[\d.]+-(OpenSSH|dropbear)", re.IGNORECASE)

_SHUT_OUT = re.compile(rb"^(Exceeded MaxStartups|Not allowed at this time)", re.MULTILINE)
"""What OpenSSH says instead of its banner to one caller too many (seen), and to one it punishes (from 9.8 on)."""

_QUIET = "nasward.quiet"
logging.getLogger(_QUIET).setLevel(logging.CRITICAL + 1)  # paramiko logs server text and tracebacks of its thread


def _reach(visit: Visit) -> Answer:
    """`ssh.reach`: whether the port is open, and whether it greets as SSH."""
    with visit.line.connect(visit.port) as sock:
        return visit.line.told("ssh.reach", {"open": True, "banner": _greets(sock, Deadline(visit.line.timeouts))})


def _greets(sock: socket.socket, deadline: Deadline) -> bool:
    seen = b""
    while len(seen) < MAX_BANNER:
        sock.settimeout(deadline.left())
        try:
            data = sock.recv(MAX_BANNER)
        except TimeoutError:
            raise AnswerError(Outcome.TIMEOUT, "the port is open and says nothing") from None
        except OSError:
            raise AnswerError(Outcome.ERROR, "the connection broke in the middle") from None
        if not data:
            return _closed(seen)
        seen += data
        if any(line.startswith(b"SSH-") for line in seen.split(b"\n")):
            return True
    return False


def _closed(seen: bytes) -> bool:
    """What a connection that ended without a banner says: False where something else speaks there."""
    if _SHUT_OUT.search(seen):
        raise LockOutError("SSH answered that it takes no connection from us now")
    if b"\n" not in seen:
        raise AnswerError(Outcome.ERROR, "the NAS closed the connection without a word")
    return False


def _blank(visit: Visit, account: str) -> bool:
    """Whether `account` gets in with no password or an empty one."""
    import paramiko
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

    sock = visit.line.connect(visit.port)
    seconds, started = visit.line.timeouts.reply, time.monotonic()
    transport = paramiko.Transport(sock)
    transport.set_log_channel(_QUIET)
    transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = seconds
    try:
        transport.start_client(timeout=visit.line.timeouts.total)
        return _try(transport, account)
    except (paramiko.SSHException, EOFError, OSError) as error:
        if time.monotonic() - started >= seconds:  # paramiko's words for a time-out and for a closed door are the same
            raise AnswerError(Outcome.TIMEOUT, "the NAS stopped answering") from None
        if isinstance(error, paramiko.SSHException):
            raise _failure(error) from None
        raise LockOutError("SSH closed the connection before the login was judged") from None
    except (InvalidSignature, UnsupportedAlgorithm, *GARBAGE):
        raise AnswerError(Outcome.MALFORMED, "the reply is no SSH") from None
    finally:
        with contextlib.suppress(OSError, EOFError):
            transport.close()


def _try(transport: "paramiko.Transport", account: str) -> bool:
    """One try. OpenSSH and dropbear take the method `none` for an empty password; asking again would be a second try.

    Seen in OpenSSH's log: with `PermitEmptyPasswords yes`, `none` and an empty password are two failed logins.
    """
    import paramiko

    try:
        return not transport.auth_none(account)
    except paramiko.BadAuthenticationType as refusal:
        if _NONE_IS_BLANK.search(transport.remote_version) or "password" not in refusal.allowed_types:
            return False
    except paramiko.AuthenticationException as refusal:
        return _refused(refusal)
    try:
        return not transport.auth_password(account, "", fallback=False)
    except paramiko.AuthenticationException as refusal:
        return _refused(refusal)


def _refused(refusal: "paramiko.AuthenticationException") -> bool:
    """False; raises AnswerError where the refusal is none: paramiko reports a stall as one (libraries.md §3)."""
    text = str(refusal).lower()
    if "timeout" in text:
        raise AnswerError(Outcome.TIMEOUT, "the NAS stopped answering during the login") from None
    if "too many" in text:
        raise LockOutError("SSH answered that there were too many tries") from None
    return False


def _failure(error: "paramiko.SSHException") -> AnswerError:
    import paramiko

    if isinstance(error, paramiko.ssh_exception.IncompatiblePeer):
        return AnswerError(Outcome.ERROR, "no common SSH algorithm")
    if "banner" in str(error):
        return LockOutError("SSH closed the connection without a banner")
    return AnswerError(Outcome.ERROR, "the SSH handshake failed")


PROBE = Probe(
    name="ssh",
    port=22,
    speaks="banner",
    reach=_reach,
    blank=_blank,
    takes=lambda _: True,
    touches=(
        Touch("ssh", 22, "TCP connection, closed after the banner"),
        Touch(
            "ssh",
            22,
            "method `none` (not OpenSSH: one empty password), at most once per account",
            login=True,
        ),
    ),
)
