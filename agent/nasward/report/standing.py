"""How a run stands: what fails it, what is missing. Independent of any format."""

from collections.abc import Sequence
from dataclasses import dataclass

from nasward.model.check import Severity
from nasward.model.verdict import Results, Ruling, TargetResult, Verdict


@dataclass(frozen=True, slots=True)
class Standing:
    """`failing`: findings at or above the threshold; `below`: the others; `incomplete`: one line each."""

    failing: int
    below: int
    leaning: int
    unmeasured: int
    passed: int
    not_applicable: int
    incomplete: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """0 clean, 1 findings at or above the threshold, 3 incomplete; 1 wins over 3 (design §8)."""
        if self.failing:
            return 1
        return 3 if self.incomplete else 0


def standing(results: Results) -> Standing:
    """Counts over all targets of a run."""
    verdicts = [verdict for target in results.targets for verdict in target.verdicts]
    findings = [v for v in verdicts if v.ruling is Ruling.FAIL]
    failing = sum(v.severity.at_least(results.threshold) for v in findings)
    return Standing(
        failing=failing,
        below=len(findings) - failing,
        leaning=sum(is_leaning(v) for v in verdicts),
        unmeasured=sum(v.ruling is Ruling.UNMEASURED for v in verdicts),
        passed=sum(v.ruling is Ruling.PASS for v in verdicts),
        not_applicable=sum(v.ruling is Ruling.NOT_APPLICABLE for v in verdicts),
        incomplete=tuple(f"{target.name}: {line}" for target in results.targets for line in target.incomplete),
    )


def is_leaning(verdict: Verdict) -> bool:
    """Unmeasured, but what was read points to a hole."""
    return verdict.ruling is Ruling.UNMEASURED and verdict.leans == "fail"


def findings(target: TargetResult) -> list[Verdict]:
    """The findings of a target, worst first."""
    return _sorted([v for v in target.verdicts if v.ruling is Ruling.FAIL])


def leaning(target: TargetResult) -> list[Verdict]:
    """Unmeasured verdicts that lean to fail, worst first."""
    return _sorted([v for v in target.verdicts if is_leaning(v)])


def unmeasured(target: TargetResult) -> list[Verdict]:
    """The other unmeasured verdicts, worst first."""
    return _sorted([v for v in target.verdicts if v.ruling is Ruling.UNMEASURED and not is_leaning(v)])


def settled(target: TargetResult, ruling: Ruling) -> list[Verdict]:
    """All verdicts of one ruling, by check and subject."""
    return _sorted([v for v in target.verdicts if v.ruling is ruling])


def subject_text(verdict: Verdict) -> str:
    """The subject for a person: `share xray`, or "" for the NAS itself."""
    subject = verdict.subject
    if subject.kind == "nas":
        return ""
    return f"{subject.kind} {'(those not seen)' if subject.rest else subject.name}"


def _sorted(verdicts: Sequence[Verdict]) -> list[Verdict]:
    return sorted(verdicts, key=lambda v: (v.severity.rank, v.check, v.subject.kind, v.subject.name))


SEVERITIES = tuple(Severity)
