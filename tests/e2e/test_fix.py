"""The closed loop on two weak hosts: plan, predict, apply, prove, run again, take back."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.running import ANSIBLE_PLAYBOOK, nasward
from tests.lab.client import RunningLab, started_lab

pytestmark = pytest.mark.lab
HOSTS = ("weak-synology-7.2", "weak-qnap-5.2")
RECAP = re.compile(
    r"^(?P<host>\S+)\s+: ok=\d+\s+changed=(?P<changed>\d+)\s+unreachable=(?P<lost>\d+)\s+failed=(?P<bad>\d+)"
)

ANSWERS = {
    "weak-synology-7.2": """
        PATH=/usr/syno/bin:/usr/syno/sbin:$PATH
        for api in SYNO.Core.FileServ.FTP:3 SYNO.Core.FileServ.FTP.Security:1 SYNO.Core.FileServ.SMB:3 \\
          SYNO.Core.QuickConnect:2 SYNO.Core.Terminal:3 SYNO.Core.Security.AutoBlock:1; do
          synowebapi --exec api=${api%:*} method=get version=${api#*:} 2>/dev/null
        done
        for share in befunde intern xray; do
          for kind in local_user local_group; do
            synowebapi --exec api=SYNO.Core.Share.Permission method=list version=1 name="\\"$share\\"" \\
              user_group_type="\\"$kind\\"" 2>/dev/null
          done
        done
        synowebapi --exec api=SYNO.Core.User method=list version=1 type=local additional='["expired"]' 2>/dev/null
    """,
    "weak-qnap-5.2": """
        for file in uLinux.conf smb.conf upnpc.conf qpkg.conf qnapddns.conf shadow; do
          echo "== $file"; sed 's/[ \\t]*=[ \\t]*/ = /; s/[ \\t]*$//' /etc/config/$file
        done
    """,
}
"""What the vendor's own tools and stores say; blanks around `=` are the vendor tool's own (qnap.md §0.1)."""


@dataclass(frozen=True)
class Loop:
    lab: RunningLab
    work: Path

    def answers(self) -> dict[str, str]:
        return {host: self.lab.exec(host, ["sh", "-c", script]).stdout for host, script in ANSWERS.items()}

    def playbook(self, bundle: Path, *arguments: str) -> str:
        """Plain ansible-playbook on the bundle; the sudo password comes from the user's own inventory."""
        command = f"cd {bundle} && {ANSIBLE_PLAYBOOK} -i {self.lab.inventory} -i inventory.yml {' '.join(arguments)}"
        done = self.lab.run(["sh", "-c", f"ANSIBLE_NOCOLOR=1 {command}"], seconds=240)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def loop(lab_machine: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loop]:
    """A lab of its own: its hosts are changed."""
    with started_lab(HOSTS) as lab:
        yield Loop(lab, tmp_path_factory.mktemp("fix"))


def recap(output: str) -> dict[str, tuple[int, int, int]]:
    found = [RECAP.match(line) for line in output.splitlines()]
    return {m["host"]: (int(m["changed"]), int(m["lost"]), int(m["bad"])) for m in found if m}


def changes(output: str) -> list[str]:
    """Tasks, hosts and diffs in order, without what differs from run to run."""
    kept = ("TASK [", "changed: ", "ok: ", "+", "-")
    return [line for line in output.splitlines() if line.startswith(kept) and not line.startswith(("+++", "---"))]


def test_plain_ansible_predicts_what_it_then_does_and_a_second_run_changes_nothing(loop: Loop) -> None:
    before = loop.answers()
    bundle = loop.work / "bundle"
    planned = nasward(loop.lab, "plan", "-i", loop.lab.inventory, "-o", bundle)
    assert planned.returncode == 0, planned.stderr
    predicted = loop.playbook(bundle, "site.yml", "--check", "--diff")
    assert loop.answers() == before
    done = loop.playbook(bundle, "site.yml", "--diff")
    assert changes(predicted) == changes(done)
    assert recap(predicted) == recap(done)
    assert all(changed > 0 and not lost and not bad for changed, lost, bad in recap(done).values())
    assert loop.answers() != before
    assert {changed for changed, _, _ in recap(loop.playbook(bundle, "site.yml")).values()} == {0}
    loop.playbook(bundle, "rollback.yml", "--diff")
    for host in HOSTS:
        loop.lab.reset(host)


def test_fix_proves_every_finding_and_rollback_gives_everything_back(loop: Loop) -> None:
    before = loop.answers()
    work = loop.work / "fixed"
    fixed = nasward(loop.lab, "fix", "-i", loop.lab.inventory, "--yes", "-o", work)
    fates = {line[:12].strip() for line in fixed.stdout.splitlines() if re.match(r"^[a-z ]{12} \S+: [A-Z]{3}-\d", line)}
    assert fates == {"fixed", "manual", "still open"}, fixed.stdout + fixed.stderr
    open_lines = [line for line in fixed.stdout.splitlines() if line.startswith("still open")]
    assert [line.split(": ")[1][:7] for line in open_lines] == ["DDN-001"], "only the step that was not accepted"
    assert "left out: weak-synology-7.2: ddns_remove_record: dangerous" in fixed.stderr
    assert fixed.returncode == 1
    assert loop.answers() != before
    dry = nasward(loop.lab, "rollback", work, "-i", loop.lab.inventory, "--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "changed" in dry.stdout
    back = nasward(loop.lab, "rollback", work, "-i", loop.lab.inventory)
    assert "every verdict is as it was before the fix" in back.stdout, back.stdout + back.stderr
    assert back.returncode == 0
    assert loop.answers() == before
    again = nasward(loop.lab, "rollback", work, "-i", loop.lab.inventory)
    assert "changed:" not in again.stdout


def test_the_accepted_irreversible_step_closes_the_last_finding(loop: Loop) -> None:
    fixed = nasward(
        loop.lab, "fix", "-i", loop.lab.inventory, "--yes", "--accept", "ddns_remove_record", "-o", loop.work / "all"
    )
    assert fixed.returncode == 0, fixed.stdout + fixed.stderr
    assert "still open" not in fixed.stdout
    scanned = nasward(loop.lab, "scan", "-i", loop.lab.inventory, "-f", "json")
    failing = [
        (target["name"], verdict["check"])
        for target in json.loads(scanned.stdout)["targets"]
        for verdict in target["verdicts"]
        if verdict["verdict"] == "fail" and verdict["severity"] != "info" and not verdict["manual"]
    ]
    assert failing == []
    for host in HOSTS:
        loop.lab.reset(host)


def test_without_a_terminal_nothing_is_applied_unasked(loop: Loop) -> None:
    before = loop.answers()
    done = nasward(loop.lab, "fix", "-i", loop.lab.inventory, "-o", loop.work / "unasked")
    assert done.returncode == 2
    assert "--dry-run" in done.stderr
    dry = nasward(loop.lab, "fix", "-i", loop.lab.inventory, "--dry-run", "-o", loop.work / "dry")
    assert dry.returncode == 0, dry.stderr
    assert loop.answers() == before


def test_the_window_keeps_a_nas_from_being_changed(loop: Loop) -> None:
    inventory = loop.work / "window.json"
    inventory.write_text(json.dumps({"all": {"vars": {"nasward_maintenance_window": "Mon-Sun 00:00-00:01"}}}))
    inventory = inventory.rename(inventory.with_suffix(".yml"))
    done = nasward(loop.lab, "fix", "-i", loop.lab.inventory, "-i", inventory, "--yes", "-o", loop.work / "window")
    assert "outside the maintenance window" in done.stderr
    assert "nothing to fix automatically" in done.stdout
