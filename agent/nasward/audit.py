"""The pipeline, readable top to bottom: target → evidence → facts → verdicts."""

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from nasward.collect.fleet import Progress, run_fleet
from nasward.collect.inside import collect_inside
from nasward.collect.limits import Limits
from nasward.collect.outside import StrangerOptions, collect_outside
from nasward.evaluate.catalogue import Catalogue
from nasward.evaluate.rule import evaluate
from nasward.model.errors import NaswardError
from nasward.model.evidence import CollectStats, Evidence, Login
from nasward.model.facts import Facts
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.model.outcome import Outcome, Vantage
from nasward.model.profile import Profile
from nasward.model.target import StrangerTask, Target
from nasward.model.verdict import FactUsed, PlatformId, Results, Ruling, TargetResult, Verdict
from nasward.model.walk import walk
from nasward.platforms.interpret import interpret
from nasward.platforms.questions import first_questions, follow_up
from nasward.platforms.tasks import second_look, stranger_task

_NOT_UNDERSTOOD = frozenset({Reason.UNPROVEN, Reason.CONTESTED, Reason.MALFORMED})
NOT_WANTED = Login(Outcome.NOT_ASKED, detail="the inside view was not asked for")


@dataclass(frozen=True, slots=True)
class Settings:
    """How to collect. `outside_only` leaves SSH alone, `inside_only` probes nothing.

    `earlier` is the first look of the same run, by target: what its refused logins cost is not spent again.
    """

    outside_only: bool = False
    inside_only: bool = False
    accept_new_host_key: bool = False
    limits: Limits = field(default_factory=Limits)
    workers: int = 32
    earlier: Mapping[str, Evidence] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Audited:
    """One target, all the way through."""

    evidence: Evidence
    facts: Facts
    result: TargetResult


def now() -> str:
    """The present in UTC, ISO 8601 to the second."""
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def new_run_id() -> str:
    """Sortable and unique: date, time and four random bytes."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def collect(target: Target, settings: Settings) -> Evidence:
    """Everything one target answers, from inside first: what it says there steers the probes outside."""
    evidence = Evidence(target.name, target.address, now(), NOT_WANTED, ())
    if not settings.outside_only:
        inside = collect_inside(
            target,
            first_questions(),
            follow_up,
            settings.limits,
            accept_new_host_key=settings.accept_new_host_key,
        )
        evidence = replace(evidence, login=inside.login, answers=inside.answers, stats=inside.stats)
    if settings.inside_only:
        return evidence
    task = _task(target, evidence, settings.earlier.get(target.name))
    answers, cost = collect_outside(target.address, task, StrangerOptions(ports=task.ports))
    stats = CollectStats(evidence.stats.connections, evidence.stats.execs, evidence.stats.logins + cost.logins)
    return replace(evidence, answers=evidence.answers + answers, stats=stats)


def judge(evidence: Evidence, catalogue: Catalogue, profile: Profile, site: str = "") -> Audited:
    """Evidence → facts → verdicts. Pure: the same inputs give the same result."""
    facts = interpret(evidence)
    checks = [catalogue.checks[check] for check in profile.checks]
    verdicts = tuple(evaluate(checks, facts, evidence.target))
    result = TargetResult(
        name=evidence.target,
        address=evidence.address,
        platform=_platform(facts),
        login=evidence.login,
        lan=_lan(evidence),
        as_of=evidence.as_of,
        verdicts=verdicts,
        stats=evidence.stats,
        site=site,
        incomplete=tuple(_incomplete(evidence, facts, verdicts, profile)),
        gaps=tuple(_gaps(facts)),
    )
    return Audited(evidence, facts, result)


def audit(
    targets: Sequence[Target],
    catalogue: Catalogue,
    profile: Profile,
    settings: Settings,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Iterator[Audited]:
    """Audits many targets at once and yields each as it finishes; one that breaks is reported as incomplete."""

    def whole(target: Target) -> Audited:
        return judge(collect(target, settings), catalogue, profile, target.site)

    for target, outcome in run_fleet(targets, whole, workers=settings.workers, on_progress=on_progress):
        yield outcome if isinstance(outcome, Audited) else _broken(target, outcome, catalogue, profile)


def results(run_id: str, started: str, profile: Profile, audited: Sequence[Audited], digest: str) -> Results:
    """One run, its targets by name."""
    targets = sorted((one.result for one in audited), key=lambda result: result.name)
    return Results(run_id, started, profile.name, profile.threshold, tuple(targets), {"catalogue": digest})


def _broken(target: Target, error: BaseException, catalogue: Catalogue, profile: Profile) -> Audited:
    """A target whose audit failed by a fault of nasward itself: nothing is known of it."""
    told = str(error) if isinstance(error, NaswardError) else f"internal error: {type(error).__name__}"
    login = Login(Outcome.ERROR, user=target.ssh.user, detail=told)
    return judge(Evidence(target.name, target.address, now(), login, ()), catalogue, profile, target.site)


def _task(target: Target, evidence: Evidence, earlier: Evidence | None) -> StrangerTask:
    task = stranger_task(interpret(evidence))
    if target.login_budget is not None:
        task = replace(task, login_budget=target.login_budget)
    return task if earlier is None else second_look(task, earlier)


def _platform(facts: Facts) -> PlatformId:
    platform = facts.platform
    update = platform.update.value if isinstance(platform.update, Known) else None
    return PlatformId(
        vendor=_text(platform.vendor),
        os=_text(platform.os),
        version=_text(platform.version),
        build=_text(platform.build),
        update=update,
        model=_text(platform.model),
    )


def _text(leaf: Leaf[str]) -> str:
    return leaf.value if isinstance(leaf, Known) else ""


def _lan(evidence: Evidence) -> Outcome:
    """OK where any probe from the LAN got an answer, else how the first one ended."""
    probes = [answer.outcome for answer in evidence.answers if answer.vantage is Vantage.LAN]
    if not probes:
        return Outcome.NOT_ASKED
    return Outcome.OK if Outcome.OK in probes else probes[0]


def _gaps(facts: Facts) -> Iterator[FactUsed]:
    """What was read and not understood."""
    for path, leaf in walk(facts):
        if isinstance(leaf, Unknown) and leaf.reason in _NOT_UNDERSTOOD:
            told = f"{leaf.reason}: {leaf.detail}" + (f"; it reads {leaf.raw}" if leaf.raw else "")
            yield FactUsed(path, None, leaf.source, leaf.key, told)


def _incomplete(evidence: Evidence, facts: Facts, verdicts: Sequence[Verdict], profile: Profile) -> Iterator[str]:
    """One line for everything required that was not measured."""
    if not profile.outside_only and evidence.login.outcome is not Outcome.OK:
        yield f"no inside view: {evidence.login.detail}"
    required = profile.required.get(_text(facts.platform.vendor)) or frozenset().union(*profile.required.values())
    for verdict in verdicts:
        if verdict.check in required and verdict.ruling is Ruling.UNMEASURED:
            subject = f" ({verdict.subject.kind} {verdict.subject.name})" if verdict.subject.name else ""
            yield f"{verdict.check}{subject} is required and was not measured: {verdict.reason}"
