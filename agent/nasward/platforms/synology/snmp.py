"""SNMP of DSM (synology.md §11). The community was reduced to a word about it before there was an answer."""

from collections.abc import Mapping
from typing import Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Snmp
from nasward.model.leaf import Known, Leaf, Unknown
from nasward.platforms.reading import field, malformed
from nasward.platforms.synology.answers import pair, word
from nasward.platforms.synology.service_files import is_none

_LOOK = "Control Panel > Terminal & SNMP > SNMP"
_COMMUNITY: Mapping[str, Literal["well-known", "own", "none"]] = {
    "well-known": "well-known", "own": "own", "none": "none",
}  # fmt: skip
_WRITERS = ("rwcommunity", "rwcommunity6", "rwuser")


def interpret_snmp(evidence: Evidence) -> Snmp:
    """The switches of the SNMP page, and whether snmpd.conf lets anybody write."""
    snmp = evidence.answer("synology.snmp")
    return Snmp(
        enabled=field(snmp, "enable_snmp", bool),
        v1v2=field(snmp, "enable_snmp_v1v2", bool),
        v3=field(snmp, "enable_snmp_v3", bool),
        community=_community(snmp),
        writable=_writable(evidence.answer("synology.snmpd")),
    )


def _community(snmp: Answer) -> Leaf[Literal["well-known", "own", "none"]]:
    """The API shows `public` even while versions 1 and 2c are off (measured on 6.2.3): then none is in force."""
    old = field(snmp, "enable_snmp_v1v2", bool)
    if isinstance(old, Unknown):
        return old
    if not old.value:
        return Known("none", old.source, old.key)
    return word(field(snmp, "rocommunity", str), _COMMUNITY, _LOOK)


def _writable(snmpd: Answer) -> Leaf[bool]:
    """DSM's page knows no write access: only snmpd.conf could give it."""
    if is_none(snmpd):
        return Known(False, snmpd.source, "no file")
    counts = [pair(snmpd, name, int) for name in _WRITERS]
    unknown = next((count for count in counts if isinstance(count, Unknown)), None)
    if unknown is not None:
        return unknown
    if any(isinstance(count, Known) and count.value < 0 for count in counts):
        return malformed(snmpd, "a count below zero")
    writers = any(isinstance(count, Known) and count.value > 0 for count in counts)
    return Known(writers, snmpd.source, ", ".join(_WRITERS))
