"""Process 1 of a lab: it makes the network and the hosts, runs the command, and when it ends all of it is gone."""

import json
import os
import secrets
import selectors
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.lab import control, inventory, netlink, profiles
from tests.lab.client import lab_environment
from tests.lab.contract import HostIdentity, LabError, Profile
from tests.lab.host import BRIDGE, BRIDGE_IP, PREFIX, START_LIMIT, Host
from tests.lab.layers import copy_layer
from tests.lab.namespaces import disable_ipv6

_COMMON_LAYER = Path(__file__).with_name("common")
_FIRST_HOST = 10
_PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD, signal.SIGPIPE)


@dataclass
class Timing:
    """Seconds of each phase, for `--timing`."""

    began: float
    phases: dict[str, float] = field(default_factory=dict)

    def mark(self, phase: str) -> None:
        """The phase has just ended."""
        self.phases[phase] = time.monotonic() - self.began - sum(self.phases.values())

    def __str__(self) -> str:
        parts = [f"{phase} {seconds:.2f} s" for phase, seconds in self.phases.items()]
        return f"{', '.join(parts)}; all {sum(self.phases.values()):.2f} s"


class Lab:
    """The lab as its process 1 holds it."""

    def __init__(self, folder: Path, rootfs: Path, lifeline: int) -> None:
        """`folder` is the lab's tmpfs; `lifeline` becomes readable when the process outside is gone."""
        self._folder = folder
        self._rootfs = rootfs
        self._lifeline = lifeline
        self._hosts: dict[str, Host] = {}

    def start(self, wanted: Sequence[Profile], timing: Timing) -> None:
        """Make the network and one host per profile, and wait until all of them answer."""
        disable_ipv6()
        netlink.set_up("lo")
        netlink.add_bridge(BRIDGE, netlink.mac_of(BRIDGE_IP))
        netlink.add_address(BRIDGE, BRIDGE_IP, PREFIX)
        netlink.set_up(BRIDGE)
        copy_layer(_COMMON_LAYER, self._folder / "layers/common")
        self._make_hosts(wanted)
        timing.mark("keys")
        for host in self._hosts.values():
            host.fill()
        timing.mark("seeds")
        for host in self._hosts.values():
            host.create()
        for host in self._hosts.values():
            host.boot()
        timing.mark("namespaces")
        self._describe()
        deadline = time.monotonic() + START_LIMIT
        for host in self._hosts.values():
            host.wait_until_up(deadline)
        timing.mark("services")

    def greet(self) -> None:
        """Tell the person in a lab's shell what is here."""
        for host in self._hosts.values():
            say(f"{host.identity.ip}  {host.name}")
        say("lab exec HOST, lab reset HOST, lab reboot HOST; the inventory is $LAB_INVENTORY")

    def run(self, command: Sequence[str]) -> int:
        """Run the command among the hosts until it ends; its exit code (128 + signal where one ended it)."""
        wakeup, wakeup_end = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(wakeup_end)
        server = control.listen(self._folder / "control")
        pid = self._spawn(command)
        with selectors.DefaultSelector() as events:
            for watched in (wakeup, self._lifeline, server):
                events.register(watched, selectors.EVENT_READ)
            while True:
                code = self._reap(pid)
                if code is not None:
                    return code
                ready = {key.fileobj for key, _ in events.select()}
                if self._lifeline in ready:
                    return 75  # the process outside is gone
                if wakeup in ready:
                    os.read(wakeup, 4096)
                if server in ready:
                    control.serve(server, self._obey)

    def _make_hosts(self, wanted: Sequence[Profile]) -> None:
        make_key(self._folder / "key", "auditor")
        public = (self._folder / "key.pub").read_text().strip()
        for number, profile in enumerate(wanted):
            again = sum(1 for earlier in wanted[:number] if earlier.name == profile.name)
            name = f"{profile.name}-{again + 1}" if again else profile.name
            folder = self._folder / "hosts" / name
            folder.mkdir(parents=True)
            make_key(folder / "host_key", name)
            identity = HostIdentity(
                name=name,
                ip=f"10.99.1.{_FIRST_HOST + number}",
                auditor_key=public,
                auditor_password=f"Auditor-{secrets.token_hex(6)}",
                host_key=(folder / "host_key").read_text(),
                host_key_public=" ".join((folder / "host_key.pub").read_text().split()[:2]),
            )
            seed = profiles.seed_of(profile.vendor)
            self._hosts[name] = Host(identity, profile, seed, self._layers(profile), folder, f"nas{number}")

    def _layers(self, profile: Profile) -> list[Path]:
        vendor = self._folder / "layers" / profile.vendor
        if not vendor.exists():
            copy_layer(profiles.vendor_layer(profile.vendor), vendor)
        return [vendor, self._folder / "layers/common", self._rootfs]

    def _describe(self) -> None:
        """Write what the command needs to know."""
        identities = [host.identity for host in self._hosts.values()]
        inventory.write_inventory(self._folder / "inventory.yml", identities, self._folder / "key")
        inventory.write_known_hosts(self._folder / "known_hosts", identities)
        hosts = {
            host.name: {"ip": host.identity.ip, "profile": str(host.profile.file)} for host in self._hosts.values()
        }
        (self._folder / "lab.json").write_text(json.dumps(hosts))
        tool = self._folder / "bin/lab"
        tool.parent.mkdir()
        checkout, python = shlex.quote(str(Path(__file__).parents[2])), shlex.quote(sys.executable)
        tool.write_text(f'#!/bin/sh\nPYTHONPATH={checkout} exec {python} -m tests.lab "$@"\n')
        tool.chmod(0o755)

    def _spawn(self, command: Sequence[str]) -> int:
        environment = lab_environment(self._folder)
        program = shutil.which(command[0], path=environment["PATH"])
        if program is None:
            raise LabError(f"cannot run {command[0]}: no such program")
        try:
            return os.posix_spawn(program, list(command), environment, setsigdef=_PASSED_ON)
        except OSError as error:
            raise LabError(f"cannot run {program}: {error.strerror}") from None

    def _reap(self, command: int) -> int | None:
        """Bury all children that ended. The exit code once the command is among them."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return None
            if pid == 0:
                return None
            if pid == command:
                code = os.waitstatus_to_exitcode(status)
                return code if code >= 0 else 128 - code
            host = next((host for host in self._hosts.values() if host.pid == pid), None)
            if host:
                self._host_ended(host, status)

    def _host_ended(self, host: Host, status: int) -> None:
        """A host that rebooted itself starts again with the same disk; one that was switched off stays off."""
        host.ended()
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGHUP:  # how reboot(2) ends a pid namespace
            host.create()
            host.boot()
        else:
            say(f"host {host.name} is off")

    def _obey(self, order: str, name: str) -> None:
        host = self._hosts.get(name)
        if host is None:
            raise LabError(f"no host {name}; there are: {', '.join(self._hosts)}")
        if order == "reset":
            host.kill()
            host.fill()
            host.restart(host.ports)
        elif order == "reboot":
            expected = host.open_ports() if host.pid else host.ports
            host.kill()
            host.restart(expected)
        else:
            raise LabError(f"no order {order}; there are: reset, reboot")


def make_key(file: Path, comment: str) -> None:
    """An ed25519 key pair by this machine's ssh-keygen."""
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", str(file)]
    try:
        subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)
    except FileNotFoundError:
        raise LabError("the lab needs ssh-keygen: install openssh-client") from None
    except subprocess.CalledProcessError as error:
        raise LabError(f"ssh-keygen: {error.stderr.decode(errors='replace').strip()}") from None


def say(line: str) -> None:
    """One line for the person who runs the lab."""
    print(f"lab: {line}", file=sys.stderr, flush=True)
