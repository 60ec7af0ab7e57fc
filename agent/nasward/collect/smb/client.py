"""An SMB2/3 connection fit for hostile servers: smbprotocol with the cures that `libraries.md §1` found necessary.

* every wait has a limit (smbprotocol waits for ever in three of four stages), every packet a size limit;
* session flags and the access that a server grants are kept;
* TREE_CONNECT is signed whenever there is a key: SMB 3.1.1 refuses it otherwise, which looks like "no access";
* guests need `require_signing` off, whatever the server says: a guest has no key to sign with;
* nothing of a server's bytes reaches a log.
"""

import contextlib
import logging
import socket
import struct
import uuid
from collections.abc import Iterator

from smbprotocol.connection import Connection, Request
from smbprotocol.exceptions import SMBConnectionClosed, SMBException, SMBResponseException
from smbprotocol.header import Commands, SMB2HeaderResponse
from smbprotocol.session import Session, SessionFlags, SMB2SessionSetupResponse
from smbprotocol.structure import Structure
from smbprotocol.transport import Tcp
from smbprotocol.tree import SMB2TreeConnectRequest
from spnego.exceptions import SpnegoError

from nasward.collect.budget import Deadline
from nasward.collect.lan import GARBAGE, Line
from nasward.collect.smb import status
from nasward.model.errors import AnswerError
from nasward.model.outcome import Outcome

MAX_PACKET = 1 << 20
"""Bytes: smbprotocol would reserve the 4 GiB that a server's length field can name."""

for _name in ("smbprotocol", "spnego"):  # they log server text, and tracebacks of their worker threads
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


class _BoundedTcp(Tcp):  # type: ignore[misc]
    """smbprotocol's transport over our own line, with a limit on the size of a packet and on the whole talk."""

    def __init__(self, line: Line, port: int, deadline: Deadline) -> None:
        super().__init__(line.address, port)
        self._line = line
        self._deadline = deadline

    def connect(self) -> None:
        with self._sock_lock:
            self._sock = self._line.connect(self.port)
            self._sock.settimeout(None)  # the library waits by select; a blocked send must end too
            limit = struct.pack("ll", int(self._line.timeouts.reply) + 1, 0)
            self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
            self.connected = True

    def recv(self, timeout: float) -> bytes | None:
        self._deadline.left()  # a server may answer "pending" for ever
        return super().recv(timeout)  # type: ignore[no-any-return]

    def _recv(self, length: int, timeout: float) -> tuple[bytes | None, float]:
        if length > MAX_PACKET:
            raise AnswerError(Outcome.MALFORMED, "the reply is no SMB")
        return super()._recv(length, timeout)  # type: ignore[no-any-return]

    def close(self) -> None:
        with contextlib.suppress(OSError):
            super().close()


class ProbeConnection(Connection):  # type: ignore[misc]
    """One TCP connection and the SMB dialect agreed on it. `flags`: SESSION_SETUP flags of the last session."""

    def __init__(self, line: Line, port: int, deadline: Deadline) -> None:
        self._tcp = _BoundedTcp(line, port, deadline)
        self._deadline = deadline
        self.flags = 0
        super().__init__(uuid.uuid4(), line.address, port, require_signing=False)

    @property
    def transport(self) -> _BoundedTcp:
        """The library makes its own in `connect`; it gets ours."""
        return self._tcp

    @transport.setter
    def transport(self, made: object) -> None:
        pass

    def send(self, message: Structure, sid: int | None = None, *args: object, **options: object) -> Request:
        """Send, with TREE_CONNECT signed whenever the session has a key."""
        if isinstance(message, SMB2TreeConnectRequest) and getattr(self.session_table.get(sid), "signing_key", None):
            options["force_signature"] = True
        return super().send(message, sid, *args, **options)

    def receive(
        self, request: Request, wait: bool = True, timeout: float | None = None, resolve_symlinks: bool = False
    ) -> SMB2HeaderResponse:
        """Wait for a reply within our own limits, and never follow a link that a server names."""
        del timeout, resolve_symlinks
        response = super().receive(request, wait, timeout=self._deadline.left(), resolve_symlinks=False)
        if response["command"].get_value() == Commands.SMB2_SESSION_SETUP:
            setup = SMB2SessionSetupResponse()
            setup.unpack(response["data"].get_value())
            self.flags = setup["session_flags"].get_value()
        return response

    def _process_message_thread(self) -> None:
        with contextlib.suppress(OSError, RuntimeError):  # its clean-up may trip over what the main thread closed
            super()._process_message_thread()

    def _check_worker_running(self) -> None:
        if isinstance(self._t_exc, AnswerError):
            raise self._t_exc
        if self._t_exc is not None and not isinstance(self._t_exc, SMBConnectionClosed):
            raise AnswerError(Outcome.MALFORMED, "the reply is no SMB")
        super()._check_worker_running()

    @property
    def is_guest(self) -> bool:
        """The server took the last login for a guest's."""
        return bool(self.flags & SessionFlags.SMB2_SESSION_FLAG_IS_GUEST)


@contextlib.contextmanager
def talking() -> Iterator[None]:
    """Turn what smbprotocol raises into AnswerError. A status reply (SMBResponseException) passes through."""
    try:
        yield
    except SMBResponseException:
        raise
    except SMBConnectionClosed:
        raise AnswerError(Outcome.ERROR, "the NAS closed the connection in the middle") from None
    except OSError:
        raise AnswerError(Outcome.ERROR, "the connection broke in the middle") from None
    except (SMBException, SpnegoError, *GARBAGE) as error:
        if "Connection timeout of" in str(error):
            raise AnswerError(Outcome.TIMEOUT, "the NAS stopped answering") from None
        if "authenticated as a guest" in str(error):
            raise AnswerError(
                Outcome.ERROR, "a guest was let in who would have to encrypt, which no guest can"
            ) from None
        raise AnswerError(Outcome.MALFORMED, "the reply is no SMB") from None


@contextlib.contextmanager
def connected(line: Line, port: int, deadline: Deadline) -> Iterator[ProbeConnection]:
    """A negotiated connection, closed at the end. Raises AnswerError when the port speaks no SMB2 or SMB3."""
    connection = ProbeConnection(line, port, deadline)
    try:
        with talking():
            _negotiate(connection, line.timeouts.reply)
        yield connection
    finally:
        with contextlib.suppress(SMBException, AnswerError):
            connection.disconnect(close=False)


def _negotiate(connection: ProbeConnection, seconds: float) -> None:
    try:
        connection.connect(timeout=seconds)
    except SMBResponseException as refusal:
        raise AnswerError(Outcome.ERROR, f"no common SMB2 dialect ({status.named(refusal.status)})") from None


def log_in(connection: ProbeConnection, user: str, password: str) -> Session:
    """A session for `user`; look at `connection.is_guest`. Raises SMBResponseException when refused, or AnswerError."""
    session = Session(connection, user, password, require_encryption=False, auth_protocol="ntlm")
    with talking():
        session.connect()
    return session


def log_in_as_guest(connection: ProbeConnection, user: str, password: str) -> Session:
    """The same for a name nobody has: such a session cannot sign, even where the server asks for it."""
    connection.require_signing = False
    return log_in(connection, user, password)
