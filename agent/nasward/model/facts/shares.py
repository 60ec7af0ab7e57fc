"""Shared folders and what protects their content."""

from dataclasses import dataclass
from typing import Literal

from nasward.model.leaf import UNASKED, Leaf

Access = Literal["none", "read", "write"]


@dataclass(frozen=True, slots=True)
class Share:
    """A shared folder. `guest_access` is what the share's own rights give a guest, in force or dormant.

    `everyone_access` is that of the group of all local users. `encryption`: at rest, of the folder itself;
    `key_on_box`: it unlocks itself at boot. `host_restricted`: only named hosts may use it.
    `snapshots` counts those that exist; `snapshots_locked`: at least one cannot be deleted yet.
    """

    name: str
    path: Leaf[str] = UNASKED
    kind: Leaf[Literal["data", "home", "external"]] = UNASKED
    hidden: Leaf[bool] = UNASKED
    guest_access: Leaf[Access] = UNASKED
    everyone_access: Leaf[Access] = UNASKED
    encryption: Leaf[Literal["none", "locked", "unlocked"]] = UNASKED
    key_on_box: Leaf[bool] = UNASKED
    recycle_bin: Leaf[bool] = UNASKED
    recycle_bin_admin_only: Leaf[bool] = UNASKED
    hide_unreadable: Leaf[bool] = UNASKED
    host_restricted: Leaf[bool] = UNASKED
    smb_encryption: Leaf[bool] = UNASKED
    snapshots: Leaf[int] = UNASKED
    snapshots_locked: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Volume:
    """A storage volume. `healthy`: the vendor reports no degraded or failed state."""

    name: str
    encrypted: Leaf[bool] = UNASKED
    healthy: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Snapshots:
    """Whether any snapshot schedule runs on the box."""

    scheduled: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class BackupJob:
    """A backup job of the vendor's backup app. `last_result` in the words `ok`, `failed`, `never`."""

    name: str
    enabled: Leaf[bool] = UNASKED
    encrypted: Leaf[bool] = UNASKED
    last_result: Leaf[Literal["ok", "failed", "never"]] = UNASKED
