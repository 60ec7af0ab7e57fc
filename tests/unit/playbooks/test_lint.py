"""A playbook that runs every remediation passes ansible-lint's strictest profile."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from conftest import PLAYBOOKS

_PLAY = """\
- name: Run {name} on {vendor}
  hosts: {vendor}
  gather_facts: false
  become: true
  vars:
    nasward_step: step
    params:
      share: !unsafe "{{{{ 7*7 }}}}"
      account: !unsafe "x"
  tasks:
    - name: Run the remediation
      ansible.builtin.import_tasks: remediations/{name}/{vendor}.yml
"""


def test_every_remediation_passes_the_production_profile(tmp_path: Path) -> None:
    shutil.copytree(PLAYBOOKS / "remediations", tmp_path / "remediations")
    shutil.copytree(PLAYBOOKS / "ansible_collections", tmp_path / "collections" / "ansible_collections")
    tasks = sorted((tmp_path / "remediations").glob("*/[sq]*.yml"))
    plays = [_PLAY.format(name=file.parent.name, vendor=file.stem) for file in tasks]
    (tmp_path / "site.yml").write_text("---\n" + "\n".join(plays))
    programs = Path(sys.executable).parent
    environment = os.environ | {
        "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "collections"),
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
    }
    command = [programs / "ansible-lint", "--offline", "--profile", "production", "--nocolor", "site.yml"]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(tasks) >= 10


def test_every_module_is_explained_by_ansible_doc() -> None:
    modules = sorted((PLAYBOOKS / "ansible_collections" / "nasward" / "nas" / "plugins" / "modules").glob("*.py"))
    names = [f"nasward.nas.{file.stem}" for file in modules]
    environment = os.environ | {"ANSIBLE_COLLECTIONS_PATH": str(PLAYBOOKS)}
    command = [Path(sys.executable).parent / "ansible-doc", "-t", "module", "--json", *names]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert sorted(told) == names
    assert all(told[name][part] for name in names for part in ("doc", "examples", "return"))
