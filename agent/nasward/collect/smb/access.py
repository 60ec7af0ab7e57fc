"""What a session may do with a share, found out without writing (libraries.md §1, measured).

The access that TREE_CONNECT reports is the share's list of rights alone and says too much. What counts is the root
directory: its maximal access (MxAc), and whether the server would open it for adding a file. Opening writes nothing:
the disposition is "open what is there", and the handle is closed at once.
"""

from smbprotocol.create_contexts import (
    CreateContextName,
    SMB2CreateContextRequest,
    SMB2CreateQueryMaximalAccessRequest,
    SMB2CreateQueryMaximalAccessResponse,
)
from smbprotocol.exceptions import SMBResponseException
from smbprotocol.open import (
    CreateDisposition,
    CreateOptions,
    DirectoryAccessMask,
    ImpersonationLevel,
    Open,
    ShareAccess,
)
from smbprotocol.session import Session
from smbprotocol.tree import TreeConnect

from nasward.collect.smb import status
from nasward.collect.smb.client import talking
from nasward.collect.smb.tree import entered
from nasward.model.errors import AnswerError
from nasward.model.facts import Access
from nasward.model.outcome import Outcome

_ADD_FILE = DirectoryAccessMask.FILE_ADD_FILE
_ADD_FOLDER = DirectoryAccessMask.FILE_ADD_SUBDIRECTORY
_LIST = DirectoryAccessMask.FILE_LIST_DIRECTORY
_ANY_SHARING = ShareAccess.FILE_SHARE_READ | ShareAccess.FILE_SHARE_WRITE | ShareAccess.FILE_SHARE_DELETE


def share_access(session: Session, share: str) -> Access:
    """The most that this session may do with the share's root. Raises AnswerError where the server does not tell."""
    try:
        with entered(session, share) as tree, talking():
            return _root_access(tree)
    except SMBResponseException as refusal:
        if refusal.status in status.NO_ENTRY:
            return "none"
        raise AnswerError(Outcome.ERROR, f"the share answered {status.named(refusal.status)}") from None


def _root_access(tree: TreeConnect) -> Access:
    readable, maximal = _open_root(tree, _LIST)
    if _open_root(tree, _ADD_FILE)[0]:
        return "write"
    if (maximal is None or maximal & _ADD_FOLDER) and _open_root(tree, _ADD_FOLDER)[0]:
        return "write"
    return "read" if readable else "none"


def _open_root(tree: TreeConnect, right: int) -> tuple[bool, int | None]:
    """Whether the root opens with this right, and the maximal access that the server names (None: it does not)."""
    root = Open(tree, "")
    try:
        contexts = root.create(
            ImpersonationLevel.Impersonation,
            right | DirectoryAccessMask.FILE_READ_ATTRIBUTES,
            0,
            _ANY_SHARING,
            CreateDisposition.FILE_OPEN,
            CreateOptions.FILE_DIRECTORY_FILE,
            create_contexts=[_ask_maximal()],
        )
    except SMBResponseException as refusal:
        if refusal.status in status.NO_ENTRY:
            return False, None
        raise
    root.close()
    return True, _maximal(contexts or [])


def _ask_maximal() -> SMB2CreateContextRequest:
    context = SMB2CreateContextRequest()
    context["buffer_name"] = CreateContextName.SMB2_CREATE_QUERY_MAXIMAL_ACCESS_REQUEST
    context["buffer_data"] = SMB2CreateQueryMaximalAccessRequest()
    return context


def _maximal(contexts: list[object]) -> int | None:
    for context in contexts:
        if isinstance(context, SMB2CreateQueryMaximalAccessResponse) and context["query_status"].get_value() == 0:
            return int(context["maximal_access"].get_value())
    return None
