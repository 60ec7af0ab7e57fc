"""The lab itself: labs are apart from one another, hosts come back as asked, and nothing is left when one ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab.client import RunningLab, started_lab
from tests.lab.contract import LabError
from tests.lab.rootfs import cache_folder

pytestmark = pytest.mark.lab

RUN = [sys.executable, "-m", "tests.lab", "run"]
KINDS = ("pid", "net", "mnt")
NAMESPACES_THEN_WAIT = """
for host in "" $LAB_DIR/hosts/*/pid; do
    pid=$( [ -n "$host" ] && cat "$host" || echo self )
    for kind in pid net mnt; do readlink /proc/$pid/ns/$kind; done
done
echo ready
read -r _
exit 7
"""


def run(root: Path, *arguments: str, script: str = "true") -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*RUN, *arguments, "--", "sh", "-c", script],
        cwd=root,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@contextmanager
def started(root: Path, script: str, command: list[str] | None = None) -> Iterator["subprocess.Popen[str]"]:
    """A lab in the background, killed at the end whatever happens."""
    process = subprocess.Popen(
        [*(command or RUN), "plain", "--", "sh", "-c", script],
        cwd=root,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until_ready(process: "subprocess.Popen[str]") -> list[str]:
    """The lines the script prints before `ready`."""
    assert process.stdout is not None
    lines = []
    while (line := process.stdout.readline()) != "ready\n":
        assert line, "the lab ended before it was ready"
        lines.append(line.strip())
    return lines


def answer(process: "subprocess.Popen[str]") -> str:
    """Let a waiting script go on; the rest of what it prints."""
    return process.communicate("\n", timeout=30)[0].strip()


def namespaces_in_use() -> set[str]:
    """Identifiers of the namespaces of all processes of this machine that we may look at."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        for kind in KINDS:
            try:
                found.add(str((process / "ns" / kind).readlink()))
            except OSError:
                continue
    return found


def left_over(namespaces: list[str], patience: float = 15) -> set[str]:
    """Which of a lab's namespaces still have a process when all should be gone."""
    deadline = time.monotonic() + patience
    while (left := namespaces_in_use() & set(namespaces)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def end_by_exit(process: "subprocess.Popen[str]") -> None:
    answer(process)
    assert process.returncode == 7


def end_by(number: signal.Signals) -> Callable[["subprocess.Popen[str]"], None]:
    def end(process: "subprocess.Popen[str]") -> None:
        process.send_signal(number)

    return end


ENDS = {
    "exit": end_by_exit,
    "SIGKILL": end_by(signal.SIGKILL),
    "SIGTERM": end_by(signal.SIGTERM),
    "SIGHUP": end_by(signal.SIGHUP),
    "SIGINT": end_by(signal.SIGINT),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_lab_ends_without_a_trace(lab_machine: Path, end: Callable[["subprocess.Popen[str]"], None]) -> None:
    with started(lab_machine, NAMESPACES_THEN_WAIT) as process:
        namespaces = until_ready(process)
        lab_and_host = {f"{kind}:" for kind in KINDS}
        assert len(set(namespaces)) == 6 and {name.split("[")[0] for name in namespaces} == lab_and_host
        assert namespaces_in_use() >= set(namespaces), "the lab is seen from outside while it runs"
        end(process)
        process.wait(timeout=30)
        assert left_over(namespaces) == set()
    mounts = Path("/proc/self/mountinfo").read_text()
    inside_a_lab = "LAB_DIR" in os.environ  # whose own mount is there, rightly
    assert inside_a_lab or str(cache_folder()) not in mounts
    assert inside_a_lab or list((cache_folder() / "run").iterdir()) == []


def test_a_lab_ends_with_its_caller(lab_machine: Path) -> None:
    caller = ["sh", "-c", '"$@"; true', "caller", *RUN]
    with started(lab_machine, NAMESPACES_THEN_WAIT, caller) as process:
        namespaces = until_ready(process)
        process.kill()
        assert left_over(namespaces) == set()


def test_two_labs_do_not_see_each_other(lab_machine: Path) -> None:
    script = """
    lab exec plain -- sh -c "hostname; cat /etc/motd; echo changed > /etc/motd; ps | grep -c '[s]shd'"
    echo ready
    read -r _
    lab exec plain -- cat /etc/motd
    """
    with started(lab_machine, script) as first, started(lab_machine, script) as second:
        assert until_ready(first) == until_ready(second) == ["plain", "first state1"]
        assert answer(first) == answer(second) == "changed"


def test_reset_gives_back_the_first_state(lab_machine: Path) -> None:
    script = """
    on_host() { lab exec plain -- sh -c "$1"; }
    on_host 'rm /etc/passwd; echo changed > /etc/motd; touch /new; echo > /etc/lab/services'
    lab reset plain
    on_host 'cat /etc/motd; echo; ls /new; head -n 1 /etc/passwd; cat /etc/lab/services'
    """
    assert run(lab_machine, "plain", script=script).stdout.splitlines() == [
        "first state",
        "root:x:0:0:root:/root:/bin/sh",
        "sshd",
    ]


def test_a_reboot_keeps_the_disk_and_nothing_else(lab_machine: Path) -> None:
    script = """
    lab exec plain -- sh -c 'echo changed > /etc/motd; touch /tmp/gone /run/gone'
    lab reboot plain
    lab exec plain -- sh -c 'cat /etc/motd; ls /tmp /run | grep -c gone'
    """
    assert run(lab_machine, "plain", script=script).stdout == "changed\n0\n"


SLOW_SSHD = """#!/bin/sh
(usleep 400000; exec /usr/sbin/sshd-slow "$@") </dev/null >/dev/null 2>&1 &
"""


def test_a_slow_daemon_is_up_when_its_start_returns(lab_machine: Path) -> None:
    script = f"""
    on_host() {{ lab exec plain -- sh -c "$1"; }}
    on_host '/etc/lab/svc sshd stop; mv /usr/sbin/sshd /usr/sbin/sshd-slow'
    echo '{SLOW_SSHD}' | on_host 'cat >/usr/sbin/sshd; chmod 0755 /usr/sbin/sshd'
    on_host 'for action in start restart restart; do /etc/lab/svc sshd $action; /etc/lab/svc sshd status; done'
    on_host '/etc/lab/svc sshd stop; usleep 600000; pidof sshd-slow'
    """
    assert run(lab_machine, "plain", script=script).stdout == "sshd is running\n" * 3


def test_a_daemon_that_does_not_start_is_told(lab_machine: Path) -> None:
    script = """
    lab exec plain -- sh -c 'echo Nonsense >/etc/ssh/sshd_config; /etc/lab/svc sshd restart 2>/dev/null; echo $?'
    """
    assert run(lab_machine, "plain", script=script).stdout == "255\n"


def test_a_host_that_reboots_itself_comes_back(lab_machine: Path) -> None:
    script = """
    lab exec plain -- sh -c 'echo changed > /etc/motd; reboot -f'
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        sleep 0.1
        lab exec plain -- cat /etc/motd && break
    done
    """
    assert run(lab_machine, "plain", script=script).stdout == "changed\n"


SSH = "ssh -i $LAB_DIR/key -o StrictHostKeyChecking=yes -o UserKnownHostsFile=$LAB_DIR/known_hosts auditor@10.99.1.10"


def test_a_host_has_no_python_no_sftp_and_not_what_its_seed_hides(lab_machine: Path) -> None:
    script = f"""
    {SSH} 'command -v sh; command -v python python3 perl jq sftp-server timeout; ls /usr/lib/openssh'
    {SSH} -s sftp </dev/null; echo sftp $?
    """
    done = run(lab_machine, "plain", script=script)
    assert done.stdout == "/usr/bin/sh\nsftp 255\n"
    assert "subsystem request failed" in done.stderr


def test_sudo_asks_for_the_password(lab_machine: Path) -> None:
    script = f"""
    {SSH} 'id -u; sudo -n true; echo refused $?'
    password=$(sed -n 's/.*ansible_become_password: //p' $LAB_INVENTORY)
    echo wrong | {SSH} "sudo -S -p '' id -u"
    echo "$password" | {SSH} "sudo -S -p '' id -u"
    """
    assert run(lab_machine, "plain", script=script).stdout == "1026\nrefused 1\n0\n"


def test_hosts_are_named_after_their_profiles(lab_machine: Path) -> None:
    script = "grep -E '^    [a-z]|ansible_host' $LAB_INVENTORY; ls $LAB_DIR/hosts"
    done = run(lab_machine, "plain", "plain", script=script)
    assert done.stdout.split() == [
        *("plain:", "ansible_host:", "10.99.1.10", "plain-2:", "ansible_host:", "10.99.1.11"),
        *("plain", "plain-2"),
    ]


def test_nothing_outside_can_be_reached(lab_machine: Path) -> None:
    script = (
        "cat /proc/net/route | wc -l; cat /proc/net/if_inet6 | wc -l; curl -s --max-time 2 http://192.0.2.1; echo $?"
    )
    assert run(lab_machine, "plain", script=script).stdout.split() == ["2", "0", "7"]


@pytest.mark.parametrize("code", [0, 3])
def test_the_exit_code_is_the_commands(lab_machine: Path, code: int) -> None:
    assert run(lab_machine, "plain", script=f"exit {code}").returncode == code


def test_an_unknown_host_is_one_clear_line(lab_machine: Path) -> None:
    done = run(lab_machine, "plain", script="lab reset nobody")
    assert (done.returncode, done.stderr) == (2, "lab: no host nobody; there are: plain\n")


@pytest.fixture(scope="module")
def held(lab_machine: Path) -> Iterator[RunningLab]:
    """A lab held from outside, as the fixture `lab` does it."""
    with started_lab(["plain"]) as running:
        yield running


def test_a_lab_can_be_used_from_outside(held: RunningLab) -> None:
    held.exec("plain", ["sh", "-c", "cat > /etc/motd; env > /etc/seen"], stdin="changed")
    assert held.exec("plain", ["cat", "/etc/motd"]).stdout == "changed"
    assert "LAB_DIR" not in held.exec("plain", ["cat", "/etc/seen"]).stdout
    assert held.reset("plain") < 20
    assert held.exec("plain", ["cat", "/etc/motd"]).stdout == held.profile("plain").data["motd"]
    login = [
        "ssh",
        "-i",
        str(held.key),
        "-o",
        f"UserKnownHostsFile={held.known_hosts}",
        f"auditor@{held.hosts['plain'].ip}",
    ]
    assert held.run([*login, "hostname"]).stdout == "plain\n"
    assert held.run(["pwd"]).stdout == f"{Path.cwd()}\n"


def test_a_lab_held_from_outside_names_its_hosts(held: RunningLab) -> None:
    with pytest.raises(LabError, match="no host nobody; there are: plain"):
        held.exec("nobody", ["true"])
    with pytest.raises(LabError, match="no host nobody; there are: plain"):
        held.reset("nobody")


def test_a_profile_that_is_none_starts_nothing(lab_machine: Path) -> None:
    with pytest.raises(LabError, match="no profile nosuch; there are:"), started_lab(["nosuch"]):
        pass


def test_the_session_lab_has_its_profiles(lab: RunningLab) -> None:
    assert lab.hosts
    for host in lab.hosts.values():
        assert lab.exec(host.name, ["hostname"]).stdout == f"{host.name}\n"
