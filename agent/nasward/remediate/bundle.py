"""Writes a plan as a self-contained Ansible bundle that plain `ansible-playbook` runs without nasward.

Values from the NAS go into the playbooks as `!unsafe` data, never into a name, a shell line or a template.
The bundle carries the host keys that were seen and no secret.
"""

import json
import shutil
from collections.abc import Mapping
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from nasward.model.errors import UsageError
from nasward.model.evidence import Login
from nasward.model.plan import Plan, Step
from nasward.model.target import Target
from nasward.model.text import printable

JOURNAL = "journal"
INVENTORY = "inventory.yml"
PLAN_FILE = "plan.json"
_TEMPLATES = Path(__file__).with_name("templates")
_HEAD = "# Written by nasward. Plain Ansible: see README.md.\n---\n"


class _Unsafe(str):
    """A value that Ansible must not template."""

    __slots__ = ()


def write_bundle(
    folder: Path,
    plan: Plan,
    targets: Mapping[str, Target],
    logins: Mapping[str, Login],
    playbooks: Path,
) -> tuple[Step, ...]:
    """Writes the bundle into a new or empty folder and returns the steps that it runs.

    Steps that the simulation refuses are described in the README and left out of the playbooks.
    Raises UsageError where the folder holds something already.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder}: is not empty; name a new folder for the bundle")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    steps = tuple(step for step in plan.steps if not step.blocked)
    names = {step.id: _playbook_name(number, step) for number, step in enumerate(steps, 1)}
    for step in steps:
        _write(folder / names[step.id], _HEAD + _yaml([_play(step)]))
    _write(folder / "site.yml", _HEAD + _yaml([_import(names[step.id]) for step in steps]))
    _write(folder / "rollback.yml", _HEAD + _yaml([_rollback(steps)]))
    _write(folder / INVENTORY, _HEAD + _yaml(_inventory(steps, targets)))
    _write(folder / "known_hosts", _known_hosts(steps, targets, logins))
    _write(folder / "ansible.cfg", _render("ansible.cfg.j2"))
    _write(folder / "README.md", _readme(plan, steps, names))
    _write(folder / PLAN_FILE, json.dumps(asdict(plan), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    _copy_collection(folder, steps, playbooks)
    return steps


def _playbook_name(number: int, step: Step) -> str:
    return f"fix-{number:03d}-{step.remediation.name.replace('_', '-')}-{step.id}.yml"


def _play(step: Step) -> dict[str, Any]:
    """One play: its name speaks of checks only, so that nothing from a NAS is ever a template."""
    return {
        "name": f"{step.remediation.title} ({', '.join(sorted(set(step.checks)))})",
        "hosts": _host_pattern(step.target),
        "gather_facts": False,
        "become": True,
        "vars": {
            "nasward_step": step.id,
            "nasward_journal": "{{ playbook_dir }}/" + JOURNAL,
            "params": {name: _unsafe(value) for name, value in step.parameters.items()},
        },
        "tasks": [
            {
                "name": "Run the remediation",
                "ansible.builtin.import_tasks": f"remediations/{step.remediation.name}/{step.vendor}.yml",
            }
        ],
    }


def _import(playbook: str) -> dict[str, Any]:
    return {"name": playbook.removesuffix(".yml"), "ansible.builtin.import_playbook": playbook}


def _rollback(steps: tuple[Step, ...]) -> dict[str, Any]:
    hosts = sorted({_host_pattern(step.target) for step in steps})
    return {
        "name": "Give back every recorded earlier value, newest first",
        "hosts": ":".join(hosts) if hosts else "none",
        "gather_facts": False,
        "become": True,
        "tasks": [
            {
                "name": "Restore from the journal",
                "nasward.nas.restore": {"journal": "{{ playbook_dir }}/" + JOURNAL},
            }
        ],
    }


def _host_pattern(name: str) -> str:
    """A host name as an Ansible pattern that matches only itself."""
    if any(character in name for character in ":,&![]*?~@{} "):
        raise UsageError(f"host {name!r}: Ansible cannot name a host like this in a playbook; rename it")
    return name


def _inventory(steps: tuple[Step, ...], targets: Mapping[str, Target]) -> dict[str, Any]:
    names = sorted({step.target for step in steps})
    return {"all": {"children": {"nasward": {"hosts": {name: _host(targets[name]) for name in names}}}}}


def _host(target: Target) -> dict[str, Any]:
    """How to reach one host. Passwords are not written: give them with -K or your own inventory beside this one."""
    host: dict[str, Any] = {
        "ansible_host": target.address,
        "ansible_port": target.ssh.port,
        "ansible_connection": "ssh",
        "ansible_become_method": "sudo",
        "ansible_ssh_transfer_method": "piped",
        "ansible_ssh_common_args": "-o UserKnownHostsFile={{ inventory_dir }}/known_hosts -o StrictHostKeyChecking=yes",
    }
    if target.ssh.user:
        host["ansible_user"] = target.ssh.user
    if target.ssh.key_file:
        host["ansible_ssh_private_key_file"] = str(target.ssh.key_file)
    return host


def _known_hosts(steps: tuple[Step, ...], targets: Mapping[str, Target], logins: Mapping[str, Login]) -> str:
    lines = []
    for name in sorted({step.target for step in steps}):
        target, key = targets[name], logins[name].host_key
        place = target.address if target.ssh.port == 22 else f"[{target.address}]:{target.ssh.port}"
        if key:
            lines.append(f"{place} {key}\n")
    return "".join(lines)


def _copy_collection(folder: Path, steps: tuple[Step, ...], playbooks: Path) -> None:
    ignore = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(playbooks / "ansible_collections", folder / "collections" / "ansible_collections", ignore=ignore)
    for name in sorted({step.remediation.name for step in steps}):
        shutil.copytree(playbooks / "remediations" / name, folder / "remediations" / name, ignore=ignore)


def _readme(plan: Plan, steps: tuple[Step, ...], names: Mapping[str, str]) -> str:
    return _render(
        "README.md.j2",
        steps=steps,
        names=names,
        blocked=[step for step in plan.steps if step.blocked],
        manual=plan.manual,
        minutes=sum(step.remediation.minutes for step in steps),
    )


def _render(template: str, **values: object) -> str:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=False,  # noqa: S701 - Markdown and INI, not HTML; every NAS value goes through `plain`
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["plain"] = _plain
    return environment.get_template(template).render(**values)


def _plain(value: object) -> str:
    """One line of text that Markdown shows as it is."""
    return "".join("\\" + c if c in "\\`*_{}[]<>()#+!|" else c for c in printable(str(value)))


def _unsafe(value: object) -> object:
    if isinstance(value, str):
        return _Unsafe(value)
    if isinstance(value, Mapping):
        return {key: _unsafe(item) for key, item in value.items()}
    return [_unsafe(item) for item in value] if isinstance(value, list | tuple) else value


def _yaml(body: object) -> str:
    yaml = YAML()
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(_Unsafe, _represent_unsafe)
    stream = StringIO()
    yaml.dump(body, stream)
    return stream.getvalue()


def _represent_unsafe(representer: Any, value: _Unsafe) -> Any:  # noqa: ANN401 - ruamel's own untyped interface
    return representer.represent_scalar("!unsafe", DoubleQuotedScalarString(value), style='"')


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
