"""Asks `ansible-inventory`, `ansible-vault` and `ansible` (as subprocesses) what an inventory holds."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nasward.model.errors import InventoryError

SECONDS = 120
_QUIET = {
    "ANSIBLE_NOCOLOR": "1",
    "ANSIBLE_LOG_PATH": os.devnull,  # the user's log would get every rendered password
    "ANSIBLE_DEPRECATION_WARNINGS": "0",
    "ANSIBLE_SYSTEM_WARNINGS": "0",
    "ANSIBLE_LOCALHOST_WARNING": "0",
    "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
    "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "1",
}


@dataclass(frozen=True, slots=True)
class Vault:
    """Where vault passwords come from: files (or scripts), as ansible's own options take them."""

    password_files: tuple[Path, ...] = ()

    def options(self) -> list[str]:
        """The command line options for any ansible tool. Holds paths only, never a password."""
        return [word for file in self.password_files for word in ("--vault-password-file", str(file))]


def tool(name: str) -> str:
    """Path of an ansible program: beside this Python first, else on PATH.

    Raises InventoryError where there is none.
    """
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        raise InventoryError(f"{name} was not found; install ansible-core (pip install ansible-core)")
    return found


def list_inventory(sources: Sequence[Path], limit: str, vault: Vault) -> dict[str, Any]:
    """The parsed inventory, groups and `_meta.hostvars`. Raises InventoryError with ansible's own reason."""
    for source in sources:
        if not source.exists():
            raise InventoryError(f"{source}: no such inventory; give the path of an Ansible inventory with -i")
    arguments = [word for source in sources for word in ("-i", str(source))]
    if limit:
        arguments += ["--limit", limit]
    done = _run([tool("ansible-inventory"), "--list", *arguments, *vault.options()])
    if done.returncode:
        raise InventoryError(_why(done.stderr, sources))
    listed: dict[str, Any] = json.loads(done.stdout)
    return listed


def decrypt(ciphertext: str, vault: Vault) -> str:
    """The clear text of one `!vault` value. Raises InventoryError where no given password opens it."""
    command = [tool("ansible-vault"), "decrypt", "--output", "-", *vault.options(), "-"]
    done = _run(command, stdin=ciphertext)
    if done.returncode:
        raise InventoryError("a vaulted value cannot be opened; give its password with --vault-password-file")
    return done.stdout


def render(sources: Sequence[Path], host: str, variable: str, vault: Vault) -> str:
    """The value of a templated variable of one host. Raises InventoryError where ansible cannot render it."""
    arguments = [word for source in sources for word in ("-i", str(source))]
    command = [tool("ansible"), host, *arguments, *vault.options(), "-o", "-c", "local"]
    done = _run([*command, "-m", "ansible.builtin.debug", "-a", f"var={variable}"])
    _, _, reply = done.stdout.partition("=> ")
    try:
        value = json.loads(reply)[variable]
    except (ValueError, KeyError):
        value = None
    if done.returncode or not isinstance(value, str) or value.startswith("VARIABLE IS NOT DEFINED"):
        raise InventoryError(f"host {host}: the template in {variable} cannot be rendered; try `ansible-inventory`")
    return value


def _run(command: Sequence[str], stdin: str = "") -> "subprocess.CompletedProcess[str]":
    environment: Mapping[str, str] = {**os.environ, **_QUIET}
    try:
        return subprocess.run(
            command, input=stdin, capture_output=True, text=True, timeout=SECONDS, env=environment, check=False
        )
    except subprocess.TimeoutExpired as late:
        raise InventoryError(f"{Path(command[0]).name} gave no answer in {SECONDS} s") from late


def _why(stderr: str, sources: Sequence[Path]) -> str:
    """One line out of ansible's several: the last complaint, without its decoration."""
    names = ", ".join(str(source) for source in sources)
    if "no hosts to target" in stderr:
        return f"{names}: no host matches the limit; list them with `ansible-inventory -i {names} --graph`"
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    told = [line for line in lines if "Origin:" in line or "ERROR" in line or "rror" in line] or lines[-1:]
    return f"{names}: ansible cannot read it: " + " ".join(told)[:600]
