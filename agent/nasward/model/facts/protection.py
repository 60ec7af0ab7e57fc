"""What stands between an attacker and the box: firewall, lock-out, logs, alerts, scanners."""

from dataclasses import dataclass, field
from typing import Literal

from nasward.model.leaf import UNASKED, Items, Leaf


@dataclass(frozen=True, slots=True)
class FirewallRule:
    """A rule of the profile in force; `name` is `section number`. `source` is `all` or as the vendor writes it."""

    name: str
    enabled: Leaf[bool] = UNASKED
    action: Leaf[Literal["allow", "drop"]] = UNASKED
    ports: Leaf[str] = UNASKED
    source: Leaf[str] = UNASKED


@dataclass(frozen=True, slots=True)
class Firewall:
    """The NAS's own firewall. `default_deny`: what no rule allows is dropped on every interface."""

    enabled: Leaf[bool] = UNASKED
    default_deny: Leaf[bool] = UNASKED
    rules: Items[FirewallRule] = field(default_factory=Items)


@dataclass(frozen=True, slots=True)
class Lockout:
    """Blocking of addresses after failed logins: `attempts` within `minutes`, for `days` (0: for ever).

    `accounts`: accounts are protected too. `dos`: the vendor's DoS protection is on for every interface.
    """

    enabled: Leaf[bool] = UNASKED
    attempts: Leaf[int] = UNASKED
    minutes: Leaf[int] = UNASKED
    days: Leaf[int] = UNASKED
    accounts: Leaf[bool] = UNASKED
    dos: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Logs:
    """What is written down. `file_access`: SMB file access is logged. `remote`: logs are sent to another host."""

    connections: Leaf[bool] = UNASKED
    file_access: Leaf[bool] = UNASKED
    ftp_transfers: Leaf[bool] = UNASKED
    remote: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Notifications:
    """Whether the NAS can tell somebody. `mail`: a mail channel is set up; `push`: one to phones."""

    mail: Leaf[bool] = UNASKED
    push: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Antivirus:
    """A malware scanner of the vendor's. `scheduled`: it runs by itself; `updates`: it fetches signatures."""

    installed: Leaf[bool] = UNASKED
    enabled: Leaf[bool] = UNASKED
    scheduled: Leaf[bool] = UNASKED
    updates: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Advisor:
    """The vendor's own security check (Security Advisor, Security Counselor). `scheduled`: it runs by itself."""

    installed: Leaf[bool] = UNASKED
    scheduled: Leaf[bool] = UNASKED
    level: Leaf[Literal["safe", "info", "warning", "outdated", "risk", "danger", "unknown"]] = UNASKED
