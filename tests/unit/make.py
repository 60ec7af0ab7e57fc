"""Small builders of results for tests of what reads them."""

from typing import Any

from nasward.model.check import Risk
from nasward.model.evidence import CollectStats, Login
from nasward.model.outcome import Outcome
from nasward.model.verdict import (
    FactUsed,
    PlatformId,
    Results,
    Ruling,
    Severity,
    Subject,
    TargetResult,
    Verdict,
    fingerprint,
)

HOSTILE = "$(reboot) {{ 7*7 }} \"x' ; <b>\x1b[31m\u202e"
DSM = PlatformId("synology", "DSM", "7.2.2", "72806", 3, "DS923+")
QTS = PlatformId("qnap", "QTS", "5.2.9", "20260507", None, "TS-453E")


def verdict(check: str, ruling: Ruling, name: str = "", *, target: str = "nas", **more: Any) -> Verdict:
    subject = Subject("share" if name else "nas", name)
    risk = more.pop("risk", Risk(4, 5))
    return Verdict(
        check=check,
        title=f"title of {check}",
        subject=subject,
        ruling=ruling,
        severity=risk.severity,
        risk=risk,
        reason=more.pop("reason", f"reason of {check} {name}"),
        fingerprint=fingerprint(target, check, subject),
        evidence=(FactUsed(f"shares[{name}].guest_access", "read", "synology.share_rights", "guest"),),
        **more,
    )


def target(
    name: str, *verdicts: Verdict, platform: PlatformId = DSM, login: Outcome = Outcome.OK, incomplete: Any = ()
) -> TargetResult:
    told = Login(login, "auditor", "sudo" if login is Outcome.OK else "none", "" if login is Outcome.OK else "refused")
    return TargetResult(
        name,
        "10.0.0.1",
        platform,
        told,
        Outcome.OK,
        "2026-11-22T12:00:00+00:00",
        verdicts,
        CollectStats(1, 2, 2),
        "Nord",
        tuple(incomplete),
    )


def results(*targets: TargetResult) -> Results:
    return Results("run-1", "2026-11-22T12:00:00+00:00", "clinic-baseline", Severity.HIGH, targets, {"catalogue": "d"})
