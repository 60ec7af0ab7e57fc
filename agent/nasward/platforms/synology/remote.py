"""DDNS, QuickConnect and router rules of DSM (synology.md §13)."""

from collections.abc import Mapping
from typing import Any

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Ddns, DdnsRecord, PortForward, RelayService, Remote
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.platforms.reading import entry, field, gap, malformed, rows, unproven

_LOOK = "Control Panel > External Access > Router Configuration"


def interpret_ddns(evidence: Evidence) -> Ddns:
    """The DDNS records of External Access."""
    answer = evidence.answer("synology.ddns")
    content = answer.content
    # This listing says no total (measured on 6.2.3): it is whole if it is a list.
    listed = content.get("records") if isinstance(content, Mapping) else None
    missing = gap(answer, "records")
    if missing is not None or not isinstance(listed, list | tuple):
        return Ddns(Items((), missing or malformed(answer, "the answer holds no list", "records")))
    named = [row for row in listed if isinstance(row, Mapping) and isinstance(row.get("hostname"), str)]
    records = tuple(_record(answer, row) for row in named if row["hostname"])
    if len(records) != len(listed):
        missing = malformed(answer, "a record without a host name was listed", "records")
    return Ddns(Items(records, missing))


def _record(answer: Answer, row: Mapping[str, Any]) -> DdnsRecord:
    name = row["hostname"]
    key = f"records[{name}]"
    return DdnsRecord(
        name,
        provider=entry(answer, row, "provider" if "provider" in row else "id", str, f"{key}.provider"),
        enabled=entry(answer, row, "enable", bool, f"{key}.enable"),
    )


def interpret_remote(evidence: Evidence) -> Remote:
    """Relay, automatic mapping and router rules."""
    quickconnect = field(evidence.answer("synology.quickconnect"), "enabled", bool)
    relay = field(evidence.answer("synology.relay"), "relay_enabled", bool)
    return Remote(
        relay=_both(quickconnect, relay),
        auto_mapping=_auto_mapping(evidence, quickconnect),
        cloud_account=_cloud_account(evidence),
        forwards=_forwards(evidence),
        relay_services=_relay_services(evidence),
    )


def _cloud_account(evidence: Evidence) -> Leaf[bool]:
    """Whether a Synology account stands there; its name never leaves the NAS."""
    return field(evidence.answer("synology.quickconnect"), "myds_account", bool)


def _relay_services(evidence: Evidence) -> Items[RelayService]:
    """What QuickConnect passes on where it is on. This listing says no total (measured on 6.2.3)."""
    answer = evidence.answer("synology.relay_services")
    content = answer.content
    listed = content.get("services") if isinstance(content, Mapping) else None
    missing = gap(answer, "services")
    if missing is not None or not isinstance(listed, list | tuple):
        return Items((), missing or malformed(answer, "the answer holds no list", "services"))
    named = {r["id"]: r for r in listed if isinstance(r, Mapping) and isinstance(r.get("id"), str) and r["id"]}
    if len(named) != len(listed):
        missing = malformed(answer, "a service without an id of its own was listed", "services")
    services = (RelayService(n, entry(answer, r, "enabled", bool, f"services[{n}].enabled")) for n, r in named.items())
    return Items(tuple(services), missing)


def _both(first: Leaf[bool], second: Leaf[bool]) -> Leaf[bool]:
    """True where both are; False where one surely is not."""
    for leaf in (first, second):
        if isinstance(leaf, Known) and not leaf.value:
            return leaf
    return first if isinstance(first, Unknown) else second


def _auto_mapping(evidence: Evidence, quickconnect: Leaf[bool]) -> Leaf[bool]:
    """synorelayd's own switch (B). While QuickConnect is off, nothing says what it does."""
    answer = evidence.answer("synology.misc")
    upnp = answer.content.get("upnp") if isinstance(answer.content, Mapping) else None
    missing = gap(answer, "upnp.enabled")
    if missing is not None:
        return missing
    switch = entry(answer, upnp if isinstance(upnp, Mapping) else {}, "enabled", bool, "upnp.enabled")
    if isinstance(switch, Unknown) or isinstance(quickconnect, Unknown):
        return switch if isinstance(switch, Unknown) else quickconnect
    if quickconnect.value:
        return switch
    return unproven(
        answer,
        "what this switch does while QuickConnect is off is not known",
        switch.value,
        "upnp.enabled",
        "none",
        _LOOK,
    )


def _forwards(evidence: Evidence) -> Items[PortForward]:
    """The rules that DSM sets in the router; an answer that is the list itself (measured on 6.2.3)."""
    answer = evidence.answer("synology.forwards")
    listed, missing = rows(answer, "")
    named = [(name, row) for row in listed if (name := _rule_name(row))]
    if missing is None and len({name for name, _ in named}) != len(listed):
        missing = malformed(answer, "a rule without an id of its own was listed")
    return Items(tuple(_forward(answer, name, row) for name, row in named), missing)


def _rule_name(row: Mapping[str, Any]) -> str:
    named = (row.get(key) for key in ("rule_id", "service_id"))
    return next((str(each) for each in named if isinstance(each, str | int) and str(each)), "")


def _forward(answer: Answer, name: str, row: Mapping[str, Any]) -> PortForward:
    key = f"[{name}]"
    return PortForward(
        name,
        enabled=entry(answer, row, "enable", bool, f"{key}.enable"),
        router_port=_port(answer, row, "router_port", key),
        nas_port=_port(answer, row, "ds_port", key),
    )


def _port(answer: Answer, row: Mapping[str, Any], name: str, key: str) -> Leaf[str]:
    value = row.get(name)
    if type(value) in (str, int) and str(value):
        return Known(str(value), answer.source, f"{key}.{name}")
    return Unknown(Reason.ABSENT, f"the rule has no {name}", answer.source, f"{key}.{name}")
