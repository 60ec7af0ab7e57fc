"""The wanted part of an unpacked Debian tree: programs with their libraries, data, busybox's applets."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.lab import elf
from tests.lab.contract import LabError

_USR_FOLDERS = ("bin", "sbin", "lib", "lib64")


def copy_wanted(full: Path, out: Path, wanted: Mapping[str, Any]) -> None:
    """Fill `out` with what `wanted` (rootfs.yml) names from `full`.

    LabError names everything that was wanted and is not there.
    """
    _Copier(full, out, wanted).run()


def make_merged_usr(root: Path) -> None:
    """/bin, /sbin, /lib and /lib64 as links into /usr, as Debian 12 has them."""
    for name in _USR_FOLDERS:
        (root / "usr" / name).mkdir(parents=True)
        (root / name).symlink_to(f"usr/{name}")


class _Copier:
    def __init__(self, full: Path, out: Path, wanted: Mapping[str, Any]) -> None:
        self._full = full
        self._out = out
        self._wanted = wanted
        self._forbidden = re.compile(wanted["forbidden"])
        self._missing: list[str] = []

    def run(self) -> None:
        make_merged_usr(self._out)
        self._copy_programs()
        for pattern in self._wanted["data"]:
            for path in self._matches(pattern):
                self._copy(path)
        self._finish()
        if self._missing:
            raise LabError(f"rootfs.yml wants what the packages have not: {', '.join(sorted(set(self._missing)))}")

    def _matches(self, pattern: str) -> list[str]:
        found = sorted(str(path.relative_to(self._full)) for path in self._full.glob(pattern))
        if not found:
            self._missing.append(pattern)
        return found

    def _copy_programs(self) -> None:
        waiting = [path for pattern in self._wanted["programs"] for path in self._matches(pattern)]
        done: set[str] = set()
        while waiting:
            path = waiting.pop()
            if path in done or self._forbidden.search(Path(path).name):
                continue
            done.add(path)
            self._copy(path)
            waiting += self._loads(path)

    def _loads(self, path: str) -> list[str]:
        """What the loader opens for this program: its libraries and the loader itself."""
        real = self._behind_links(path)
        if (self._full / real).is_dir():
            return []
        needs = elf.needs_of(self._full / real)
        origin = f"/{Path(real).parent}"
        folders = [folder.replace("$ORIGIN", origin).lstrip("/") for folder in needs.search]
        multiarch = [str(folder.relative_to(self._full)) for folder in self._full.glob("usr/lib/*-linux-gnu*")]
        folders += [*multiarch, *(f"{folder}/samba" for folder in multiarch), "usr/lib"]
        found = [needs.interpreter.lstrip("/")] if needs.interpreter else []
        for library in needs.libraries:
            holder = next((folder for folder in folders if os.path.lexists(self._full / folder / library)), None)
            if holder is None:
                self._missing.append(f"{library} (for {path})")
            else:
                found.append(f"{holder}/{library}")
        return found

    def _copy(self, path: str) -> None:
        source, target = self._full / path, self._out / path
        if os.path.lexists(target):
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_symlink():
            self._copy_link(path)
        elif source.is_dir():
            for name in sorted(entry.name for entry in source.iterdir()):
                self._copy(f"{path}/{name}")
        else:
            shutil.copy2(source, target)

    def _copy_link(self, path: str) -> None:
        """A link and what it points to; a link to nothing is left out."""
        inside = self._behind_link(path)
        if os.path.lexists(self._full / inside):
            (self._out / path).symlink_to((self._full / path).readlink())
            self._copy(inside)

    def _behind_links(self, path: str) -> str:
        while (self._full / path).is_symlink():
            path = self._behind_link(path)
        return path

    def _behind_link(self, path: str) -> str:
        """Where a link points to in the unpacked tree: an absolute one must not lead to the machine's own files."""
        to = str((self._full / path).readlink())
        return os.path.normpath(to.lstrip("/") if to.startswith("/") else f"{Path(path).parent}/{to}")

    def _finish(self) -> None:
        for source, target in self._wanted["moved"].items():
            (self._out / target).parent.mkdir(parents=True, exist_ok=True)
            (self._out / source).rename(self._out / target)
        for folder in self._wanted["folders"]:
            (self._out / folder).mkdir(parents=True, exist_ok=True)
        for link, to in self._wanted["links"].items():
            (self._out / link).parent.mkdir(parents=True, exist_ok=True)
            (self._out / link).symlink_to(to)
        self._link_applets()
        for program in self._wanted["setuid"]:
            (self._out / program).chmod(0o4755)

    def _link_applets(self) -> None:
        """busybox under the name of every applet that no real program has taken."""
        shutil.copy2(self._full / "bin/busybox", self._out / "bin/busybox")
        listed = subprocess.check_output([self._out / "bin/busybox", "--list"], text=True).split()
        for applet in sorted(set(listed) - set(self._wanted["applets_left_out"])):
            if any(os.path.lexists(self._out / f"usr/{folder}/{applet}") for folder in ("bin", "sbin")):
                continue
            folder = "sbin" if applet in self._wanted["applets_in_sbin"] else "bin"
            (self._out / f"usr/{folder}/{applet}").symlink_to("/bin/busybox")
