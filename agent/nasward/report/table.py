"""The table for a terminal: findings first, then what leans, what was not measured, the sum."""

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from nasward.model.text import printable
from nasward.model.verdict import Results, TargetResult, Verdict
from nasward.report.standing import findings, leaning, standing, subject_text, unmeasured

_COLOURS = {"critical": "bold white on red", "high": "bold red", "medium": "yellow", "low": "cyan", "info": "dim"}


def show(results: Results, console: Console, verbose: bool = False) -> None:
    """Prints the run. `verbose` lists what was not measured one by one instead of counting it."""
    for target in results.targets:
        console.print(Group(*_target(target, verbose)))
        console.print()
    console.print(summary(results))


def summary(results: Results) -> Text:
    """The last lines: counts, and every reason why the run is incomplete."""
    state = standing(results)
    text = Text()
    text.append(f"{len(results.targets)} NAS: ")
    text.append(f"{state.failing} findings at or above {results.threshold}", "bold red" if state.failing else "bold")
    text.append(f", {state.below} below, {state.leaning} leaning to fail, {state.unmeasured} not measured")
    text.append(f", {state.passed} passed, {state.not_applicable} not applicable (profile {results.profile})")
    for line in state.incomplete:
        text.append(f"\nincomplete: {printable(line)}", "yellow")
    return text


def _target(target: TargetResult, verbose: bool) -> list[RenderableType]:
    blocks: list[RenderableType] = [_headline(target)]
    if target.login.detail:
        blocks.append(Text("  SSH: " + printable(target.login.detail), "yellow"))
    blocks += _section("Findings", findings(target), "red")
    blocks += _section("Leaning to fail, but not measured", leaning(target), "yellow")
    rest = unmeasured(target)
    if verbose:
        blocks += _section("Not measured", rest, "yellow")
    elif rest:
        checks = sorted({verdict.check for verdict in rest})
        blocks.append(Text(f"  Not measured: {', '.join(checks)} (-v says why)", "dim"))
    return blocks


def _headline(target: TargetResult) -> Text:
    platform = target.platform
    named = f"{platform.os} {platform.version}-{platform.build}".strip(" -") if platform.os else "unknown system"
    text = Text(printable(target.name), "bold")
    text.append(printable(f"  {target.address}  {named}  {platform.model}"), "default")
    if target.site:
        text.append(f"  {printable(target.site)}", "dim")
    return text


def _section(title: str, verdicts: Sequence[Verdict], colour: str) -> list[RenderableType]:
    if not verdicts:
        return []
    table = Table(box=None, show_header=False, padding=(0, 1), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(ratio=3)
    table.add_column(ratio=2)
    for verdict in verdicts:
        table.add_row(
            Text(str(verdict.severity), _COLOURS[verdict.severity]),
            Text(verdict.check),
            _what(verdict),
            Text(_cure(verdict), "dim"),
        )
    return [Text(f"  {title}", f"bold {colour}"), Padding(table, (0, 0, 0, 2))]


def _what(verdict: Verdict) -> Text:
    subject = subject_text(verdict)
    reason = printable(verdict.reason, 400)
    if not subject or verdict.subject.name in verdict.reason:
        return Text(reason)
    return Text(f"{printable(subject)}: {reason}")


def _cure(verdict: Verdict) -> str:
    if verdict.remediation:
        return f"nasward fix: {verdict.remediation}"
    return f"by hand: {verdict.manual}" if verdict.manual else ""
