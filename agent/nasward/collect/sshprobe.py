"""SSH from outside: the banner, and blank passwords. No shell, no command.

No secret is sent, so the host key is not judged.
"""

import contextlib
import logging
import socket
from typing import TYPE_CHECKING

from nasward.collect.budget import Deadline, LockOutError
from nasward.collect.lan import Probe, Visit
from nasward.collect.touch import Touch
from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer
from nasward.model.outcome import Outcome

if TYPE_CHECKING:
    import paramiko

MAX_BANNER = 8192
"""Bytes read before the banner must have come: a server may send other lines first (RFC 4253 §4.2)."""

_QUIET = "nasward.quiet"
logging.getLogger(_QUIET).addHandler(logging.NullHandler())
logging.getLogger(_QUIET).propagate = False


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
            return False
        seen += data
        if any(line.startswith(b"SSH-") for line in seen.split(b"\n")):
            return True
    return False


def _blank(visit: Visit, account: str) -> bool:
    """Whether `account` gets in with no password or an empty one."""
    import paramiko

    sock = visit.line.connect(visit.port)
    seconds = visit.line.timeouts.reply
    transport = paramiko.Transport(sock)
    transport.set_log_channel(_QUIET)
    transport.banner_timeout = transport.handshake_timeout = transport.auth_timeout = seconds
    try:
        transport.start_client(timeout=visit.line.timeouts.total)
        return _try(transport, account)
    except paramiko.SSHException as error:
        raise _failure(error) from None
    except (EOFError, OSError):
        raise LockOutError("SSH closed the connection before the login was judged") from None
    finally:
        with contextlib.suppress(OSError, EOFError):
            transport.close()


def _try(transport: "paramiko.Transport", account: str) -> bool:
    """First the method `none`, which names the methods that are offered, then one empty password."""
    import paramiko

    try:
        return not transport.auth_none(account)
    except paramiko.BadAuthenticationType as refusal:
        offered = refusal.allowed_types
    except paramiko.AuthenticationException as refusal:
        return _refused(refusal)
    try:
        if "password" in offered:
            return not transport.auth_password(account, "", fallback=False)
        if "keyboard-interactive" in offered:
            return not transport.auth_interactive(account, lambda _title, _text, prompts: [""] * len(prompts))
    except paramiko.AuthenticationException as refusal:
        return _refused(refusal)
    return False


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
    text = str(error).lower()
    if "timeout" in text or "timed out" in text:
        return AnswerError(Outcome.TIMEOUT, "the NAS stopped answering")
    if "banner" in text:
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
        Touch("ssh", 22, "key exchange, method `none`, then one empty password, at most once per account", login=True),
    ),
)
