"""What became of the findings: the run before a change against the run after it."""

from collections.abc import Mapping

from nasward.model.plan import Fate, Plan, Transition
from nasward.model.verdict import Results, Ruling, Subject, TargetResult, Verdict


def transitions(before: Results, after: Results, plan: Plan) -> tuple[Transition, ...]:
    """The fate of every finding of `before`, and every finding that is new in `after` (`regressed`).

    A finding counts as fixed only where the same check on the same subject was measured again and does not
    fail; a subject that is gone from a measured list is fixed too. Manual findings that still fail say so.
    """
    now = {target.name: target for target in after.targets}
    guides = {step.fingerprint: step.guide for step in plan.manual}
    found = []
    for target in before.targets:
        seen = now.get(target.name)
        old = [verdict for verdict in target.verdicts if verdict.ruling is Ruling.FAIL]
        found += [_fate(target.name, verdict, seen, guides) for verdict in old]
        found += _regressions(target, seen)
    return tuple(found)


def _fate(target: str, verdict: Verdict, seen: TargetResult | None, guides: Mapping[str, str]) -> Transition:
    fate, detail = _compare(verdict, seen)
    if fate == "still open" and verdict.fingerprint in guides:
        fate, detail = "manual", guides[verdict.fingerprint]
    return Transition(target, verdict.fingerprint, verdict.check, verdict.subject.name, fate, detail)


def _compare(verdict: Verdict, seen: TargetResult | None) -> tuple[Fate, str]:
    if seen is None:
        return "not verified", "the NAS was not looked at again"
    again = next((v for v in seen.verdicts if v.fingerprint == verdict.fingerprint), None)
    if again is None:
        return _subject_gone(verdict, seen)
    if again.ruling is Ruling.UNMEASURED:
        return "not verified", again.reason
    return ("still open", again.reason) if again.ruling is Ruling.FAIL else ("fixed", "")


def _subject_gone(verdict: Verdict, seen: TargetResult) -> tuple[Fate, str]:
    """The subject is not listed any more: fixed only where the list itself was measured.

    A login is listed where it was tried: one that was not is no proof of anything.
    """
    if verdict.subject.kind == "login":
        return "not verified", "this login was not tried again"
    same = [v for v in seen.verdicts if v.check == verdict.check]
    blind = next((v for v in same if v.ruling is Ruling.UNMEASURED), None)
    if blind is not None:
        return "not verified", blind.reason
    return ("fixed", "it is gone") if same else ("not verified", "the check was not run again")


def _regressions(before: TargetResult, seen: TargetResult | None) -> list[Transition]:
    """Findings after the change on what had passed, or was surely not there, before it."""
    if seen is None:
        return []
    old = {v.fingerprint for v in before.verdicts if v.ruling in {Ruling.FAIL, Ruling.UNMEASURED}}
    unlisted = {v.check for v in before.verdicts if v.ruling is Ruling.UNMEASURED and _stands_for_more(v.subject)}
    return [
        Transition(before.name, v.fingerprint, v.check, v.subject.name, "regressed", v.reason)
        for v in seen.verdicts
        if v.ruling is Ruling.FAIL and v.fingerprint not in old and v.check not in unlisted
    ]


def _stands_for_more(subject: Subject) -> bool:
    """An unmeasured verdict on a list of which some or all was not seen."""
    return subject.rest or subject.kind == "nas"
