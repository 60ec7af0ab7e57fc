"""`nasward doctor`: what works from here, and what to do about the rest."""

import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from nasward.cli.options import PATH, ask_passwords, collect_options, rules_from, settings_from, targets_from
from nasward.cli.output import progress
from nasward.model.errors import NaswardError
from nasward.model.outcome import Outcome
from nasward.model.text import printable

if TYPE_CHECKING:
    from nasward.audit import Audited


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried; `remedy` says what to do where it does not work."""

    works: bool
    what: str
    remedy: str = ""


@click.command()
@click.option("-i", "--inventory", "inventories", type=PATH, multiple=True, help="Look at these NAS too.")
@click.option("-l", "--limit", default="", help="Only these hosts or groups.")
@click.option("--vault-password-file", "vault_files", type=PATH, multiple=True, help="As for Ansible.")
@click.option("-k", "--ask-pass", is_flag=True, help="Ask for the SSH password.")
@click.option("-K", "--ask-become-pass", is_flag=True, help="Ask for the sudo password.")
@collect_options
@click.pass_context
def doctor(ctx: click.Context, /, inventories: tuple[Path, ...], **options: Any) -> None:  # noqa: ANN401 - click's own
    """Say what works from here. With an inventory: which NAS can be entered, and what of them is not understood.

    Exit: 0 all works, 3 something does not.
    """
    found = list(_machine())
    for finding in found:
        _tell(finding)
    if inventories:
        options["scope_file"] = None
        for finding in _fleet(inventories, options):
            found.append(finding)
            _tell(finding)
    ctx.exit(0 if all(finding.works for finding in found) else 3)


def _tell(finding: Finding) -> None:
    click.echo(f"{'ok  ' if finding.works else 'NOT '} {printable(finding.what, 600)}")
    if finding.remedy:
        click.echo(f"     {printable(finding.remedy, 600)}")


def _machine() -> Iterator[Finding]:
    """This machine: Python, Ansible's programs, the ssh client, the catalogue."""
    from nasward.inventory.ansible import tool

    yield Finding(sys.version_info >= (3, 11), f"Python {sys.version.split()[0]}")
    for name in ("ansible-inventory", "ansible-playbook", "ansible-vault"):
        try:
            yield Finding(True, f"{name}: {tool(name)}")
        except NaswardError as missing:
            yield Finding(False, name, str(missing))
    ssh = shutil.which("ssh")
    yield Finding(bool(ssh), f"ssh client for fixes: {ssh or 'none'}", "" if ssh else "apt-get install openssh-client")
    try:
        catalogue, _ = rules_from("clinic-baseline", ())
        yield Finding(True, f"catalogue: {len(catalogue.checks)} checks, digest {catalogue.digest[:12]}")
    except NaswardError as wrong:
        yield Finding(False, "catalogue", str(wrong))


def _fleet(inventories: tuple[Path, ...], options: dict[str, Any]) -> Iterator[Finding]:
    """Every NAS of the inventory: how it is reached, and what of it nasward does not understand."""
    from nasward import audit

    settings = settings_from(options, inside=True)
    targets = targets_from(asked=ask_passwords(options), inventories=inventories, **options)
    with progress(len(targets), quiet=False) as report:
        audited = list(audit.audit(targets, *rules_from("clinic-baseline", ()), settings, report))
    for one in sorted(audited, key=lambda each: each.result.name):
        yield _login(one)
        yield from _unknowns(one)


def _login(one: "Audited") -> Finding:
    result = one.result
    name = f"{result.name} ({result.address})"
    if result.login.outcome is not Outcome.OK:
        return Finding(False, f"{name}: no login: {result.login.detail}")
    system = f"{result.platform.os} {result.platform.version}".strip() or "an unknown system"
    if result.login.privilege == "user":
        return Finding(
            False, f"{name}: {system}, but not as root: {result.login.detail}", "give the sudo password with -K"
        )
    return Finding(True, f"{name}: {system}, as {result.login.privilege}")


def _unknowns(one: "Audited") -> Iterator[Finding]:
    """What was read and not understood, counted by reason and then listed."""
    counts = Counter(gap.unknown.partition(":")[0] for gap in one.result.gaps)
    if counts:
        told = ", ".join(f"{number} {reason}" for reason, number in counts.most_common())
        yield Finding(True, f"{one.result.name}: read, but not understood: {told}")
    for gap in one.result.gaps:
        yield Finding(True, f"  {gap.fact}: {gap.unknown}")
