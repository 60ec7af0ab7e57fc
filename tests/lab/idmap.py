"""Which users and groups of the machine a lab's own are: the identity for root, else the ranges of /etc/subuid."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path

from tests.lab.contract import LabError

_IDS = 65536


class IdMapError(LabError):
    """No map for this user; the text says what is missing."""


def require() -> None:
    """IdMapError where `write` could not succeed, before anything is started."""
    if os.geteuid() == 0:
        return
    if not (shutil.which("newuidmap") and shutil.which("newgidmap")):
        raise IdMapError("an ordinary user needs newuidmap and newgidmap: install the package uidmap, or run as root")
    for kind in ("uid", "gid"):
        _range(kind)


def write(pid: int) -> None:
    """Give the new user namespace of `pid` its users and groups."""
    try:
        if os.geteuid() == 0:
            _write_identity(pid)
        else:
            _run_helper("newuidmap", pid, os.getuid(), _range("uid"))
            _run_helper("newgidmap", pid, os.getgid(), _range("gid"))
    except OSError as error:
        raise IdMapError(f"cannot map users into the lab: {error}") from None


def _write_identity(pid: int) -> None:
    """Root is root, with the same numbers for all others, so that both kinds of caller take the same way."""
    for kind in ("gid", "uid"):
        available = sum(int(line.split()[2]) for line in Path(f"/proc/self/{kind}_map").read_text().splitlines())
        Path(f"/proc/{pid}/{kind}_map").write_text(f"0 0 {min(available, _IDS)}")


def _run_helper(program: str, pid: int, own: int, subordinate: tuple[int, int]) -> None:
    start, count = subordinate
    ranges = [0, own, 1, 1, start, min(count, _IDS - 1)]
    done = subprocess.run([program, str(pid), *map(str, ranges)], capture_output=True, text=True, check=False)
    if done.returncode:
        raise IdMapError(f"{program}: {done.stderr.strip()}")


def _range(kind: str) -> tuple[int, int]:
    """This user's first subordinate range: start and length."""
    names = {pwd.getpwuid(os.getuid()).pw_name, str(os.getuid())}
    file = Path(f"/etc/sub{kind}")
    for line in file.read_text().splitlines() if file.exists() else []:
        name, _, rest = line.partition(":")
        start, _, count = rest.partition(":")
        if name in names and start.isdigit() and count.isdigit():
            return int(start), int(count)
    user = pwd.getpwuid(os.getuid()).pw_name
    raise IdMapError(f"no range for {user} in {file}: as root, usermod --add-sub{kind}s 100000-165535 {user}")
