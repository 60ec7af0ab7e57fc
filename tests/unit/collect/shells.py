"""Runs a composed script as the NAS would: a shell of its kind, script over a stdin that stays open."""

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nasward.collect import frames, script
from nasward.model.evidence import Answer, Raw, Source
from nasward.model.outcome import Outcome, Vantage

NONCE = "0123456789abcdef0123456789abcdef"
LOST = Raw(Outcome.UNREACHABLE, detail="lost")
DENIED = Raw(Outcome.DENIED, detail="needs root")

_KINDS = {"dash": ["-s"], "bash": ["--posix", "-s"], "busybox": ["ash", "-s"]}
SHELLS = [[shutil.which(name), *options] for name, options in _KINDS.items() if shutil.which(name)]
SHELL_IDS = [Path(shell[0]).name for shell in SHELLS]


def digest(raw: Raw) -> tuple[Answer, ...]:
    return (Answer("any", Vantage.SSH, raw.outcome, raw.stdout),)


def source(text: str, id: str = "any", **fields) -> Source:
    return Source(id, text, digest, **({"needs_root": False} | fields))


@dataclass
class Run:
    """What a run gave: the raws, the bytes, how long it took, and the processes it left."""

    raws: tuple[Raw | None, ...]
    data: bytes
    seconds: float
    left: list[str]


def run(shell: Sequence[str], sources: Sequence[Source], *, root=True, seconds=30, hang_up: float | None = None) -> Run:
    """`hang_up` closes stdin after so many seconds, as a broken connection does."""
    text = script.compose(sources, NONCE, root=root, seconds=seconds)
    tag = f"NASWARD_TEST={os.urandom(8).hex()}"
    began = time.monotonic()
    child = subprocess.Popen(
        shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=dict(os.environ) | dict([tag.split("=")]), start_new_session=True,
    )  # fmt: skip
    child.stdin.write(text.encode())
    child.stdin.flush()
    if hang_up is not None:
        time.sleep(hang_up)
        child.stdin.close()
        child.stdin = None
    data = child.stdout.read()
    child.wait(10)
    took = time.monotonic() - began
    if child.stdin:
        child.stdin.close()
    child.stdout.close()
    child.stderr.close()
    return Run(frames.parse(data, NONCE, sources, LOST, DENIED), data, took, still_there(tag))


def still_there(tag: str) -> list[str]:
    """What is left a moment after the end: a killed process needs that moment to go."""
    until = time.monotonic() + 1
    while (left := tagged(tag)) and time.monotonic() < until:
        time.sleep(0.02)
    return left


def tagged(tag: str) -> list[str]:
    """Command lines of the processes whose environment holds `tag`."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if tag.encode() in (process / "environ").read_bytes() and (line := (process / "cmdline").read_bytes()):
                found.append(line.replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return found
