"""What the inside view tells the outside probes to try (design §6)."""

from collections.abc import Mapping
from dataclasses import replace

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Account, Facts, Lockout
from nasward.model.leaf import Known
from nasward.model.outcome import Outcome, Vantage
from nasward.model.target import StrangerTask

_UNKNOWN_LIMIT, _NO_LIMIT, _MARGIN = 3, 5, 2
"""Tries where the lock-out limit is not known, where there is none, and how far to stay below a known one."""
_USUAL = ("", "admin", "guest")
"""Names worth a try where the accounts are not known; "" is the login without a name."""
_LOGINS = ("smb.guest", "ftp.anonymous", "login.blank")
"""Sources that cost a login."""


def stranger_task(facts: Facts) -> StrangerTask:
    """Share names, accounts whose password may be empty, and how many logins no lock-out counter minds."""
    shares = tuple(share.name for share in facts.shares)
    return StrangerTask(shares, blank_candidates(facts), _budget(facts.lockout), _ports(facts))


def second_look(task: StrangerTask, earlier: Evidence) -> StrangerTask:
    """The task of a look soon after another one: no counter sees more refused logins than one look may cost.

    A blank login that worked is tried again, whatever the inside now says: only that proves it closed.
    """
    tried = [a for a in earlier.answers if a.vantage is Vantage.LAN and a.source in _LOGINS]
    refused = sum(a.outcome is not Outcome.NOT_ASKED and not _accepted(a) for a in tried)
    worked = (a.subject for a in tried if a.source == "login.blank" and _accepted(a))
    accounts = tuple(dict.fromkeys((*worked, *task.blank_candidates)))
    return replace(task, blank_candidates=accounts, login_budget=max(0, task.login_budget - refused))


def _accepted(answer: Answer) -> bool:
    content = answer.content
    return answer.outcome is Outcome.OK and isinstance(content, Mapping) and content.get("accepted") is True


def blank_candidates(facts: Facts) -> tuple[str, ...]:
    """Accounts whose password is empty or not known and that are not known to be off; administrators first."""
    worst_first = sorted((a for a in facts.accounts if _worth_a_try(a)), key=_harm)
    named = tuple(account.name for account in worst_first)
    if facts.accounts.missing is None:
        return named
    seen = {account.name for account in facts.accounts}
    return (*named, *(name for name in _USUAL if name not in seen))


def _worth_a_try(account: Account) -> bool:
    settled = isinstance(account.password, Known) and account.password.value != "empty"
    off = isinstance(account.enabled, Known) and not account.enabled.value
    return not settled and not off


def _harm(account: Account) -> tuple[bool, bool]:
    """Sorts administrators, known or possible, before others, and known empty passwords before open ones."""
    harmless = isinstance(account.admin, Known) and not account.admin.value
    return harmless, not isinstance(account.password, Known)


def _ports(facts: Facts) -> dict[str, int]:
    named = {"ftp": facts.ftp.port, "ssh": facts.ssh.port}
    return {name: p.value for name, p in named.items() if isinstance(p, Known) and 0 < p.value < 1 << 16}


def _budget(lockout: Lockout) -> int:
    if not isinstance(lockout.enabled, Known):
        return _UNKNOWN_LIMIT
    if not lockout.enabled.value:
        return _NO_LIMIT
    if not isinstance(lockout.attempts, Known):
        return _UNKNOWN_LIMIT
    return max(0, lockout.attempts.value - _MARGIN)
