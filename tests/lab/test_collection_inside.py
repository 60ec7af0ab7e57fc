"""Run inside a lab by test_collection.py: `python -m tests.lab.test_collection_inside REPORT`; holds no test itself.

Every remediation runs on every host where it applies, as the bundle of a user would: predicted, run, run again, taken
back, taken back again. What the hosts then say for themselves goes into a report of JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import ansible_runner

ROOT = Path(__file__).parents[2]
HOSTILE = "$(reboot) {{ 7*7 }} \"x' ; <b>"
DSM_STEPS: list[tuple[str, dict[str, str]]] = [
    ("ftp_deny_anonymous", {}),
    ("ftp_disable_plain", {}),
    ("quickconnect_disable", {}),
    ("smb_share_deny_guest", {"share": "xray"}),
    ("smb_share_deny_guest", {"share": "befunde"}),
    ("account_disable", {"account": "scan"}),
]
QTS_STEPS: list[tuple[str, dict[str, str]]] = [
    ("ftp_disable_plain", {}),
    ("upnp_disable", {}),
    ("cloudlink_disable", {}),
    ("smb_share_deny_guest", {"share": "Public"}),
    ("smb_share_deny_guest", {"share": "Roentgen"}),
    ("smb_share_deny_guest", {"share": HOSTILE}),
]
STEPS = {
    "weak-synology-7.2": DSM_STEPS,
    "weak-qnap-5.2": QTS_STEPS,
    "hostile-synology-7.2": [("smb_share_deny_guest", {"share": HOSTILE})],
}
HOSTILE_SHARE = (
    f"[{HOSTILE}]\npath = /share/CACHEDEV1_DATA/hostile\navailable = no\ninvalid users =\nread list = guest\n"
)

_DSM_ASKED = """
for call in 'api=SYNO.Core.FileServ.FTP version=3' 'api=SYNO.Core.FileServ.FTP.Security version=1' \
  'api=SYNO.Core.QuickConnect version=2' 'api=SYNO.Core.FileServ.SMB version=3'; do
  /usr/syno/bin/synowebapi --exec $call method=get 2>/dev/null
done
/usr/syno/bin/synowebapi --exec api=SYNO.Core.User method=list version=1 type=local 'additional=["expired"]' 2>/dev/null
/usr/syno/bin/synowebapi --exec api=SYNO.Core.DDNS.Record method=list version=1 2>/dev/null
for share in xray befunde intern normal "$HOSTILE"; do
  quoted=$(printf %s "$share" | sed 's/"/\\\\"/g')
  /usr/syno/bin/synowebapi --exec api=SYNO.Core.Share.Permission method=list version=1 "name=\\"$quoted\\"" \
    'user_group_type="local_user"' offset=0 limit=-1 2>/dev/null
done
cut -d: -f1,8 /etc/shadow
"""
_QTS_ASKED = """
sed 's/[ \\t]*$//' /etc/config/uLinux.conf /etc/config/smb.conf /etc/config/upnpc.conf /etc/config/qpkg.conf
for pid in /proc/[0-9]*; do read -r comm 2>/dev/null <$pid/comm && echo "$comm"; done | grep -x upnpcd | sort -u
"""
_ALL_ASKED = """
for port in 21 22 139 445; do netstat -tln | grep -q ":$port " && echo "listens on $port"; done
find /tmp /root /home /var/tmp /var/services /share/homes -print 2>/dev/null | sort
"""


def _on_host(host: str, script: str) -> str:
    command = [sys.executable, "-m", "tests.lab", "exec", host, "--", "/usr/bin/env", f"HOSTILE={HOSTILE}"]
    done = subprocess.run([*command, "/bin/sh", "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    return done.stdout


def _asked(hosts: list[str]) -> dict[str, str]:
    """What each host answers when its own tools are asked, and whether it is still the same boot."""
    vendor = {host: _QTS_ASKED if "qnap" in host else _DSM_ASKED for host in hosts}
    boots = {host: (Path(os.environ["LAB_DIR"]) / "hosts" / host / "pid").read_text() for host in hosts}
    return {host: _on_host(host, vendor[host] + _ALL_ASKED) + boots[host] for host in hosts}


def _write_bundle(folder: Path, hosts: list[str]) -> None:
    plays = []
    for host in hosts:
        vendor = "qnap" if "qnap" in host else "synology"
        for number, (name, params) in enumerate(STEPS[host]):
            tasks = ROOT / "playbooks" / "remediations" / name / f"{vendor}.yml"
            given = ", ".join(f"{key}: !unsafe {json.dumps(value)}" for key, value in params.items())
            plays.append(
                f"- name: Step {number}\n  hosts: {host}\n  gather_facts: false\n  become: true\n"
                f"  vars: {{nasward_step: step-{number}, params: {{{given}}}}}\n"
                f"  tasks:\n    - {{name: Fix, ansible.builtin.import_tasks: {tasks}}}\n"
            )
    (folder / "site.yml").write_text("---\n" + "".join(plays))
    (folder / "rollback.yml").write_text(
        "---\n- name: Back\n  hosts: all\n  gather_facts: false\n  become: true\n"
        "  tasks:\n    - {name: Restore, nasward.nas.restore: {}}\n"
    )


def _play(folder: Path, playbook: str, *flags: str, **variables: str) -> list[dict[str, Any]]:
    """Run a playbook as a user would and give the result of every task, in order."""
    run = ansible_runner.run(
        private_data_dir=tempfile.mkdtemp(dir=folder),
        playbook=str(folder / playbook),
        inventory=os.environ["LAB_INVENTORY"],
        cmdline=" ".join(flags),
        extravars={"nasward_journal": str(folder / "journal"), **variables},
        envvars={"ANSIBLE_COLLECTIONS_PATH": str(ROOT / "playbooks"), "ANSIBLE_HOST_KEY_CHECKING": "False"},
        quiet=True,
    )
    wanted = ("runner_on_ok", "runner_on_failed", "runner_on_unreachable")
    return [
        {
            "event": event["event"].removeprefix("runner_on_"),
            "host": event["event_data"]["host"],
            "task": event["event_data"]["task"],
            "result": event["event_data"]["res"],
        }
        for event in run.events
        if event["event"] in wanted
    ]


def main(report: Path) -> None:
    """Everything, in the order in which a clinic would do it."""
    hosts = sorted(STEPS)
    _on_host(
        "weak-qnap-5.2", f"mkdir /share/CACHEDEV1_DATA/hostile; cat >>/etc/config/smb.conf <<'END'\n{HOSTILE_SHARE}END"
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_bundle(folder, hosts)
        told: dict[str, Any] = {"before": _asked(hosts)}
        told["wrong password"] = _play(folder, "site.yml", "--limit weak-qnap-5.2", ansible_become_password="no")
        told["predicted"] = _play(folder, "site.yml", "--check --diff")
        told["after prediction"] = _asked(hosts)
        told["run"] = _play(folder, "site.yml", "--diff")
        told["after run"] = _asked(hosts)
        told["second run"] = _play(folder, "site.yml")
        told["rollback predicted"] = _play(folder, "rollback.yml", "--check --diff")
        told["after rollback predicted"] = _asked(hosts)
        told["rollback"] = _play(folder, "rollback.yml", "--diff")
        told["after rollback"] = _asked(hosts)
        told["second rollback"] = _play(folder, "rollback.yml")
    report.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
