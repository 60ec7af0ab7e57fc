"""Options that several commands share, and what they stand for."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from nasward.audit import Settings
    from nasward.evaluate.catalogue import Catalogue
    from nasward.model.profile import Profile
    from nasward.model.target import Secret, SshAccess, Target

F = TypeVar("F", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)


def inventory_options(command: F) -> F:
    """Which NAS, and how their secrets open."""
    for option in (
        click.option(
            "-i", "--inventory", "inventories", type=PATH, multiple=True, required=True, help="Ansible inventory."
        ),
        click.option("-l", "--limit", default="", help="Only these hosts or groups (an Ansible host pattern)."),
        click.option("--scope", "scope_file", type=PATH, help="scope.yml: who authorised the probing of what."),
        click.option("--vault-password-file", "vault_files", type=PATH, multiple=True, help="As for Ansible."),
        click.option("-k", "--ask-pass", is_flag=True, help="Ask for the SSH password."),
        click.option("-K", "--ask-become-pass", is_flag=True, help="Ask for the sudo password."),
    ):
        command = option(command)
    return command


def collect_options(command: F) -> F:
    """How to look."""
    for option in (
        click.option(
            "--accept-new-host-keys", is_flag=True, help="Trust host keys never seen before (said in the report)."
        ),
        click.option("--host-seconds", type=click.IntRange(1), help="Deadline for the SSH part of one NAS (60)."),
        click.option(
            "--workers", type=click.IntRange(1, 512), default=32, show_default=True, help="NAS at the same time."
        ),
    ):
        command = option(command)
    return command


def check_options(command: F) -> F:
    """What to judge by."""
    for option in (
        click.option(
            "--profile", "profile_name", default="clinic-baseline", show_default=True, help="Selection of checks."
        ),
        click.option("--checks", "check_dirs", type=PATH, multiple=True, help="Folder with checks of your own."),
    ):
        command = option(command)
    return command


def ask_passwords(options: dict[str, Any]) -> "dict[str, Secret]":
    """Takes the two ask options out of `options` and asks once each; keys are fields of SshAccess."""
    from nasward.model.target import Secret

    asked: dict[str, Secret] = {}
    if options.pop("ask_pass"):
        asked["password"] = Secret(click.prompt("SSH password", hide_input=True, err=True))
    if options.pop("ask_become_pass"):
        asked["become_password"] = Secret(click.prompt("sudo password", hide_input=True, err=True))
    return asked


def targets_from(
    inventories: tuple[Path, ...],
    limit: str,
    scope_file: Path | None,
    vault_files: tuple[Path, ...],
    asked: "Mapping[str, Secret]",
) -> "tuple[Target, ...]":
    """The targets of the given inventories, inside the scope, with asked passwords filled in."""
    from dataclasses import replace

    from nasward.inventory import Vault, load_scope, load_targets, refuse_outside

    targets = load_targets(inventories, limit, Vault(vault_files))
    scope = load_scope(scope_file) if scope_file else None
    refuse_outside(scope, targets, datetime.now(UTC).astimezone().date())
    return tuple(replace(target, ssh=_with_asked(target.ssh, asked)) for target in targets)


def _with_asked(ssh: "SshAccess", asked: "Mapping[str, Secret]") -> "SshAccess":
    from dataclasses import replace

    return replace(
        ssh,
        password=asked.get("password", ssh.password),
        become_password=asked.get("become_password", ssh.become_password),
    )


def settings_from(options: dict[str, Any], *, outside: bool = False, inside: bool = False) -> "Settings":
    """Takes the collect options out of `options`: the settings that they stand for."""
    from dataclasses import replace

    from nasward.audit import Settings
    from nasward.collect.limits import Limits

    limits, host_seconds = Limits(), options.pop("host_seconds")
    if host_seconds:
        limits = replace(limits, host=float(host_seconds))
    return Settings(outside, inside, options.pop("accept_new_host_keys"), limits, options.pop("workers"))


def rules_from(profile_name: str, check_dirs: tuple[Path, ...]) -> "tuple[Catalogue, Profile]":
    """The catalogue (with the user's own checks) and the profile. Raises CheckError."""
    from nasward.evaluate.catalogue import load_catalogue
    from nasward.model.errors import CheckError
    from nasward.resources import checks_dir

    catalogue = load_catalogue((checks_dir(), *check_dirs))
    profile = catalogue.profiles.get(profile_name)
    if profile is None:
        raise CheckError(f"no profile {profile_name!r}; there are {', '.join(sorted(catalogue.profiles))}")
    if not profile.checks:
        raise CheckError(f"the profile {profile_name} selects no check")
    return catalogue, profile
