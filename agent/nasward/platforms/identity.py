"""Which vendor's NAS this is (synology.md §2, qnap.md §3.1). Asked first, without root, and holds no secret."""

from typing import Literal

from nasward.model.evidence import Answer, Source
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms import digests
from nasward.platforms.reading import gap, malformed

SYNOLOGY = "[ -f /etc.defaults/VERSION ] && [ -d /usr/syno ]"
"""Guard of Synology's sources (synology.md §2)."""
QNAP = "[ -f /etc/config/uLinux.conf ] || [ -x /sbin/getcfg ] || [ -f /etc/platform.conf ]"
"""Guard of QNAP's sources (qnap.md §3.1)."""

_SCRIPT = f"""if {SYNOLOGY}; then echo synology=yes; else echo synology=no; fi
if {QNAP}; then echo qnap=yes; else echo qnap=no; fi"""

Vendor = Literal["synology", "qnap"]


def source() -> Source:
    """The question."""
    return Source("identity", _SCRIPT, digests.text("identity"), needs_root=False, limit=1000, seconds=10)


def interpret_vendor(answer: Answer) -> Leaf[Vendor]:
    """Synology, QNAP, or unknown: neither has its marks there, or both have."""
    missing = gap(answer)
    if missing is not None:
        return missing
    found = dict(line.split("=", 1) for line in str(answer.content).split() if "=" in line)
    if found.get("synology") not in ("yes", "no") or found.get("qnap") not in ("yes", "no"):
        return malformed(answer, "the marks of a vendor were not answered")
    if found["synology"] == found["qnap"] == "yes":
        return Unknown(Reason.CONTESTED, "it has the marks of a Synology and of a QNAP", answer.source)
    if found["synology"] == "yes":
        return Known("synology", answer.source, "synology")
    if found["qnap"] == "yes":
        return Known("qnap", answer.source, "qnap")
    return Unknown(Reason.ABSENT, "it has the marks of neither a Synology nor a QNAP", answer.source)
