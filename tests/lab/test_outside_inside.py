"""Run inside a lab by test_outside.py: `python -m tests.lab.test_outside_inside REPORT`; holds no test itself.

Every server of servers.sh is probed; what the probes said, what the daemons logged, what smbclient and curl say of the
same doors, and the times of all files before and after go into a report of JSON.
"""

import contextlib
import io
import json
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from nasward.collect.budget import Timeouts
from nasward.collect.outside import StrangerOptions, collect_outside
from nasward.model.target import Secret, StrangerTask
from tests.lab.client import RunningLab
from tests.lab.cutting import MANNERS, Manner, cutting

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests/cases/outside"
CASE: dict[str, Any] = YAML(typ="safe").load(CASES / "lab.yml")
HOST = "plain"
BUDGET = 9
LOGS = {"smb": "/srv/smb-{}/log", "ftp": "/srv/ftp-{}.log", "ssh": "/srv/sshd{port}.log"}
FAILED = {
    "smb": re.compile(r"Auth: \[SMB2.*status \[(?!NT_STATUS_OK)"),
    "ftp": re.compile(r"FAIL LOGIN"),
    "ssh": re.compile(r"^Failed \w+ for", re.MULTILINE),
}
TIMES = "find /srv/public /srv/ro /srv/fake /srv/private /srv/hidden /srv/ftp -exec stat -c '%n %Y %Z %s' {} + | sort"

CUT_DOORS = {"smb": (4451, range(0, 5200, 137)), "ftp": (2101, range(0, 100, 9)), "ssh": (2201, range(0, 2600, 171))}
CUTS: list[tuple[str, int, int, Manner]] = [
    (protocol, port, after, manner)
    for protocol, (port, places) in CUT_DOORS.items()
    for after in places
    for manner in MANNERS
]


def main(report: Path) -> None:
    lab = RunningLab.around()
    address = lab.hosts[HOST].ip
    _set_up(lab)
    before = _shell(lab, TIMES)
    # all at once: a refused FTP login costs three seconds of waiting
    doors = [(protocol, name) for protocol in LOGS for name in CASE[protocol]]
    noise = io.StringIO()
    with contextlib.redirect_stderr(noise), contextlib.redirect_stdout(noise), ThreadPoolExecutor(len(doors)) as pool:
        probed = list(pool.map(lambda door: _probe(lab, address, *door), doors))
    after = _shell(lab, TIMES)
    asked = {"smb": _smbclient, "ftp": _curl}
    with ThreadPoolExecutor(len(doors)) as pool:
        others = list(pool.map(lambda door: asked[door[0]](address, door[1]), doors[: -len(CASE["ssh"])]))
    names = ["/".join(door) for door in doors]
    whole = {protocol: _stranger(address, protocol, port) for protocol, (port, _) in CUT_DOORS.items()}
    with ThreadPoolExecutor(16) as pool:
        cuts = list(pool.map(lambda cut: _cut(address, *cut), CUTS))
    report.write_text(
        json.dumps(
            {
                "probed": dict(zip(names, probed, strict=True)),
                "others": dict(zip(names, others, strict=False)),
                "whole": whole,
                "cuts": cuts,
                "before": before,
                "after": after,
                "noise": noise.getvalue(),
            }
        )
    )


def _set_up(lab: RunningLab) -> None:
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "-", "-out", "-", "-subj", "/CN=nas"],
        capture_output=True,
        text=True,
        check=True,
    )
    lab.exec(HOST, ["sh", "-c", "mkdir -p /srv; umask 077; cat >/srv/cert.pem"], stdin=made.stdout).check_returncode()
    ready = lab.exec(HOST, ["bash", "-s"], stdin=(CASES / "servers.sh").read_text())
    assert ready.returncode == 0, _shell(lab, "cat /srv.log")
    time.sleep(1)


def _shell(lab: RunningLab, script: str) -> str:
    return lab.exec(HOST, ["sh", "-c", script]).stdout


def _probe(lab: RunningLab, address: str, protocol: str, name: str) -> dict[str, Any]:
    case = CASE[protocol][name]
    login = ("alice", Secret("Good-1")) if protocol == "smb" else None
    log = LOGS[protocol].format(name, port=case["port"])
    old = _shell(lab, f"cat {log}")
    task = StrangerTask(("hidden", "private", "nosuch"), tuple(case["blank"]), BUDGET)
    options = StrangerOptions(frozenset({protocol}), {protocol: case["port"]}, smb_login=login)
    answers, stats = collect_outside(address, task, options)
    time.sleep(0.2)
    logged = _shell(lab, f"cat {log}")[len(old) :]
    return {
        "answers": [[a.source, a.subject, str(a.outcome), a.content] for a in answers],
        "logins": stats.logins,
        "failed": len(FAILED[protocol].findall(logged)),
        "log": logged,
    }


def _cut(address: str, protocol: str, port: int, after: int, manner: Manner) -> dict[str, Any]:
    """What a connection that breaks in the middle makes of the answers."""
    with cutting(address, port, after, manner) as proxy:
        started = time.monotonic()
        answers = _stranger("127.0.0.1", protocol, proxy)
    return {"cut": f"{protocol} {manner} {after}", "answers": answers, "seconds": time.monotonic() - started}


def _stranger(address: str, protocol: str, port: int) -> list[list[Any]]:
    options = StrangerOptions(frozenset({protocol}), {protocol: port}, Timeouts(connect=3, reply=4, total=12))
    answers, _ = collect_outside(address, StrangerTask(("private",), ("nopw",), BUDGET), options)
    return [[a.source, a.subject, str(a.outcome), a.content] for a in answers]


def _smbclient(address: str, name: str) -> dict[str, Any]:
    """The list of shares, and what each session really can do: list, and make and remove a folder."""
    port = str(CASE["smb"][name]["port"])
    return {
        session: {
            "list": _smb(port, login, "-g", "-L", f"//{address}"),
            "read": {share: _smb(port, login, f"//{address}/{share}", "-c", "ls")[0] for share in CASE["shares"]},
            "write": {
                share: _smb(
                    port, login, f"//{address}/{share}", "-c", f"mkdir {name}-{session}; rmdir {name}-{session}"
                )[1]
                for share in CASE["shares"]
            },
        }
        for session, login in {"smb.null": "%", "smb.guest": "nobody-at-all%x", "smb.user": "alice%Good-1"}.items()
    }


def _smb(port: str, login: str, *arguments: str) -> tuple[int, str]:
    command = ["smbclient", "-p", port, "-U", login, "-s", "/dev/null", "--option=client min protocol=SMB2"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=30, check=False)
    return done.returncode, done.stdout + done.stderr


def _curl(address: str, name: str) -> dict[str, Any]:
    port = CASE["ftp"][name]["port"]

    def talk(*arguments: str) -> str:
        command = ["curl", "-sv", "--max-time", "20", *arguments, f"ftp://{address}:{port}/"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.stderr

    return {
        "anonymous": talk(),
        "anonymous tls": talk("--ssl-reqd", "-k"),
        "alice": talk("-u", "alice:wrong"),
        "alice tls": talk("--ssl-reqd", "-k", "-u", "alice:wrong"),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
