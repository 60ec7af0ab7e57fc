"""What a stranger on the same network gets from one NAS: all outside probes, within one login budget."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from nasward.collect.budget import LockOutError, LoginBudget, Timeouts
from nasward.collect.lan import Line, Probe, RefusedError, Visit
from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer, CollectStats
from nasward.model.target import Secret, StrangerTask

EVERY_PROTOCOL = frozenset({"smb", "ftp", "ssh"})


def probes() -> tuple[Probe, ...]:
    """All outside probes, in the order of the harm that an open door of theirs does."""
    from nasward.collect import ftp, smb, sshprobe

    return (smb.PROBE, ftp.PROBE, sshprobe.PROBE)


@dataclass(frozen=True, slots=True)
class StrangerOptions:
    """How to probe. `wanted` are protocols, `ports` replaces default ports, `smb_login` is a real account."""

    wanted: frozenset[str] = EVERY_PROTOCOL
    ports: Mapping[str, int] = field(default_factory=dict)
    timeouts: Timeouts = field(default_factory=Timeouts)
    smb_login: tuple[str, Secret] | None = None


def collect_outside(
    address: str, task: StrangerTask, options: StrangerOptions | None = None
) -> tuple[tuple[Answer, ...], CollectStats]:
    """Ask one NAS everything a stranger can ask, politely. Never raises for what the NAS does."""
    options = options or StrangerOptions()
    line, budget = Line(address, options.timeouts), LoginBudget(task.login_budget)
    doors = [
        _Door(
            probe,
            Visit(line, options.ports.get(probe.name, probe.port), budget, task.known_shares, options.smb_login),
        )
        for probe in probes()
        if probe.name in options.wanted
    ]
    answers = tuple(_ask(doors, task.blank_candidates, line))
    return answers, CollectStats(connections=line.connections, logins=budget.tries)


@dataclass(frozen=True, slots=True)
class _Door:
    """One probe at one NAS."""

    probe: Probe
    visit: Visit

    def reach(self) -> Answer:
        source, visit = f"{self.probe.name}.reach", self.visit
        try:
            return self.probe.reach(visit)
        except RefusedError:
            return visit.line.told(source, {"open": False, self.probe.speaks: False})
        except AnswerError as failure:
            if isinstance(failure, LockOutError):
                visit.budget.stop(failure.detail)
            return visit.line.failed(source, failure)


def _ask(doors: list[_Door], accounts: tuple[str, ...], line: Line) -> Iterator[Answer]:
    with ThreadPoolExecutor(max_workers=max(1, len(doors))) as pool:  # a filtered port costs its whole time-out
        reached = list(pool.map(_Door.reach, doors))
    yield from reached
    open_doors = [door for door, answer in zip(doors, reached, strict=True) if door.probe.is_open(answer)]
    for door in open_doors:
        yield from door.probe.look(door.visit)
    for account in accounts:
        yield _blank(account, [door for door in open_doors if door.probe.takes(account)], line)


def _blank(account: str, doors: list[_Door], line: Line) -> Answer:
    """`login.blank` of one account, over the first door that takes logins."""
    if not account.isprintable():
        return line.unasked("login.blank", "its name cannot be sent", account)
    if not doors:
        return line.unasked("login.blank", "no service that takes such a login was reached", account)
    door = doors[0]
    return door.visit.ask_with_login(
        "login.blank",
        account,
        lambda: {"protocol": door.probe.name, "accepted": door.probe.blank(door.visit, account)},
        account,
    )
