"""`scope.yml`: who authorised the probing of which addresses until when."""

import ipaddress
import socket
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from nasward.model.errors import InventoryError
from nasward.model.target import Scope, Target

_KEYS = {"authorised_by", "until", "networks"}


def load_scope(file: Path) -> Scope:
    """Raises InventoryError with file and line where the scope file is missing or wrong."""
    try:
        with file.open(encoding="utf-8") as stream:
            body = YAML(typ="rt").load(stream)
    except OSError as missing:
        raise InventoryError(f"{file}: cannot be read ({missing.strerror})") from missing
    except YAMLError as broken:
        mark = getattr(broken, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise InventoryError(f"{file}:{line}: no valid YAML: {getattr(broken, 'problem', broken)}") from broken
    if not isinstance(body, Mapping) or set(body) != _KEYS:
        raise InventoryError(f"{file}:1: must have exactly {', '.join(sorted(_KEYS))}")
    return Scope(
        authorised_by=_text(file, body, "authorised_by"),
        until=_until(file, body),
        networks=_networks(file, body),
        source=str(file),
    )


def refuse_outside(scope: Scope | None, targets: Sequence[Target], today: date) -> None:
    """Raises InventoryError for a scope that has ended and for every target outside of it.

    Without a scope file the inventory's own addresses are the scope.
    """
    if scope is None:
        return
    if today > scope.until:
        raise InventoryError(f"{scope.source}: the authorisation ended on {scope.until}; ask for a new one")
    outside = [target for target in targets if not _inside(scope, target)]
    if outside:
        told = "\n".join(f"{scope.source}: {t.name} ({t.address}) is outside the authorised networks" for t in outside)
        raise InventoryError(told)


def _inside(scope: Scope, target: Target) -> bool:
    """Every address of the target lies in the scope."""
    try:
        found = socket.getaddrinfo(target.address, None, proto=socket.IPPROTO_TCP)
    except OSError:
        return False
    addresses = {ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found}
    return all(any(address in network for network in scope.networks) for address in addresses)


def _line(body: object, key: str) -> int:
    marks = getattr(body, "lc", None)
    return int(marks.key(key)[0]) + 1 if marks else 1


def _text(file: Path, body: Mapping[str, Any], key: str) -> str:
    if not isinstance(body[key], str) or not body[key].strip():
        raise InventoryError(f"{file}:{_line(body, key)}: {key} must be a non-empty text")
    return str(body[key])


def _until(file: Path, body: Mapping[str, Any]) -> date:
    told = body["until"]
    if isinstance(told, datetime):
        return told.date()
    if isinstance(told, date):
        return told
    try:
        return date.fromisoformat(str(told))
    except ValueError as wrong:
        raise InventoryError(f"{file}:{_line(body, 'until')}: until must be a date like 2027-03-31") from wrong


def _networks(file: Path, body: Mapping[str, Any]) -> tuple[Any, ...]:
    told = body["networks"]
    line = _line(body, "networks")
    if not isinstance(told, list) or not told:
        raise InventoryError(f"{file}:{line}: networks must be a list like [192.168.10.0/24]")
    try:
        return tuple(ipaddress.ip_network(str(entry)) for entry in told)
    except ValueError as wrong:
        raise InventoryError(f"{file}:{line}: networks: {wrong}") from wrong
