"""What a check rules on a subject, and the results of a run."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from nasward.model.check import Risk, Severity
from nasward.model.evidence import CollectStats, Json, Login
from nasward.model.outcome import Outcome

RESULTS_SCHEMA = "nasward/results/1"


class Ruling(StrEnum):
    """The four verdicts."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    UNMEASURED = "unmeasured"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a verdict is about: the NAS itself (`nas`), or one share, account …

    For the part of a cut list that was not seen, `name` is "" and `rest` is true.
    """

    kind: str
    name: str
    rest: bool = False


@dataclass(frozen=True, slots=True)
class FactUsed:
    """One fact that a verdict rests on; `value` None with `unknown` set where it was not measured."""

    fact: str
    value: Json
    source: str
    key: str = ""
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check on one subject of one target."""

    check: str
    title: str
    subject: Subject
    ruling: Ruling
    severity: Severity
    risk: Risk
    reason: str
    fingerprint: str
    why: str = ""
    code: str = ""
    """Reason code of an unmeasured verdict (`denied`, `budget` …), else ""."""
    leans: Literal["fail", "none"] = "none"
    evidence: tuple[FactUsed, ...] = ()
    area: str = ""
    remediation: str = ""
    manual: str = ""
    side_effect: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)


def fingerprint(target: str, check: str, subject: Subject) -> str:
    """Stable id of a finding: the same target, check and subject give the same 16 hex digits for ever."""
    text = "\0".join((target, check, subject.kind, subject.name, "rest" if subject.rest else ""))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class PlatformId:
    """What the target turned out to be, as far as it is known; "" and None where it is not."""

    vendor: str = ""
    os: str = ""
    version: str = ""
    build: str = ""
    update: int | None = None
    model: str = ""


@dataclass(frozen=True, slots=True)
class TargetResult:
    """All verdicts on one target. `lan` is how the outside view ended."""

    name: str
    address: str
    platform: PlatformId
    login: Login
    lan: Outcome
    as_of: str
    verdicts: tuple[Verdict, ...]
    stats: CollectStats = field(default_factory=CollectStats)
    site: str = ""
    incomplete: tuple[str, ...] = ()
    """One line for every required thing that was not measured: exit 3 hangs on it."""
    gaps: tuple[FactUsed, ...] = ()
    """Facts that were read and not understood: unproven meaning, sources that disagree, malformed answers."""


@dataclass(frozen=True, slots=True)
class Results:
    """One run over a set of targets. `inputs` are digests of catalogue and profile."""

    run_id: str
    started: str
    profile: str
    threshold: Severity
    targets: tuple[TargetResult, ...]
    inputs: Mapping[str, str] = field(default_factory=dict)
    schema: str = RESULTS_SCHEMA
