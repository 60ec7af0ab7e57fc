"""The bundle: self-contained, no secret, NAS values as unsafe data, accepted by plain ansible-playbook."""

import os
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from nasward.inventory.ansible import tool
from nasward.model.errors import UsageError
from nasward.model.evidence import Login
from nasward.model.facts import Facts
from nasward.model.outcome import Outcome
from nasward.model.target import Secret, SshAccess, Target
from nasward.model.verdict import Ruling
from nasward.remediate.bundle import write_bundle
from nasward.remediate.library import load_remediations
from nasward.remediate.plan import make_plan
from nasward.resources import playbooks_dir
from tests.unit.make import HOSTILE, results, target, verdict

PASSWORD = "sudo-Pa55word"
NAS = Target("nas", "10.0.0.1", SshAccess(user="auditor", port=2222, become_password=Secret(PASSWORD)))
LOGIN = Login(Outcome.OK, "auditor", "sudo", host_key="ssh-ed25519 AAAAkey")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    found = verdict(
        "SMB-005",
        Ruling.FAIL,
        HOSTILE,
        reason=f"Guests have read access to the share {HOSTILE}",
        remediation="smb_share_deny_guest",
        parameters={"share": HOSTILE},
    )
    by_hand = verdict("DDN-002", Ruling.FAIL, HOSTILE, manual=f"menu {HOSTILE}")
    run = results(target("nas", found, by_hand))
    plan = make_plan(run, {"nas": Facts()}, {"nas": NAS}, load_remediations(playbooks_dir() / "remediations"))
    folder = tmp_path / "bundle"
    write_bundle(folder, plan, {"nas": NAS}, {"nas": LOGIN}, playbooks_dir())
    return folder


def test_plain_ansible_accepts_it(bundle: Path) -> None:
    environment = {**os.environ, "ANSIBLE_CONFIG": str(bundle / "ansible.cfg")}
    for playbook in ("site.yml", "rollback.yml"):
        done = subprocess.run(
            [tool("ansible-playbook"), "--syntax-check", playbook],
            cwd=bundle,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


def test_nas_values_are_unsafe_data_and_stand_nowhere_else_in_a_playbook(bundle: Path) -> None:
    (playbook,) = bundle.glob("fix-*.yml")
    text = playbook.read_text()
    assert text.count("reboot") == 1
    assert "!unsafe" in next(line for line in text.splitlines() if "reboot" in line)
    loaded = YAML().load(text)
    assert str(loaded[0]["vars"]["params"]["share"]) == HOSTILE


def test_it_pins_the_host_key_and_holds_no_secret(bundle: Path) -> None:
    assert (bundle / "known_hosts").read_text() == "[10.0.0.1]:2222 ssh-ed25519 AAAAkey\n"
    for file in bundle.rglob("*"):
        if file.is_file():
            assert PASSWORD not in file.read_text(encoding="utf-8")
    host = YAML().load((bundle / "inventory.yml").read_text())["all"]["children"]["nasward"]["hosts"]["nas"]
    assert host["ansible_ssh_transfer_method"] == "piped"
    assert not any("password" in key for key in host)


def test_the_readme_says_side_effect_and_menu_path_on_single_lines(bundle: Path) -> None:
    text = (bundle / "README.md").read_text()
    assert "Side effect: " in text
    assert "Where: menu " in text
    assert "\x1b" not in text
    assert "<b>" not in text


def test_a_folder_that_holds_something_is_refused(bundle: Path) -> None:
    with pytest.raises(UsageError, match="is not empty"):
        write_bundle(bundle, make_plan(results(), {}, {}, {}), {}, {}, playbooks_dir())
