"""Debian packages by apt-get, without root and without installing anything."""

import os
import re
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from tests.lab.contract import LabError

_MACHINE_LISTS = Path("/var/lib/apt/lists")
_URI = re.compile(r"^'[^']+' (?P<file>\S+\.deb) \d+")


class PackagesError(LabError):
    """apt-get could not give what it was asked for."""


@dataclass(frozen=True, slots=True, order=True)
class Deb:
    """One package at one version, and the name apt-get gives its file."""

    name: str
    version: str
    file: str


class Apt:
    """apt-get with an empty dpkg status and its own cache below `folder`: it resolves as for a bare machine.

    It reads the machine's package lists where they are readable, else lists of its own (`own_lists`).
    """

    def __init__(self, folder: Path, own_lists: bool) -> None:
        self._folder = folder
        self._own_lists = own_lists
        self._debs = folder / "debs"
        self._incoming = folder / "incoming"
        for needed in ("debs", "incoming", "archives/partial", "lists/partial"):
            (folder / needed).mkdir(parents=True, exist_ok=True)
        (folder / "status").touch()

    def resolve(self, packages: Sequence[str], beside: Sequence[str], unwanted: Iterable[str]) -> tuple[Deb, ...]:
        """The packages and all they depend on, but for the unwanted; `beside` come without their dependencies."""
        # apt-get prints no URI of what lies in its own archives folder, which therefore stays empty.
        lines = self._run("install", "--yes", "--print-uris", *packages)
        lines += self._run("download", "--print-uris", *beside)
        skip = re.compile("|".join(f"(?:{pattern})" for pattern in unwanted))
        debs = {_deb(match["file"]) for line in lines.splitlines() if (match := _URI.match(line))}
        return tuple(sorted(deb for deb in debs if not skip.fullmatch(deb.name)))

    def download(self, debs: Sequence[Deb]) -> list[Path]:
        """Fetch what is not here yet; apt-get checks the signature chain and the sums. The files, in order."""
        missing = [deb for deb in debs if not (self._debs / deb.file).exists()]
        if missing:
            self._run("download", *(f"{deb.name}={deb.version}" for deb in missing))
        for deb in missing:  # moved only when all are whole: a killed download leaves nothing that looks finished
            (self._incoming / deb.file).rename(self._debs / deb.file)
        return [self._debs / deb.file for deb in debs]

    def update(self) -> None:
        """Fetch the package lists anew (own lists only)."""
        self._run("update", "-o", "APT::Update::Error-Mode=any")

    def lists_stamp(self) -> str:
        """Changes whenever the package lists do; "" where there are none."""
        folder = self._folder / "lists" if self._own_lists else _MACHINE_LISTS
        files = sorted(folder.glob("*_Packages*"))
        return " ".join(f"{file.name}:{file.stat().st_mtime_ns}" for file in files)

    def _run(self, *arguments: str) -> str:
        options = {
            "Dir::State::status": str(self._folder / "status"),
            "Dir::Cache": str(self._folder),
            "Dir::Etc::PreferencesParts": "/dev/null",
            "APT::Install-Recommends": "0",
            "APT::Sandbox::User": "",
            "Acquire::Retries": "2",
            "Acquire::http::Timeout": "20",
            "Debug::NoLocking": "1",
        }
        if self._own_lists:
            options["Dir::State::lists"] = str(self._folder / "lists")
        command = ["apt-get", "-qq", *(part for key, value in options.items() for part in ("-o", f"{key}={value}"))]
        try:
            done = subprocess.run(
                [*command, *arguments],
                cwd=self._incoming,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                env={**os.environ, "LC_ALL": "C"},
                check=False,
            )
        except FileNotFoundError:
            raise LabError("the lab is made of Debian packages and this machine has no apt-get") from None
        if done.returncode:
            raise PackagesError(_reason(arguments[0], done.stderr))
        return done.stdout


def machine_has_lists() -> bool:
    """Whether the machine's own package lists are there and readable."""
    try:
        return any(os.access(file, os.R_OK) for file in _MACHINE_LISTS.glob("*_Packages*"))
    except OSError:
        return False


def _deb(file: str) -> Deb:
    name, version, _architecture = file.removesuffix(".deb").split("_")
    return Deb(name, unquote(version), file)


def _reason(verb: str, stderr: str) -> str:
    lines = [line[3:] for line in stderr.splitlines() if line.startswith("E: ")] or ["no reason given"]
    return f"apt-get {verb}: {lines[0]}"
