"""Logs, alerts, the malware scanner and Security Advisor of DSM (synology.md §17-§19)."""

from collections.abc import Mapping
from typing import Literal

from nasward.model.evidence import Evidence
from nasward.model.facts import Advisor, Antivirus, Logs, Notifications, Package
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.platforms.reading import field, rows
from nasward.platforms.synology.answers import major, nowhere, pair, told, word
from nasward.platforms.synology.packages import installed, running

Level = Literal["safe", "info", "warning", "outdated", "risk", "danger", "unknown"]

_LOG_LOOK = "Log Center > Log Sending"
_SCANNER, _LOG_CENTER = "AntiVirus", "LogCenter"
_STATES: Mapping[str, Level] = {
    "safe": "safe",
    "info": "info",
    "warning": "warning",
    "outOfDate": "outdated",
    "risk": "risk",
    "danger": "danger",
    "running": "unknown",
    "firstScan": "unknown",
}


def interpret_logs(evidence: Evidence, packages: Items[Package]) -> Logs:
    """File transfer logs, and whether logs leave the box."""
    transfers = evidence.answer("synology.transfer_logs")
    return Logs(
        connections=nowhere("whether logins are logged", "Log Center > Logs > Connection"),
        file_access=field(transfers, "cifs", bool),
        ftp_transfers=field(transfers, "ftp", bool),
        remote=_remote(evidence, packages),
    )


def _remote(evidence: Evidence, packages: Items[Package]) -> Leaf[bool]:
    """The Log Center's destination in syslog-ng (B). Without one, and with the Log Center there, nothing is proven."""
    answer = evidence.answer("synology.log_forward")
    sent, other = pair(answer, "logcenter", int), pair(answer, "other", int)
    center = installed(packages, _LOG_CENTER)
    for leaf in (sent, other, center):
        if isinstance(leaf, Unknown):
            return leaf
    counts = [leaf.value for leaf in (sent, other) if isinstance(leaf, Known)]
    if counts[0]:
        return told(sent, bool)
    if counts[1] or (isinstance(center, Known) and center.value):
        what = f"logcenter:{counts[0]} other:{counts[1]}"
        why = "where the Log Center keeps its sending is not known"
        return Unknown(Reason.UNPROVEN, why, answer.source, "logcenter", what, "none", _LOG_LOOK)
    return told(sent, bool)


def interpret_notifications(evidence: Evidence) -> Notifications:
    """Mail and push. DSM 6 and 7 answer in different versions of one API."""
    system = major(evidence.answer("synology.version"))
    if isinstance(system, Unknown):
        mail: Leaf[bool] = system
    else:
        mail = field(evidence.answer("synology.mail_6" if system.value < 7 else "synology.mail_7"), "enable_mail", bool)
    return Notifications(mail, field(evidence.answer("synology.push"), "mobile_enable", bool))


def interpret_antivirus(evidence: Evidence, packages: Items[Package]) -> Antivirus:
    """Antivirus Essential is a package; how its schedule is to be read is not known."""
    there = installed(packages, _SCANNER)
    if not isinstance(there, Known) or not there.value:
        return Antivirus(there, there, there, there)
    jobs, missing = rows(evidence.answer("synology.antivirus_schedule"), "scheduleScanJobs")
    del missing  # The rows do not say a total; they are only shown.
    look = "Antivirus Essential > Scheduled scan"
    scheduled = Unknown(
        Reason.UNPROVEN,
        "how the schedule is to be read is not known",
        "synology.antivirus_schedule",
        "scheduleScanJobs",
        str([job.get("activated") for job in jobs])[:80],
        "none",
        look,
    )
    return Antivirus(
        installed=there,
        enabled=running(packages, _SCANNER),
        scheduled=scheduled,
        updates=field(evidence.answer("synology.antivirus"), "updateBeforeScan", bool),
    )


def interpret_advisor(evidence: Evidence) -> Advisor:
    """Security Advisor is part of DSM: where its settings answer, it is there."""
    scheduled = field(evidence.answer("synology.security_scan"), "enableSchedule", bool)
    return Advisor(
        installed=told(scheduled, lambda _: True),
        scheduled=scheduled,
        level=word(field(evidence.answer("synology.security_state"), "sysStatus", str), _STATES, "Security Advisor"),
    )
