"""Runs a bundle through ansible-runner: check first, then apply, or roll back. Results come as events, not as text."""

import shlex
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nasward.model.errors import UsageError
from nasward.model.target import Secret

SITE = "site.yml"
ROLLBACK = "rollback.yml"
_ENDS = {"runner_on_ok": "ok", "runner_on_failed": "failed", "runner_on_unreachable": "unreachable"}
_BECOME_PROMPT = r"BECOME password.*:\s*?$"
_LOGIN_PROMPT = r"SSH password:\s*?$"
_VAULT_OPTION = "--vault-password-file"


@dataclass(frozen=True, slots=True)
class TaskEvent:
    """One task that ended on one host."""

    host: str
    step: str
    task: str
    ended: str
    changed: bool
    message: str = ""
    diff: str = ""


@dataclass(frozen=True, slots=True)
class Access:
    """What Ansible needs besides the bundle: the user's own inventories, vault files, asked passwords."""

    inventories: tuple[Path, ...] = ()
    vault_files: tuple[Path, ...] = ()
    password: Secret | None = None
    become_password: Secret | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """How a playbook run ended. `failed` holds one line per host that failed or could not be reached."""

    status: str
    events: tuple[TaskEvent, ...]
    failed: Mapping[str, str] = field(default_factory=dict)

    def changes(self) -> list[tuple[str, str, str]]:
        """Host, step and task of every change, in order: what a check predicts and a run does must be equal."""
        return [(event.host, event.step, event.task) for event in self.events if event.changed]


def run_bundle(
    bundle: Path,
    playbook: str,
    access: Access,
    *,
    check: bool,
    hosts: Sequence[str],
    on_event: Callable[[TaskEvent], None] = lambda _: None,
) -> Run:
    """Runs one playbook of the bundle on some of its hosts; `check` predicts with diff and changes nothing.

    Raises UsageError where the bundle is not there. A failing host never raises: it is in `Run.failed`.
    """
    import ansible_runner

    if not (bundle / playbook).is_file():
        raise UsageError(f"{bundle / playbook}: no such playbook; write the bundle with `nasward plan`")
    events: list[TaskEvent] = []

    def handle(raw: Mapping[str, Any]) -> bool:
        event = _event(raw)
        if event is not None:
            events.append(event)
            on_event(event)
        return False

    with tempfile.TemporaryDirectory(prefix="nasward-") as private:
        runner = ansible_runner.run(
            private_data_dir=private,
            project_dir=str(bundle.resolve()),
            playbook=playbook,
            inventory=_inventories(bundle, access),
            cmdline=shlex.join(_options(access, check, hosts)),
            passwords=_passwords(access),
            envvars=_environment(bundle),
            event_handler=handle,
            quiet=True,
            suppress_env_files=True,
        )
        status = str(runner.status)
    return Run(status, tuple(events), _failures(events))


def _inventories(bundle: Path, access: Access) -> list[str]:
    """The user's own inventories first, so that the pinned host keys of the bundle win."""
    return [*(str(path.resolve()) for path in access.inventories), str((bundle / "inventory.yml").resolve())]


def _options(access: Access, check: bool, hosts: Sequence[str]) -> Sequence[str]:
    options = ["--diff", "--limit", ",".join(hosts), *(["--check"] if check else [])]
    for file in access.vault_files:
        options += [_VAULT_OPTION, str(file.resolve())]
    options += ["-k"] if access.password else []
    return [*options, "-K"] if access.become_password else options


def _passwords(access: Access) -> dict[str, str] | None:
    asked = {}
    if access.password:
        asked[_LOGIN_PROMPT] = access.password.reveal()
    if access.become_password:
        asked[_BECOME_PROMPT] = access.become_password.reveal()
    return asked or None


def _environment(bundle: Path) -> dict[str, str]:
    return {
        "ANSIBLE_CONFIG": str((bundle / "ansible.cfg").resolve()),
        "ANSIBLE_NOCOLOR": "1",
        "ANSIBLE_DEPRECATION_WARNINGS": "0",
    }


def _event(raw: Mapping[str, Any]) -> TaskEvent | None:
    """A finished task, None for every other event."""
    kind = _ENDS.get(str(raw.get("event")))
    data = raw.get("event_data", {})
    if kind is None:
        return None
    result = data.get("res") or {}
    return TaskEvent(
        host=str(data.get("host", "")),
        step=str(data.get("play", "")),
        task=str(data.get("task", "")),
        ended=kind,
        changed=bool(result.get("changed")),
        message=str(result.get("msg", "")),
        diff=_diff(result.get("diff")),
    )


def _diff(told: object) -> str:
    """Before and after of every part of a diff, as plain lines."""
    parts = told if isinstance(told, list) else [told]
    lines = []
    for part in parts:
        if isinstance(part, Mapping):
            lines += [f"- {line}" for line in str(part.get("before", "")).splitlines()]
            lines += [f"+ {line}" for line in str(part.get("after", "")).splitlines()]
    return "\n".join(lines)


def _failures(events: Sequence[TaskEvent]) -> dict[str, str]:
    return {event.host: event.message or event.ended for event in events if event.ended != "ok"}
