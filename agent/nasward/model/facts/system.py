"""What the box is, and how it is kept: platform, updates, packages, time, schedules, listeners."""

from dataclasses import dataclass, field
from typing import Literal

from nasward.model.leaf import UNASKED, Items, Leaf


@dataclass(frozen=True, slots=True)
class Platform:
    """What the box is. `build` is the vendor's build number as printed, `update` DSM's small fix number."""

    vendor: Leaf[Literal["synology", "qnap"]] = UNASKED
    os: Leaf[Literal["DSM", "QTS", "QuTS hero"]] = UNASKED
    version: Leaf[str] = UNASKED
    build: Leaf[str] = UNASKED
    update: Leaf[int] = UNASKED
    model: Leaf[str] = UNASKED


@dataclass(frozen=True, slots=True)
class Updates:
    """The vendor's own update settings. `policy`: what is installed without a person; `check`: it looks for news.

    `servers_genuine`: every update address is the vendor's (false: redirected, a sign of malware, qnap.md §10.1).
    `last_check` is a day, `YYYY-MM-DD`.
    """

    check: Leaf[bool] = UNASKED
    policy: Leaf[Literal["security", "all", "notify", "none"]] = UNASKED
    servers_genuine: Leaf[bool] = UNASKED
    last_check: Leaf[str] = UNASKED


@dataclass(frozen=True, slots=True)
class Package:
    """An installed app (DSM package, QPKG). `name` is the vendor's id of it."""

    name: str
    version: Leaf[str] = UNASKED
    enabled: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class PackageSettings:
    """Where apps may come from. `unsigned`: packages without a valid signature may be installed.

    `trust`: whose packages are taken.
    """

    unsigned: Leaf[bool] = UNASKED
    auto_update: Leaf[bool] = UNASKED
    trust: Leaf[Literal["vendor", "publishers", "any"]] = UNASKED


@dataclass(frozen=True, slots=True)
class PackageStore:
    """A package source that is not the vendor's."""

    name: str
    url: Leaf[str] = UNASKED


@dataclass(frozen=True, slots=True)
class Container:
    """A container. `ports` are published ones as `host:container/protocol`, `mounts` host paths."""

    name: str
    image: Leaf[str] = UNASKED
    running: Leaf[bool] = UNASKED
    privileged: Leaf[bool] = UNASKED
    host_network: Leaf[bool] = UNASKED
    ports: Leaf[str] = UNASKED
    mounts: Leaf[str] = UNASKED


@dataclass(frozen=True, slots=True)
class Listener:
    """A listening socket; `name` is `tcp/445`, `scope` how far it listens, `process` its program ("" if hidden)."""

    name: str
    port: Leaf[int] = UNASKED
    scope: Leaf[Literal["loopback", "network"]] = UNASKED
    process: Leaf[str] = UNASKED


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """A line of cron or of the vendor's scheduler. `vendor`: it is of the vendor's known clean set."""

    name: str
    owner: Leaf[str] = UNASKED
    enabled: Leaf[bool] = UNASKED
    vendor: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Hook:
    """A place where malware is known to start from; `name` is the place, `present` whether something is there."""

    name: str
    present: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class AuthorizedKeys:
    """SSH keys that may log in as an account, counted; no key leaves the NAS. `name` is the account."""

    name: str
    count: Leaf[int] = UNASKED


@dataclass(frozen=True, slots=True)
class Time:
    """Clock synchronisation as a client, and whether the NAS serves time to others."""

    synchronised: Leaf[bool] = UNASKED
    server: Leaf[str] = UNASKED
    serves: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class NamedThing:
    """Something of which only the name matters."""

    name: str


@dataclass(frozen=True, slots=True)
class Tampering:
    """Signs of a foreign hand: accounts with uid 0 beside the vendor's, hosts entries that block the vendor."""

    extra_uid0: Items[NamedThing] = field(default_factory=Items)
    blocked_update_hosts: Leaf[bool] = UNASKED
    sudo_drop_ins: Leaf[int] = UNASKED
