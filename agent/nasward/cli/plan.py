"""`nasward plan`: the bundle, written and not run."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasward.cli.files import load_evidence
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
from nasward.model.outcome import Outcome
from nasward.model.plan import Plan, Step
from nasward.model.text import printable

if TYPE_CHECKING:
    from nasward.audit import Audited
    from nasward.model.target import Target
    from nasward.model.verdict import Results


@click.command()
@inventory_options
@check_options
@collect_options
@click.option("--evidence", "evidence_paths", type=PATH, multiple=True, help="Plan from these files; ask no NAS.")
@click.option("-o", "--output", "folder", type=PATH, required=True, help="New folder for the bundle.")
@click.pass_context
def plan(
    ctx: click.Context,
    /,
    folder: Path,
    evidence_paths: tuple[Path, ...],
    profile_name: str,
    check_dirs: tuple[Path, ...],
    **options: Any,  # noqa: ANN401
) -> None:
    """Write the remediation bundle: plain Ansible with a README that says side effects and dangers.

    Nothing is changed on any NAS. Run the bundle with `nasward fix`, or by hand with ansible-playbook.
    Exit: 0 written, 3 written, but a NAS was not seen from inside.
    """
    from nasward import audit
    from nasward.remediate.bundle import write_bundle
    from nasward.resources import playbooks_dir

    catalogue, profile = rules_from(profile_name, check_dirs)
    settings = settings_from(options)
    targets = {target.name: target for target in targets_from(asked=ask_passwords(options), **options)}
    if evidence_paths:
        audited = [audit.judge(one, catalogue, profile) for one in load_evidence(evidence_paths)]
        _refuse_strangers(audited, targets)
    else:
        with progress(len(targets), quiet=False) as report:
            audited = list(audit.audit(list(targets.values()), catalogue, profile, settings, report))
    made = plan_for(audited, targets, audit.results("plan", audit.now(), profile, audited, catalogue.digest))
    logins = {one.evidence.target: one.evidence.login for one in audited}
    write_bundle(folder, made, targets, logins, playbooks_dir())
    show_plan(made)
    click.echo(f"written: {folder} (start with its README.md)", err=True)
    ctx.exit(3 if tell_unseen(audited) else 0)


def plan_for(audited: "list[Audited]", targets: "Mapping[str, Target]", results: "Results") -> Plan:
    """The plan for the findings of a run."""
    from nasward.remediate.library import load_remediations
    from nasward.remediate.plan import make_plan
    from nasward.resources import playbooks_dir

    library = load_remediations(playbooks_dir() / "remediations")
    return make_plan(results, {one.evidence.target: one.facts for one in audited}, targets, library)


def tell_unseen(audited: "list[Audited]") -> bool:
    """Says on stderr which NAS were not seen from inside, and whether any was not."""
    unseen = [one for one in audited if one.evidence.login.outcome not in {Outcome.OK, Outcome.NOT_ASKED}]
    for one in unseen:
        told = f"{one.evidence.target}: no inside view: {one.evidence.login.detail}"
        click.echo(f"nasward: {printable(told, 600)}", err=True)
    return bool(unseen)


def show_plan(made: Plan) -> None:
    """What will be done, with side effects and dangers, and what is left to a person."""
    for number, step in enumerate(made.steps, 1):
        click.echo(f"{number:3}. {_step_line(step)}")
        click.echo(f"     side effect: {step.remediation.side_effect}")
        for danger in step.dangers:
            click.echo(
                f"     danger: {printable(danger).rstrip('.')}. It runs only with --accept {step.remediation.name}"
            )
        if step.blocked:
            click.echo(f"     refused: {printable(step.blocked)}")
        if not step.remediation.undo.possible:
            click.echo(f"     cannot be undone: {step.remediation.undo.note}")
    for item in made.manual:
        click.echo(f"  by hand: {printable(item.target)}: {item.check} {printable(item.title)}")
        click.echo(f"     {printable(item.guide)}")


def _step_line(step: Step) -> str:
    values = ", ".join(f"{name} {value}" for name, value in step.parameters.items())
    checks = ", ".join(sorted(set(step.checks)))
    told = f"{step.target}: {step.remediation.title}" + (f" ({values})" if values else "")
    return f"{printable(told)}  closes {checks}"


def _refuse_strangers(audited: "list[Audited]", targets: "Mapping[str, Target]") -> None:
    for one in audited:
        if one.evidence.target not in targets:
            raise UsageError(f"evidence of {one.evidence.target}: no such host in the inventory")
