"""`nasward scan`: look and judge."""

from pathlib import Path
from typing import Any

import click

from nasward.cli.options import (
    PATH,
    ask_passwords,
    check_options,
    collect_options,
    inventory_options,
    rules_from,
    settings_from,
    targets_from,
)
from nasward.cli.output import FORMATS, INTERRUPTED, emit, progress


def explain_touch(ctx: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """Prints what every probe sends, without a need for an inventory, and ends the program."""
    if not wanted:
        return
    from nasward.collect.touch import touches

    for touch in touches():
        counts = "login try" if touch.login else "no login"
        click.echo(f"{touch.protocol:6} {touch.port:>5}  {counts:9}  {touch.sent}")
    ctx.exit(0)


@click.command()
@inventory_options
@check_options
@collect_options
@click.option("--outside-only", is_flag=True, help="Only what a stranger gets; no SSH login.")
@click.option("--inside-only", is_flag=True, help="Only SSH; no probe from outside.")
@click.option(
    "--explain-touch",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=explain_touch,
    help="Say every packet kind that would be sent, and stop.",
)
@click.option("-f", "--format", "formats", type=click.Choice(FORMATS), multiple=True, help="Default: table.")
@click.option("-o", "--output", "folder", type=PATH, help="Folder for reports and evidence.")
@click.option("-v", "--verbose", is_flag=True, help="List what was not measured one by one.")
@click.pass_context
def scan(
    ctx: click.Context,
    /,
    formats: tuple[str, ...],
    folder: Path | None,
    verbose: bool,
    outside_only: bool,
    inside_only: bool,
    profile_name: str,
    check_dirs: tuple[Path, ...],
    **options: Any,  # noqa: ANN401 - click's own
) -> None:
    """Look at every NAS of an inventory, inside over SSH and outside as a stranger, and judge it.

    Reads only. Nothing is written to a NAS, no account is locked, no patient data is kept.
    """
    if outside_only and inside_only:
        raise click.UsageError("--outside-only and --inside-only leave nothing to look at")
    ctx.exit(_scan(formats, folder, verbose, outside_only, inside_only, profile_name, check_dirs, options))


def _scan(
    formats: tuple[str, ...],
    folder: Path | None,
    verbose: bool,
    outside_only: bool,
    inside_only: bool,
    profile_name: str,
    check_dirs: tuple[Path, ...],
    options: dict[str, Any],
) -> int:
    from nasward import audit
    from nasward.cli.files import save_evidence
    from nasward.report.standing import standing

    catalogue, profile = rules_from("outside-only" if outside_only else profile_name, check_dirs)
    settings = settings_from(options, outside=outside_only, inside=inside_only)
    targets = targets_from(asked=ask_passwords(options), **options)
    run_id, started = audit.new_run_id(), audit.now()
    audited = []
    interrupted = False
    try:
        with progress(len(targets), quiet="json" in formats) as report:
            for one in audit.audit(targets, catalogue, profile, settings, report):
                audited.append(one)
                if folder:
                    save_evidence(folder / "evidence", one.evidence)
    except KeyboardInterrupt:
        click.echo(f"interrupted: {len(audited)} of {len(targets)} NAS were finished", err=True)
        interrupted = True
    results = audit.results(run_id, started, profile, audited, catalogue.digest)
    emit(results, formats, folder, verbose)
    return INTERRUPTED if interrupted else standing(results).exit_code
