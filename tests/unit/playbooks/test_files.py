"""What every remediation folder and every module of the collection owes."""

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.nasward.nas.plugins.plugin_utils.actions import argument_spec
from conftest import PLAYBOOKS
from ruamel.yaml import YAML

COLLECTION = PLAYBOOKS / "ansible_collections" / "nasward" / "nas"
MODULES = sorted((COLLECTION / "plugins" / "modules").glob("*.py"))
FOLDERS = sorted(path for path in (PLAYBOOKS / "remediations").iterdir() if path.is_dir())
TASKS = [file for folder in FOLDERS for file in (folder / "synology.yml", folder / "qnap.yml") if file.exists()]
ABOUT = {
    "title": str,
    "side_effect": str,
    "danger": str,
    "undo": dict,
    "minutes": int,
    "order": int,
    "parameters": list,
    "cuts": list,
}


def _load(file: Path) -> Any:
    return YAML(typ="safe").load(file)


def _documentation(module: str) -> dict[str, Any]:
    text = (COLLECTION / "plugins" / "modules" / f"{module}.py").read_text()
    return YAML(typ="safe").load(text.split('DOCUMENTATION = r"""')[1].split('"""')[0])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_about_says_everything_that_a_plan_needs(folder: Path) -> None:
    about = _load(folder / "about.yml")
    assert {key: type(value) for key, value in about.items()} == ABOUT
    assert set(about["undo"]) == {"possible", "note"}
    assert isinstance(about["undo"]["possible"], bool)
    assert about["undo"]["possible"] or about["danger"], "what cannot be undone is dangerous"
    assert about["minutes"] > 0
    assert about["title"] == about["title"].strip()
    assert (folder / "synology.yml").exists() or (folder / "qnap.yml").exists()


@pytest.mark.parametrize("file", TASKS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_tasks_are_named_bounded_and_only_of_this_collection(file: Path) -> None:
    tasks = _load(file)
    vendor = {"synology": "nasward.nas.dsm_", "qnap": "nasward.nas.qts_"}[file.stem]
    for task in tasks:
        assert task["name"]
        assert task["timeout"] > 0
        (module,) = (key for key in task if key.startswith("nasward."))
        assert module.startswith(vendor)
        options = _documentation(module.rsplit(".")[-1])["options"]
        assert set(task[module]) <= set(options)
        assert {name for name, option in options.items() if option.get("required")} <= set(task[module])


@pytest.mark.parametrize("file", TASKS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_the_parameters_used_are_the_parameters_declared(file: Path) -> None:
    declared = _load(file.with_name("about.yml"))["parameters"]
    used = {word for word in file.read_text().split() if word.startswith("params.")}
    assert used <= {f"params.{name}" for name in declared}


@pytest.mark.parametrize("module", MODULES, ids=lambda file: file.stem)
def test_every_module_has_its_action_plugin_and_an_argument_spec(module: Path) -> None:
    assert (COLLECTION / "plugins" / "action" / module.name).exists()
    options = _documentation(module.stem)["options"]
    spec = argument_spec(module.read_text().split('DOCUMENTATION = r"""')[1].split('"""')[0])
    assert set(spec) == set(options)
    assert all("type" in option for option in spec.values())


def test_the_collection_carries_its_own_licence() -> None:
    assert "GNU GENERAL PUBLIC LICENSE" in (COLLECTION / "LICENSE").read_text()
    for file in COLLECTION.rglob("*.py"):
        assert "SPDX-License-Identifier: GPL-3.0-or-later" in file.read_text(), file
