"""Runs the `nasward` program among the hosts of a lab."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.lab.client import RunningLab

NASWARD = str(Path(sys.executable).with_name("nasward"))
ANSIBLE_PLAYBOOK = str(Path(sys.executable).with_name("ansible-playbook"))
SECONDS = 240


def nasward(lab: RunningLab, *arguments: object, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    return lab.run([NASWARD, *(str(argument) for argument in arguments)], stdin=stdin, seconds=SECONDS)


def inventory_of(lab: RunningLab) -> dict[str, Any]:
    """The lab's inventory as data; hosts under all: hosts or any group."""
    loaded: dict[str, Any] = YAML(typ="safe").load(lab.seen(lab.inventory).read_text())
    return loaded


def host_variables(lab: RunningLab, host: str) -> dict[str, Any]:
    def search(group: Mapping[str, Any]) -> dict[str, Any] | None:
        if host in (group.get("hosts") or {}):
            return {**(group.get("vars") or {}), **(group["hosts"][host] or {})}
        for child in (group.get("children") or {}).values():
            found = search(child or {})
            if found is not None:
                return {**(group.get("vars") or {}), **found}
        return None

    found = search(inventory_of(lab)["all"])
    assert found is not None, host
    return found


def write_inventory(file: Path, hosts: Mapping[str, Mapping[str, Any]]) -> Path:
    file.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    return file.rename(file.with_suffix(".yml")) if file.suffix != ".yml" else file


def by_key(target: Mapping[str, Any]) -> dict[tuple[str, str], Mapping[str, Any]]:
    """The verdicts of one target by check and subject name."""
    return {(v["check"], v["subject"]["name"]): v for v in target["verdicts"]}
