"""Whatever is wrong: one clear line, the right exit code, the other hosts unharmed, nothing executed."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.running import NASWARD, by_key, host_variables, nasward, write_inventory
from tests.lab.client import RunningLab

pytestmark = pytest.mark.lab
GOOD = "hardened-synology-7.2"
OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJm0sRfCDqpoOyDnzUNQHjbnWWE5nBbcX0eCjWbIkm1R"


def scan_with(lab: RunningLab, folder: Path, broken: dict[str, Any]) -> tuple[int, dict[str, Any], str]:
    """Scans one good host beside a broken one; exit code, targets by name, stderr."""
    file = write_inventory(folder / "inventory.yml", {"broken": broken, GOOD: host_variables(lab, GOOD)})
    done = nasward(lab, "scan", "-i", file, "-f", "json")
    assert "Traceback" not in done.stderr
    targets = {target["name"]: target for target in json.loads(done.stdout)["targets"]}
    assert targets[GOOD]["reached"] == {"ssh": "sudo", "ssh_detail": "", "lan": "ok"}
    assert not [v for v in targets[GOOD]["verdicts"] if v["verdict"] == "fail"]
    return done.returncode, targets["broken"], done.stderr


def no_inside_verdict(target: dict[str, Any]) -> bool:
    inside = {"SMB-005", "FTP-004", "FTP-011", "DDN-001", "DDN-005", "ACC-001", "ACC-004"}
    return all(v["verdict"] == "unmeasured" for v in target["verdicts"] if v["check"] in inside)


CASES = {
    "unknown host": ({"ansible_host": "no-such-host.invalid"}, "unreachable"),
    "no route": ({"ansible_host": "10.98.0.1"}, "unreachable"),
    "closed port": ({"ansible_port": 2}, "unreachable"),
    "refused login": ({"ansible_user": "nobody-here"}, "denied"),
    "wrong host key": ({"nasward_host_key": OTHER_KEY}, "error"),
}


@pytest.mark.parametrize("case", sorted(CASES))
def test_a_host_that_cannot_be_entered_is_incomplete_and_harms_no_other(
    lab: RunningLab, tmp_path: Path, case: str
) -> None:
    change, reached = CASES[case]
    code, target, _ = scan_with(lab, tmp_path, {**host_variables(lab, GOOD), **change})
    assert code == 3
    assert target["reached"]["ssh"] == reached
    assert target["reached"]["ssh_detail"]
    assert "\n" not in target["reached"]["ssh_detail"]
    assert no_inside_verdict(target)
    assert target["incomplete"][0].startswith("no inside view: ")


def test_a_wrong_sudo_password_gives_what_a_plain_login_can(lab: RunningLab, tmp_path: Path) -> None:
    broken = {**host_variables(lab, GOOD), "ansible_become_password": "wrong"}
    code, target, _ = scan_with(lab, tmp_path, broken)
    assert code == 3
    assert target["reached"]["ssh"] == "user"
    assert "sudo" in target["reached"]["ssh_detail"]
    assert target["platform"]["version"] == "7.2.2"
    codes = {v["code"] for v in target["verdicts"] if v["verdict"] == "unmeasured"}
    assert "denied" in codes


def test_a_hostile_share_name_is_data_everywhere(lab: RunningLab, tmp_path: Path) -> None:
    host = "hostile-synology-7.2"
    done = nasward(lab, "scan", "-i", lab.inventory, "-l", host, "-o", tmp_path / "scan", "-f", "json", "-f", "html")
    assert done.returncode == 1
    body = json.loads((tmp_path / "scan" / "results.json").read_text())
    names = {v["subject"]["name"] for v in body["targets"][0]["verdicts"] if v["verdict"] == "fail"}
    hostile = "$(reboot) {{ 7*7 }} \"x' ; <b>"
    assert hostile in names
    assert (
        "<b>"
        not in (tmp_path / "scan" / "report.html")
        .read_text()
        .replace("<b>0", "")
        .split("</style>")[1]
        .split("reboot")[1]
    )
    fixed = nasward(lab, "fix", "-i", lab.inventory, "-l", host, "--yes", "-o", tmp_path / "fix")
    assert f"fixed        {host}: SMB-005 {hostile}" in fixed.stdout, fixed.stdout + fixed.stderr
    assert "49" not in fixed.stdout.replace(hostile, "")
    assert lab.exec(host, ["true"]).returncode == 0
    lab.reset(host)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "all: {hosts: {a: {nasward_sight: x}}}\n",
            ":1: nasward_sight is no nasward variable; did you mean nasward_site?",
        ),
        ("all:\n  hosts: [\n", "ansible cannot read it"),
        ("all: {hosts: {}}\n", "no hosts"),
    ],
)
def test_a_wrong_inventory_is_one_line_and_exit_2(lab: RunningLab, tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "inventory.yml"
    file.write_text(text)
    done = nasward(lab, "scan", "-i", file)
    assert done.returncode == 2
    assert done.stderr.startswith("nasward: ")
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_limit_that_matches_nothing_is_exit_2(lab: RunningLab) -> None:
    done = nasward(lab, "scan", "-i", lab.inventory, "-l", "nosuch")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1


def test_a_malformed_check_is_named_with_its_place_before_any_nas_is_asked(lab: RunningLab, tmp_path: Path) -> None:
    (tmp_path / "own.yml").write_text("id: OWN-001\ntitle: x\npass: sharez == 1\n")
    done = nasward(lab, "scan", "-i", lab.inventory, "--checks", tmp_path)
    assert done.returncode == 2
    assert f"{tmp_path / 'own.yml'}:" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_profile_and_a_cut_evidence_file_are_exit_2(lab: RunningLab, tmp_path: Path) -> None:
    assert nasward(lab, "scan", "-i", lab.inventory, "--profile", "none").returncode == 2
    (tmp_path / "cut.json").write_text('{"schema": "nasward/evid')
    done = nasward(lab, "evaluate", tmp_path / "cut.json")
    assert done.returncode == 2
    assert "was the file cut?" in done.stderr


CUT = """#!/bin/sh
printf '{"data" : {"has_fail"'
for p in /proc/[0-9]*; do
  case $(tr '\\000' ' ' <$p/cmdline) in 'sshd: auditor@'*) kill -9 ${p#/proc/};; esac
done
"""


def test_an_answer_cut_in_the_middle_keeps_what_came_before(lab: RunningLab) -> None:
    """A vendor command begins its answer and takes the SSH session with it: the rest is unmeasured."""
    tool = "/usr/syno/bin/synowebapi"
    assert lab.exec(GOOD, ["sh", "-c", f"rm {tool}; cat >{tool}; chmod 755 {tool}"], stdin=CUT).returncode == 0
    done = nasward(lab, "scan", "-i", lab.inventory, "-l", f"{GOOD},hardened-qnap-5.2", "-f", "json")
    lab.reset(GOOD)
    targets = {target["name"]: target for target in json.loads(done.stdout)["targets"]}
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    cut, other = targets[GOOD], targets["hardened-qnap-5.2"]
    assert cut["platform"]["version"] == "7.2.2"
    unmeasured = {v["check"]: v["code"] for v in cut["verdicts"] if v["verdict"] == "unmeasured"}
    assert {unmeasured[check] for check in ("FTP-004", "DDN-001", "SMB-005")} <= {"truncated", "unreachable"}
    assert not [v for v in by_key(cut).values() if v["verdict"] == "fail"]
    assert other["reached"]["ssh"] == "sudo"


def test_ctrl_c_keeps_what_is_finished(lab: RunningLab, tmp_path: Path) -> None:
    """One host accepts connections and never speaks; the other is finished when the interrupt comes."""
    silent = "hardened-qnap-5.2"
    stop = "kill -STOP $(cat /run/sshd.pid)"
    assert lab.exec(silent, ["sh", "-c", stop]).returncode == 0
    command = ["timeout", "-s", "INT", "5", NASWARD, "scan", "-i", str(lab.inventory), "-l", f"{GOOD},{silent}"]
    done = lab.run([*command, "-o", str(tmp_path / "scan")])
    lab.reset(silent)
    assert "interrupted: 1 of 2 NAS were finished" in done.stderr
    assert "Traceback" not in done.stderr
    assert GOOD in done.stdout
    assert [file.name for file in (tmp_path / "scan" / "evidence").iterdir()] == [f"{GOOD}.json"]
