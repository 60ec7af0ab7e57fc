from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from nasward.collect.budget import LockOutError, Timeouts
from nasward.collect.lan import Probe, RefusedError, Visit
from nasward.collect.outside import StrangerOptions, collect_outside, probes
from nasward.collect.touch import touches
from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer
from nasward.model.outcome import Outcome, Vantage
from nasward.model.target import StrangerTask
from tests.unit.collect import servers

FAST = Timeouts(connect=1, reply=1, total=2)
LOCAL = "127.0.0.1"


def _closed(*protocols: str) -> StrangerOptions:
    return StrangerOptions(frozenset(protocols), dict.fromkeys(protocols, servers.closed_port()), FAST)


def _fake(name: str, blank: Mapping[str, bool | Exception] | None = None, **fields: Any) -> Probe:
    def look(visit: Visit) -> tuple[Answer, ...]:
        return (visit.ask_with_login(f"{name}.try", f"{name}-guest", lambda: {"accepted": False}),)

    def take(_: Visit, account: str) -> bool:
        outcome = (blank or {}).get(account, False)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    made = Probe(
        name, 1, lambda visit: visit.line.told(f"{name}.reach", {"open": True}), (), look=look, blank=take, takes=bool
    )
    return replace(made, **fields)


def _run(monkeypatch: pytest.MonkeyPatch, fakes: list[Probe], task: StrangerTask) -> tuple[dict[str, Answer], int]:
    monkeypatch.setattr("nasward.collect.outside.probes", lambda: tuple(fakes))
    options = StrangerOptions(frozenset(fake.name for fake in fakes), {}, FAST)
    answers, stats = collect_outside(LOCAL, task, options)
    return {f"{answer.source} {answer.subject}".strip(): answer for answer in answers}, stats.logins


def test_closed_ports_are_answers_and_blank_logins_say_why_not() -> None:
    answers, stats = collect_outside(LOCAL, StrangerTask(("photo",), ("alice",)), _closed("smb", "ftp", "ssh"))
    assert [(answer.source, answer.content, answer.detail) for answer in answers] == [
        ("smb.reach", {"open": False}, ""),
        ("ftp.reach", {"open": False, "greeting": False}, ""),
        ("ssh.reach", {"open": False, "banner": False}, ""),
        ("login.blank", None, "no service that takes such a login was reached"),
    ]
    assert {answer.vantage for answer in answers} == {Vantage.LAN}
    assert (stats.logins, stats.connections) == (0, 0)


def test_a_name_that_does_not_resolve_is_unreachable() -> None:
    answers, _ = collect_outside("no-such-host.invalid", StrangerTask(), StrangerOptions(timeouts=FAST))
    assert {answer.outcome for answer in answers} == {Outcome.UNREACHABLE}


def test_only_what_is_wanted_is_asked() -> None:
    answers, _ = collect_outside(LOCAL, StrangerTask(), _closed("ftp"))
    assert [answer.source for answer in answers] == ["ftp.reach"]
    assert collect_outside(LOCAL, StrangerTask(), _closed())[0] == ()


def test_the_budget_is_spent_in_order_of_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes = [_fake("a", {"first": True}), _fake("b")]
    answers, logins = _run(monkeypatch, fakes, StrangerTask((), ("first", "second"), 3))
    assert answers["a.try"].outcome is answers["b.try"].outcome is Outcome.OK
    assert answers["login.blank first"].content == {"protocol": "a", "accepted": True}
    assert (answers["login.blank second"].outcome, answers["login.blank second"].detail) == (
        Outcome.NOT_ASKED,
        "budget",
    )
    assert logins == 3


def test_nothing_is_tried_after_a_lock_out_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes = [_fake("a", {"first": LockOutError("too many")})]
    answers, logins = _run(monkeypatch, fakes, StrangerTask((), ("first", "second"), 9))
    assert answers["login.blank first"].outcome is Outcome.DENIED
    assert (answers["login.blank second"].outcome, answers["login.blank second"].detail) == (
        Outcome.NOT_ASKED,
        "stopped: too many",
    )
    assert logins == 2


def test_a_door_that_shuts_is_a_lock_out_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, _ = _run(
        monkeypatch, [_fake("a", {"first": RefusedError("port 1 is closed")})], StrangerTask((), ("first", "next"), 9)
    )
    assert answers["login.blank next"].detail == "stopped: port 1 is closed"


def test_a_lock_out_sign_in_the_greeting_stops_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    def shut(_: Visit) -> Answer:
        raise LockOutError("FTP greeted with 421")

    answers, logins = _run(monkeypatch, [_fake("a"), _fake("b", reach=shut)], StrangerTask((), ("first",), 9))
    assert answers["b.reach"].outcome is Outcome.DENIED
    assert answers["a.try"].detail == answers["login.blank first"].detail == "stopped: FTP greeted with 421"
    assert logins == 0


def test_the_first_door_that_takes_the_account_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes = [_fake("a"), _fake("b", {"": True}, takes=lambda _: True)]
    answers, _ = _run(monkeypatch, fakes, StrangerTask((), ("", "alice"), 9))
    assert answers["login.blank"].content == {"protocol": "b", "accepted": True}
    assert answers["login.blank alice"].content == {"protocol": "a", "accepted": False}


@pytest.mark.parametrize("account", ["a\r\nDELE x", "a\0", "\x1b[2J"])
def test_a_name_with_control_characters_is_not_sent(monkeypatch: pytest.MonkeyPatch, account: str) -> None:
    answers, _ = _run(monkeypatch, [_fake("a", {account: True})], StrangerTask((), (account,), 9))
    assert answers[f"login.blank {account}".strip()].outcome is Outcome.NOT_ASKED


def test_one_broken_try_does_not_end_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    fakes = [_fake("a", {"first": AnswerError(Outcome.MALFORMED, "no SMB"), "second": True})]
    answers, _ = _run(monkeypatch, fakes, StrangerTask((), ("first", "second"), 9))
    assert answers["login.blank first"].outcome is Outcome.MALFORMED
    assert answers["login.blank second"].content == {"protocol": "a", "accepted": True}


def test_every_probe_declares_its_touches() -> None:
    declared = touches()
    assert {touch.protocol for touch in declared} == {probe.name for probe in probes()}
    for probe in probes():
        assert {touch.port for touch in probe.touches} == {probe.port}
        assert any(touch.login for touch in probe.touches)
        assert len({touch.sent for touch in probe.touches}) == len(probe.touches)
