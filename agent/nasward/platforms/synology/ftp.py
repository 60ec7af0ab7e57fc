"""FTP, SFTP and TFTP of DSM (synology.md §7)."""

from ipaddress import AddressValueError, IPv4Address

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Ftp, Switch, Tftp
from nasward.model.leaf import Known, Leaf, Unknown
from nasward.platforms.reading import field, malformed
from nasward.platforms.synology.answers import word

_LOOK = "Control Panel > File Services > Advanced > TFTP"
_HALF_OF_ALL = 1 << 31


def interpret_ftp(evidence: Evidence) -> Ftp:
    """The configured state: plain FTP and FTPS are two switches, anonymous login a third."""
    ftp, security = evidence.answer("synology.ftp"), evidence.answer("synology.ftp_security")
    return Ftp(
        plain=field(ftp, "enable_ftp", bool),
        tls=field(ftp, "enable_ftps", bool),
        anonymous=field(security, "anonymous", bool),
        port=field(ftp, "portnum", int),
        confined=field(security, "user_chroot", bool),
        bounce=field(ftp, "enable_fxp", bool),
        umask=field(security, "enable_umask", bool),
    )


def interpret_sftp(evidence: Evidence) -> Switch:
    """SFTP has a switch and a port of its own."""
    sftp = evidence.answer("synology.sftp")
    return Switch(field(sftp, "enable", bool), field(sftp, "portnum", int))


def interpret_tftp(evidence: Evidence) -> Tftp:
    """TFTP: `permission` is known as `r`; any other word is unproven (C)."""
    tftp = evidence.answer("synology.tftp")
    return Tftp(
        enabled=field(tftp, "enable", bool),
        writable=word(field(tftp, "permission", str), {"r": False}, _LOOK, "fail"),
        limited=_limited(tftp),
    )


def _limited(tftp: Answer) -> Leaf[bool]:
    """Whether only some addresses are served: a range that spans half of all addresses is no limit."""
    start, end = field(tftp, "startip", str), field(tftp, "endip", str)
    if isinstance(start, Unknown):
        return start
    if isinstance(end, Unknown):
        return end
    try:
        span = int(IPv4Address(end.value)) - int(IPv4Address(start.value)) + 1
    except AddressValueError:
        return malformed(tftp, "the range is none of addresses", "startip, endip", f"{start.value}-{end.value}")
    return Known(span < _HALF_OF_ALL, tftp.source, "startip, endip")
