"""Checks over facts give verdicts. No subject is ever silence, and what was not measured is never judged.

A check gives one verdict on the NAS, or with `for_each` one per item: an unknown list gives one `unmeasured` on
the NAS, a cut one the items seen and one `unmeasured` for the rest, a list known to be empty `not_applicable`.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from nasward.evaluate.activation import Sight, blame, look, used
from nasward.evaluate.cel import Error, Program, compile_program
from nasward.model.check import Check, Vendor
from nasward.model.evidence import Json
from nasward.model.facts import Facts
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.model.outcome import Vantage
from nasward.model.verdict import FactUsed, Ruling, Subject, Verdict, fingerprint

_VENDORS = frozenset(get_args(Vendor))
_VENDOR_NAMES = {"synology": "Synology", "qnap": "QNAP"}
_NAS = Subject("nas", "")
_SHOWN = 4
"""Facts named in the reason of a pass."""
_WORST_FIRST = (Ruling.FAIL, Ruling.UNMEASURED, Ruling.PASS, Ruling.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class _Judged:
    ruling: Ruling
    reason: str
    code: str = ""
    leans: Literal["fail", "none"] = "none"
    evidence: tuple[FactUsed, ...] = ()
    help: dict[str, Any] = field(default_factory=dict)
    """For a fail: remediation, manual, side_effect and parameters of the verdict."""


def evaluate(checks: Iterable[Check], facts: Facts, target: str) -> tuple[Verdict, ...]:
    """All verdicts on one target, by check id and then in the order of the facts."""
    sight = look(facts)
    ordered = sorted(checks, key=lambda check: check.id)
    return tuple(verdict for check in ordered for verdict in _verdicts(check, sight, target))


def _verdicts(check: Check, sight: Sight, target: str) -> Iterator[Verdict]:
    worst: dict[Subject, _Judged] = {}
    for subject, judged in _rule(check, sight):
        other = worst.get(subject)
        if other is None or _WORST_FIRST.index(judged.ruling) < _WORST_FIRST.index(other.ruling):
            worst[subject] = judged
    return (_verdict(check, subject, judged, target) for subject, judged in worst.items())


def _verdict(check: Check, subject: Subject, judged: _Judged, target: str) -> Verdict:
    return Verdict(
        check=check.id,
        title=check.title,
        subject=subject,
        ruling=judged.ruling,
        severity=check.risk.severity,
        risk=check.risk,
        reason=judged.reason,
        fingerprint=fingerprint(target, check.id, subject),
        why=check.why,
        code=judged.code,
        leans=judged.leans,
        evidence=judged.evidence,
        area=check.area,
        **judged.help,
    )


def _rule(check: Check, sight: Sight) -> Iterator[tuple[Subject, _Judged]]:
    refused = _platform(check, sight.facts)
    if refused:
        yield _NAS, refused
    elif check.for_each:
        yield from _rule_items(check, sight)
    else:
        yield _NAS, _judge(check, sight)


def _platform(check: Check, facts: Facts) -> _Judged | None:
    """Why the check cannot speak of this vendor's NAS; None where it can."""
    vendor = facts.platform.vendor
    if isinstance(vendor, Known):
        if vendor.value in check.platforms:
            return None
        names = " and ".join(_VENDOR_NAMES[each] for each in check.platforms)
        return _Judged(Ruling.NOT_APPLICABLE, f"This check is for {names} only", evidence=_evidence(vendor))
    if check.vantage is not Vantage.SSH and set(check.platforms) >= _VENDORS:
        return None
    return _unmeasured("platform.vendor", vendor, _evidence(vendor))


def _evidence(vendor: Leaf[Any]) -> tuple[FactUsed, ...]:
    return used({"platform.vendor": vendor})


def _rule_items(check: Check, sight: Sight) -> Iterator[tuple[Subject, _Judged]]:
    listed = _list_at(sight.facts, check.for_each)
    for node in listed:
        seen = sight.on_item(check.item, node, check.for_each)
        yield Subject(check.item, _name_of(seen)), _judge(check, seen)
    if listed.missing is not None:
        rest = Subject(check.item, "", rest=True) if len(listed) else _NAS
        yield rest, _unmeasured(check.for_each, listed.missing, used({check.for_each: listed.missing}))
    elif not len(listed):
        evidence = used({check.for_each: Known([], "")})
        yield _NAS, _Judged(Ruling.NOT_APPLICABLE, f"There is no {check.item} here", evidence=evidence)


def _list_at(facts: Facts, path: str) -> Items[Any]:
    node: Any = facts
    for segment in path.split("."):
        node = getattr(node, segment)
    if not isinstance(node, Items):
        raise TypeError(f"{path} is no list of facts")
    return node


def _name_of(sight: Sight) -> str:
    return sight.path[sight.path.index("[") + 1 : -1]


def _judge(check: Check, sight: Sight) -> _Judged:
    rule = compile_program(check.pass_when, check.item)
    ways = rule.ways
    if check.applies:
        condition = compile_program(check.applies, check.item)
        applies = condition.evaluate(sight.values)
        if isinstance(applies, Error):
            return _not_known(condition, applies, sight)
        if not applies:
            evidence = used(sight.leaves(condition.ways))
            return _Judged(Ruling.NOT_APPLICABLE, f"Does not apply here: {_said(evidence)}", evidence=evidence)
        ways = condition.ways + rule.ways
    passed = rule.evaluate(sight.values)
    if isinstance(passed, Error):
        return _not_known(rule, passed, sight)
    evidence = used(sight.leaves(ways))
    if passed:
        return _Judged(Ruling.PASS, _said(evidence), evidence=evidence)
    return _Judged(Ruling.FAIL, _finding(check, sight), evidence=evidence, help=_help(check, sight))


def _not_known(program: Program, error: Error, sight: Sight) -> _Judged:
    leaves = sight.leaves(program.ways)
    blamed = blame(leaves, error)
    if blamed is None:
        return _Judged(Ruling.UNMEASURED, f"The rule gave no answer: {error.text}", Reason.ERROR, "none", used(leaves))
    return _unmeasured(*blamed, used(leaves))


def _unmeasured(path: str, unknown: Unknown, evidence: tuple[FactUsed, ...]) -> _Judged:
    reason = f"{path}: {unknown.detail}"
    if unknown.raw:
        reason += f"; it reads {unknown.raw}"
    if unknown.look:
        reason += f"; look at {unknown.look}"
    return _Judged(Ruling.UNMEASURED, reason, unknown.reason.value, unknown.leans, evidence)


def _said(evidence: tuple[FactUsed, ...]) -> str:
    known = [f"{fact.fact} is {_word(fact.value)}" for fact in evidence if not fact.unknown]
    more = f", and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
    return ", ".join(known[:_SHOWN]) + more


def _word(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "empty"
    return str(value)


def _finding(check: Check, sight: Sight) -> str:
    # Jinja costs 60 ms to import: only a fail needs it.
    from nasward.evaluate.texts import TextError, render

    nodes = {name: getattr(sight.facts, name) for name in sight.facts.__dataclass_fields__}
    try:
        return render(check.finding, {**nodes, sight.item: sight.node})
    except TextError:
        return check.title


def _help(check: Check, sight: Sight) -> dict[str, Any]:
    """What closes the finding: a remediation with its values, else the menu path for a person."""
    vendor = sight.facts.platform.vendor
    if isinstance(vendor, Unknown):
        return {"manual": _any_manual(check), "side_effect": check.side_effect}
    values = {name: compile_program(text, check.item).value(sight.values) for name, text in check.parameters.items()}
    remediation = check.remediation.get(vendor.value, "")
    if remediation and not any(isinstance(value, Error) for value in values.values()):
        return {"remediation": remediation, "parameters": values, "side_effect": check.side_effect}
    return {"manual": check.manual.get(vendor.value, _NO_VALUES), "side_effect": check.side_effect}


_NO_VALUES = "The remediation needs a value that was not measured: read it in the admin portal, or scan again"
_NO_VENDOR = "Scan with an SSH login: which remediation fits hangs on the vendor, which this scan could not read"


def _any_manual(check: Check) -> str:
    paths = [f"{_VENDOR_NAMES[vendor]}: {path}" for vendor, path in sorted(check.manual.items())]
    return "; ".join(paths) or _NO_VENDOR
