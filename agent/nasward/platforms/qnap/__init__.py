"""QTS and QuTS hero: what is asked, and what the answers mean."""

from dataclasses import replace

from nasward.model.evidence import Evidence
from nasward.model.facts import Facts, Platform
from nasward.platforms.qnap import apps, listeners, policy, protection, services, ssh, traces, volumes
from nasward.platforms.qnap.accounts import interpret_accounts
from nasward.platforms.qnap.containers import interpret_containers
from nasward.platforms.qnap.ftp import interpret_ftp
from nasward.platforms.qnap.nfs import interpret_nfs
from nasward.platforms.qnap.remote import interpret_ddns, interpret_remote
from nasward.platforms.qnap.schedules import interpret_schedules
from nasward.platforms.qnap.shares import interpret_shares
from nasward.platforms.qnap.smb import interpret_smb
from nasward.platforms.qnap.unproven import fill_unproven
from nasward.platforms.qnap.updates import interpret_updates
from nasward.platforms.qnap.version import interpret_version
from nasward.platforms.qnap.web import interpret_web


def interpret_inside(evidence: Evidence) -> Facts:
    """The inside view of a QNAP; `platform.vendor` is the caller's to set."""
    platform = interpret_version(evidence)
    facts = replace(Facts(), platform=platform)
    facts = _people(facts, evidence, platform)
    facts = _services(facts, evidence, platform)
    facts = _reach(facts, evidence)
    return fill_unproven(_upkeep(facts, evidence, platform))


def _people(facts: Facts, evidence: Evidence, platform: Platform) -> Facts:
    return replace(
        facts,
        accounts=policy.with_second_factor(evidence, interpret_accounts(evidence, platform)),
        password_policy=policy.interpret_password_policy(evidence),
        second_factor=policy.interpret_second_factor(evidence),
        directory=policy.interpret_directory(evidence),
        authorized_keys=traces.interpret_authorized_keys(evidence),
    )


def _services(facts: Facts, evidence: Evidence, platform: Platform) -> Facts:
    return replace(
        facts,
        shares=interpret_shares(evidence),
        smb=interpret_smb(evidence, platform),
        ftp=interpret_ftp(evidence, platform),
        sftp=ssh.interpret_sftp(evidence),
        tftp=listeners.interpret_tftp(evidence),
        ssh=ssh.interpret_ssh(evidence),
        telnet=ssh.interpret_telnet(evidence),
        rsync=services.interpret_rsync(evidence),
        webdav=services.interpret_webdav(evidence),
        afp=services.interpret_afp(evidence),
        nfs=interpret_nfs(evidence),
        snmp=services.interpret_snmp(evidence),
        iscsi=services.interpret_iscsi(evidence),
        discovery=services.interpret_discovery(evidence),
        databases=listeners.interpret_databases(evidence),
    )


def _reach(facts: Facts, evidence: Evidence) -> Facts:
    return replace(
        facts,
        ddns=interpret_ddns(evidence),
        remote=interpret_remote(evidence),
        vpn=apps.interpret_vpn(evidence),
        firewall=protection.interpret_firewall(evidence),
        lockout=protection.interpret_lockout(evidence),
        web=interpret_web(evidence),
        listeners=listeners.interpret_listeners(evidence),
        tampering=traces.interpret_tampering(evidence),
        hooks=traces.interpret_hooks(evidence),
    )


def _upkeep(facts: Facts, evidence: Evidence, platform: Platform) -> Facts:
    return replace(
        facts,
        volumes=volumes.interpret_volumes(evidence),
        snapshots=volumes.interpret_snapshots(evidence, platform),
        updates=interpret_updates(evidence),
        packages=apps.interpret_packages(evidence),
        package_settings=apps.interpret_package_settings(evidence),
        package_stores=apps.interpret_package_stores(evidence),
        containers=interpret_containers(evidence),
        schedules=interpret_schedules(evidence),
        time=protection.interpret_time(evidence),
        logs=protection.interpret_logs(evidence),
        antivirus=apps.interpret_antivirus(evidence),
        advisor=apps.interpret_advisor(evidence, platform),
    )
