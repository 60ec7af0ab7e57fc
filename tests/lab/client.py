"""A running lab as a test, or any other Python program, holds it: from inside the lab or from outside."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.lab import control
from tests.lab.contract import LabError, Profile
from tests.lab.profiles import load_profile

_CHECKOUT = Path(__file__).parents[2]
_NSENTER = "/usr/bin/nsenter"


def host_environment(terminal: str = "dumb") -> dict[str, str]:
    """The environment of a command that runs on a host: nothing of the machine's own."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "TERM": terminal}


def lab_environment(folder: Path) -> dict[str, str]:
    """The environment of a command that runs in the lab.

    `python` and `pytest` are those that the lab was started with, `lab VERB…` is `python -m tests.lab VERB…`.
    """
    path = [str(folder / "bin"), str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    files = {"LAB_DIR": folder, "LAB_INVENTORY": folder / "inventory.yml", "LAB_CONTROL": folder / "control"}
    return {**os.environ, "PATH": ":".join(path), **{name: str(file) for name, file in files.items()}}


@dataclass(frozen=True, slots=True)
class LabHost:
    """One simulated NAS."""

    name: str
    ip: str
    profile: Profile


class RunningLab:
    """A lab that runs: its files, its hosts, and what can be done with them. `around` and `started_lab` give one.

    Paths are those that commands in the lab see. A program outside reads them by `seen`.
    """

    def __init__(self, folder: Path, process: int = 0) -> None:
        """`process` is the lab's process 1 as the caller sees it, 0 where the caller is in the lab itself."""
        self._process = process
        self.folder = folder
        self.inventory = folder / "inventory.yml"
        self.key = folder / "key"
        """The auditor's private SSH key."""
        self.known_hosts = folder / "known_hosts"
        entries: dict[str, dict[str, str]] = json.loads(self.seen(folder / "lab.json").read_text())
        self.hosts: Mapping[str, LabHost] = {
            name: LabHost(name, entry["ip"], load_profile(entry["profile"])) for name, entry in entries.items()
        }

    @classmethod
    def around(cls) -> "RunningLab":
        """The lab that runs this process. LabError where there is none."""
        folder = os.environ.get("LAB_DIR")
        if not folder:
            raise LabError("this works inside a lab only: python -m tests.lab run PROFILE... -- COMMAND")
        return cls(Path(folder))

    def seen(self, path: Path) -> Path:
        """Where this process finds a file of the lab."""
        return Path(f"/proc/{self._process}/root{path}") if self._process else path

    def profile(self, host: str) -> Profile:
        """The profile of a host."""
        return self._host(host).profile

    def reset(self, host: str) -> float:
        """Give a host back its first state; the seconds it took."""
        return control.order(self.seen(self.folder / "control"), "reset", host)

    def reboot(self, host: str) -> float:
        """Cut a host's power and start it again; the seconds it took."""
        return control.order(self.seen(self.folder / "control"), "reboot", host)

    def run(self, argv: Sequence[str], *, stdin: str = "", seconds: float = 60) -> "subprocess.CompletedProcess[str]":
        """Run a command of this machine among the hosts, in the present working folder."""
        enter = ["--preserve-credentials", "-U", "-m", "-p", "-n", "-u", "-i"]
        prefix = [_NSENTER, "-t", str(self._process), *enter, "--", "env", "-C", str(Path.cwd())]
        return _run([*(prefix if self._process else []), *argv], lab_environment(self.folder), stdin, seconds)

    def exec(
        self, host: str, argv: Sequence[str], *, stdin: str = "", seconds: float = 30
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command on a host as its root, past all of its daemons: for a look that is independent of them."""
        clean = [f"{name}={value}" for name, value in host_environment().items()]
        return self.run(["env", "-i", *clean, *self.entering(host), *argv], stdin=stdin, seconds=seconds)

    def entering(self, host: str) -> list[str]:
        """The start of a command line that, run in the lab, runs what follows it on the host."""
        pid = int(self.seen(self.folder / "hosts" / self._host(host).name / "pid").read_text())
        if pid == 0:
            raise LabError(f"host {host} is off; lab reboot {host} starts it")
        return [_NSENTER, "-t", str(pid), "-m", "-p", "-n", "-u", "-i", "--"]

    def _host(self, host: str) -> LabHost:
        if host not in self.hosts:
            raise LabError(f"no host {host}; there are: {', '.join(self.hosts)}")
        return self.hosts[host]


@contextmanager
def started_lab(profiles: Sequence[str]) -> Iterator[RunningLab]:
    """Start a lab with one host per profile and hold it from outside; it ends with the block."""
    hold = ["sh", "-c", 'echo "$LAB_DIR"; read -r _']
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.lab", "run", *profiles, "--", *hold],
        cwd=_CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None and process.stdout is not None and process.stderr is not None
        folder = process.stdout.readline().strip()
        if not folder:
            raise LabError(f"no lab: {process.stderr.read().strip()}")
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        try:
            yield RunningLab(Path(folder), int(children[0]))
        finally:
            process.stdin.close()


def _run(
    argv: Sequence[str], environment: Mapping[str, str], stdin: str, seconds: float
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        argv,
        input=stdin,
        env=environment,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds,
        check=False,
    )
