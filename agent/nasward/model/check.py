"""A check and what it can rule."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from nasward.model.outcome import Vantage


class Severity(StrEnum):
    """From the product of likelihood and impact (clinic.md §4.1), worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for critical … 4 for info."""
        return list(Severity).index(self)

    def at_least(self, other: "Severity") -> bool:
        """As bad as `other`, or worse."""
        return self.rank <= other.rank


_FLOORS = ((20, Severity.CRITICAL), (12, Severity.HIGH), (6, Severity.MEDIUM), (3, Severity.LOW))


@dataclass(frozen=True, slots=True)
class Risk:
    """Likelihood and impact, 1 to 5 each (clinic.md §4.1)."""

    likelihood: int
    impact: int

    @property
    def severity(self) -> Severity:
        """critical ≥ 20, high ≥ 12, medium ≥ 6, low ≥ 3, else info."""
        product = self.likelihood * self.impact
        return next((severity for floor, severity in _FLOORS if product >= floor), Severity.INFO)


Vendor = Literal["synology", "qnap"]
Expectation = Literal["pass", "fail", "unmeasured", "not_applicable"]


@dataclass(frozen=True, slots=True)
class CheckCase:
    """One of a check's own tests: facts as plain data, the leaves that are unknown, the verdict expected."""

    name: str
    facts: Mapping[str, Any]
    expect: Expectation
    unknown: tuple[str, ...] = ()
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A declarative rule over facts, as loaded from one YAML file. Expressions are CEL text."""

    id: str
    title: str
    why: str
    risk: Risk
    area: str
    platforms: tuple[Vendor, ...]
    vantage: Vantage
    pass_when: str
    finding: str
    side_effect: str
    for_each: str = ""
    """Path of the list whose items are the subjects, "" where the subject is the NAS."""
    item: str = ""
    """Name of the item in expressions and texts."""
    applies: str = ""
    remediation: Mapping[str, str] = field(default_factory=dict)
    """Per vendor the name of a folder of playbooks/remediations."""
    manual: Mapping[str, str] = field(default_factory=dict)
    """Per vendor the menu path, where no safe way from the shell is known."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """CEL text per parameter of the remediation."""
    references: tuple[str, ...] = ()
    cases: tuple[CheckCase, ...] = ()
    file: str = ""
