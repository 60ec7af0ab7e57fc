"""The vendor-neutral state of a NAS, interpreted from evidence.

Facts that were read inside stand at the root, as in the design's example check (`shares`, `ftp` …); what a
stranger got stands under `outside.lan` and `outside.internet`. `views` joins the two where checks compare them.
Field names and the words of each Literal are the vocabulary of the checks: changing one is changing a contract.
The identity of an item (`name`, `hostname` …) is a plain str: an item whose name is unknown cannot be listed.
"""

from dataclasses import dataclass, field

from nasward.model.facts.accounts import Account, Directory, Guest, PasswordPolicy, SecondFactor
from nasward.model.facts.outside import (
    BlankLogin,
    Outside,
    ShareViews,
    Stranger,
    StrangerFtp,
    StrangerShare,
    StrangerSmb,
    StrangerSsh,
    Views,
)
from nasward.model.facts.protection import Advisor, Antivirus, Firewall, FirewallRule, Lockout, Logs, Notifications
from nasward.model.facts.remote import Ddns, DdnsRecord, PortForward, RelayService, Remote, Vpn
from nasward.model.facts.services import (
    Database,
    Discovery,
    Ftp,
    IscsiTarget,
    Nfs,
    NfsExport,
    Rsync,
    Smb,
    Snmp,
    Ssh,
    Switch,
    Tftp,
    WebDav,
)
from nasward.model.facts.shares import Access, BackupJob, Share, Snapshots, Volume
from nasward.model.facts.system import (
    AuthorizedKeys,
    Container,
    Hook,
    Listener,
    NamedThing,
    Package,
    PackageSettings,
    PackageStore,
    Platform,
    ScheduledTask,
    Tampering,
    Time,
    Updates,
)
from nasward.model.facts.web import Certificate, Web
from nasward.model.leaf import Items

__all__ = [
    "Access",
    "Account",
    "Advisor",
    "Antivirus",
    "AuthorizedKeys",
    "BackupJob",
    "BlankLogin",
    "Certificate",
    "Container",
    "Database",
    "Ddns",
    "DdnsRecord",
    "Directory",
    "Discovery",
    "Facts",
    "Firewall",
    "FirewallRule",
    "Ftp",
    "Guest",
    "Hook",
    "IscsiTarget",
    "Listener",
    "Lockout",
    "Logs",
    "NamedThing",
    "Nfs",
    "NfsExport",
    "Notifications",
    "Outside",
    "Package",
    "PackageSettings",
    "PackageStore",
    "PasswordPolicy",
    "Platform",
    "PortForward",
    "RelayService",
    "Remote",
    "Rsync",
    "ScheduledTask",
    "SecondFactor",
    "Share",
    "ShareViews",
    "Smb",
    "Snapshots",
    "Snmp",
    "Ssh",
    "Stranger",
    "StrangerFtp",
    "StrangerShare",
    "StrangerSmb",
    "StrangerSsh",
    "Switch",
    "Tampering",
    "Tftp",
    "Time",
    "Updates",
    "Views",
    "Volume",
    "Vpn",
    "Web",
    "WebDav",
]


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a check may speak of. Each field is one variable of the check language."""

    platform: Platform = field(default_factory=Platform)
    accounts: Items[Account] = field(default_factory=Items)
    guest: Guest = field(default_factory=Guest)
    password_policy: PasswordPolicy = field(default_factory=PasswordPolicy)
    second_factor: SecondFactor = field(default_factory=SecondFactor)
    directory: Directory = field(default_factory=Directory)
    shares: Items[Share] = field(default_factory=Items)
    volumes: Items[Volume] = field(default_factory=Items)
    snapshots: Snapshots = field(default_factory=Snapshots)
    backups: Items[BackupJob] = field(default_factory=Items)
    smb: Smb = field(default_factory=Smb)
    ftp: Ftp = field(default_factory=Ftp)
    sftp: Switch = field(default_factory=Switch)
    tftp: Tftp = field(default_factory=Tftp)
    ssh: Ssh = field(default_factory=Ssh)
    telnet: Switch = field(default_factory=Switch)
    rsync: Rsync = field(default_factory=Rsync)
    webdav: WebDav = field(default_factory=WebDav)
    afp: Switch = field(default_factory=Switch)
    nfs: Nfs = field(default_factory=Nfs)
    snmp: Snmp = field(default_factory=Snmp)
    iscsi: Items[IscsiTarget] = field(default_factory=Items)
    discovery: Discovery = field(default_factory=Discovery)
    databases: Items[Database] = field(default_factory=Items)
    ddns: Ddns = field(default_factory=Ddns)
    remote: Remote = field(default_factory=Remote)
    vpn: Vpn = field(default_factory=Vpn)
    firewall: Firewall = field(default_factory=Firewall)
    lockout: Lockout = field(default_factory=Lockout)
    web: Web = field(default_factory=Web)
    updates: Updates = field(default_factory=Updates)
    packages: Items[Package] = field(default_factory=Items)
    package_settings: PackageSettings = field(default_factory=PackageSettings)
    package_stores: Items[PackageStore] = field(default_factory=Items)
    containers: Items[Container] = field(default_factory=Items)
    listeners: Items[Listener] = field(default_factory=Items)
    schedules: Items[ScheduledTask] = field(default_factory=Items)
    hooks: Items[Hook] = field(default_factory=Items)
    authorized_keys: Items[AuthorizedKeys] = field(default_factory=Items)
    tampering: Tampering = field(default_factory=Tampering)
    time: Time = field(default_factory=Time)
    logs: Logs = field(default_factory=Logs)
    notifications: Notifications = field(default_factory=Notifications)
    antivirus: Antivirus = field(default_factory=Antivirus)
    advisor: Advisor = field(default_factory=Advisor)
    outside: Outside = field(default_factory=Outside)
    views: Views = field(default_factory=Views)
