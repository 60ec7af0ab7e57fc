"""QTS and QuTS hero: what is asked, and what the answers mean."""

from dataclasses import replace

from nasward.model.evidence import Evidence
from nasward.model.facts import Facts
from nasward.platforms.qnap.accounts import interpret_accounts
from nasward.platforms.qnap.ftp import interpret_ftp
from nasward.platforms.qnap.remote import interpret_ddns, interpret_remote
from nasward.platforms.qnap.services import interpret_lockout, interpret_smb, interpret_ssh
from nasward.platforms.qnap.shares import interpret_shares
from nasward.platforms.qnap.version import interpret_version


def interpret_inside(evidence: Evidence) -> Facts:
    """The inside view of a QNAP; `platform.vendor` is the caller's to set."""
    platform = interpret_version(evidence)
    return replace(
        Facts(),
        platform=platform,
        accounts=interpret_accounts(evidence, platform),
        shares=interpret_shares(evidence),
        smb=interpret_smb(evidence),
        ftp=interpret_ftp(evidence, platform),
        ssh=interpret_ssh(evidence),
        ddns=interpret_ddns(evidence),
        remote=interpret_remote(evidence),
        lockout=interpret_lockout(evidence),
    )
