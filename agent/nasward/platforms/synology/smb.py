"""SMB of DSM (synology.md §5)."""

from nasward.model.evidence import Evidence
from nasward.model.facts import Smb
from nasward.platforms.reading import field


def interpret_smb(evidence: Evidence) -> Smb:
    """Whether the SMB service is switched on."""
    return Smb(enabled=field(evidence.answer("synology.smb"), "enable_samba", bool))
