from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from nasward.collect.budget import LoginBudget, Timeouts
from nasward.collect.ftp import PROBE
from nasward.collect.lan import Line, Visit
from nasward.collect.outside import StrangerOptions, collect_outside
from nasward.model.evidence import Answer
from nasward.model.outcome import Outcome
from nasward.model.target import StrangerTask
from tests.unit.collect import servers

CASES = Path(__file__).parents[2] / "cases/outside"
FAST = Timeouts(connect=1, reply=0.5, total=2)


def _cases(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = YAML(typ="safe").load(CASES / name)
    return loaded


def _visit(port: int, limit: int = 3) -> Visit:
    return Visit(Line("127.0.0.1", FAST), port, LoginBudget(limit))


def _agrees(answer: Answer, case: dict[str, Any], key: str) -> None:
    expected = Outcome(case.get(f"{key}_outcome", "ok"))
    assert (answer.outcome, answer.content) == (expected, case.get(key))
    assert bool(answer.detail) is (expected is not Outcome.OK)


@pytest.mark.parametrize("case", _cases("ftp.yml"), ids=lambda case: case["name"])
def test_offer_and_anonymous(case: dict[str, Any]) -> None:
    with servers.serve(servers.ftp(case["greeting"], case["replies"])) as port:
        offer, anonymous = PROBE.look(_visit(port))
    _agrees(offer, case, "offer")
    _agrees(anonymous, case, "anonymous")


@pytest.mark.parametrize("case", _cases("greetings.yml"), ids=lambda case: repr(case["first"][:20]))
@pytest.mark.parametrize("protocol", ["ftp", "ssh"])
def test_greetings(case: dict[str, Any], protocol: str) -> None:
    def greet(sock: Any) -> None:
        sock.sendall(case["first"].encode())
        servers.silent(sock)

    with servers.serve(greet) as port:
        options = StrangerOptions(frozenset({protocol}), {protocol: port}, FAST)
        answers, _ = collect_outside("127.0.0.1", StrangerTask(login_budget=0), options)
    expected = case[protocol]
    assert (answers[0].content or str(answers[0].outcome)) == expected


def test_no_password_is_sent_without_budget() -> None:
    seen: list[str] = []
    replies = {"USER": "331 password", "PASS": "230 in", "AUTH": "500 no"}
    with servers.serve(servers.ftp("220 ready", replies, seen)) as port:
        offer, anonymous = PROBE.look(_visit(port, limit=0))
    assert offer.content == {"plain_login": True, "tls": False}
    assert (anonymous.outcome, anonymous.detail) == (Outcome.NOT_ASKED, "budget")
    assert not [command for command in seen if command.startswith("PASS")]


def test_asks_for_no_listing_and_no_file() -> None:
    seen: list[str] = []
    replies = {"USER": "331 password", "PASS": "230 in", "AUTH": "500 no"}
    with servers.serve(servers.ftp("220 ready", replies, seen)) as port:
        visit = _visit(port)
        PROBE.look(visit)
        assert PROBE.blank(visit, "alice") is True
    assert {command.split()[0] for command in seen} <= {"AUTH", "USER", "PASS", "QUIT"}
    assert [command for command in seen if command.startswith("PASS")] == ["PASS audit@invalid", "PASS "]


@pytest.mark.parametrize(
    ("handler", "outcome"),
    [
        (servers.silent, Outcome.TIMEOUT),
        (servers.drip, Outcome.TIMEOUT),
        (servers.reset, Outcome.TIMEOUT),  # it waits for our words first, and FTP speaks first
    ],
)
def test_a_port_without_greeting(handler: servers.Handler, outcome: Outcome) -> None:
    with servers.serve(handler) as port:
        options = StrangerOptions(frozenset({"ftp"}), {"ftp": port}, FAST)
        answers, stats = collect_outside("127.0.0.1", StrangerTask(), options)
    assert [(answer.source, answer.outcome) for answer in answers] == [("ftp.reach", outcome)]
    assert stats.logins == 0


def test_endless_lines_are_no_ftp() -> None:
    with servers.serve(servers.flood) as port:
        options = StrangerOptions(frozenset({"ftp"}), {"ftp": port}, FAST)
        answers, _ = collect_outside("127.0.0.1", StrangerTask(), options)
    assert answers[0].content == {"open": True, "greeting": False}


def test_reset_in_the_middle_is_an_error() -> None:
    def handler(sock: Any) -> None:
        sock.sendall(b"220 ready\r\n")
        servers.reset(sock)

    with servers.serve(handler) as port:
        offer, _ = PROBE.look(_visit(port))
    assert offer.outcome is Outcome.ERROR
