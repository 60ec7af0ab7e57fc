"""`nasward collect`: the first half of scan."""

from pathlib import Path
from typing import Any

import click

from nasward.cli.files import save_evidence
from nasward.cli.options import PATH, ask_passwords, collect_options, inventory_options, settings_from, targets_from
from nasward.cli.output import progress
from nasward.model.errors import NaswardError
from nasward.model.outcome import Outcome
from nasward.model.text import printable


@click.command()
@inventory_options
@collect_options
@click.option("--outside-only", is_flag=True, help="Only what a stranger gets; no SSH login.")
@click.option("--inside-only", is_flag=True, help="Only SSH; no probe from outside.")
@click.option("-o", "--output", "folder", type=PATH, required=True, help="Folder for the evidence files.")
@click.pass_context
def collect(ctx: click.Context, /, folder: Path, outside_only: bool, inside_only: bool, **options: Any) -> None:  # noqa: ANN401
    """Ask every NAS and write one evidence file each, to be judged by `nasward evaluate` here or elsewhere.

    Evidence holds no password, hash, key, patient name or file name.
    """
    from nasward import audit
    from nasward.collect.fleet import run_fleet

    settings = settings_from(options, outside=outside_only, inside=inside_only)
    targets = targets_from(asked=ask_passwords(options), **options)
    missing = 0
    with progress(len(targets), quiet=False) as report:
        work = run_fleet(
            targets, lambda target: audit.collect(target, settings), workers=settings.workers, on_progress=report
        )
        for target, evidence in work:
            if isinstance(evidence, BaseException):
                told = str(evidence) if isinstance(evidence, NaswardError) else f"fault: {type(evidence).__name__}"
                click.echo(f"nasward: {target.name}: {printable(told)}", err=True)
                missing += 1
                continue
            save_evidence(folder, evidence)
            if evidence.login.outcome not in {Outcome.OK, Outcome.NOT_ASKED}:
                click.echo(f"nasward: {target.name}: no inside view: {printable(evidence.login.detail, 600)}", err=True)
                missing += 1
    click.echo(f"written: {folder}", err=True)
    ctx.exit(3 if missing else 0)
