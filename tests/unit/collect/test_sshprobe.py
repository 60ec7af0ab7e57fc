import socket
import threading

import paramiko
import pytest
from paramiko.common import AUTH_FAILED, AUTH_SUCCESSFUL

from nasward.collect.budget import LockOutError, LoginBudget, Timeouts
from nasward.collect.lan import Line, Visit
from nasward.collect.sshprobe import MAX_BANNER, PROBE
from nasward.model.errors import AnswerError
from nasward.model.outcome import Outcome
from tests.unit.collect import servers

FAST = Timeouts(connect=1, reply=1, total=5)
HOST_KEY = paramiko.RSAKey.generate(2048)


def _visit(port: int) -> Visit:
    return Visit(Line("127.0.0.1", FAST), port, LoginBudget(9))


class _Server(paramiko.ServerInterface):
    """Lets `open` in by the method none and `empty` with an empty password; keeps the tries."""

    def __init__(self, tries: list[str]) -> None:
        self.tries = tries

    def get_allowed_auths(self, username: str) -> str:
        return "publickey" if username == "keyonly" else "publickey,password"

    def check_auth_none(self, username: str) -> int:
        self.tries.append(f"none {username}")
        return AUTH_SUCCESSFUL if username == "open" else AUTH_FAILED

    def check_auth_password(self, username: str, password: str) -> int:
        self.tries.append(f"password {username} {password!r}")
        return AUTH_SUCCESSFUL if (username, password) == ("empty", "") else AUTH_FAILED


def _sshd(version: str, tries: list[str]) -> servers.Handler:
    def handler(sock: socket.socket) -> None:
        transport = paramiko.Transport(sock)
        transport.set_log_channel("nasward.quiet")
        transport.local_version = f"SSH-2.0-{version}"
        transport.add_server_key(HOST_KEY)
        transport.start_server(threading.Event(), _Server(tries))
        transport.join(5)

    return handler


@pytest.mark.parametrize(
    ("version", "account", "accepted", "tries"),
    [
        ("OpenSSH_9.2", "open", True, ["none open"]),
        ("OpenSSH_9.2", "alice", False, ["none alice"]),
        ("dropbear_2022.83", "alice", False, ["none alice"]),
        ("Other_1", "alice", False, ["none alice", "password alice ''"]),
        ("Other_1", "empty", True, ["none empty", "password empty ''"]),
        ("Other_1", "keyonly", False, ["none keyonly"]),
        ("Other_1", "", False, ["none ", "password  ''"]),
    ],
)
def test_blank_login(
    version: str, account: str, accepted: bool, tries: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    seen: list[str] = []
    with servers.serve(_sshd(version, seen)) as port:
        assert PROBE.blank(_visit(port), account) is accepted
    assert seen == tries
    assert capfd.readouterr() == ("", "")


def _greet(line: bytes) -> servers.Handler:
    def handler(sock: socket.socket) -> None:
        sock.sendall(line)
        servers.silent(sock)

    return handler


@pytest.mark.parametrize(
    ("handler", "outcome"),
    [
        (servers.silent, Outcome.TIMEOUT),
        (_greet(b"SSH-2.0-OpenSSH_9.2\r\n"), Outcome.TIMEOUT),
        (servers.hang_up, Outcome.DENIED),
        (servers.reset, Outcome.DENIED),
        (_greet(b"SSH-2.0-OpenSSH_9.2\r\n" + b"\xff" * 4000), Outcome.ERROR),
    ],
)
def test_a_server_that_breaks_during_the_login(
    handler: servers.Handler,
    outcome: Outcome,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with servers.serve(handler) as port, pytest.raises(AnswerError) as failure:
        PROBE.blank(_visit(port), "alice")
    assert failure.value.outcome is outcome
    assert isinstance(failure.value, LockOutError) is (outcome is Outcome.DENIED)
    assert capfd.readouterr() == ("", "")
    assert not caplog.records


def test_a_flood_is_no_banner() -> None:
    with servers.serve(servers.flood) as port:
        answer = PROBE.reach(_visit(port))
    assert answer.content == {"open": True, "banner": False}
    assert MAX_BANNER < 100_000


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        (b"", Outcome.ERROR),
        (b"Exceeded MaxStartups\r\n", Outcome.DENIED),
        (b"Not allowed at this time\r\n", Outcome.DENIED),
    ],
)
def test_a_server_that_closes_without_a_banner(words: bytes, outcome: Outcome) -> None:
    with servers.serve(lambda sock: sock.sendall(words)) as port, pytest.raises(AnswerError) as failure:
        PROBE.reach(_visit(port))
    assert failure.value.outcome is outcome


def test_a_server_that_says_something_else_and_closes_is_no_ssh() -> None:
    with servers.serve(lambda sock: sock.sendall(b"HTTP/1.0 400 Bad Request\r\n")) as port:
        assert PROBE.reach(_visit(port)).content == {"open": True, "banner": False}
