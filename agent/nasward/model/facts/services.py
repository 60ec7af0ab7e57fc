"""File and login services as they are configured."""

from dataclasses import dataclass, field
from typing import Literal

from nasward.model.leaf import UNASKED, Items, Leaf

Demand = Literal["off", "offered", "required"]


@dataclass(frozen=True, slots=True)
class Smb:
    """The SMB service. `min_protocol` and `max_protocol` are 1, 2 or 3. `signing` and `encryption`: off, or offered, or
    required of everybody. `anonymous_listing`: a nameless session may list shares and accounts.
    """

    enabled: Leaf[bool] = UNASKED
    min_protocol: Leaf[int] = UNASKED
    max_protocol: Leaf[int] = UNASKED
    signing: Leaf[Demand] = UNASKED
    encryption: Leaf[Demand] = UNASKED
    ntlmv1: Leaf[bool] = UNASKED
    anonymous_listing: Leaf[bool] = UNASKED
    wide_links: Leaf[bool] = UNASKED
    local_master: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Ftp:
    """The FTP service. `plain`: FTP without TLS is served; `tls`: FTPS is. `confined`: users see only their home.

    `bounce`: FXP is allowed. `umask`: new files get safe rights (a Security Advisor rule).
    """

    plain: Leaf[bool] = UNASKED
    tls: Leaf[bool] = UNASKED
    anonymous: Leaf[bool] = UNASKED
    port: Leaf[int] = UNASKED
    confined: Leaf[bool] = UNASKED
    bounce: Leaf[bool] = UNASKED
    umask: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Ssh:
    """The SSH service. `root_login`: `key` means by key only. `weak_algorithms`: comma list of those in force.

    `forwarding`: TCP forwarding for everybody. `user_environment`: users may set their environment.
    """

    enabled: Leaf[bool] = UNASKED
    port: Leaf[int] = UNASKED
    root_login: Leaf[Literal["no", "key", "yes"]] = UNASKED
    password_login: Leaf[bool] = UNASKED
    empty_passwords: Leaf[bool] = UNASKED
    forwarding: Leaf[bool] = UNASKED
    user_environment: Leaf[bool] = UNASKED
    weak_algorithms: Leaf[str] = UNASKED


@dataclass(frozen=True, slots=True)
class Switch:
    """A service that is on or off, with its port where one is set."""

    enabled: Leaf[bool] = UNASKED
    port: Leaf[int] = UNASKED


@dataclass(frozen=True, slots=True)
class Tftp:
    """TFTP. `writable`: clients may write. `limited`: only named addresses are served."""

    enabled: Leaf[bool] = UNASKED
    writable: Leaf[bool] = UNASKED
    limited: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Rsync:
    """The rsync service. `own_accounts`: accounts with passwords of their own, sent without SSH.

    `default_account`: the shipped account or password is in force.
    """

    enabled: Leaf[bool] = UNASKED
    own_accounts: Leaf[bool] = UNASKED
    default_account: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class WebDav:
    """WebDAV over HTTP without and with TLS."""

    http: Leaf[bool] = UNASKED
    https: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class NfsExport:
    """One client of one NFS export; `name` is `path client`. `squash`: what becomes of root.

    `everyone`: the client is every host. `kerberos`: Kerberos is demanded (`sys` is not allowed).
    """

    name: str
    path: Leaf[str] = UNASKED
    client: Leaf[str] = UNASKED
    everyone: Leaf[bool] = UNASKED
    access: Leaf[Literal["read", "write"]] = UNASKED
    squash: Leaf[Literal["none", "root", "all", "root_to_admin", "all_to_admin"]] = UNASKED
    insecure_ports: Leaf[bool] = UNASKED
    kerberos: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Nfs:
    """NFS and its exports."""

    enabled: Leaf[bool] = UNASKED
    exports: Items[NfsExport] = field(default_factory=Items)


@dataclass(frozen=True, slots=True)
class Snmp:
    """SNMP. `community`: whether the read community is a well-known word; the community itself never leaves the NAS.

    `writable`: a write community is set.
    """

    enabled: Leaf[bool] = UNASKED
    v1v2: Leaf[bool] = UNASKED
    v3: Leaf[bool] = UNASKED
    community: Leaf[Literal["well-known", "own", "none"]] = UNASKED
    writable: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class IscsiTarget:
    """An iSCSI target. `auth`: who must prove who they are."""

    name: str
    enabled: Leaf[bool] = UNASKED
    auth: Leaf[Literal["none", "chap", "mutual"]] = UNASKED


@dataclass(frozen=True, slots=True)
class Discovery:
    """Services by which the NAS announces itself, and media services."""

    ssdp: Leaf[bool] = UNASKED
    bonjour: Leaf[bool] = UNASKED
    ws_discovery: Leaf[bool] = UNASKED
    dlna: Leaf[bool] = UNASKED


@dataclass(frozen=True, slots=True)
class Database:
    """A database server of the vendor's; `name` is the product."""

    name: str
    enabled: Leaf[bool] = UNASKED
    listens: Leaf[Literal["none", "loopback", "network"]] = UNASKED
