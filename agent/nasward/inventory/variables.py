"""The `nasward_…` variables of an inventory: their names, shapes and meaning."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nasward.model.target import Modality, Window

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WINDOW = re.compile(r"(?P<days>[A-Za-z,\- ]+?)\s+(?P<from>\d{1,2}:\d{2})\s*-\s*(?P<to>\d{1,2}:\d{2})")
NEEDS = frozenset({"smb1", "smb_guest", "ftp", "ftp_anonymous", "nfs", "telnet"})


def text(value: object) -> str:
    """A non-empty string."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a non-empty text")
    return value.strip()


def names(value: object) -> tuple[str, ...]:
    """A list of strings."""
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError("must be a list of texts")
    return tuple(value)


def count(value: object) -> int:
    """A whole number from 0 on. INI inventories give it as text."""
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError("must be a whole number, 0 or more")
    return value


def path(value: object) -> Path:
    """A file path, `~` allowed."""
    return Path(text(value)).expanduser()


def modalities(value: object) -> tuple[Modality, ...]:
    """Devices that need an old protocol: a list of {name, address, needs: [smb1, ftp …]}."""
    if not isinstance(value, list):
        raise ValueError("must be a list of {name, address, needs}")
    return tuple(_modality(item) for item in value)


def _modality(item: object) -> Modality:
    if not isinstance(item, Mapping) or set(item) != {"name", "address", "needs"}:
        raise ValueError("each entry must have exactly name, address and needs")
    needs = frozenset(names(item["needs"]))
    if needs - NEEDS:
        raise ValueError(f"needs may name {', '.join(sorted(NEEDS))}; not {', '.join(sorted(needs - NEEDS))}")
    return Modality(text(item["name"]), text(item["address"]), needs)


def window(value: object) -> Window:
    """`Mon-Fri 19:00-06:00` or `Sat,Sun 00:00-24:00`; an end before the start is on the next day."""
    told = text(value)
    parts = _WINDOW.fullmatch(told)
    if not parts:
        raise ValueError("must read like `Mon-Fri 19:00-06:00`")
    return Window(_days(parts["days"]), _minutes(parts["from"]), _minutes(parts["to"]), told)


def _days(told: str) -> frozenset[int]:
    days: set[int] = set()
    for part in told.lower().replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if first[:3] not in _DAYS or (last and last[:3] not in _DAYS):
            raise ValueError(f"knows no day {part!r}; use {', '.join(day.title() for day in _DAYS)}")
        begin = _DAYS.index(first[:3])
        end = _DAYS.index(last[:3]) if last else begin
        days.update((begin + step) % 7 for step in range((end - begin) % 7 + 1))
    return frozenset(days)


def _minutes(told: str) -> int:
    hour, minute = (int(part) for part in told.split(":"))
    if hour > 24 or minute > 59 or hour * 60 + minute > 24 * 60:
        raise ValueError(f"knows no time {told}")
    return hour * 60 + minute


PARSERS: Mapping[str, Callable[[Any], Any]] = {
    "nasward_site": text,
    "nasward_owner": text,
    "nasward_maintenance_window": window,
    "nasward_phi_shares": names,
    "nasward_modalities": modalities,
    "nasward_vantages": names,
    "nasward_host_key": text,
    "nasward_known_hosts": path,
    "nasward_login_budget": count,
}
