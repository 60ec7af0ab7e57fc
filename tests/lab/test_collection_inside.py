"""Run inside a lab by test_collection.py: `python -m tests.lab.test_collection_inside REPORT`; holds no test itself.

Every remediation runs on every host where it applies, as the bundle of a user would: predicted, run, run again, taken
back, taken back again. What the hosts then say for themselves goes into a report of JSON.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

import ansible_runner

from tests.lab.client import RunningLab

ROOT = Path(__file__).parents[2]
HOSTILE = "$(reboot) {{ 7*7 }} \"x' ; <b>"
Steps = dict[str, list[tuple[str, dict[str, str]]]]
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
STEPS: Steps = {
    "weak-synology-7.2": DSM_STEPS,
    "weak-qnap-5.2": QTS_STEPS,
    "hostile-synology-7.2": [("smb_share_deny_guest", {"share": HOSTILE})],
}
FINAL: Steps = {"weak-synology-7.2": [("ddns_remove_record", {})]}
"""What cannot be taken back comes last."""
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


def _on_host(lab: RunningLab, host: str, script: str) -> str:
    done = lab.exec(host, ["/usr/bin/env", f"HOSTILE={HOSTILE}", "/bin/sh", "-c", script])
    assert done.returncode == 0, done.stderr
    return done.stdout


def _asked(lab: RunningLab) -> dict[str, str]:
    """What each host answers when its own tools are asked, and its first process: it is still the same boot."""
    return {
        host: _on_host(lab, host, (_QTS_ASKED if "qnap" in host else _DSM_ASKED) + _ALL_ASKED) + lab.entering(host)[2]
        for host in sorted(STEPS)
    }


def _write_bundle(folder: Path, steps: Steps) -> None:
    plays = []
    for host in sorted(steps):
        vendor = "qnap" if "qnap" in host else "synology"
        for number, (name, params) in enumerate(steps[host]):
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
    lab = RunningLab.around()
    add_share = f"mkdir /share/CACHEDEV1_DATA/hostile; cat >>/etc/config/smb.conf <<'END'\n{HOSTILE_SHARE}END"
    _on_host(lab, "weak-qnap-5.2", add_share)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _write_bundle(folder, STEPS)
        told: dict[str, Any] = {"before": _asked(lab)}
        told["wrong password"] = _play(folder, "site.yml", "--limit weak-qnap-5.2", ansible_become_password="no")
        told["predicted"] = _play(folder, "site.yml", "--check --diff")
        told["after prediction"] = _asked(lab)
        told["run"] = _play(folder, "site.yml", "--diff")
        told["after run"] = _asked(lab)
        told["second run"] = _play(folder, "site.yml")
        told["rollback predicted"] = _play(folder, "rollback.yml", "--check --diff")
        told["after rollback predicted"] = _asked(lab)
        told["rollback"] = _play(folder, "rollback.yml", "--diff")
        told["after rollback"] = _asked(lab)
        told["second rollback"] = _play(folder, "rollback.yml")
        _write_bundle(folder, FINAL)
        told["final predicted"] = _play(folder, "site.yml", "--check --diff")
        told["final"] = _play(folder, "site.yml", "--diff")
        told["final second run"] = _play(folder, "site.yml")
        told["final rollback"] = _play(folder, "rollback.yml", "--limit weak-synology-7.2")
        told["after final"] = _asked(lab)
    report.write_text(json.dumps(told, indent=1))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
