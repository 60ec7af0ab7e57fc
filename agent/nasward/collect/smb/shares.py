"""Ask a session for the list of shares: the srvsvc pipe of IPC$."""

from dataclasses import dataclass
from typing import Literal

from smbprotocol.exceptions import SMBResponseException
from smbprotocol.ioctl import CtlCode, IOCTLFlags, SMB2IOCTLRequest, SMB2IOCTLResponse
from smbprotocol.open import (
    CreateDisposition,
    FilePipePrinterAccessMask,
    ImpersonationLevel,
    Open,
    ShareAccess,
    SMB2ReadRequest,
    SMB2ReadResponse,
)
from smbprotocol.session import Session

from nasward.collect.smb import srvsvc, status
from nasward.collect.smb.client import talking
from nasward.collect.smb.tree import entered
from nasward.model.errors import AnswerError

_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Listed:
    """How listing ended: as `listing` of the answer wants it (`none`: not tried). `cut`: there are more names."""

    listing: Literal["ok", "denied", "error", "none"]
    names: tuple[str, ...] = ()
    cut: bool = False


def list_shares(session: Session) -> Listed:
    """The shares that the server lists to this session."""
    try:
        with entered(session, "IPC$") as tree, talking():
            return _listed(_ask(Open(tree, "srvsvc")))
    except SMBResponseException as refusal:
        return Listed("denied" if refusal.status in status.NO_ENTRY else "error")
    except (srvsvc.NotRpcError, AnswerError):
        return Listed("error")


def _listed(stub: bytes | None) -> Listed:
    if stub is None:
        return Listed("ok", cut=True)
    listing = srvsvc.listing(stub)
    if listing.code and not listing.cut:
        return Listed("denied" if listing.denied else "error")
    return Listed("ok", listing.names, listing.cut)


def _ask(pipe: Open) -> bytes | None:
    """The payload of the reply; None where it is longer than we read."""
    pipe.create(
        ImpersonationLevel.Impersonation,
        FilePipePrinterAccessMask.FILE_READ_DATA | FilePipePrinterAccessMask.FILE_WRITE_DATA,
        0,
        ShareAccess.FILE_SHARE_READ | ShareAccess.FILE_SHARE_WRITE,
        CreateDisposition.FILE_OPEN,
        0,
    )
    if not srvsvc.bound(_exchange(pipe, srvsvc.bind())):
        raise srvsvc.NotRpcError("the server does not offer the list of shares")
    stream = _exchange(pipe, srvsvc.share_enum(pipe.connection.server_name))
    while (stub := srvsvc.stub_of(stream)) is None:
        if len(stream) > srvsvc.MAX_BYTES:
            return None
        more = _read(pipe)
        if not more:
            raise srvsvc.NotRpcError("the reply ends early")
        stream += more
    return stub


def _exchange(pipe: Open, message: bytes) -> bytes:
    """Write a message into the pipe and take what is there of the reply (FSCTL_PIPE_TRANSCEIVE)."""
    request = SMB2IOCTLRequest()
    request["ctl_code"] = CtlCode.FSCTL_PIPE_TRANSCEIVE
    request["file_id"] = pipe.file_id
    request["max_output_response"] = _CHUNK
    request["flags"] = IOCTLFlags.SMB2_0_IOCTL_IS_FSCTL
    request["buffer"] = message
    reply = SMB2IOCTLResponse()
    reply.unpack(_send(pipe, request))
    return bytes(reply["buffer"].get_value())


def _read(pipe: Open) -> bytes:
    request = SMB2ReadRequest()
    request["length"] = min(_CHUNK, pipe.connection.max_read_size)
    request["file_id"] = pipe.file_id
    request["padding"] = b"\x50"
    reply = SMB2ReadResponse()
    reply.unpack(_send(pipe, request))
    return bytes(reply["buffer"].get_value())


def _send(pipe: Open, request: SMB2IOCTLRequest | SMB2ReadRequest) -> bytes:
    tree = pipe.tree_connect
    sent = pipe.connection.send(request, tree.session.session_id, tree.tree_connect_id)
    try:
        reply = pipe.connection.receive(sent)
    except SMBResponseException as partial:
        if partial.status != status.BUFFER_OVERFLOW:
            raise
        reply = partial.header
    return bytes(reply["data"].get_value())
