"""Containers of Docker or Container Manager (synology.md §19)."""

import json
from collections.abc import Mapping
from typing import Any

from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer, Evidence, Json, Raw, Source
from nasward.model.facts import Container
from nasward.model.leaf import Items, Known, Leaf
from nasward.model.outcome import Outcome
from nasward.platforms import data, digests
from nasward.platforms.identity import SYNOLOGY as GUARD
from nasward.platforms.reading import entry, malformed, rows
from nasward.platforms.synology.answers import told
from nasward.platforms.synology.packages import container_app

_ID = "synology.containers"
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - read from a container, not bound to


def source() -> Source:
    """The question; asked only where the container app is installed."""
    return Source(_ID, data.text("synology/containers.sh"), _digest, GUARD, seconds=20)


def _digest(raw: Raw) -> tuple[Answer, ...]:
    outcome, detail = digests.ended(raw)
    if outcome is not Outcome.OK:
        return (digests.untold(_ID, outcome, detail),)
    try:
        return (digests.told(_ID, [_reduced(line) for line in raw.stdout.split("\n") if line]),)
    except AnswerError as error:
        return (digests.untold(_ID, error.outcome, error.detail),)


def _reduced(line: str) -> Json:
    """One container in scalars: published ports as text, host folders no deeper than the shared folder."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise AnswerError(Outcome.MALFORMED, "a container is no JSON object")
    plain = digests.allowed(row, ["name", "image", "running", "privileged", "network"])
    return {**(plain if isinstance(plain, Mapping) else {}), "ports": _ports(row), "mounts": _mounts(row)}


def _ports(row: Mapping[str, Any]) -> str | None:
    """`8080:80/tcp, 127.0.0.1:8081:81/tcp`; None where the form is not known."""
    bindings = row.get("ports", "")
    if bindings is None:
        return ""
    if not isinstance(bindings, dict):
        return None
    found: list[str] = []
    for inner, hosts in sorted(bindings.items()):
        for host in hosts if isinstance(hosts, list) else ():
            if not isinstance(host, dict):
                return None
            address, port = str(host.get("HostIp", "")), str(host.get("HostPort", ""))
            found.append(f"{'' if address in _EVERYWHERE else address + ':'}{port}:{inner}")
    return ", ".join(found)


def _mounts(row: Mapping[str, Any]) -> str | None:
    binds = row.get("binds", "")
    if binds is None:
        return ""
    if not isinstance(binds, list) or not all(isinstance(bind, str) for bind in binds):
        return None
    return ", ".join(dict.fromkeys(_folder(bind.partition(":")[0]) for bind in binds))


def _folder(path: str) -> str:
    """`/volume1/share` of what lies below a shared folder: deeper names may be patients'."""
    parts = path.split("/")
    return "/".join(parts[:3]) if len(parts) > 3 and parts[1].startswith("volume") else path


def interpret_containers(evidence: Evidence) -> Items[Container]:
    """Every container, running or not; none where the app is not installed."""
    packages = evidence.answer("synology.packages")
    _, missing = rows(packages, "packages")
    if missing is not None:
        return Items((), missing)
    if not container_app(packages):
        return Items((), None)
    answer = evidence.answer(_ID)
    listed, missing = rows(answer, "")
    named = [(str(row["name"]).lstrip("/"), row) for row in listed if isinstance(row.get("name"), str)]
    if missing is None and len({name for name, _ in named}) != len(listed):
        missing = malformed(answer, "a container without a name of its own was listed")
    return Items(tuple(_container(answer, name, row) for name, row in named if name), missing)


def _container(answer: Answer, name: str, row: Mapping[str, Any]) -> Container:
    network: Leaf[str] = entry(answer, row, "network", str, f"[{name}].network")
    return Container(
        name,
        image=entry(answer, row, "image", str, f"[{name}].image"),
        running=entry(answer, row, "running", bool, f"[{name}].running"),
        privileged=entry(answer, row, "privileged", bool, f"[{name}].privileged"),
        host_network=told(network, lambda mode: mode == "host"),
        ports=_ours(answer, row, "ports", name),
        mounts=_ours(answer, row, "mounts", name),
    )


def _ours(answer: Answer, row: Mapping[str, Any], key: str, name: str) -> Leaf[str]:
    value = row.get(key)
    if isinstance(value, str):
        return Known(value, answer.source, f"[{name}].{key}")
    return malformed(answer, f"{name} has odd {key}", key)
