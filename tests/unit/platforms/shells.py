"""The shells of NAS boxes that are on this machine, and a NAS's files and programs in a folder."""

import os
import shutil
import subprocess
from pathlib import Path

from nasward.model.evidence import Raw, Source
from nasward.model.outcome import Outcome

_BUSYBOX = os.environ.get("NASWARD_TEST_BUSYBOX") or shutil.which("busybox")
SHELLS = [[path] for name in ("dash", "bash") if (path := shutil.which(name))]
if _BUSYBOX:
    SHELLS.append([_BUSYBOX, "sh"])
IDS = [Path(shell[0]).name for shell in SHELLS]


def run(shell: list[str], source: Source, root: Path, programs: Path | None = None, user: int | None = None) -> Raw:
    """Run a source as the collector does, with the absolute paths of a NAS below `root`."""
    script = source.script
    for top in ("/etc/", "/etc.defaults/", "/usr/syno", "/sbin/user_expiry", "/sbin/getcfg", "/mnt/ext"):
        script = script.replace(top, f"{root}{top}")
    path = f"{programs}:/usr/bin:/bin" if programs else os.environ["PATH"]
    ended = subprocess.run(
        [*shell, "-s"], input=f"( {script}\n) </dev/null", capture_output=True, text=True, check=False,
        env={"PATH": path, "LC_ALL": "C"}, timeout=60, user=user,
    )  # fmt: skip
    return Raw(Outcome.OK, ended.stdout, ended.stderr, ended.returncode)


def tree(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def program(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path
