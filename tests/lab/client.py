"""A running lab as seen from inside it, by a test or any other Python program that the lab runs."""

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab import control
from tests.lab.contract import LabError, Profile
from tests.lab.profiles import load_profile


def host_environment(terminal: str = "dumb") -> dict[str, str]:
    """The environment of a command that runs on a host: nothing of the machine's own."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "TERM": terminal}


@dataclass(frozen=True, slots=True)
class LabHost:
    """One simulated NAS."""

    name: str
    ip: str
    profile: Profile


class RunningLab:
    """The lab around this process: its files, its hosts, and what can be done with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inventory = folder / "inventory.yml"
        self.key = folder / "key"
        """The auditor's private SSH key."""
        self.known_hosts = folder / "known_hosts"
        entries: dict[str, dict[str, str]] = json.loads((folder / "lab.json").read_text())
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

    def profile(self, host: str) -> Profile:
        """The profile of a host."""
        return self._host(host).profile

    def reset(self, host: str) -> float:
        """Give a host back its first state; the seconds it took."""
        return control.order(self.folder / "control", "reset", host)

    def reboot(self, host: str) -> float:
        """Cut a host's power and start it again; the seconds it took."""
        return control.order(self.folder / "control", "reboot", host)

    def root(self, host: str) -> Path:
        """The running host's file system."""
        self._pid(host)
        return self.folder / "hosts" / host / "root"

    def exec(
        self, host: str, argv: Sequence[str], *, stdin: str = "", seconds: float = 30
    ) -> "subprocess.CompletedProcess[str]":
        """Run a command on a host as its root, past all of its daemons: for a look that is independent of them."""
        return subprocess.run(
            [*self.entering(host), *argv],
            input=stdin,
            env=host_environment(),
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
        )

    def entering(self, host: str) -> list[str]:
        """The start of a command line that runs what follows it on the host."""
        return ["/usr/bin/nsenter", "-t", str(self._pid(host)), "-m", "-p", "-n", "-u", "-i", "--"]

    def _host(self, host: str) -> LabHost:
        if host not in self.hosts:
            raise LabError(f"no host {host}; there are: {', '.join(self.hosts)}")
        return self.hosts[host]

    def _pid(self, host: str) -> int:
        pid = int((self.folder / "hosts" / self._host(host).name / "pid").read_text())
        if pid == 0:
            raise LabError(f"host {host} is off; python -m tests.lab reboot {host} starts it")
        return pid
