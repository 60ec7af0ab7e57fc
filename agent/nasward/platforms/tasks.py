"""What the inside view tells the outside probes to try (design §6)."""

from nasward.model.facts import Account, Facts, Lockout
from nasward.model.leaf import Known
from nasward.model.target import StrangerTask

_UNKNOWN_LIMIT, _NO_LIMIT, _MARGIN = 3, 5, 2
"""Tries where the lock-out limit is not known, where there is none, and how far to stay below a known one."""
_USUAL = ("", "admin", "guest")
"""Names worth a try where the accounts are not known; "" is the login without a name."""


def stranger_task(facts: Facts) -> StrangerTask:
    """Share names, accounts whose password may be empty, and how many logins no lock-out counter minds."""
    shares = tuple(share.name for share in facts.shares)
    return StrangerTask(shares, blank_candidates(facts), _budget(facts.lockout))


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


def _budget(lockout: Lockout) -> int:
    if not isinstance(lockout.enabled, Known):
        return _UNKNOWN_LIMIT
    if not lockout.enabled.value:
        return _NO_LIMIT
    if not isinstance(lockout.attempts, Known):
        return _UNKNOWN_LIMIT
    return max(0, lockout.attempts.value - _MARGIN)
