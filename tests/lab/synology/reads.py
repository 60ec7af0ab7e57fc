"""What a simulated DSM can be asked beside accounts, shares and its four services: the state behind those answers."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.lab.contract import ProfileError

_LAB = Path(__file__).parent / "layer/usr/libexec/lab/synology"
_OPEN: dict[str, Any] = {"policy": "none", "rules": []}


def reads_of(data: Mapping[str, Any], major: int) -> dict[str, Any]:
    """The parts of the state that only reads use (layer's reads.jq), for a profile's data."""
    answers = _answers(data.get("api", {}), major)
    return {
        "reads": answers,
        "units": json.loads((_LAB / "units.json").read_text(encoding="utf-8")),
        # On DSM 6 the daemon always runs, for the loopback; the switch is another (synology.md §0.1.10).
        "snmpd": major < 7 or answers["SYNO.Core.SNMP get"]["enable_snmp"],
        "firewall": _firewall(data.get("firewall", {})),
        "dos": data.get("dos", {"eth0": False}),
        "interfaces": [_interface(name) for name in data.get("dos", {"eth0": False})],
        "blocked": {"allow": [], "deny": []} | data.get("blocked", {}),
        "packages": [{"enabled": True, "description": ""} | row for row in data.get("packages", [])],
        "tasks": [_task(number, row) for number, row in enumerate(data.get("tasks", []), 1)],
        "containers": [_container(row) for row in data.get("containers", [])],
        "enrolled": [str(row["name"]) for row in data["accounts"] if row.get("otp")],
    }


def _answers(over: Mapping[str, Any], major: int) -> dict[str, Any]:
    """The factory answers with the profile's `api` laid over: `Core.TFTP` or a whole name, value by value."""
    name = f"reads-{6 if major < 7 else 7}.json"
    answers: dict[str, Any] = json.loads((_LAB / name).read_text(encoding="utf-8"))
    by_api = {key.split()[0].removeprefix("SYNO."): key for key in answers}
    for api, values in over.items():
        if api not in by_api:
            raise ProfileError(f"api: no {api} in {name}; known: {', '.join(sorted(by_api))}")
        answer = answers[by_api[api]]
        if unknown := sorted(set(values) - set(answer)):
            raise ProfileError(f"api: {api} has no {', '.join(unknown)}; known: {', '.join(sorted(answer))}")
        answer.update({key: answer[key] | new if isinstance(new, Mapping) else new for key, new in values.items()})
    return answers


def _firewall(over: Mapping[str, Any]) -> dict[str, Any]:
    """Off, with both profiles without rules, as it comes (synology.md §14.2); rules in the shape of the web API."""
    factory = {"enabled": False, "profile": "default", "profiles": {"default": {"global": _OPEN}}}
    state: dict[str, Any] = {**factory, **over}
    state["profiles"] = {"custom": {"global": _OPEN}, **state["profiles"]}
    return state


def _interface(name: str) -> dict[str, Any]:
    return {"ifname": name, "ip": "", "mask": "", "speed": 1000, "status": "connected", "type": "lan", "use_dhcp": True}


def _task(number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    defaults = {
        "enabled": True,
        "owner": "root",
        "type": "daily",
        "command": "",
        "last": "N/A",
        "status": "Not Available",
    }
    return {"id": number, **defaults, **row}


def _container(row: Mapping[str, Any]) -> dict[str, Any]:
    """A container as `docker inspect` shows it, as far as facts speak of it. `ports`: `host:container/protocol`."""
    name, running = str(row["name"]), bool(row.get("running", True))
    ports: dict[str, list[dict[str, str]]] = {}
    for port in row.get("ports", []):
        host, _, inner = str(port).partition(":")
        ports.setdefault(inner, []).append({"HostIp": "0.0.0.0", "HostPort": host})
    mounts = [str(mount).partition(":") for mount in row.get("mounts", [])]
    return {
        "Id": name.encode().hex().ljust(64, "0")[:64],
        "Name": f"/{name}",
        "State": {"Status": "running" if running else "exited", "Running": running},
        "Image": "sha256:" + "ab" * 32,
        "Config": {"Image": row["image"], "Env": list(row.get("env", []))},
        "HostConfig": {
            "Privileged": bool(row.get("privileged")),
            "NetworkMode": "host" if row.get("host_network") else "bridge",
            "Binds": [str(mount) for mount in row.get("mounts", [])] or None,
            "PortBindings": ports,
        },
        "Mounts": [{"Type": "bind", "Source": source, "Destination": inner, "RW": True} for source, _, inner in mounts],
        "NetworkSettings": {"Ports": ports if running else {}},
    }
