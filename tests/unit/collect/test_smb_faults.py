import threading
import time

import pytest
from spnego._ntlm_raw.messages import Authenticate, Negotiate

from nasward.collect.budget import Deadline, LoginBudget, Timeouts
from nasward.collect.lan import Line
from nasward.collect.outside import StrangerOptions, collect_outside
from nasward.collect.smb import anonymous, probe, status
from nasward.collect.smb.client import ProbeConnection
from nasward.model.errors import AnswerError
from nasward.model.outcome import Outcome
from nasward.model.target import StrangerTask
from tests.unit.collect import servers

FAST = Timeouts(connect=1, reply=1, total=2)


@pytest.mark.parametrize(
    ("handler", "outcome"),
    [
        (servers.silent, Outcome.TIMEOUT),
        (servers.smb_drip, Outcome.TIMEOUT),
        (servers.smb_pending, Outcome.TIMEOUT),
        (servers.garbage, Outcome.MALFORMED),
        (servers.short_garbage, Outcome.MALFORMED),
        (servers.hang_up, Outcome.ERROR),
        (servers.reset, Outcome.ERROR),
    ],
)
def test_broken_servers(
    handler: servers.Handler,
    outcome: Outcome,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = set(threading.enumerate())
    started = time.monotonic()
    with servers.serve(handler) as port:
        options = StrangerOptions(frozenset({"smb"}), {"smb": port}, FAST)
        answers, stats = collect_outside("127.0.0.1", StrangerTask(("photo",), ("alice",)), options)
    assert [(answer.source, answer.outcome) for answer in answers] == [
        ("smb.reach", Outcome.OK),
        ("smb.null", outcome),
        ("smb.guest", outcome),
        ("login.blank", outcome),
    ]
    assert time.monotonic() - started < 8
    assert stats.logins == 1, "the guest is not tried where the port speaks no SMB"
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
    assert {thread.name for thread in set(threading.enumerate()) - before if "msg_worker" in thread.name} == set()


def test_a_closed_port_is_an_answer() -> None:
    options = StrangerOptions(frozenset({"smb"}), {"smb": servers.closed_port()}, FAST)
    answers, _ = collect_outside("127.0.0.1", StrangerTask(), options)
    assert [(answer.source, answer.outcome, answer.content) for answer in answers] == [
        ("smb.reach", Outcome.OK, {"open": False})
    ]


def test_anonymous_messages_as_another_implementation_reads_them() -> None:
    hello, login = (
        Negotiate.unpack(anonymous.negotiate_message()),
        Authenticate.unpack(anonymous.authenticate_message()),
    )
    assert (hello.domain_name, hello.workstation) == (None, None)
    assert not (login.user_name or login.domain_name or login.workstation or login.nt_challenge_response)
    assert login.lm_challenge_response == b"\0"
    assert login.flags & 0x800


def test_every_status_is_judged_once() -> None:
    assert not status.REFUSED & status.LOCKED
    assert not status.NO_PASSWORD & (status.REFUSED | status.LOCKED)
    assert status.named(0xC0000022) == "NT status 0xc0000022"


@pytest.mark.parametrize("code", sorted(status.LOCKED))
def test_lock_out_signs(code: int) -> None:
    with pytest.raises(AnswerError) as sign:
        probe._refused(code)
    assert sign.value.outcome is Outcome.DENIED


def test_the_guest_is_not_tried_without_budget() -> None:
    line = Line("127.0.0.1", FAST)
    connection = ProbeConnection(line, 445, Deadline(FAST))
    with pytest.raises(AnswerError) as refusal:
        probe._guest(LoginBudget(0))(connection)
    assert line.connections == 0
    assert (refusal.value.outcome, refusal.value.detail) == (Outcome.NOT_ASKED, "budget")


def test_names_are_joined_in_their_first_spelling() -> None:
    assert probe._union(("photo", "Röntgen"), ("Photo", "RÖNTGEN", "x"), ("x",)) == ("photo", "Röntgen", "x")
