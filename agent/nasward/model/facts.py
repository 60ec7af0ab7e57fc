"""The vendor-neutral state of a NAS, interpreted from evidence.

Facts that were read inside stand at the root, as in the design's example check (`shares`, `ftp` …); what a
stranger got stands under `outside.lan` and `outside.internet`. `views` joins the two where checks compare them.
Field names and the words of each Literal are the vocabulary of the checks: changing one is changing a contract.
The identity of an item (`name`, `hostname` …) is a plain str: an item whose name is unknown cannot be listed.
"""

from dataclasses import dataclass, field
from typing import Literal

from nasward.model.leaf import UNASKED, Items, Leaf

Access = Literal["none", "read", "write"]


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
class Account:
    """A local account that a person could log in with. System entries with locked passwords are left out.

    `password`: `locked` means that no password can match. `factory_password`: equals the vendor's shipped one, where
    that is not the empty one (DSM ships the empty one: `password` says it).
    """

    name: str
    uid: Leaf[int] = UNASKED
    enabled: Leaf[bool] = UNASKED
    admin: Leaf[bool] = UNASKED
    password: Leaf[Literal["set", "empty", "locked"]] = UNASKED
    factory_password: Leaf[bool] = UNASKED
    scheme: Leaf[str] = UNASKED


@dataclass(frozen=True, slots=True)
class Share:
    """A shared folder. `guest_access` is what the share's own rights give a guest, in force or dormant."""

    name: str
    path: Leaf[str] = UNASKED
    kind: Leaf[Literal["data", "home", "external"]] = UNASKED
    hidden: Leaf[bool] = UNASKED
    guest_access: Leaf[Access] = UNASKED


@dataclass(frozen=True, slots=True)
class Smb:
    """The SMB service as configured."""

    enabled: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Ftp:
    """The FTP service as configured. `plain`: FTP without TLS is served; `tls`: FTPS is served."""

    plain: Leaf[bool] = UNASKED
    tls: Leaf[bool] = UNASKED
    anonymous: Leaf[bool] = UNASKED
    port: Leaf[int] = UNASKED


@dataclass(frozen=True, slots=True)
class Ssh:
    """The SSH service as configured."""

    enabled: Leaf[bool] = UNASKED
    port: Leaf[int] = UNASKED


@dataclass(frozen=True, slots=True)
class DdnsRecord:
    """A dynamic DNS name that the NAS keeps pointing at its public address."""

    hostname: str
    provider: Leaf[str] = UNASKED
    enabled: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Ddns:
    """Dynamic DNS."""

    records: Items[DdnsRecord] = field(default_factory=Items)


@dataclass(frozen=True, slots=True)
class PortForward:
    """A forwarding rule that the NAS sets in the clinic's router. `name` is the rule's id or service."""

    name: str
    enabled: Leaf[bool] = UNASKED
    router_port: Leaf[str] = UNASKED
    nas_port: Leaf[str] = UNASKED


@dataclass(frozen=True, slots=True)
class Remote:
    """How the internet can reach in. `relay`: the vendor's relay (QuickConnect, myQNAPcloud Link) is on.

    `auto_mapping`: the NAS may open router ports by UPnP on its own.
    """

    relay: Leaf[bool] = UNASKED
    auto_mapping: Leaf[bool] = UNASKED
    forwards: Items[PortForward] = field(default_factory=Items)


@dataclass(frozen=True, slots=True)
class Lockout:
    """Blocking of addresses after failed logins. `attempts` within the vendor's time window."""

    enabled: Leaf[bool] = UNASKED
    attempts: Leaf[int] = UNASKED


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

    smb: StrangerSmb = StrangerSmb()
    ftp: StrangerFtp = StrangerFtp()
    ssh: StrangerSsh = StrangerSsh()
    blank_logins: Items[BlankLogin] = field(default_factory=Items)


@dataclass(frozen=True, slots=True)
class Outside:
    """The outside view, one per vantage, never merged."""

    lan: Stranger = Stranger()
    internet: Stranger = Stranger()


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


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a check may speak of. Each field is one variable of the check language."""

    platform: Platform = Platform()
    accounts: Items[Account] = field(default_factory=Items)
    shares: Items[Share] = field(default_factory=Items)
    smb: Smb = Smb()
    ftp: Ftp = Ftp()
    ssh: Ssh = Ssh()
    ddns: Ddns = field(default_factory=Ddns)
    remote: Remote = field(default_factory=Remote)
    lockout: Lockout = Lockout()
    outside: Outside = field(default_factory=Outside)
    views: Views = field(default_factory=Views)
