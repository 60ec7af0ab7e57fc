"""FTP of DSM (synology.md §7)."""

from nasward.model.evidence import Evidence
from nasward.model.facts import Ftp
from nasward.platforms.reading import field


def interpret_ftp(evidence: Evidence) -> Ftp:
    """The configured state: plain FTP and FTPS are two switches, anonymous login a third."""
    ftp = evidence.answer("synology.ftp")
    return Ftp(
        plain=field(ftp, "enable_ftp", bool),
        tls=field(ftp, "enable_ftps", bool),
        anonymous=field(evidence.answer("synology.ftp_security"), "anonymous", bool),
        port=field(ftp, "portnum", int),
    )
