"""The inside view against a scripted SSH server: logins, sudo, and every way it can go wrong."""

import contextlib
import logging
import re
import shutil
import socket
import subprocess
import threading
import time

import paramiko
import pytest

from nasward.collect.inside import collect_inside
from nasward.collect.limits import Limits
from nasward.model.evidence import Answer, Source
from nasward.model.outcome import Outcome, Vantage
from nasward.model.target import Secret, SshAccess, Target
from tests.unit.collect.servers import serve
from tests.unit.collect.sshd import PINNED, Sshd, running

QUICK = Limits(connect=2, banner=2, auth=2, host=10)
SECRET = "Tr0ub4dor-secret"


def no_more(answers):
    return ()


def look(target, sources=(), follow_up=no_more, limits=QUICK, **options):
    return collect_inside(target, sources, follow_up, limits, **options)


# --- shells that the server can have


def real(channel, command, become=""):
    """A real shell on this machine, with the words of the bootstrap played by us."""
    mark, proof = re.search(r"sh ([0-9a-f]{32}) ([0-9a-f]{32}) ", command).groups()
    if not greet(channel, mark, proof, become):
        return
    dash = [shutil.which("dash") or "/bin/sh", "-s"]
    # A process group of its own, as sshd gives it: the script ends what is left in its group.
    shell = subprocess.Popen(dash, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)

    def feed():
        with contextlib.suppress(OSError), shell.stdin:
            while data := channel.recv(65536):
                shell.stdin.write(data)
                shell.stdin.flush()

    feeder = threading.Thread(target=feed, daemon=True)
    feeder.start()
    try:
        with contextlib.suppress(OSError), shell.stdout:
            while data := shell.stdout.read1(65536):
                channel.sendall(data)
    finally:
        shell.kill()
        shell.wait(10)
    channel.close()
    feeder.join(5)


def line(channel) -> str:
    data = b""
    while not data.endswith(b"\n") and (more := channel.recv(1)):
        data += more
    return data.decode()


def greet(channel, mark, proof, become) -> bool:
    """As bootstrap.sh does. `become` is root, or the password that sudo wants."""
    channel.sendall_stderr(b"Could not chdir to home directory /var/services/homes/x: No such file or directory\n")
    if become == "root":
        channel.sendall(f"\n{mark} root\n".encode())
        return True
    channel.sendall(f"\n{mark} ask\n".encode())
    if line(channel) == "plain\n":
        channel.sendall(f"\n{mark} plain\n".encode())
        return True
    channel.sendall(f"\n{mark} asking\n".encode())
    channel.sendall_stderr(b"We trust you have received the usual lecture\n" + f"{mark}?".encode())
    if line(channel) == f"{become}\n":
        channel.sendall(f"\n{proof}\n".encode())
        return True
    channel.sendall_stderr(f"Sorry, try again.\n{mark}?".encode())
    assert line(channel) == ""
    channel.sendall_stderr(b"sudo: 1 incorrect password attempt\n")
    return False


def rooted(channel, command):
    real(channel, command, "root")


def sudoer(channel, command):
    real(channel, command, SECRET)


def saying(text):
    return lambda channel, command: channel.sendall(text)


# --- the two rounds


def outcomes(inside):
    return {answer.source: answer.outcome for answer in inside.answers}


def named(name, text, **fields):
    def digest(raw):
        return (Answer(name, Vantage.SSH, raw.outcome, raw.stdout),)

    return Source(name, text, digest, **({"needs_root": False} | fields))


ASKED = [named("first", "echo one"), named("rooted", "echo r", needs_root=True), named("other", "x", guard="false")]


def more(answers):
    assert [answer.source for answer in answers] == ["first", "rooted"]
    return [named("second", "echo two", needs_root=True), named("third", "echo three")]


def test_root_needs_one_connection_and_two_execs():
    with running(Sshd(shell=rooted)) as server:
        inside = look(server.target(), ASKED, more)
    assert inside.login.privilege == "root"
    assert (inside.login.outcome, inside.login.host_key, inside.login.host_key_source) == (
        Outcome.OK,
        PINNED.line,
        "inventory",
    )
    assert [(a.source, a.content) for a in inside.answers] == [
        ("first", "one\n"),
        ("rooted", "r\n"),
        ("second", "two\n"),
        ("third", "three\n"),
    ]
    assert (inside.stats.connections, inside.stats.execs, inside.stats.logins) == (1, 2, 1)


def test_without_further_questions_there_is_one_exec():
    with running(Sshd(shell=rooted)) as server:
        assert look(server.target(), ASKED).stats.execs == 1


def test_sudo_with_the_password():
    with running(Sshd(shell=sudoer)) as server:
        inside = look(server.target(become_password=Secret(SECRET)), ASKED, more)
    assert (inside.login.privilege, inside.stats.execs, inside.stats.logins) == ("sudo", 2, 1)
    assert outcomes(inside) == dict.fromkeys(("first", "rooted", "second", "third"), Outcome.OK)
    assert "ask" not in server.commands[0].split()[-1:]
    assert server.commands[1].split()[-1] == "ask"


def test_the_login_password_is_the_sudo_password_where_no_other_is_given():
    with running(Sshd(shell=sudoer, password=SECRET)) as server:
        assert look(server.target(password=Secret(SECRET)), ASKED).login.privilege == "sudo"


def test_a_refused_sudo_password_is_sent_once_and_the_rest_asked_as_plain_user():
    sent = []

    def shell(channel, command):
        sent.append(command)
        real(channel, command, SECRET)

    with running(Sshd(shell=shell)) as server:
        inside = look(server.target(become_password=Secret("wrong")), ASKED, more)
    assert inside.login.privilege == "user"
    assert inside.login.detail == "sudo refused the password"
    assert outcomes(inside) == {
        "first": Outcome.OK,
        "rooted": Outcome.DENIED,
        "second": Outcome.DENIED,
        "third": Outcome.NOT_ASKED,
    }
    assert all("sudo refused the password" in a.detail for a in inside.answers if a.outcome is not Outcome.OK)
    assert (inside.stats.execs, inside.stats.logins, len(sent)) == (2, 2, 2)


@pytest.mark.parametrize("password", ["", "two\nlines"])
def test_a_sudo_password_that_cannot_be_one_line_is_not_sent(password):
    with running(Sshd(shell=sudoer)) as server:
        inside = look(server.target(become_password=Secret(password)), ASKED)
    assert (inside.login.privilege, inside.stats.execs) == ("user", 1)
    assert outcomes(inside)["rooted"] is Outcome.DENIED


def test_secrets_stand_in_no_command_no_log_and_no_text(caplog):
    caplog.set_level(logging.DEBUG)
    with running(Sshd(shell=sudoer, password=SECRET)) as server:
        inside = look(server.target(password=Secret(SECRET)), ASKED)
        refused = look(server.target(password=Secret(SECRET + "x")), ASKED)
    assert SECRET not in repr(inside) + repr(refused) + caplog.text + "".join(server.commands)
    assert "paramiko" not in caplog.text


def test_a_digest_that_trips_gives_malformed():
    def trip(raw):
        raise KeyError("size")

    sources = [Source("odd", "echo x", trip, needs_root=False), ASKED[0]]
    with running(Sshd(shell=rooted)) as server:
        inside = look(server.target(), sources)
    assert outcomes(inside) == {"odd": Outcome.MALFORMED, "first": Outcome.OK}


def test_a_digest_without_answers_still_counts_as_one():
    sources = [Source("none", "sleep 9", lambda raw: (), needs_root=False, seconds=1)]
    with running(Sshd(shell=rooted)) as server:
        inside = look(server.target(), sources)
    assert outcomes(inside) == {"none": Outcome.TIMEOUT}
    assert "1 s" in inside.answers[0].detail


# --- ends in the middle


def test_the_host_deadline_keeps_what_came_before():
    with running(Sshd(shell=rooted)) as server:
        began = time.monotonic()
        inside = look(server.target(), [ASKED[0], named("slow", "sleep 20"), named("late", "echo")], more_later, HASTY)
        assert time.monotonic() - began < 30
    assert outcomes(inside) == {
        "first": Outcome.OK,
        "slow": Outcome.TIMEOUT,
        "late": Outcome.TIMEOUT,
        "more": Outcome.TIMEOUT,
    }
    assert inside.login.outcome is Outcome.OK


HASTY = Limits(connect=1, banner=1, auth=1, host=2.5)


def more_later(answers):
    return [named("more", "echo more")]


def test_a_connection_that_breaks_keeps_what_came_before():
    def shell(channel, command):
        threading.Timer(2, channel.get_transport().close).start()
        real(channel, command, "root")

    with running(Sshd(shell=shell)) as server:
        inside = look(server.target(), [ASKED[0], named("slow", "sleep 20"), named("late", "echo")], more_later)
    assert outcomes(inside) == {
        "first": Outcome.OK,
        "slow": Outcome.UNREACHABLE,
        "late": Outcome.UNREACHABLE,
        "more": Outcome.UNREACHABLE,
    }


def test_more_bytes_than_accepted():
    with running(Sshd(shell=rooted)) as server:
        sources = [ASKED[0], named("big", "yes"), named("late", "echo")]
        inside = look(server.target(), sources, limits=Limits(total_bytes=100_000))
    assert outcomes(inside) == {"first": Outcome.OK, "big": Outcome.TRUNCATED, "late": Outcome.TRUNCATED}


NO_SHELL = {
    "says why": (saying(b"\nThis account is \x1b[1mnot available\n"), "it said: This account is ?[1mnot available"),
    "says nothing": (saying(b""), "it said: nothing"),
    "endless": (lambda channel, command: [channel.sendall(b"y\n" * 9000) for _ in range(50)], "it said: y"),
}


@pytest.mark.parametrize(("shell", "text"), NO_SHELL.values(), ids=NO_SHELL)
def test_an_account_without_a_shell(shell, text):
    with running(Sshd(shell=shell)) as server:
        inside = look(server.target(), ASKED)
    assert (inside.login.outcome, inside.login.privilege, inside.answers) == (Outcome.ERROR, "none", ())
    assert text in inside.login.detail


def test_a_shell_that_stays_silent():
    with running(Sshd(shell=lambda channel, command: time.sleep(3))) as server:
        inside = look(server.target(), ASKED, limits=Limits(auth=1))
    assert (inside.login.outcome, inside.answers) == (Outcome.TIMEOUT, ())


# --- no login

WRONG = "login refused: wrong user name or password for auditor"


def test_a_wrong_password_is_tried_once():
    with running(Sshd(password="other")) as server:
        inside = look(server.target())
    assert (inside.login.outcome, inside.login.detail) == (Outcome.DENIED, WRONG)
    assert (server.tried, inside.stats.logins, inside.stats.execs) == (["password"], 1, 0)
    assert inside.login.host_key == PINNED.line


def test_a_stalled_login_is_a_timeout_and_no_refusal():
    stall = threading.Event()
    with running(Sshd(stall=stall)) as server:
        inside = look(server.target(), limits=Limits(auth=1))
        stall.set()
    assert (inside.login.outcome, server.tried) == (Outcome.TIMEOUT, ["password"])


def test_the_password_goes_into_a_dialogue_where_that_is_what_is_offered():
    with running(Sshd(methods="keyboard-interactive", shell=rooted)) as server:
        inside = look(server.target(), ASKED)
    assert (inside.login.privilege, server.tried) == ("root", ["interactive", "answered 1"])


ONE_TIME = {
    "asked for at once": Sshd(methods="keyboard-interactive", prompts=[("Verification code: ", False)]),
    "asked for beside": Sshd(methods="keyboard-interactive", prompts=[("Password: ", False), ("Code: ", False)]),
    "asked for openly": Sshd(methods="keyboard-interactive", prompts=[("Number: ", True)]),
    "asked for after the password": Sshd(methods="password", partial=True),
}


@pytest.mark.parametrize("server", ONE_TIME.values(), ids=ONE_TIME)
def test_a_one_time_code_is_named_and_never_guessed(server):
    with running(server):
        inside = look(server.target())
    assert inside.login.outcome is Outcome.DENIED
    assert "one-time code" in inside.login.detail
    assert not [word for word in server.tried if word.startswith("answered")]


def test_a_server_that_takes_keys_only():
    with running(Sshd(methods="publickey")) as server:
        inside = look(server.target())
    assert (inside.login.outcome, inside.login.detail) == (
        Outcome.DENIED,
        "the NAS takes no password, only publickey",
    )


def test_a_key_that_is_refused_and_no_password(tmp_path):
    file = tmp_path / "key"
    paramiko.RSAKey.generate(2048).write_private_key_file(str(file))
    with running(Sshd(methods="publickey,password")) as server:
        inside = look(server.target(key_file=file, password=None))
    assert inside.login.outcome is Outcome.DENIED
    assert "no key of auditor was accepted" in inside.login.detail


BAD_KEYS = {"missing": (None, "cannot read the key file"), "no key": ("hello", "holds no private key")}


@pytest.mark.parametrize(("text", "said"), BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_key_file_that_is_none(tmp_path, text, said):
    file = tmp_path / "key"
    if text is not None:
        file.write_text(text)
    with running(Sshd()) as server:
        inside = look(server.target(key_file=file))
    assert inside.login.outcome is Outcome.ERROR
    assert said in inside.login.detail


def test_an_encrypted_key_file_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    file = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", file], check=True)
    with running(Sshd()) as server:
        inside = look(server.target(key_file=file, password=None))
    assert "is encrypted: load it into ssh-agent" in inside.login.detail


def test_nothing_to_log_in_with(tmp_path, monkeypatch):
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    with running(Sshd()) as server:
        assert "no way to log in as auditor" in look(server.target(password=None)).login.detail
        assert look(server.target(user="")).login.detail == "no user name is given for SSH"
    assert server.tried == []


def test_the_host_key_is_checked_before_anything_is_tried():
    with running(Sshd()) as server:
        inside = look(server.target(host_key="SHA256:" + "A" * 43))
    assert (inside.login.outcome, inside.stats.logins, server.tried) == (Outcome.ERROR, 0, [])
    assert "host key mismatch" in inside.login.detail
    assert inside.login.host_key == ""


def test_an_unknown_host_key_is_accepted_only_when_asked_to(tmp_path):
    access = {"host_key": "", "known_hosts": tmp_path / "none"}
    with running(Sshd(shell=rooted)) as server:
        refused = look(server.target(**access), ASKED)
        taken = look(server.target(**access), ASKED, accept_new_host_key=True)
    assert "host key unknown" in refused.login.detail
    assert refused.answers == ()
    assert (taken.login.host_key_source, taken.login.privilege) == ("first-use", "root")


def test_outdated_algorithms_are_named():
    with running(Sshd(), kex=["diffie-hellman-group14-sha256"]) as server:
        target = server.target()
        original = paramiko.Transport._preferred_kex
        paramiko.Transport._preferred_kex = ("curve25519-sha256@libssh.org",)
        try:
            inside = look(target)
        finally:
            paramiko.Transport._preferred_kex = original
    assert inside.login.outcome is Outcome.ERROR
    assert "outdated SSH algorithms" in inside.login.detail


def silent(sock):
    time.sleep(3)


def chatty(sock):
    sock.sendall(b"220 ftp ready\r\n")


def abrupt(sock):
    sock.recv(10)


def banner_only(sock):
    sock.sendall(b"SSH-2.0-OpenSSH_8.2\r\n")
    time.sleep(3)


BAD_SERVERS = {
    "silent": (silent, Outcome.TIMEOUT),
    "silent after the banner": (banner_only, Outcome.TIMEOUT),
    "no SSH": (chatty, Outcome.UNREACHABLE),
    "closes": (abrupt, Outcome.UNREACHABLE),
}


@pytest.mark.parametrize(("handler", "outcome"), BAD_SERVERS.values(), ids=BAD_SERVERS)
def test_a_port_that_is_no_ssh(handler, outcome):
    with serve(handler) as port:
        inside = look(Target("nas", "127.0.0.1", SshAccess("auditor", port)), limits=Limits(banner=1))
    assert inside.login.outcome is outcome
    assert inside.login.detail.startswith("the port is open")


def test_addresses_that_lead_nowhere():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    refused = look(Target("nas", "127.0.0.1", SshAccess("auditor", port))).login
    unnamed = look(Target("nas", "no-such-nas.invalid", SshAccess("auditor"))).login
    too_long = look(Target("nas", "a" * 70 + ".invalid", SshAccess("auditor"))).login
    assert {refused.outcome, unnamed.outcome, too_long.outcome} == {Outcome.UNREACHABLE}
    assert "refused the connection" in refused.detail
    assert "cannot be resolved" in unnamed.detail
