"""`nasward rollback`: give back what a fix changed, and prove it."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasward.cli.files import load_evidence, save_evidence
from nasward.cli.fix import BEFORE, BUNDLE, show_event, tell_failures
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
from nasward.cli.output import progress
from nasward.model.errors import UsageError
from nasward.model.text import printable

if TYPE_CHECKING:
    from nasward.audit import Audited

ROLLED_BACK = "rolled-back"


@click.command()
@click.argument("folder", type=PATH)
@inventory_options
@check_options
@collect_options
@click.option("--dry-run", is_flag=True, help="Predict with --check --diff and stop.")
@click.pass_context
def rollback(
    ctx: click.Context,
    /,
    folder: Path,
    profile_name: str,
    check_dirs: tuple[Path, ...],
    dry_run: bool,
    **options: Any,  # noqa: ANN401 - click's own
) -> None:
    """Give back the earlier values of a fix run, whose FOLDER holds its bundle and journal.

    Works also after a fix that was interrupted. With -l only on those NAS; the journal keeps the others' values.
    Exit: 0 everything is as it was before, 1 not, 3 not verified.
    """
    from nasward import audit
    from nasward.remediate.apply import ROLLBACK, Access, run_bundle

    if not (folder / BUNDLE).is_dir() or not (folder / BEFORE).is_dir():
        raise UsageError(f"{folder}: is no folder of `nasward fix`: it has no {BUNDLE}/ and {BEFORE}/")
    catalogue, profile = rules_from(profile_name, check_dirs)
    settings = settings_from(options)
    asked = ask_passwords(options)
    targets = targets_from(asked=asked, **options)
    before = {e.target: audit.judge(e, catalogue, profile) for e in load_evidence([folder / BEFORE])}
    chosen = [target for target in targets if target.name in before]
    if not chosen:
        raise UsageError(f"{folder}: none of its NAS is among those chosen; it holds {', '.join(sorted(before))}")
    access = Access(options["inventories"], options["vault_files"], asked.get("password"), asked.get("become_password"))
    hosts = [target.name for target in chosen]
    run = run_bundle(folder / BUNDLE, ROLLBACK, access, check=dry_run, hosts=hosts, on_event=show_event)
    failed = tell_failures(run)
    if dry_run:
        click.echo("dry run: nothing was changed")
        ctx.exit(3 if failed else 0)
    with progress(len(chosen), quiet=False) as report:
        after = list(audit.audit(chosen, catalogue, profile, settings, report))
    for one in after:
        save_evidence(folder / ROLLED_BACK, one.evidence)
    code = _compare(before, after)
    ctx.exit(1 if failed and not code else code)


def _compare(before: "dict[str, Audited]", after: "list[Audited]") -> int:
    """Says which verdicts are not as they were before the fix. Returns the exit code."""
    from nasward.model.verdict import Ruling

    code = 0
    for one in after:
        was = {v.fingerprint: v for v in before[one.evidence.target].result.verdicts}
        now = {v.fingerprint: v for v in one.result.verdicts}
        for fingerprint in sorted(was.keys() | now.keys()):
            old, new = was.get(fingerprint), now.get(fingerprint)
            if old and new and (old.ruling, old.reason) == (new.ruling, new.reason):
                continue
            shown = new or old
            assert shown is not None  # noqa: S101 - one of the two has the fingerprint
            told = f"{old.ruling if old else 'absent'} before, {new.ruling if new else 'absent'} now"
            click.echo(
                printable(f"differs      {one.evidence.target}: {shown.check} {shown.subject.name}: {told}", 600)
            )
            blind = new is not None and new.ruling is Ruling.UNMEASURED
            code = 1 if code == 1 or not blind else 3
    if code == 0:
        click.echo("every verdict is as it was before the fix")
    return code
