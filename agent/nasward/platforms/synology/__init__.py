"""DSM 6 and 7: what is asked, and what the answers mean."""

from dataclasses import replace

from nasward.model.evidence import Evidence
from nasward.model.facts import Facts
from nasward.platforms.synology.accounts import interpret_accounts
from nasward.platforms.synology.containers import interpret_containers
from nasward.platforms.synology.firewall import interpret_firewall
from nasward.platforms.synology.ftp import interpret_ftp, interpret_sftp, interpret_tftp
from nasward.platforms.synology.iscsi import interpret_iscsi
from nasward.platforms.synology.listeners import interpret_listeners
from nasward.platforms.synology.lockout import interpret_lockout
from nasward.platforms.synology.nfs import interpret_nfs
from nasward.platforms.synology.packages import (
    interpret_package_settings,
    interpret_packages,
    interpret_stores,
    interpret_vpn,
)
from nasward.platforms.synology.policy import (
    interpret_directory,
    interpret_guest,
    interpret_password_policy,
    interpret_second_factor,
)
from nasward.platforms.synology.remote import interpret_ddns, interpret_remote
from nasward.platforms.synology.schedules import interpret_schedules
from nasward.platforms.synology.services import (
    interpret_afp,
    interpret_databases,
    interpret_discovery,
    interpret_rsync,
    interpret_webdav,
)
from nasward.platforms.synology.shares import interpret_shares
from nasward.platforms.synology.signs import interpret_authorized_keys, interpret_hooks, interpret_tampering
from nasward.platforms.synology.smb import interpret_smb
from nasward.platforms.synology.snmp import interpret_snmp
from nasward.platforms.synology.ssh import interpret_ssh, interpret_telnet
from nasward.platforms.synology.storage import interpret_backups, interpret_snapshots, interpret_volumes
from nasward.platforms.synology.upkeep import interpret_time, interpret_updates
from nasward.platforms.synology.version import interpret_version
from nasward.platforms.synology.watch import (
    interpret_advisor,
    interpret_antivirus,
    interpret_logs,
    interpret_notifications,
)
from nasward.platforms.synology.web import interpret_web


def interpret_inside(evidence: Evidence) -> Facts:
    """The inside view of a Synology; `platform.vendor` is the caller's to set."""
    accounts, packages = interpret_accounts(evidence), interpret_packages(evidence)
    shares = interpret_shares(evidence, accounts)
    return replace(
        Facts(),
        platform=interpret_version(evidence),
        accounts=accounts,
        shares=shares,
        smb=interpret_smb(evidence),
        ftp=interpret_ftp(evidence),
        sftp=interpret_sftp(evidence),
        tftp=interpret_tftp(evidence),
        ssh=interpret_ssh(evidence),
        telnet=interpret_telnet(evidence),
        rsync=interpret_rsync(evidence),
        webdav=interpret_webdav(evidence, packages),
        afp=interpret_afp(evidence),
        nfs=interpret_nfs(evidence, shares),
        snmp=interpret_snmp(evidence),
        iscsi=interpret_iscsi(evidence),
        discovery=interpret_discovery(evidence),
        databases=interpret_databases(),
        volumes=interpret_volumes(),
        snapshots=interpret_snapshots(),
        backups=interpret_backups(evidence),
        ddns=interpret_ddns(evidence),
        remote=interpret_remote(evidence),
        lockout=interpret_lockout(evidence),
        guest=interpret_guest(accounts),
        password_policy=interpret_password_policy(evidence),
        second_factor=interpret_second_factor(evidence),
        directory=interpret_directory(evidence),
        vpn=interpret_vpn(packages),
        firewall=interpret_firewall(evidence),
        web=interpret_web(evidence, packages),
        updates=interpret_updates(evidence),
        packages=packages,
        package_settings=interpret_package_settings(evidence),
        package_stores=interpret_stores(evidence),
        containers=interpret_containers(evidence),
        listeners=interpret_listeners(evidence),
        schedules=interpret_schedules(evidence),
        hooks=interpret_hooks(evidence),
        authorized_keys=interpret_authorized_keys(evidence),
        tampering=interpret_tampering(evidence),
        time=interpret_time(evidence),
        logs=interpret_logs(evidence, packages),
        notifications=interpret_notifications(evidence),
        antivirus=interpret_antivirus(evidence, packages),
        advisor=interpret_advisor(evidence),
    )
