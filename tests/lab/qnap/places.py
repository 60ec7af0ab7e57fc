"""Where things stand on a QNAP-style host, as paths below its root (qnap.md 1.1)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

CONFIG = "mnt/HDA_ROOT/.config"
"""What /etc/config leads to."""


def volume_of(profile: Mapping[str, Any]) -> str:
    """The data volume: QuTS hero calls it by another name (qnap.md 1.1, 3.3)."""
    return "share/ZFS1_DATA" if profile["os"].get("hero") else "share/CACHEDEV1_DATA"


def below(root: Path, path: str) -> Path:
    """The file that a host sees at the absolute `path`. A seed must not follow the host's absolute links."""
    for link, target in (("/etc/config/", f"/{CONFIG}/"), ("/root/.ssh/", f"/{CONFIG}/ssh/")):
        if path.startswith(link):
            path = target + path.removeprefix(link)
    return root / path.lstrip("/")
