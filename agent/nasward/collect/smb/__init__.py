"""SMB2 and SMB3 from outside. Importing this package loads no protocol library; its functions do."""

from nasward.collect.lan import Probe, Visit
from nasward.collect.touch import Touch
from nasward.model.evidence import Answer


def _reach(visit: Visit) -> Answer:
    from nasward.collect.smb import probe

    return probe.reach(visit)


def _look(visit: Visit) -> tuple[Answer, ...]:
    from nasward.collect.smb import probe

    return probe.look(visit)


def _blank(visit: Visit, account: str) -> bool:
    from nasward.collect.smb import probe

    return probe.blank(visit, account)


PROBE = Probe(
    name="smb",
    port=445,
    reach=_reach,
    look=_look,
    blank=_blank,
    takes=bool,  # over SMB, no name with no password is the null session
    touches=(
        Touch("smb", 445, "TCP connection, closed at once"),
        Touch("smb", 445, "NEGOTIATE of SMB 2.0.2 to 3.1.1, once per session"),
        Touch("smb", 445, "SESSION_SETUP without any name (null session)"),
        Touch("smb", 445, "SESSION_SETUP with a made-up name `nasward-probe-…` and a random password", login=True),
        Touch("smb", 445, "per session: TREE_CONNECT to IPC$, CREATE of the pipe srvsvc, NetrShareEnum level 1"),
        Touch("smb", 445, "per session and share: TREE_CONNECT, CREATE of the root folder asking to list it"),
        Touch("smb", 445, "the same CREATE asking to add a file or folder, disposition OPEN: nothing is written"),
        Touch("smb", 445, "SESSION_SETUP of an account with an empty password, at most once per account", login=True),
    ),
)
