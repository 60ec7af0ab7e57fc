"""The null session: a login without any name, which smbprotocol and pyspnego cannot do (libraries.md §1).

Two raw NTLMSSP messages (MS-NLMP §2.2.1.1 and §2.2.1.3); the second one is flagged anonymous and holds no response.
"""

import struct

from smbprotocol.connection import Capabilities
from smbprotocol.exceptions import MoreProcessingRequired
from smbprotocol.session import Session, SMB2SessionSetupRequest

from nasward.collect.smb.client import ProbeConnection, talking

_SIGNATURE = b"NTLMSSP\0"
_FLAGS = 0x1 | 0x4 | 0x200 | 0x80000 | 0x20000000  # Unicode, request target, NTLM, extended security, 128 bit
_ANONYMOUS = 0x800
_HEAD = 64
"""Bytes before the payload of the second message."""


def negotiate_message() -> bytes:
    """NTLMSSP NEGOTIATE without domain and workstation."""
    return _SIGNATURE + struct.pack("<LL", 1, _FLAGS) + bytes(16)


def authenticate_message() -> bytes:
    """NTLMSSP AUTHENTICATE of nobody: one zero byte as LM response, every other field empty."""
    empty = struct.pack("<HHL", 0, 0, _HEAD + 1)
    lm_response = struct.pack("<HHL", 1, 1, _HEAD)
    return _SIGNATURE + struct.pack("<L", 3) + lm_response + empty * 5 + struct.pack("<L", _FLAGS | _ANONYMOUS) + b"\0"


class NullSession(Session):  # type: ignore[misc]
    """A session of nobody: no keys, so nothing is signed or encrypted."""

    def __init__(self, connection: ProbeConnection) -> None:
        super().__init__(connection, require_encryption=False)
        self.signing_required = False
        self.encrypt_data = False

    def connect(self) -> None:
        """Log in. Raises SMBResponseException when refused."""
        try:
            self._step(negotiate_message())
        except MoreProcessingRequired as challenge:
            self.session_id = challenge.header["session_id"].get_value()
            self._step(authenticate_message())
        self._connected = True
        self.connection.session_table[self.session_id] = self

    def _step(self, token: bytes) -> None:
        setup = SMB2SessionSetupRequest()
        setup["capabilities"] = Capabilities.SMB2_GLOBAL_CAP_DFS
        setup["security_mode"] = self.connection.client_security_mode
        setup["buffer"] = token
        request = self.connection.send(setup, sid=self.session_id, credit_request=64)
        self.connection.receive(request)


def log_in_as_nobody(connection: ProbeConnection) -> Session:
    """A null session. Raises SMBResponseException when refused, or AnswerError."""
    session = NullSession(connection)
    with talking():
        session.connect()
    return session
