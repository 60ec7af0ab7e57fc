"""A NAS that names shares and groups by the thousands costs seconds, not hours: no search grows with a square."""

import time

import pytest

from nasward.model.evidence import Answer, Evidence, Json, Login
from nasward.model.outcome import Outcome, Vantage
from nasward.platforms.interpret import interpret

SHARES, GROUPS = 2000, 4000
SECONDS = 10
"""Of processor time, ten times what it takes; with a search per share it was 150 s and more."""


def told(source: str, content: Json, subject: str = "") -> Answer:
    vantage = Vantage.LAN if source.startswith("smb.") else Vantage.SSH
    return Answer(source, vantage, Outcome.OK, content, subject)


def right(name: str) -> dict[str, Json]:
    return {"name": name, "is_deny": False, "is_readonly": False, "is_writable": False, "is_custom": False}


NAMES = [f"s{number}" for number in range(SHARES)]
GROUP_FILE = "users:\n" + "".join(f"g{number}:guest\n" for number in range(GROUPS))
SYNOLOGY = [
    told("identity", "synology=yes\nqnap=no\n"),
    told("synology.groups", GROUP_FILE),
    told("synology.shares", {"total": SHARES, "shares": [{"name": name} for name in NAMES]}),
    *(told("synology.share_users", {"total": 1, "items": [right("guest")]}, name) for name in NAMES),
    *(told("synology.share_groups", {"total": 1, "items": [right("users")]}, name) for name in NAMES),
]
QNAP = [
    told("identity", "synology=no\nqnap=yes\n"),
    told("qnap.groups", GROUP_FILE),
    told("qnap.smb_conf", "[global]\n" + "".join(f"[{name}]\nvalid users = @g\n" for name in NAMES)),
]
LAN = [
    told("smb.reach", {"open": True}),
    told("smb.null", {"accepted": True, "listing": "ok", "listed": NAMES}),
    *(told("smb.null.share", {"access": "read"}, name) for name in NAMES),
]


@pytest.mark.parametrize("inside", [SYNOLOGY, QNAP], ids=["synology", "qnap"])
def test_thousands_of_shares_and_groups(inside: list[Answer]) -> None:
    started = time.process_time()
    facts = interpret(Evidence("nas", "10.0.0.1", "", Login(Outcome.OK), (*inside, *LAN)))
    assert time.process_time() - started < SECONDS
    assert len(facts.shares) == len(facts.outside.lan.smb.shares) == SHARES
