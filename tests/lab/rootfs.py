"""The root file system that all hosts share, made from Debian packages: no root, no maintainer script, no chroot.

`ensure_rootfs` gives a folder of the cache, built at most once per (wanted list, package versions, source of the
builder). What is wanted stands in rootfs.yml; what the wanted programs load is found in their ELF headers.
"""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.lab import elf, packages, slim
from tests.lab.contract import LabError
from tests.lab.packages import Apt, PackagesError

_WANTED = Path(__file__).with_name("rootfs.yml")
_BUILDERS = (Path(__file__), Path(elf.__file__), Path(packages.__file__), Path(slim.__file__))
_NOT_UNPACKED = ("./usr/share/doc*", "./usr/share/man*", "./usr/share/locale*", "./usr/share/zoneinfo/[!E]*")


def cache_folder() -> Path:
    """`$NASWARD_LAB_CACHE`, else `~/.cache/nasward-lab`; made where it is missing."""
    folder = Path(os.environ.get("NASWARD_LAB_CACHE") or Path.home() / ".cache" / "nasward-lab").absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LabError(f"cannot make the lab's cache {folder}: {error.strerror}; set NASWARD_LAB_CACHE") from None
    return folder


@dataclass(frozen=True, slots=True)
class Rootfs:
    """A built root file system. As long as `lock` is open no other builder removes it."""

    path: Path
    lock: int


def ensure_rootfs(say: Callable[[str], None]) -> Rootfs:
    """The root file system for the wanted list of today, built now where the cache has none.

    `say` hears one line before a build. LabError where packages cannot be had or the list asks for what is not there.
    """
    cache = cache_folder()
    with _locked(cache / "lock"):
        wanted = YAML(typ="safe").load(_WANTED.read_text())
        source = _digest(_WANTED.read_bytes(), *(file.read_bytes() for file in _BUILDERS))
        path = _known(cache, source)
        if path is None:
            path = _resolve_and_build(cache, source, wanted, say)
        lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(lock, fcntl.LOCK_SH)
        _prune(cache, keep=path)
    return Rootfs(path, lock)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:16]


def _known(cache: Path, source: str) -> Path | None:
    """The build recorded for this source, as long as the package lists it was resolved with are unchanged."""
    try:
        record = json.loads((cache / "current.json").read_text())
    except (OSError, ValueError):
        return None
    path = cache / str(record.get("path"))
    stamp = _apt(cache, bool(record.get("own_lists"))).lists_stamp()
    if record.get("source") != source or not path.is_dir() or stamp not in ("", record.get("lists")):
        return None
    return path


def _apt(cache: Path, own_lists: bool) -> Apt:
    return Apt(cache / "apt", own_lists)


def _resolve_and_build(cache: Path, source: str, wanted: Mapping[str, Any], say: Callable[[str], None]) -> Path:
    """Build with the machine's package lists; where there are none or they are out of date, with own, fresh ones."""
    if packages.machine_has_lists():
        try:
            return _build_with(_apt(cache, own_lists=False), False, cache, source, wanted, say)
        except PackagesError as error:
            say(f"the machine's package lists do not serve ({error})")
    say("fetching the Debian package lists")
    apt = _apt(cache, own_lists=True)
    apt.update()
    return _build_with(apt, True, cache, source, wanted, say)


def _build_with(
    apt: Apt, own_lists: bool, cache: Path, source: str, wanted: Mapping[str, Any], say: Callable[[str], None]
) -> Path:
    debs = apt.resolve(wanted["packages"], wanted["beside"], wanted["unwanted"])
    path = cache / f"rootfs-{_digest(source.encode(), repr(debs).encode())}"
    if not path.is_dir():
        say(f"building the lab's root file system from {len(debs)} Debian packages (once)")
        files = apt.download(debs)
        scratch = path.with_suffix(".tmp")
        shutil.rmtree(scratch, ignore_errors=True)
        _unpack(files, scratch / "all")
        slim.copy_wanted(scratch / "all", scratch / "slim", wanted)
        (scratch / "slim").rename(path)
        shutil.rmtree(scratch)
    record = {"source": source, "path": path.name, "own_lists": own_lists, "lists": apt.lists_stamp()}
    (cache / "current.json").write_text(json.dumps(record))
    return path


def _prune(cache: Path, keep: Path) -> None:
    """Remove other builds, unless a running lab holds them, and what a killed build left."""
    for other in cache.glob("rootfs-*"):
        if other == keep:
            continue
        descriptor = os.open(other, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(other)
        except BlockingIOError:
            continue
        finally:
            os.close(descriptor)


def _unpack(debs: list[Path], into: Path) -> None:
    slim.make_merged_usr(into)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(lambda deb: _unpack_one(deb, into), debs))


def _unpack_one(deb: Path, into: Path) -> None:
    options = ["--keep-directory-symlink", "--no-same-owner", "--no-same-permissions", "--delay-directory-restore"]
    excludes = [f"--exclude={pattern}" for pattern in _NOT_UNPACKED]
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as archive:
        tar = ["tar", "-x", "-C", str(into), "-p", *options, "--wildcards", *excludes]
        done = subprocess.run(tar, stdin=archive.stdout, capture_output=True, text=True, check=False)
    if done.returncode or archive.returncode:
        deb.unlink()  # a broken file would break every later build too
        raise LabError(f"cannot unpack {deb.name}: {done.stderr.strip().splitlines()[-1:] or 'dpkg-deb failed'}")
