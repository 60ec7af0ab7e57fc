from concurrent.futures import ThreadPoolExecutor

import pytest

from nasward.collect.budget import Deadline, LoginBudget, Timeouts
from nasward.model.errors import AnswerError
from nasward.model.outcome import Outcome


def test_one_try_per_account_over_all_protocols() -> None:
    budget = LoginBudget(5)
    assert budget.spend("Admin")
    assert budget.refusal("admin") == "already tried"
    assert not budget.spend("admin")
    assert budget.tries == 1


def test_refuses_at_the_limit() -> None:
    budget = LoginBudget(2)
    assert [budget.spend(name) for name in ("a", "b", "c")] == [True, True, False]
    assert budget.refusal("c") == "budget"
    assert budget.tries == 2


@pytest.mark.parametrize("limit", [0, -1])
def test_nothing_to_spend(limit: int) -> None:
    assert not LoginBudget(limit).spend("a")


def test_stops_at_the_first_lock_out_sign() -> None:
    budget = LoginBudget(5)
    assert budget.stopped == ""
    budget.stop("FTP answered 421")
    budget.stop("something later")
    assert not budget.spend("a")
    assert budget.refusal("a") == budget.stopped == "stopped: FTP answered 421"
    assert budget.tries == 0


def test_threads_never_spend_more_than_the_limit() -> None:
    budget = LoginBudget(50)
    with ThreadPoolExecutor(16) as pool:
        given = list(pool.map(lambda number: budget.spend(f"account{number % 400}"), range(4000)))
    assert sum(given) == budget.tries == 50


def test_a_conversation_has_an_end() -> None:
    assert Deadline(Timeouts(reply=3, total=60)).left() == pytest.approx(3)
    assert Deadline(Timeouts(reply=30, total=2)).left() == pytest.approx(2, abs=0.2)
    with pytest.raises(AnswerError) as over:
        Deadline(Timeouts(total=0)).left()
    assert over.value.outcome is Outcome.TIMEOUT
