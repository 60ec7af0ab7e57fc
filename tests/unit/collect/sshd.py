"""A scripted SSH server on loopback: which logins it takes, and what its shell says."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import paramiko

from nasward.collect.hostkey import HostKey
from nasward.model.target import Secret, SshAccess, Target
from tests.unit.collect.servers import serve

Shell = Callable[[paramiko.Channel, str], None]

HOST_KEY = paramiko.ECDSAKey.generate()
PINNED = HostKey(HOST_KEY.get_name(), HOST_KEY.asbytes())


@dataclass
class Sshd(paramiko.ServerInterface):
    """`shell` gets a channel and the command of each exec. What was tried is noted for the test to see."""

    methods: str = "password"
    password: str = "right"
    prompts: Sequence[tuple[str, bool]] = (("Password: ", False),)
    partial: bool = False
    shell: Shell = lambda channel, command: None
    stall: threading.Event | None = None
    tried: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def get_allowed_auths(self, username):
        return "keyboard-interactive" if self.partial and "password" in self.tried else self.methods

    def check_auth_password(self, username, password):
        if "password" not in self.methods:
            return paramiko.AUTH_FAILED
        self.tried.append("password")
        if self.stall:
            self.stall.wait(20)
        if password != self.password:
            return paramiko.AUTH_FAILED
        return paramiko.AUTH_PARTIALLY_SUCCESSFUL if self.partial else paramiko.AUTH_SUCCESSFUL

    def check_auth_interactive(self, username, submethods):
        self.tried.append("interactive")
        return paramiko.InteractiveQuery("", "", *self.prompts)

    def check_auth_interactive_response(self, responses):
        self.tried.append(f"answered {len(responses)}")
        return paramiko.AUTH_SUCCESSFUL if list(responses) == [self.password] else paramiko.AUTH_FAILED

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED

    def check_channel_exec_request(self, channel, command):
        self.commands.append(command.decode())
        threading.Thread(target=self._run, args=(channel, command.decode()), daemon=True).start()
        return True

    def _run(self, channel, command):
        with contextlib.suppress(OSError, EOFError):
            self.shell(channel, command)
            channel.send_exit_status(0)
            channel.shutdown_write()

    def target(self, **access) -> Target:
        fields = {"user": "auditor", "port": self.port, "host_key": PINNED.fingerprint, "password": Secret("right")}
        return Target("nas", "127.0.0.1", SshAccess(**(fields | access)))


@contextlib.contextmanager
def running(server: Sshd, kex: Sequence[str] = ()) -> Iterator[Sshd]:
    """The server on a port of its own."""

    def handle(sock: socket.socket) -> None:
        transport = paramiko.Transport(sock)
        transport.set_log_channel("nasward.paramiko")
        if kex:
            transport._preferred_kex = tuple(kex)
        transport.add_server_key(HOST_KEY)
        with contextlib.suppress(paramiko.SSHException, EOFError, OSError):
            transport.start_server(server=server)
            transport.join(20)
        transport.close()

    with serve(handle) as port:
        server.port = port
        yield server
