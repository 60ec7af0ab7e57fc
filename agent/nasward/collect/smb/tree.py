"""Entering a share."""

import contextlib
from collections.abc import Iterator

from smbprotocol.exceptions import SMBException
from smbprotocol.session import Session
from smbprotocol.tree import TreeConnect

from nasward.collect.smb.client import talking
from nasward.model.errors import AnswerError


@contextlib.contextmanager
def entered(session: Session, share: str) -> Iterator[TreeConnect]:
    """A share of the NAS, left at the end. Raises SMBResponseException when refused, or AnswerError."""
    tree = TreeConnect(session, rf"\\{session.connection.server_name}\{share}")
    with talking():
        tree.connect(require_secure_negotiate=False)  # needs a key, which a guest has not got
    if tree.encrypt_data and not session.encryption_key:
        tree.encrypt_data = False  # without a key we cannot; the server says whether it insists
    try:
        yield tree
    finally:
        with contextlib.suppress(SMBException, AnswerError), talking():
            tree.disconnect()
