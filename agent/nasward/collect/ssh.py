"""SSH through paramiko: connect, prove the host, log in once, run commands. All of it bounded.

Every failure is a `LoginError` or `AnswerError` with an outcome and one line; no secret is ever part of it.
"""

import logging
import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Self

import paramiko
from paramiko.ssh_exception import IncompatiblePeer

from nasward.collect import hostkey
from nasward.collect.limits import Limits
from nasward.collect.login import Attempt
from nasward.collect.talk import Talk
from nasward.model.errors import AnswerError
from nasward.model.evidence import Login
from nasward.model.outcome import Outcome
from nasward.model.target import Target

# paramiko logs user names and the tracebacks of a hostile server's doing; what matters reaches us as errors.
_LOG = "nasward.paramiko"
logging.getLogger(_LOG).setLevel(logging.CRITICAL + 1)

_SIGNATURES = {"ssh-rsa": ("rsa-sha2-512", "rsa-sha2-256")}
"""An RSA key signs by other names than its own."""

_CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com")
"""Taken where there: paramiko checks the HMAC that other ciphers need in a Python loop, byte by byte."""

_READ_AHEAD = 1 << 15


class LoginError(AnswerError):
    """No login. `login` holds what is known of the host; `tries` what a lock-out counter may have seen."""

    def __init__(self, login: Login, error: AnswerError, tries: int = 0) -> None:
        super().__init__(error.outcome, error.detail)
        self.login = replace(login, outcome=error.outcome, detail=error.detail)
        self.tries = tries


class _QuickSocket:
    """A socket that acknowledges at once: else each exchange waits 40 ms for the other side's Nagle.

    It reads ahead, because paramiko asks for a packet in two small pieces.
    """

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._ahead = b""
        self._option = getattr(socket, "TCP_QUICKACK", None)  # Linux only

    def recv(self, size: int) -> bytes:
        if not self._ahead:
            self._ahead = self._sock.recv(_READ_AHEAD)
            if self._option is not None:
                self._sock.setsockopt(socket.IPPROTO_TCP, self._option, 1)
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a socket has
        return getattr(self._sock, name)


class Connection:
    """A logged-in connection. `login.privilege` is still `none`: what the shell can do is not known yet."""

    def __init__(self, transport: paramiko.Transport, login: Login, tries: int) -> None:
        self._transport = transport
        self.login = login
        self.tries = tries

    @property
    def alive(self) -> bool:
        """The transport still stands."""
        return bool(self._transport.is_active())

    def execute(self, command: str, limits: Limits, deadline: float) -> Talk:
        """Start a command on a channel of its own, without a terminal. Raises `AnswerError`."""
        seconds = _left(deadline, limits.auth)
        try:
            channel = self._transport.open_session(timeout=seconds)
            channel.settimeout(seconds)
            channel.exec_command(command)
        except (paramiko.SSHException, EOFError, OSError) as error:
            if not self.alive:
                raise AnswerError(Outcome.UNREACHABLE, "the NAS closed the connection after the login") from None
            if isinstance(error, TimeoutError) or "timeout" in str(error).lower():
                raise AnswerError(Outcome.TIMEOUT, "logged in, but the NAS started no command in time") from None
            raise AnswerError(Outcome.ERROR, "logged in, but the NAS lets no command start") from None
        return Talk(channel, limits.total_bytes, deadline)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._transport.close()


def connect(target: Target, limits: Limits, deadline: float, *, accept_new_host_key: bool = False) -> Connection:
    """Connect, check the host key, only then log in, once. Raises `LoginError`."""
    login = Login(Outcome.ERROR, user=target.ssh.user)
    attempt = Attempt(target.ssh)
    with ExitStack() as cleanup:
        try:
            sock = _QuickSocket(_dial(target.address, target.ssh.port, _left(deadline, limits.connect)))
            cleanup.callback(sock.close)
            transport = paramiko.Transport(sock)  # type: ignore[arg-type]
            cleanup.callback(transport.close)
            _greet(transport, target, limits, deadline)
            login = _prove(transport, target, login, accept_new_host_key)
            transport.auth_timeout = _left(deadline, limits.auth)
            attempt.run(transport)
        except AnswerError as error:
            raise LoginError(login, error, attempt.tries) from None
        cleanup.pop_all()
    return Connection(transport, replace(login, outcome=Outcome.OK), attempt.tries)


def _left(deadline: float, most: float) -> float:
    return max(0.01, min(most, deadline - time.monotonic()))


def _dial(address: str, port: int, seconds: float) -> socket.socket:
    where = f"{address} port {port}"
    try:
        sock = socket.create_connection((address, port), timeout=seconds)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except TimeoutError:
        raise AnswerError(Outcome.TIMEOUT, f"{where} did not answer within {seconds:.0f} s") from None
    except ConnectionRefusedError:
        raise AnswerError(Outcome.UNREACHABLE, f"{where} refused the connection: is SSH switched on?") from None
    except socket.gaierror:
        raise AnswerError(Outcome.UNREACHABLE, f"the name {address} cannot be resolved") from None
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no valid address"
        raise AnswerError(Outcome.UNREACHABLE, f"{where} cannot be reached: {reason}") from None
    return sock


def _greet(transport: paramiko.Transport, target: Target, limits: Limits, deadline: float) -> None:
    """Banner and key exchange."""
    transport.set_log_channel(_LOG)
    transport.banner_timeout = _left(deadline, limits.banner)
    transport.handshake_timeout = 2 * limits.banner  # its own end would look like a closed connection
    _prefer(transport, hostkey.preferred_types(target.ssh, target.address))
    try:
        transport.start_client(timeout=_left(deadline, limits.banner))
    except IncompatiblePeer as error:
        text = f"the NAS offers only outdated SSH algorithms ({_plain(error)}): update it or its SSH settings"
        raise AnswerError(Outcome.ERROR, text) from None
    except (paramiko.SSHException, EOFError, OSError) as error:
        raise _no_greeting(error) from None
    if not transport.initial_kex_done:  # paramiko's wait ends without a word
        raise _no_greeting(TimeoutError())


def _no_greeting(error: Exception) -> AnswerError:
    text = str(error).lower()
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError) or "timed out" in text:
        return AnswerError(Outcome.TIMEOUT, "the port is open, but SSH did not greet or exchange keys in time")
    if isinstance(error, EOFError | OSError) or "banner" in text:
        return AnswerError(Outcome.UNREACHABLE, "the port is open, but closed the connection or is no SSH")
    return AnswerError(Outcome.ERROR, f"the SSH key exchange failed: {_plain(error)}")


def _plain(error: Exception) -> str:
    """A library's message, of which a part may be the server's words: one printable line."""
    return "".join(char if char.isprintable() else "?" for char in str(error))[:200]


def _prefer(transport: paramiko.Transport, types: tuple[str, ...]) -> None:
    """Ask first for the key types that can be verified, and for the cheapest ciphers."""
    options = transport.get_security_options()
    wanted = [kind for given in types for kind in _SIGNATURES.get(given, (given,))]
    options.key_types = _first(wanted, options.key_types)
    options.ciphers = _first(_CIPHERS, options.ciphers)


def _first(wanted: Sequence[str], given: Sequence[str]) -> tuple[str, ...]:
    return (*(name for name in wanted if name in given), *(name for name in given if name not in wanted))


def _prove(transport: paramiko.Transport, target: Target, login: Login, accept_new: bool) -> Login:
    try:
        shown = transport.get_remote_server_key()
    except paramiko.SSHException:
        raise AnswerError(Outcome.UNREACHABLE, "the connection broke after the key exchange") from None
    key = hostkey.HostKey(shown.get_name(), shown.asbytes())
    source = hostkey.verify(target.ssh, target.address, key, accept_new=accept_new)
    return replace(login, host_key=key.line, host_key_source=source)
