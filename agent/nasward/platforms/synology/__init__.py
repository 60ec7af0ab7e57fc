"""DSM 6 and 7: what is asked, and what the answers mean."""

from dataclasses import replace

from nasward.model.evidence import Evidence
from nasward.model.facts import Facts
from nasward.platforms.synology.accounts import interpret_accounts
from nasward.platforms.synology.ftp import interpret_ftp
from nasward.platforms.synology.lockout import interpret_lockout
from nasward.platforms.synology.remote import interpret_ddns, interpret_remote
from nasward.platforms.synology.shares import interpret_shares
from nasward.platforms.synology.smb import interpret_smb
from nasward.platforms.synology.ssh import interpret_ssh
from nasward.platforms.synology.version import interpret_version


def interpret_inside(evidence: Evidence) -> Facts:
    """The inside view of a Synology; `platform.vendor` is the caller's to set."""
    accounts = interpret_accounts(evidence)
    return replace(
        Facts(),
        platform=interpret_version(evidence),
        accounts=accounts,
        shares=interpret_shares(evidence, accounts),
        smb=interpret_smb(evidence),
        ftp=interpret_ftp(evidence),
        ssh=interpret_ssh(evidence),
        ddns=interpret_ddns(evidence),
        remote=interpret_remote(evidence),
        lockout=interpret_lockout(evidence),
    )
