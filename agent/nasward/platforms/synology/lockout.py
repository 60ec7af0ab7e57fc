"""Auto block of DSM (synology.md §14.3)."""

from nasward.model.evidence import Evidence
from nasward.model.facts import Lockout
from nasward.platforms.reading import field


def interpret_lockout(evidence: Evidence) -> Lockout:
    """Whether an address is blocked after failed logins, and after how many. The number is kept while it is off."""
    block = evidence.answer("synology.autoblock")
    return Lockout(enabled=field(block, "enable", bool), attempts=field(block, "attempts", int))
