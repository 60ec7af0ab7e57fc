"""`nasward checks`: list, show, lint and test the catalogue."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nasward.cli.options import PATH

if TYPE_CHECKING:
    from nasward.evaluate.catalogue import Catalogue
    from nasward.model.check import Check

_WRONG = 2
_own = click.option("--checks", "check_dirs", type=PATH, multiple=True, help="Folder with checks of your own.")


@click.group()
def checks() -> None:
    """List, show, lint and test the catalogue of checks."""


@checks.command("list")
@_own
def list_(check_dirs: tuple[Path, ...]) -> None:
    """One line per check: id, severity, vantage, subject, title."""
    rows = [
        (check.id, check.risk.severity.value, check.vantage.value, check.item or "nas", check.title)
        for check in _catalogue(check_dirs).checks.values()
    ]
    head = ("ID", "SEVERITY", "VANTAGE", "SUBJECT", "FAILS WHEN")
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head) - 1)]
    for row in (head, *rows):
        click.echo("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]))


@checks.command()
@click.argument("folder", required=False, type=PATH)
@_own
@click.pass_context
def lint(ctx: click.Context, folder: Path | None, check_dirs: tuple[Path, ...]) -> None:
    """Every problem of every check with file, line and column; exit 2 if there is one.

    FOLDER holds checks of your own, as --checks does.
    """
    from nasward.evaluate.catalogue import lint_catalogue

    problems = lint_catalogue(_folders((*check_dirs, *([folder] if folder else []))))
    for problem in problems:
        click.echo(str(problem))
    if problems:
        click.echo(f"{len(problems)} problem{'s' if len(problems) > 1 else ''}", err=True)
        ctx.exit(_WRONG)
    click.echo("no problem found", err=True)


@checks.command()
@click.argument("ids", nargs=-1)
@_own
@click.option("-v", "--verbose", is_flag=True, help="Also name the cases that went well.")
@click.pass_context
def test(ctx: click.Context, ids: tuple[str, ...], check_dirs: tuple[Path, ...], verbose: bool) -> None:
    """Run the checks' own cases (of all checks, or of those named); exit 2 if one goes wrong."""
    from nasward.evaluate.cases import run_case

    catalogue = _catalogue(check_dirs)
    chosen = [_find(catalogue, name) for name in ids] or list(catalogue.checks.values())
    results = [run_case(check, case) for check in chosen for case in check.cases]
    for result in results:
        if verbose or not result.ok:
            click.echo(f"{result.check} {'ok' if result.ok else 'WRONG'}: {result.case}" + f"{_because(result.told)}")
    wrong = sum(not result.ok for result in results)
    click.echo(f"{len(chosen)} check{'s' * (len(chosen) != 1)}, {len(results)} cases, {wrong} wrong", err=True)
    if wrong:
        ctx.exit(_WRONG)


@checks.command()
@click.argument("check_id", metavar="ID")
@_own
def show(check_id: str, check_dirs: tuple[Path, ...]) -> None:
    """Everything about one check."""
    catalogue = _catalogue(check_dirs)
    check = _find(catalogue, check_id)
    area = catalogue.controls.get(check.area, {})
    click.echo(f"{check.id}  {check.title}\n{check.why}\n")
    for label, text in _lines(check):
        if text:
            click.echo(f"{label + ':':18}{text}")
    click.echo(f"{'area:':18}{check.area} {area.get('title', '')}")
    for framework, entries in (area.get("frameworks") or {}).items():
        click.echo(f"  {framework + ':':22}{', '.join(entry['id'] for entry in entries)}")
    for reference in check.references:
        click.echo(f"{'reference:':18}{reference}")
    for case in check.cases:
        click.echo(f"{'case:':18}{case.expect:15}{case.name}")


def _lines(check: "Check") -> list[tuple[str, str]]:
    risk = check.risk
    return [
        ("severity", f"{risk.severity.value} (likelihood {risk.likelihood} x impact {risk.impact})"),
        ("platforms", ", ".join(check.platforms)),
        ("vantage", check.vantage.value),
        ("for each", f"{check.for_each} as {check.item}" if check.for_each else ""),
        ("applies", check.applies),
        ("passes when", check.pass_when),
        ("finding", check.finding),
        *((f"fix {vendor}", name) for vendor, name in check.remediation.items()),
        ("parameters", ", ".join(f"{name} = {text}" for name, text in check.parameters.items())),
        *((f"by hand {vendor}", path) for vendor, path in check.manual.items()),
        ("side effect", check.side_effect),
        ("file", check.file),
    ]


def _because(told: str) -> str:
    return f": {told}" if told else ""


def _folders(check_dirs: tuple[Path, ...]) -> tuple[Path, ...]:
    from nasward.resources import checks_dir

    return (checks_dir(), *check_dirs)


def _catalogue(check_dirs: tuple[Path, ...]) -> "Catalogue":
    from nasward.evaluate.catalogue import load_catalogue

    return load_catalogue(_folders(check_dirs))


def _find(catalogue: "Catalogue", check_id: str) -> "Check":
    from nasward.model.errors import CheckError

    check = catalogue.checks.get(check_id.upper())
    if check is None:
        raise CheckError(f"there is no check {check_id}; `nasward checks list` shows all")
    return check
