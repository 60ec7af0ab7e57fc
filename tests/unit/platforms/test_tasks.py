"""What the outside probes are told to try."""

import pytest

from nasward.model.facts import Account, Facts, Lockout, Share
from nasward.model.leaf import Items, Known, Reason, Unknown, complete
from nasward.platforms.tasks import stranger_task

OPEN = Unknown(Reason.DENIED, "x")


def account(name: str, password: object, enabled: object = True, admin: object = False) -> Account:
    def leaf(value: object) -> object:
        return OPEN if value is None else Known(value, "s")

    return Account(name, OPEN, leaf(enabled), leaf(admin), leaf(password))


def candidates(*accounts: Account, missing: Unknown | None = None) -> tuple[str, ...]:
    return stranger_task(Facts(accounts=Items(accounts, missing))).blank_candidates


def test_only_open_or_empty_passwords_of_accounts_that_may_be_on() -> None:
    assert candidates(
        account("set", "set"), account("locked", "locked"), account("off", "empty", enabled=False),
        account("empty", "empty"), account("open", None), account("maybe", "empty", enabled=None),
    ) == ("empty", "maybe", "open")  # fmt: skip


def test_administrators_first_then_known_empty_ones() -> None:
    assert candidates(
        account("a", None), account("b", "empty"), account("c", None, admin=True), account("d", "empty", admin=None),
    ) == ("d", "c", "b", "a")  # fmt: skip


def test_usual_names_where_the_accounts_are_not_known() -> None:
    assert candidates(missing=OPEN) == ("", "admin", "guest")
    assert candidates(account("admin", "set"), account("bob", "empty"), missing=OPEN) == ("bob", "", "guest")


@pytest.mark.parametrize(
    ("enabled", "attempts", "budget"),
    [(True, 10, 8), (True, 2, 0), (True, 1, 0), (True, None, 3), (None, 10, 3), (False, 10, 5), (False, None, 5)],
)
def test_budget(enabled, attempts, budget) -> None:
    def leaf(value: object) -> object:
        return OPEN if value is None else Known(value, "s")

    assert stranger_task(Facts(lockout=Lockout(leaf(enabled), leaf(attempts)))).login_budget == budget


def test_names_of_shares() -> None:
    assert stranger_task(Facts(shares=complete([Share("a"), Share("b")]))).known_shares == ("a", "b")
