"""`nasward fix`: predict, ask, apply, look again, prove."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasward.cli.files import save_evidence
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
from nasward.cli.plan import plan_for, show_plan, tell_unseen
from nasward.model.plan import Plan, Step, Transition
from nasward.model.text import printable

if TYPE_CHECKING:
    from nasward.audit import Audited, Settings
    from nasward.evaluate.catalogue import Catalogue
    from nasward.model.profile import Profile
    from nasward.model.target import Target
    from nasward.model.verdict import Results
    from nasward.remediate.apply import Access, Run, TaskEvent

BUNDLE = "bundle"
BEFORE = "before"
AFTER = "after"
BACKUP_HINT = (
    "Before the first change take the vendor's own configuration backup "
    "(DSM: Control Panel > Update & Restore; QTS: Control Panel > System > Backup/Restore)."
)


@click.command()
@inventory_options
@check_options
@collect_options
@click.option("--accept", "accepted", multiple=True, metavar="ID", help="Run this dangerous remediation too.")
@click.option("--yes", is_flag=True, help="Do not ask before applying.")
@click.option("--dry-run", is_flag=True, help="Predict with --check --diff and stop.")
@click.option("--ignore-window", is_flag=True, help="Change also outside the maintenance window.")
@click.option("-o", "--output", "folder", type=PATH, help="New folder for bundle, journal and evidence.")
@click.pass_context
def fix(
    ctx: click.Context,
    /,
    folder: Path | None,
    profile_name: str,
    check_dirs: tuple[Path, ...],
    accepted: tuple[str, ...],
    yes: bool,
    dry_run: bool,
    ignore_window: bool,
    **options: Any,  # noqa: ANN401 - click's own
) -> None:
    """Close the findings: look, plan, predict, ask, apply, look again, and say what became of each finding.

    Earlier values are journalled before each change; `nasward rollback FOLDER` gives them back.
    Exit: 0 all findings verified closed or by hand, 1 still open or regressed, 3 not verified, or a NAS not seen.
    """
    from nasward import audit
    from nasward.remediate.apply import Access

    rules = rules_from(profile_name, check_dirs)
    settings = settings_from(options)
    asked = ask_passwords(options)
    targets = {target.name: target for target in targets_from(asked=asked, **options)}
    access = Access(options["inventories"], options["vault_files"], asked.get("password"), asked.get("become_password"))
    work = folder or Path(f"nasward-fix-{audit.new_run_id()}")
    with progress(len(targets), quiet=False) as report:
        before = list(audit.audit(list(targets.values()), *rules, settings, report))
    run = _Fix(work, rules, settings, targets, access)
    plan = run.prepare(before, accepted, ignore_window)
    if not plan.steps:
        click.echo("nothing to fix automatically")
        ctx.exit(run.prove(before, before, plan))
    ready = run.predict(plan)
    if dry_run:
        click.echo("dry run: nothing was changed")
        ctx.exit(3 if tell_unseen(before) or len(ready) < len(plan.targets) else 0)
    if not ready:
        ctx.exit(3)
    if not (yes or _agreed()):
        click.echo("nothing was changed")
        ctx.exit(1)
    run.apply(ready)
    ctx.exit(run.prove(before, run.look_again(before), plan))


class _Fix:
    """One fix run and its folder."""

    def __init__(
        self,
        work: Path,
        rules: "tuple[Catalogue, Profile]",
        settings: "Settings",
        targets: "dict[str, Target]",
        access: "Access",
    ) -> None:
        self._work = work
        self._rules = rules
        self._settings = settings
        self._targets = targets
        self._access = access

    def prepare(self, before: "list[Audited]", accepted: tuple[str, ...], ignore_window: bool) -> Plan:
        """Shows the plan and writes the bundle of the steps that may run."""
        from nasward.remediate.bundle import write_bundle
        from nasward.resources import playbooks_dir

        whole = plan_for(before, self._targets, self._results(before))
        show_plan(whole)
        steps = [s for s in whole.steps if _may_run(s, accepted, self._targets[s.target], ignore_window)]
        plan = replace(whole, steps=tuple(steps))
        for one in before:
            save_evidence(self._work / BEFORE, one.evidence)
        logins = {one.evidence.target: one.evidence.login for one in before}
        write_bundle(self._work / BUNDLE, plan, self._targets, logins, playbooks_dir())
        return plan

    def predict(self, plan: Plan) -> tuple[str, ...]:
        """Runs the bundle with --check --diff; the hosts where that went well: one that fails costs itself only."""
        click.echo("predicting (--check --diff):")
        run = self._run(plan.targets, check=True)
        if tell_failures(run) and not run.failed:
            return ()
        return tuple(host for host in plan.targets if host not in run.failed)

    def apply(self, hosts: tuple[str, ...]) -> None:
        """Runs the bundle. A host that fails stops there; the others go on."""
        click.echo(BACKUP_HINT, err=True)
        click.echo("applying:")
        if tell_failures(self._run(hosts, check=False)):
            click.echo(f"stopped there; give back what was changed with: nasward rollback {self._work} -i …", err=True)

    def look_again(self, before: "list[Audited]") -> "list[Audited]":
        """The second look of the run."""
        from nasward import audit

        settings = replace(self._settings, earlier={one.evidence.target: one.evidence for one in before})
        with progress(len(self._targets), quiet=False) as report:
            return list(audit.audit(list(self._targets.values()), *self._rules, settings, report))

    def prove(self, before: "list[Audited]", after: "list[Audited]", plan: Plan) -> int:
        """Says what became of every finding. Returns the exit code."""
        from nasward.remediate.verify import transitions

        for one in after:
            save_evidence(self._work / AFTER, one.evidence)
        found = transitions(self._results(before), self._results(after), plan)
        for transition in found:
            click.echo(transition_line(transition))
        click.echo(f"kept in {self._work}; undo with: nasward rollback {self._work} -i INVENTORY", err=True)
        return exit_code(found) or (3 if tell_unseen(before) or tell_unseen(after) else 0)

    def _run(self, hosts: tuple[str, ...], check: bool) -> "Run":
        from nasward.remediate.apply import SITE, run_bundle

        return run_bundle(self._work / BUNDLE, SITE, self._access, check=check, hosts=hosts, on_event=show_event)

    def _results(self, audited: "list[Audited]") -> "Results":
        from nasward import audit

        catalogue, profile = self._rules
        return audit.results("fix", audit.now(), profile, audited, catalogue.digest)


def show_event(event: "TaskEvent") -> None:
    """One line per task that changed something or failed, with its diff."""
    if event.ended == "ok" and not event.changed:
        return
    word = "changed" if event.ended == "ok" else event.ended
    click.echo(f"  {printable(event.host)}: {word}: {printable(event.task)}")
    for line in event.diff.splitlines():
        click.echo(f"      {printable(line)}")


def transition_line(transition: Transition) -> str:
    """What became of one finding."""
    what = f"{transition.target}: {transition.check} {transition.subject}".rstrip()
    told = f": {transition.detail}" if transition.detail else ""
    return printable(f"{transition.fate:12} {what}{told}", 600)


def exit_code(found: tuple[Transition, ...]) -> int:
    """0 all verified, 1 still open or regressed, 3 not verified (design §8)."""
    fates = {transition.fate for transition in found}
    if fates & {"still open", "regressed"}:
        return 1
    return 3 if "not verified" in fates else 0


def _agreed() -> bool:
    import sys

    if not sys.stdin.isatty():
        raise click.UsageError("no terminal to ask on: look at the prediction with --dry-run, then add --yes")
    return click.confirm("apply this now?", err=True)


def _may_run(step: Step, accepted: tuple[str, ...], target: "Target", ignore_window: bool) -> bool:
    """Whether a step goes into the bundle; says on stderr why not."""
    name = printable(f"{step.target}: {step.remediation.name}")
    if step.blocked:
        click.echo(f"left out: {name}: {printable(step.blocked)}", err=True)
        return False
    if step.dangers and step.remediation.name not in accepted:
        click.echo(f"left out: {name}: dangerous; add --accept {step.remediation.name}", err=True)
        return False
    window = target.maintenance_window
    if window and not ignore_window and not window.holds(datetime.now().astimezone()):
        click.echo(f"left out: {name}: outside the maintenance window {window.text}; or --ignore-window", err=True)
        return False
    return True


def tell_failures(run: "Run") -> bool:
    """Says on stderr which hosts failed, and whether any did."""
    for host, reason in run.failed.items():
        click.echo(f"nasward: {printable(host)}: {printable(reason, 600)}", err=True)
    if not run.failed and run.status != "successful":
        click.echo(f"nasward: ansible-playbook ended {run.status}", err=True)
        return True
    return bool(run.failed)
