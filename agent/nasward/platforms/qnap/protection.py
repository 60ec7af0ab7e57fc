"""Firewall, lock-out, logs and time of QTS (qnap.md §8, §9.2, §9.3)."""

from nasward.model.evidence import Evidence
from nasward.model.facts import Firewall, Lockout, Logs, Time
from nasward.model.leaf import Unknown
from nasward.platforms.ini import setting, switch, words
from nasward.platforms.qnap.apps import app
from nasward.platforms.qnap.marks import both


def interpret_firewall(evidence: Evidence) -> Firewall:
    """QuFirewall is an app: without it there is no packet filter."""
    there = app(evidence.answer("qnap.qpkg"), "qufirewall")
    if isinstance(there, Unknown) or not there.value:
        return Firewall(there)
    return Firewall(setting(evidence.answer("qnap.firewall"), "Global", "firewall_status", switch, default=False))


def interpret_lockout(evidence: Evidence) -> Lockout:
    """The ban of addresses and of accounts; where the thresholds are kept is not known (qnap.md §12)."""
    answer = evidence.answer("qnap.settings")
    return Lockout(
        enabled=setting(answer, "Ban Engine", "Ban Enabled", switch),
        accounts=setting(answer, "Ban Engine", "Account Ban Enabled", switch),
    )


def interpret_logs(evidence: Evidence) -> Logs:
    """A switch per service, below the one for all."""
    answer = evidence.answer("qnap.settings")
    master = setting(answer, "System", "Write Connection Log", switch)
    return Logs(
        connections=master,
        file_access=both(master, setting(answer, "LOGS", "SAMBA", switch)),
        ftp_transfers=both(master, setting(answer, "LOGS", "FTP", switch)),
    )


def interpret_time(evidence: Evidence) -> Time:
    """`USE NTP Server` is the NAS as a client, `Enable NTP Server` the NAS as a server."""
    answer = evidence.answer("qnap.settings")
    server = setting(answer, "NTP", "NTP Server IP", words)
    serves = setting(answer, "NTP", "Enable NTP Server", switch)
    synchronised = setting(answer, "NTP", "USE NTP Server", switch)
    return Time(synchronised, server, serves)
