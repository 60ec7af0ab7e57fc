"""A target: one NAS from the inventory, with how to reach it and what the clinic said about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path


class Secret:
    """A password that shows itself only when asked to. Never printed, logged or pickled."""

    __slots__ = ("_fetch",)

    def __init__(self, value: str | Callable[[], str]) -> None:
        self._fetch = value if callable(value) else (lambda: value)

    def reveal(self) -> str:
        """The value. Call it at the moment of use and keep no copy."""
        return self._fetch()

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


@dataclass(frozen=True, slots=True)
class SshAccess:
    """How to log in. `become_password` defaults to the login password, which is what DSM and QTS ask for."""

    user: str = ""
    port: int = 22
    password: Secret | None = None
    become_password: Secret | None = None
    key_file: Path | None = None
    host_key: str = ""
    """Pinned key: `SHA256:…` fingerprint or an OpenSSH public key; wins over known_hosts."""
    known_hosts: Path | None = None
    """File to look the host key up in; None means the user's own ~/.ssh/known_hosts."""


@dataclass(frozen=True, slots=True)
class Window:
    """When changes are allowed: `days` 0 (Monday) to 6, minutes since midnight local to the controller."""

    days: frozenset[int]
    start: int
    end: int
    text: str

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies in the window; a window past midnight belongs to the day it starts on."""
        minute = moment.hour * 60 + moment.minute
        if self.start < self.end:
            return moment.weekday() in self.days and self.start <= minute < self.end
        yesterday = (moment.weekday() - 1) % 7
        return (moment.weekday() in self.days and minute >= self.start) or (
            yesterday in self.days and minute < self.end
        )


@dataclass(frozen=True, slots=True)
class Modality:
    """A device that needs an old protocol: closing it must be accepted by name."""

    name: str
    address: str
    needs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Target:
    """One NAS of the inventory."""

    name: str
    address: str
    ssh: SshAccess = field(default_factory=SshAccess)
    groups: tuple[str, ...] = ()
    site: str = ""
    owner: str = ""
    maintenance_window: Window | None = None
    phi_shares: tuple[str, ...] = ()
    modalities: tuple[Modality, ...] = ()
    vantages: tuple[str, ...] = ()
    login_budget: int | None = None


@dataclass(frozen=True, slots=True)
class StrangerTask:
    """What the outside probes of one target may use of the inside view.

    `known_shares`: names to try besides the listed ones. `blank_candidates`: accounts whose password state the
    inside view leaves open or calls empty, worst first. `login_budget`: tries that no lock-out counter minds.
    `ports` by protocol (`ftp`, `ssh`), where the settings name another than the usual one.
    """

    known_shares: tuple[str, ...] = ()
    blank_candidates: tuple[str, ...] = ()
    login_budget: int = 3
    ports: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """Who authorised probing of what until when. Probes outside `networks` are refused."""

    authorised_by: str
    until: date
    networks: tuple[IPv4Network | IPv6Network, ...]
    source: str
