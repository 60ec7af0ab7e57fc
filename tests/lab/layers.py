"""Static layers, copied from the checkout with modes that do not depend on who checked it out, or with which umask."""

import os
import shutil
from pathlib import Path

_KEEPERS = frozenset({".gitkeep", ".gitignore"})


def copy_layer(source: Path, target: Path) -> None:
    """Copy the tree: folders and programs 0755, other files 0644, links as they are, all owned by who calls."""
    target.mkdir(parents=True, exist_ok=True)
    target.chmod(0o755)
    for entry in os.scandir(source):
        copy = target / entry.name
        if entry.name in _KEEPERS:
            continue
        if entry.is_symlink():
            copy.symlink_to(Path(entry.path).readlink())
        elif entry.is_dir():
            copy_layer(Path(entry.path), copy)
        else:
            shutil.copyfile(entry.path, copy)
            copy.chmod(0o755 if entry.stat().st_mode & 0o100 else 0o644)


def hide(root: Path, path: str) -> None:
    """Make `path` of the layers below absent on a host: a whiteout in the writable layer `root` (for seeds)."""
    mark = root / path.lstrip("/")
    mark.parent.mkdir(parents=True, exist_ok=True)
    os.mknod(mark, 0o020000, os.makedev(0, 0))
