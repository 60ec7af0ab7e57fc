"""The inside view on simulated hosts: real sshd, real sudo, and what both of them note and keep running."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from nasward.collect.inside import Inside, collect_inside
from nasward.collect.limits import Limits
from nasward.inventory import load_targets
from nasward.model.evidence import Answer, Raw, Source
from nasward.model.outcome import Outcome, Vantage
from nasward.model.target import Secret, Target
from tests.lab.client import RunningLab

pytestmark = pytest.mark.lab

USUAL = Limits()
SLOW = ("first", "echo one"), ("slow", "sleep 23"), ("late", "echo late")


def ask(name: str, text: str, **fields: object) -> Source:
    def digest(raw: Raw) -> tuple[Answer, ...]:
        return (Answer(name, Vantage.SSH, raw.outcome, raw.stdout),)

    return Source(name, text, digest, **fields)  # type: ignore[arg-type]


WHOAMI = [ask("plain", "echo yes", needs_root=False), ask("root", "id -u; wc -l </etc/shadow")]


@pytest.fixture(scope="module")
def targets(lab: RunningLab) -> list[Target]:
    return load_targets((lab.inventory,), "", None)


@pytest.fixture
def target(targets: list[Target]) -> Target:
    return targets[0]


@pytest.fixture
def on_host(lab: RunningLab, target: Target) -> Callable[[str], str]:
    """Runs a shell line on the host, past its daemons."""
    return lambda line: lab.exec(target.name, ["/bin/sh", "-c", line]).stdout


def look(target: Target, sources=WHOAMI, limits: Limits = USUAL, more=()) -> Inside:
    return collect_inside(target, sources, lambda answers: more, limits)


def access(target: Target, **fields: object) -> Target:
    return replace(target, ssh=replace(target.ssh, **fields))


def outcomes(inside: Inside) -> dict[str, Outcome]:
    return {answer.source: answer.outcome for answer in inside.answers}


def processes(on_host: Callable[[str], str]) -> set[str]:
    """What runs on the host: process ids with command lines; those of a zombie are empty and do not count."""
    shown = on_host("for f in /proc/[0-9]*/cmdline; do echo \"$f $(tr '\\0' ' ' <$f)\"; done 2>/dev/null")
    lines = (line.split(" ", 1) for line in shown.splitlines())
    return {f"{file} {command}" for file, command in lines if command.strip() and "/cmdline" not in command}


def left_over(on_host: Callable[[str], str], before: set[str]) -> set[str]:
    """What runs now and did not before, after a moment for what is killed to go."""
    until = time.monotonic() + 3
    while (left := processes(on_host) - before) and time.monotonic() < until:
        time.sleep(0.1)
    return left


@contextlib.contextmanager
def after(seconds: float, action: Callable[[], object]) -> Iterator[None]:
    timer = threading.Timer(seconds, action)
    timer.start()
    yield
    timer.join()


def sshd_pids(on_host: Callable[[str], str], pattern: str) -> str:
    return f"for p in /proc/[0-9]*; do grep -qa '{pattern}' $p/cmdline && echo ${{p#/proc/}}; done"


def test_every_host_answers_through_sudo_in_two_execs(targets):
    for target in targets:
        inside = look(target, more=[ask("more", "id -un")])
        assert (inside.login.privilege, inside.login.detail) == ("sudo", "")
        assert outcomes(inside) == dict.fromkeys(("plain", "root", "more"), Outcome.OK)
        assert inside.answers[1].content.startswith("0\n")
        assert (inside.stats.connections, inside.stats.execs) == (1, 2)


def test_without_the_sudo_password_the_plain_answers_remain(target):
    inside = look(access(target, become_password=None, password=None))
    assert (inside.login.privilege, inside.login.detail) == ("user", "no sudo password given")
    assert outcomes(inside) == {"plain": Outcome.OK, "root": Outcome.DENIED}


@pytest.fixture
def auth_log(lab, target, on_host) -> Iterator[Callable[[], str]]:
    log = "/tmp/nasward-auth.log"
    on_host(f"syslogd -O {log} || busybox syslogd -O {log}; sleep 0.3")
    yield lambda: on_host(f"cat {log}")
    on_host(f"kill $(cat /var/run/syslogd.pid); rm -f {log}")


def test_a_wrong_sudo_password_is_one_failed_try(target, auth_log):
    inside = look(access(target, become_password=Secret("wrong")), more=[ask("more", "id -un")])
    assert (inside.login.privilege, inside.login.detail) == ("user", "sudo refused the password")
    assert outcomes(inside) == {"plain": Outcome.OK, "root": Outcome.DENIED, "more": Outcome.DENIED}
    assert (inside.stats.execs, inside.stats.logins) == (2, 2)
    time.sleep(0.3)
    log = auth_log()
    assert log.count("authentication failure") == 1
    assert log.count("1 incorrect password attempt") == 1
    assert "2 incorrect password attempts" not in log


def test_the_password_is_in_no_argv_and_no_environment(target, on_host):
    seen = []

    def watch():
        seen.append(on_host("cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | tr '\\0' ' '"))
        own = (path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline"))
        with contextlib.suppress(OSError):
            seen.append(b" ".join(own).decode(errors="replace"))

    secret = (target.ssh.become_password or target.ssh.password).reveal()
    with after(1, watch):
        assert look(target, [ask("slow", "sleep 2")]).login.privilege == "sudo"
    assert " -k -S -p " in seen[0]
    assert secret not in "".join(seen)


ENDS = {
    "normal": ([ask("a", "echo one")], Limits()),
    "a deadline": ([ask("a", "sleep 21 | cat", seconds=1)], Limits()),
    "the host's deadline": ([ask("a", "sleep 22 | cat")], Limits(host=2)),
    "too many bytes": ([ask("a", "yes")], Limits(total_bytes=10_000)),
}


@pytest.mark.parametrize(("sources", "limits"), ENDS.values(), ids=ENDS)
def test_nothing_runs_on_afterwards(target, on_host, sources, limits):
    before = processes(on_host)
    look(target, sources, limits)
    assert left_over(on_host, before) == set()


def test_a_connection_cut_in_the_middle_keeps_the_answers_before(target, on_host):
    before = processes(on_host)
    cut = f"kill -9 $({sshd_pids(on_host, f'sshd: {target.ssh.user}')})"
    with after(2.5, lambda: on_host(cut)):
        inside = look(target, [ask(name, text) for name, text in SLOW])
    assert outcomes(inside) == {"first": Outcome.OK, "slow": Outcome.UNREACHABLE, "late": Outcome.UNREACHABLE}
    assert inside.login.outcome is Outcome.OK
    assert left_over(on_host, before) == set()


def test_a_wrong_host_key_is_refused_before_the_login(target):
    inside = look(access(target, host_key="SHA256:" + "A" * 43))
    assert (inside.login.outcome, inside.stats.logins) == (Outcome.ERROR, 0)
    assert "host key mismatch" in inside.login.detail


def test_a_refused_port(target):
    inside = look(access(target, port=2299))
    assert (inside.login.outcome, inside.answers) == (Outcome.UNREACHABLE, ())


def test_a_silent_port(target, on_host):
    listener = sshd_pids(on_host, r"\[listener\]")
    on_host(f"kill -STOP $({listener})")
    try:
        inside = look(target, limits=Limits(banner=1))
    finally:
        on_host(f"kill -CONT $({listener})")
    assert inside.login.outcome is Outcome.TIMEOUT


def test_a_wrong_login_password_is_one_try(target, auth_log):
    inside = look(access(target, key_file=None, password=Secret("wrong")))
    assert (inside.login.outcome, inside.stats.logins) == (Outcome.DENIED, 1)
    time.sleep(0.3)
    assert auth_log().count("Failed password") == 1
