"""Findings → the ordered plan: merged where findings share a fix, simulated before anything is sent."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from nasward.model.facts import Facts
from nasward.model.plan import ManualStep, Plan, Remediation, Step
from nasward.model.target import Target
from nasward.model.verdict import Results, Ruling, TargetResult, Verdict
from nasward.remediate.simulate import dangers, lock_out

NO_GUIDE = "No safe automatic way is known for this system; see the finding's explanation."


def make_plan(
    results: Results,
    facts: Mapping[str, Facts],
    targets: Mapping[str, Target],
    library: Mapping[str, Remediation],
) -> Plan:
    """One step per remediation and parameters on each target, in the order in which a plan must run.

    Every finding is either covered by a step or listed as manual. `facts` and `targets` are by target name.
    """
    steps: dict[str, Step] = {}
    manual: list[ManualStep] = []
    for result in results.targets:
        for verdict in _findings(result):
            remediation = library.get(verdict.remediation)
            if remediation is None or result.platform.vendor not in remediation.platforms:
                manual.append(_manual(result, verdict))
                continue
            step = _step(result, verdict, remediation)
            known = steps.get(step.id)
            steps[step.id] = _merge(known, step) if known else step
    judged = [_judge(step, facts[step.target], targets.get(step.target)) for step in steps.values()]
    return Plan(steps=tuple(sorted(judged, key=_order)), manual=tuple(manual))


def _findings(result: TargetResult) -> Iterable[Verdict]:
    return (verdict for verdict in result.verdicts if verdict.ruling is Ruling.FAIL)


def _order(step: Step) -> tuple[int, str, str]:
    return (step.remediation.order, step.target, step.id)


def step_id(target: str, remediation: str, parameters: Mapping[str, Any]) -> str:
    """Short stable id of a step; safe in file names."""
    text = json.dumps([target, remediation, parameters], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def _step(result: TargetResult, verdict: Verdict, remediation: Remediation) -> Step:
    parameters = {name: verdict.parameters[name] for name in remediation.parameters}
    return Step(
        id=step_id(result.name, remediation.name, parameters),
        target=result.name,
        vendor=result.platform.vendor,
        remediation=remediation,
        parameters=parameters,
        fingerprints=(verdict.fingerprint,),
        checks=(verdict.check,),
        titles=(verdict.reason,),
    )


def _merge(known: Step, more: Step) -> Step:
    return replace(
        known,
        fingerprints=known.fingerprints + more.fingerprints,
        checks=known.checks + more.checks,
        titles=known.titles + more.titles,
    )


def _judge(step: Step, facts: Facts, target: Target | None) -> Step:
    return replace(step, dangers=dangers(step, target), blocked=lock_out(step, facts, target))


def _manual(result: TargetResult, verdict: Verdict) -> ManualStep:
    return ManualStep(
        target=result.name,
        fingerprint=verdict.fingerprint,
        check=verdict.check,
        subject=verdict.subject.name,
        title=verdict.reason,
        guide=verdict.manual or NO_GUIDE,
    )
