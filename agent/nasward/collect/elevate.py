"""From a login to a shell that waits for the script: as root, through sudo, or as the plain user."""

import time
from dataclasses import dataclass

from nasward.collect import script
from nasward.collect.limits import Limits
from nasward.collect.ssh import Connection
from nasward.collect.talk import Talk
from nasward.model.errors import AnswerError
from nasward.model.evidence import Privilege
from nasward.model.outcome import Outcome
from nasward.model.target import SshAccess

MOST_EXECS = 2
_HELLO_BYTES = 1 << 16
_REFUSED_WAIT = 5.0
"""Seconds for sudo to end after its stdin was closed."""


@dataclass(frozen=True, slots=True)
class Shell:
    """A shell on the NAS that reads a script from stdin. `why_not_root` is "" for root and sudo."""

    talk: Talk
    privilege: Privilege
    why_not_root: str = ""


class Elevator:
    """Opens the shells of one target and counts what that took. A refused sudo password is never sent again."""

    def __init__(self, connection: Connection, access: SshAccess, limits: Limits, deadline: float) -> None:
        self.execs = 0
        self.refusal = ""
        """Why sudo refused, "" while it has not."""
        self._connection = connection
        self._secret = access.become_password or access.password
        self._limits = limits
        self._deadline = deadline
        self._known = ""

    def open(self) -> Shell:
        """A shell with the most rights there are. Raises `AnswerError` where there is none."""
        talk, mark, proof, word = self._start()
        if word in ("root", "sudo"):
            return Shell(talk, "root" if word == "root" else "sudo")
        if word == "nosudo":
            return Shell(talk, "user", "sudo is not installed")
        why = self.refusal or self._no_password()
        if not why:
            if self._sudo(talk, mark, proof):
                return Shell(talk, "sudo")
            why = self.refusal
            talk, mark, proof, word = self._start()
        self._expect(talk, mark, b"plain\n", "plain")
        return Shell(talk, "user", why)

    def _start(self) -> tuple[Talk, str, str, str]:
        """Run the bootstrap: its talk, its two marks, and the word that says what it has."""
        if self.execs >= MOST_EXECS:
            raise AnswerError(Outcome.NOT_ASKED, f"not asked: {self.refusal}, and that cost the second of two commands")
        if time.monotonic() >= self._deadline:
            raise AnswerError(Outcome.TIMEOUT, "not asked: the time for this host was over")
        self.execs += 1
        mark, proof = script.new_nonce(), script.new_nonce()
        talk = self._connection.execute(script.bootstrap(mark, proof, self._known), self._limits, self._deadline)
        talk.read_until(lambda: bool(_words(talk, mark)) or len(talk.out) > _HELLO_BYTES, self._limits.auth)
        words = _words(talk, mark)
        if not words:
            raise _no_shell(talk)
        self._known = words[0]
        return talk, mark, proof, words[0]

    def _no_password(self) -> str:
        if self._secret is None:
            return "no sudo password given"
        password = self._secret.reveal()
        if not password or set(password) & {"\n", "\0"}:
            return "the sudo password is empty or holds a line break"
        return ""

    def _expect(self, talk: Talk, mark: str, order: bytes, word: str) -> None:
        talk.send(order)
        if not talk.read_until(lambda: word in _words(talk, mark), self._limits.auth):
            raise _no_shell(talk)

    def _sudo(self, talk: Talk, mark: str, proof: str) -> bool:
        """Send the password once; True when root's shell proved itself, else `refusal` says why not."""
        self._expect(talk, mark, b"sudo\n", "asking")
        if self._secret is not None:
            talk.send(f"{self._secret.reveal()}\n".encode())
        proved = f"\n{proof}\n".encode()
        # A wrong password shows as a second prompt. Then sudo gets no second line, but the end of its stdin.
        prompt = f"{mark}?".encode()
        talk.read_until(lambda: proved in talk.out or talk.err.count(prompt) > 1, self._limits.auth)
        if proved in talk.out:
            return True
        talk.close_stdin()
        talk.read_until(lambda: False, _REFUSED_WAIT)
        talk.close()
        self.refusal = _refusal(bytes(talk.err))
        return False


def _words(talk: Talk, mark: str) -> list[str]:
    """The words of the bootstrap so far: what stands after the mark on whole lines of its own."""
    _, *found = (b"\n" + talk.out).split(f"\n{mark} ".encode())
    return [chunk.partition(b"\n")[0].decode("ascii", "replace") for chunk in found if b"\n" in chunk]


def _no_shell(talk: Talk) -> AnswerError:
    """The login worked, but what answers is not a shell that runs our command."""
    if not talk.out and talk.end in ("", "timeout"):
        return AnswerError(Outcome.TIMEOUT, "logged in, but the shell did not answer in time")
    said = bytes(talk.out + b"\n" + talk.err).decode("utf-8", "replace").splitlines()
    # DSM says this on every login where the User Home service is off (synology.md §1.5).
    lines = [line.strip() for line in said if line.strip() and not line.startswith("Could not chdir")]
    shown = "".join(char if char.isprintable() else "?" for char in (lines or ["nothing"])[0])[:120]
    return AnswerError(Outcome.ERROR, f"logged in, but the account has no shell that runs commands; it said: {shown}")


def _refusal(stderr: bytes) -> str:
    if b"not in the sudoers" in stderr or b"may not run sudo" in stderr or b"is not allowed to" in stderr:
        return "the user is not in sudoers"
    if b"have a tty" in stderr or b"terminal is required" in stderr:
        return "sudo wants a terminal"
    return "sudo refused the password"
