"""What the outside probes are told to try."""

import pytest

from nasward.model.evidence import Answer, Evidence, Json, Login
from nasward.model.facts import Account, Facts, Ftp, Lockout, Share, Ssh
from nasward.model.leaf import Items, Known, Reason, Unknown, complete
from nasward.model.outcome import Outcome, Vantage
from nasward.model.target import StrangerTask
from nasward.platforms.tasks import second_look, stranger_task

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


def test_ports_that_the_settings_name() -> None:
    facts = Facts(ftp=Ftp(port=Known(2121, "s")), ssh=Ssh(port=Known(0, "s")))
    assert stranger_task(facts).ports == {"ftp": 2121}
    assert stranger_task(Facts()).ports == {}


def lan(source: str, accepted: bool, subject: str = "", outcome: Outcome = Outcome.OK) -> Answer:
    content: Json = {"accepted": accepted} if outcome is Outcome.OK else None
    return Answer(source, Vantage.LAN, outcome, content, subject)


def test_a_second_look_spends_what_the_first_left_and_tries_again_what_had_worked() -> None:
    answers = (
        lan("smb.null", False),
        lan("smb.guest", False),
        lan("ftp.anonymous", True),
        lan("login.blank", True, "scan"),
        lan("login.blank", False, "tech"),
        lan("login.blank", False, "late", Outcome.NOT_ASKED),
        lan("login.blank", False, "slow", Outcome.TIMEOUT),
    )
    earlier = Evidence("nas", "10.0.0.1", "", Login(Outcome.OK), answers)
    task = second_look(StrangerTask(blank_candidates=("tech",), login_budget=8), earlier)
    assert task.login_budget == 5, "refused, or not known to be accepted: smb.guest, tech, slow"
    assert task.blank_candidates == ("scan", "tech")
    assert second_look(StrangerTask(login_budget=2), earlier).login_budget == 0
