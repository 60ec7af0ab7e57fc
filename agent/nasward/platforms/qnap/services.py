"""SMB, SSH and lock-out of QTS, from uLinux.conf (qnap.md §1.2, §2.3, §8)."""

from nasward.model.evidence import Evidence
from nasward.model.facts import Lockout, Smb, Ssh
from nasward.model.leaf import Reason, Unknown
from nasward.platforms.ini import number, setting, switch

_LOOK = "Control Panel > System > Security > IP Access Protection"


def interpret_smb(evidence: Evidence) -> Smb:
    """QNAP's own readers take a missing key for off."""
    return Smb(enabled=setting(evidence.answer("qnap.settings"), "Samba", "Enable", switch, default=False))


def interpret_ssh(evidence: Evidence) -> Ssh:
    """Switch and port; the port is handed to sshd on its command line, so no other file has it."""
    answer = evidence.answer("qnap.settings")
    return Ssh(
        enabled=setting(answer, "LOGIN", "SSH Enable", switch, default=False),
        port=setting(answer, "LOGIN", "SSH Port", number, default=22),
    )


def interpret_lockout(evidence: Evidence) -> Lockout:
    """The ban of addresses; where its thresholds are kept is not known (qnap.md §12)."""
    return Lockout(
        enabled=setting(evidence.answer("qnap.settings"), "Ban Engine", "Ban Enabled", switch),
        attempts=Unknown(Reason.UNPROVEN, "where QTS keeps the number of attempts is not known", look=_LOOK),
    )
