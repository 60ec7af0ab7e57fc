"""What a stranger got, and both views of one thing side by side."""

from dataclasses import dataclass, field
from typing import Literal

from nasward.model.facts.shares import Access
from nasward.model.leaf import UNASKED, Items, Leaf


@dataclass(frozen=True, slots=True)
class StrangerShare:
    """What an SMB share gave a stranger: `null` without any name, `guest` with a made-up one."""

    name: str
    null_access: Leaf[Access] = UNASKED
    guest_access: Leaf[Access] = UNASKED


@dataclass(frozen=True, slots=True)
class StrangerSmb:
    """SMB from outside. The sessions are known only where the server answered them."""

    reachable: Leaf[bool] = UNASKED
    null_session: Leaf[bool] = UNASKED
    guest_session: Leaf[bool] = UNASKED
    shares: Items[StrangerShare] = field(default_factory=Items)


@dataclass(frozen=True, slots=True)
class StrangerFtp:
    """FTP from outside. `plain_login`: the server asks for a password without TLS."""

    reachable: Leaf[bool] = UNASKED
    anonymous: Leaf[bool] = UNASKED
    plain_login: Leaf[bool] = UNASKED
    tls_offered: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class StrangerSsh:
    """SSH from outside."""

    reachable: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class BlankLogin:
    """One try to log in as `account` with an empty password; `name` is `account` or `(blank)`."""

    name: str
    protocol: Leaf[Literal["smb", "ftp", "ssh"]] = UNASKED
    accepted: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Stranger:
    """What one outside vantage got."""

    smb: StrangerSmb = field(default_factory=StrangerSmb)
    ftp: StrangerFtp = field(default_factory=StrangerFtp)
    ssh: StrangerSsh = field(default_factory=StrangerSsh)
    blank_logins: Items[BlankLogin] = field(default_factory=Items)


@dataclass(frozen=True, slots=True)
class Outside:
    """The outside view, one per vantage, never merged."""

    lan: Stranger = field(default_factory=Stranger)
    internet: Stranger = field(default_factory=Stranger)


@dataclass(frozen=True, slots=True)
class ShareViews:
    """One share seen from both sides: `inside` is its guest right, `lan` the most a stranger really got."""

    name: str
    inside: Leaf[Access] = UNASKED
    lan: Leaf[Access] = UNASKED


@dataclass(frozen=True, slots=True)
class Views:
    """Inside and outside of the same thing, joined beforehand: CEL has no budget for joins."""

    shares: Items[ShareViews] = field(default_factory=Items)
