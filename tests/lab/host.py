"""One simulated NAS: its layers, its namespaces, its boot.

A host's root is an overlay: the shared root file system, the common layer, the vendor's layer, and on top a writable
folder on the lab's tmpfs that the vendor's seed fills. Its process 1 is busybox init in namespaces of its own.
"""

import os
import shutil
import signal
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lab import netlink
from tests.lab.client import host_environment
from tests.lab.contract import HostIdentity, LabError, Profile, Seed, Seeded
from tests.lab.host_root import enter_root
from tests.lab.namespaces import Namespace, clone, disable_ipv6, set_host_name

BRIDGE, BRIDGE_IP, PREFIX = "br0", "10.99.0.1", 16
START_LIMIT = 20.0
"""Seconds until a host that still does not answer is called broken."""
_OWN_NAMESPACES = Namespace.MOUNT | Namespace.UTS | Namespace.IPC | Namespace.PID | Namespace.NET


@dataclass
class Host:
    """A host of the lab. Only the lab's process 1 may use it: it is the parent of the host's process 1."""

    identity: HostIdentity
    profile: Profile
    seed: Seed
    layers: Sequence[Path]
    """Static layers, topmost first."""
    folder: Path
    """This host's part of the lab folder."""
    cable: str
    pid: int = 0
    """The host's process 1 as the lab sees it; 0 while the host is off."""
    ports: Sequence[tuple[int, bytes]] = ()
    _generation: int = 0
    _go: int = -1

    @property
    def name(self) -> str:
        """Name in the inventory, and the host's own."""
        return self.identity.name

    def fill(self) -> None:
        """Throw away all the host ever wrote and seed it anew."""
        shutil.rmtree(self._disk, ignore_errors=True)
        self._generation += 1  # a new place: the kernel may still hold the old overlay for a moment
        for part in ("upper", "work", "root"):
            (self._disk / part).mkdir(parents=True)
        upper = self._disk / "upper"
        _write(upper / "etc/hostname", f"{self.name}\n")
        _write(upper / "etc/hosts", f"127.0.0.1 localhost\n{self.identity.ip} {self.name}\n")
        seeded: Seeded = self.seed(self.profile, upper, self.identity)
        _write(upper / "etc/lab/services", "".join(f"{service}\n" for service in seeded.services))
        self.ports = tuple(seeded.ports)

    def create(self) -> None:
        """Make the host's namespaces and plug in its cable; it waits for `boot`."""
        waiting, self._go = os.pipe()
        self.pid = clone(_OWN_NAMESPACES)
        if self.pid == 0:
            os.close(self._go)
            self._become_host(waiting)
        os.close(waiting)
        try:
            netlink.delete_link(self.cable)
            netlink.add_veth(self.cable, BRIDGE, "eth0", netlink.mac_of(self.identity.ip), self.pid)
            netlink.add_neighbour(BRIDGE, self.identity.ip, netlink.mac_of(self.identity.ip))
        except OSError as error:
            raise LabError(f"{self.name}: {error}{self._last_words()}") from None
        self._publish()

    def boot(self) -> None:
        """Let the created host start its init."""
        os.write(self._go, b"x")
        os.close(self._go)

    def restart(self, expected: Sequence[tuple[int, bytes]]) -> None:
        """Start the host that is off and wait until the `expected` ports answer."""
        self.create()
        self.boot()
        self.wait_until_up(time.monotonic() + START_LIMIT, expected)

    def kill(self) -> None:
        """Power cut: end every process of the host at once."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
            self.ended()

    def ended(self) -> None:
        """The host's process 1 is gone and reaped."""
        self.pid = 0
        self._publish()

    def wait_until_up(self, deadline: float, expected: Sequence[tuple[int, bytes]] | None = None) -> None:
        """Until the expected ports (else all that the seed promised) answer.

        LabError with the host's last words after `deadline` (monotonic).
        """
        for port, banner in self.ports if expected is None else expected:
            if not answers(self.identity.ip, port, banner, deadline):
                raise LabError(f"{self.name}: port {port} does not answer{self._last_words()}")

    def open_ports(self) -> list[tuple[int, bytes]]:
        """Those of its ports that answer now."""
        return [(port, banner) for port, banner in self.ports if answers(self.identity.ip, port, banner, 0)]

    @property
    def _disk(self) -> Path:
        return self.folder / f"disk-{self._generation}"

    @property
    def _console(self) -> Path:
        return self.folder / "console"

    def _publish(self) -> None:
        """Tell others in the lab: `pid`, and `root`, through which they look into the running host."""
        _write(self.folder / "pid", f"{self.pid}\n")
        root = self.folder / "root"
        root.unlink(missing_ok=True)
        if self.pid:
            root.symlink_to(f"/proc/{self.pid}/root")

    def _last_words(self) -> str:
        logs = (self._console, self._disk / "upper/var/log/boot.log")
        lines = [line for log in logs if log.exists() for line in log.read_text(errors="replace").splitlines()]
        return f"; its console: {' | '.join(lines[-5:])}" if lines else ""

    def _become_host(self, waiting: int) -> None:
        """In the child: never returns."""
        try:
            self._take_console()
            enter_root(self._disk, self.layers)
            set_host_name(self.name)
            os.read(waiting, 1)
            _configure_network(self.identity.ip)
            os.setgroups([])
            os.setsid()
            os.closerange(3, 1024)
            for number in (signal.SIGPIPE, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            os.execve("/sbin/init", ["init"], host_environment("linux"))
        except BaseException as error:  # nothing of the lab's own code may go on in this process
            os.write(2, f"host {self.name}: {error}\n".encode())
        finally:
            os._exit(111)

    def _take_console(self) -> None:
        for descriptor, path, flags in ((0, "/dev/null", os.O_RDONLY), (1, self._console, os.O_WRONLY | os.O_CREAT)):
            opened = os.open(path, flags | os.O_APPEND, 0o644)
            os.dup2(opened, descriptor)
            os.close(opened)
        os.dup2(1, 2)


def answers(ip: str, port: int, banner: bytes, deadline: float) -> bool:
    """Whether the port takes a connection and greets as it should: tried once, then until `deadline` (monotonic)."""
    while True:
        if _greets(ip, port, banner):
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)


def _greets(ip: str, port: int, banner: bytes) -> bool:
    try:
        with socket.create_connection((ip, port), timeout=0.1) as connection:
            connection.settimeout(3)
            return not banner or connection.recv(64).startswith(banner)
    except OSError:
        return False


def _configure_network(ip: str) -> None:
    disable_ipv6()
    netlink.set_up("lo")
    netlink.add_address("eth0", ip, PREFIX)
    netlink.set_up("eth0")
    netlink.add_default_route("eth0", BRIDGE_IP)
    netlink.add_neighbour("eth0", BRIDGE_IP, netlink.mac_of(BRIDGE_IP))


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
