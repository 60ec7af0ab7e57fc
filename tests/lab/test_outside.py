"""The outside probes against real daemons of every kind, held against smbclient and curl.

`test_outside_inside.py` does it in the lab.
servers.sh and lab.yml of tests/cases/outside are the servers and the truth.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.lab.test_outside_inside import CASE, HOST

pytestmark = pytest.mark.lab
Report = dict[str, Any]


@pytest.fixture(scope="module")
def report(lab_machine: Path, tmp_path_factory: pytest.TempPathFactory) -> Report:
    """What the probes, the daemons and other tools said, from one lab for all tests of this module."""
    file = tmp_path_factory.mktemp("outside") / "report.json"
    lab = [sys.executable, "-m", "tests.lab", "run", HOST, "--"]
    inside = [sys.executable, "-m", "tests.lab.test_outside_inside", str(file)]
    done = subprocess.run([*lab, *inside], cwd=lab_machine, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    loaded: Report = json.loads(file.read_text())
    return loaded | {"stderr": done.stderr}


def _told(report: Report, door: str) -> dict[tuple[str, str], Any]:
    return {(source, subject): content for source, subject, _, content in report["probed"][door]["answers"]}


@pytest.mark.parametrize("name", CASE["smb"])
def test_smb(report: Report, name: str) -> None:
    case, told = CASE["smb"][name], _told(report, f"smb/{name}")
    stranger = case.get("stranger")
    for session, accesses in (("smb.null", stranger), ("smb.guest", stranger), ("smb.user", CASE["user"])):
        expected = case.get(session.removeprefix("smb."), {"accepted": True, "listing": "ok"})
        assert {key: told[session, ""][key] for key in ("accepted", "listing")} == expected
        shares = {
            subject: content["access"] for (source, subject), content in told.items() if source == f"{session}.share"
        }
        known = {share: shares[share] for share in CASE["shares"] if share in shares}
        assert known == (dict(zip(CASE["shares"], accesses, strict=True)) if accesses else {})
        assert not {"IPC$", "print$"} & set(shares)


def test_three_hundred_shares_are_listed_whole(report: Report) -> None:
    listed = _told(report, "smb/many")["smb.guest", ""]["listed"]
    assert {f"sh{number}-Röntgen" for number in range(300)} <= set(listed)
    assert len(listed) == 304


@pytest.mark.parametrize("name", CASE["ftp"])
def test_ftp(report: Report, name: str) -> None:
    case, told = CASE["ftp"][name], _told(report, f"ftp/{name}")
    expected = {key: case[key] for key in ("plain_login", "tls")} if "plain_login" in case else None
    assert told["ftp.offer", ""] == expected
    assert told["ftp.anonymous", ""] == {"accepted": case["anonymous"]}


@pytest.mark.parametrize(
    "door", [f"{protocol}/{name}" for protocol in ("smb", "ftp", "ssh") for name in CASE[protocol]]
)
def test_blank_logins(report: Report, door: str) -> None:
    protocol, name = door.split("/")
    told = _told(report, door)
    for account, accepted in CASE[protocol][name]["blank"].items():
        assert told["login.blank", account] == {"protocol": protocol, "accepted": accepted}


def test_nothing_is_written(report: Report) -> None:
    assert report["before"].count("\n") > 5
    assert report["after"] == report["before"]


def test_the_daemons_count_no_more_failed_logins_than_were_spent(report: Report) -> None:
    for door, probed in report["probed"].items():
        assert probed["log"], door
        assert probed["failed"] <= probed["logins"], f"{door}\n{probed['log']}"
    assert sum(probed["failed"] for probed in report["probed"].values()) > 20, "the logs do tell failed logins"


def test_the_probes_are_silent(report: Report) -> None:
    assert report["noise"] == ""
    assert "Traceback" not in report["stderr"]


@pytest.mark.parametrize("name", CASE["smb"])
def test_smbclient_agrees(report: Report, name: str) -> None:
    told = _told(report, f"smb/{name}")
    for session, seen in report["others"][f"smb/{name}"].items():
        code, text = seen["list"]
        answer = told[session, ""]
        assert (code == 0) is answer["accepted"]
        assert {line.split("|")[1] for line in text.splitlines() if line.startswith("Disk|")} == set(answer["listed"])
        for share in CASE["shares"]:
            access = told.get((f"{session}.share", share), {"access": "none"})["access"]
            assert (seen["read"][share] == 0) is (access != "none"), f"{session} {share}"
            assert (seen["write"][share] == "") is (access == "write"), f"{session} {share}"


@pytest.mark.parametrize("name", CASE["ftp"])
def test_curl_agrees(report: Report, name: str) -> None:
    case, seen = CASE["ftp"][name], report["others"][f"ftp/{name}"]
    assert ("< 230" in seen["anonymous"] or "< 230" in seen["anonymous tls"]) is case["anonymous"]
    if "plain_login" in case:
        assert ("< 331" in seen["alice"] or "< 331" in seen["anonymous"]) is (case["plain_login"] or name == "tls")
        assert ("SSL connection" in seen["alice tls"]) is case["tls"]


def test_a_connection_that_breaks_gives_the_same_answer_or_none(report: Report) -> None:
    whole = {protocol: {tuple(a[:2]): a[3] for a in answers} for protocol, answers in report["whole"].items()}
    for cut in report["cuts"]:
        protocol, manner, _ = cut["cut"].split()
        for source, subject, outcome, content in cut["answers"]:
            told = dict(content or {})
            if told.get("listing") == "error":
                told |= {"listing": "ok", "listed": whole[protocol][source, subject]["listed"]}
            if outcome == "ok" and manner != "noise":
                assert told == whole[protocol][source, subject], cut
        assert cut["seconds"] < 45, cut
    outcomes = {(cut["cut"].split()[1], answer[2]) for cut in report["cuts"] for answer in cut["answers"]}
    assert {("reset", "error"), ("silence", "timeout"), ("noise", "malformed")} <= outcomes
