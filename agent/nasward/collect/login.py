"""One SSH login: keys first, then at most one password. A lock-out counter must never be fed twice."""

import contextlib
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import paramiko

from nasward.model.errors import AnswerError
from nasward.model.outcome import Outcome
from nasward.model.target import SshAccess

_MOST_KEYS = 4
"""More offers come near a server's MaxAuthTries (6)."""

_DEFAULT_KEYS = ("id_ed25519", "id_ecdsa", "id_rsa")
_ONE_TIME = re.compile(r"code|otp|token|verif|factor|authenticator", re.IGNORECASE)
_ONE_TIME_TEXT = "the account asks for a one-time code (2-step verification): log in with a key instead"


class Attempt:
    """The login of one target. `tries` counts what the server may have counted."""

    def __init__(self, access: SshAccess) -> None:
        self._access = access
        self.tries = 0

    def run(self, transport: paramiko.Transport) -> None:
        """Log in on a connection whose host key is proved. Raises `AnswerError`."""
        if not self._access.user:
            raise AnswerError(Outcome.ERROR, "no user name is given for SSH")
        if self._by_key(transport):
            return
        if self._access.password is None:
            raise AnswerError(Outcome.DENIED, self._no_key_text())
        self._by_password(transport, self._access.password.reveal())

    def _by_key(self, transport: paramiko.Transport) -> bool:
        with _keys(self._access) as keys:
            for key in keys[:_MOST_KEYS]:
                self.tries += 1
                try:
                    more = transport.auth_publickey(self._access.user, key)
                except paramiko.BadAuthenticationType:
                    return False
                except (paramiko.SSHException, EOFError, OSError) as error:
                    _raise_unless_refused(error)
                    continue
                if more:
                    raise AnswerError(Outcome.DENIED, f"the key was accepted, but the NAS also wants {_and(more)}")
                return True
        return False

    def _no_key_text(self) -> str:
        user = self._access.user
        if self.tries:
            return f"login refused: no key of {user} was accepted, and no password is given"
        return f"no way to log in as {user}: no key file, no key in the agent, no password"

    def _by_password(self, transport: paramiko.Transport, password: str) -> None:
        self.tries += 1
        try:
            more = transport.auth_password(self._access.user, password, fallback=False)
        except paramiko.BadAuthenticationType as error:
            if "keyboard-interactive" not in error.allowed_types:
                raise AnswerError(
                    Outcome.DENIED, f"the NAS takes no password, only {_and(error.allowed_types)}"
                ) from None
            more = self._by_dialogue(transport, password)
        except (paramiko.SSHException, EOFError, OSError) as error:
            _raise_unless_refused(error)
            raise AnswerError(
                Outcome.DENIED, f"login refused: wrong user name or password for {self._access.user}"
            ) from None
        if more:
            raise AnswerError(
                Outcome.DENIED, _ONE_TIME_TEXT if "keyboard-interactive" in more else f"the NAS also wants {_and(more)}"
            )

    def _by_dialogue(self, transport: paramiko.Transport, password: str) -> list[str]:
        """Keyboard-interactive, where a server offers it in place of `password` (which it did not even look at)."""
        dialogue = _Dialogue(password)
        try:
            return transport.auth_interactive(self._access.user, dialogue.answer)
        except AnswerError:
            raise
        except (paramiko.SSHException, EOFError, OSError) as error:
            _raise_unless_refused(error)
            raise AnswerError(
                Outcome.DENIED, f"login refused: wrong user name or password for {self._access.user}"
            ) from None


class _Dialogue:
    """Answers one hidden question for a password; any other one ends the login before anything is sent."""

    def __init__(self, password: str) -> None:
        self._password: str | None = password

    def answer(self, _title: str, _instructions: str, fields: Sequence[tuple[str, bool]]) -> list[str]:
        """Called by paramiko for each round of questions."""
        if not fields:
            return []
        prompt, shown = fields[0]
        if len(fields) > 1 or shown or self._password is None or _ONE_TIME.search(prompt):
            raise AnswerError(Outcome.DENIED, _ONE_TIME_TEXT)
        password, self._password = self._password, None
        return [password]


def _raise_unless_refused(error: Exception) -> None:
    """A refusal is no reason to stop; a time-out or a broken connection is, and is not to be called a refusal."""
    text = str(error).lower()
    if "timeout" in text or "timed out" in text or isinstance(error, TimeoutError):
        raise AnswerError(Outcome.TIMEOUT, "the NAS did not answer the login in time") from None
    refused = isinstance(error, paramiko.AuthenticationException)
    if not refused or "shut down" in text or "eof" in text:
        text = "the NAS closed the connection during the login: too many tries, or this address is blocked?"
        raise AnswerError(Outcome.UNREACHABLE, text) from None


def _and(types: Sequence[str]) -> str:
    return ", ".join(re.sub(r"[^\w.@-]", "?", kind)[:40] for kind in types[:5]) or "nothing it names"


@contextlib.contextmanager
def _keys(access: SshAccess) -> Iterator[Sequence[paramiko.PKey]]:
    """The keys to offer: the named file; else, where no password is given either, the agent's and the user's own."""
    if access.key_file is not None:
        key = _load(access.key_file)
        if key is not None:
            yield [key]
            return
    elif access.password is not None:
        yield []
        return
    agent = paramiko.Agent()
    try:
        own = [_load(path) for path in _default_paths()] if access.key_file is None else []
        keys = [*agent.get_keys(), *(key for key in own if key)]
        if access.key_file is not None and not keys and access.password is None:
            raise AnswerError(Outcome.ERROR, f"the key file {access.key_file} is encrypted: load it into ssh-agent")
        yield keys
    finally:
        agent.close()


def _default_paths() -> list[Path]:
    paths = (Path("~/.ssh").expanduser() / name for name in _DEFAULT_KEYS)
    return [path for path in paths if path.is_file()]


def _load(path: Path) -> paramiko.PKey | None:
    """The key in a file; None where it is encrypted."""
    path = path.expanduser()
    try:
        return _load_version(path, path.stat().st_mtime_ns)
    except (paramiko.PasswordRequiredException, TypeError):
        return None
    except OSError as error:
        raise AnswerError(Outcome.ERROR, f"cannot read the key file {path}: {error.strerror}") from None
    except (ValueError, paramiko.SSHException, paramiko.pkey.UnknownKeyType):
        raise AnswerError(Outcome.ERROR, f"{path} holds no private key that can be used") from None


@lru_cache(maxsize=64)
def _load_version(path: Path, _version: int) -> paramiko.PKey:
    return paramiko.PKey.from_path(path)
