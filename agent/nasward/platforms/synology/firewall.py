"""The firewall of DSM: its switch and the profile in force (synology.md §14.1)."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Firewall, FirewallRule
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.platforms.reading import entry, field, gap, malformed, unproven
from nasward.platforms.synology.answers import word

_LOOK = "Control Panel > Security > Firewall > Edit Rules"
_ACTIONS: Mapping[str, Literal["allow", "drop"]] = {"allow": "allow", "drop": "drop", "deny": "drop"}
_ALL = ("all",)
_PROTOCOLS = ("tcp", "udp", "icmp")
End = Literal["allow", "drop", "none"]
"""What becomes of a packet that no rule allows: settled in this section, or left to the next."""
_ENDS: Mapping[str, End] = {**_ACTIONS, "none": "none"}


def interpret_firewall(evidence: Evidence) -> Firewall:
    """Switch, rules and end of the profile that is in force or would be: the profile is read while it is off, too."""
    answer = evidence.answer("synology.firewall_profile")
    sections, missing = _sections(answer)
    rules = [_rule(answer, name, number, row) for name, part in sections.items() for number, row in _numbered(part)]
    return Firewall(
        enabled=field(evidence.answer("synology.firewall"), "enable_firewall", bool),
        default_deny=missing or _default_deny(answer, sections),
        rules=Items(tuple(rules), missing),
    )


def _sections(answer: Answer) -> tuple[dict[str, Mapping[str, Any]], Unknown | None]:
    """The sections by name, those of interfaces before `global`, as packets meet them."""
    missing = gap(answer)
    if missing is not None:
        return {}, missing
    content = answer.content
    if not isinstance(content, Mapping) or "global" not in content:
        return {}, malformed(answer, "the profile has no section for all interfaces", "global")
    good = {name: part for name, part in content.items() if isinstance(part, Mapping) and _whole(part)}
    if len(good) != len(content):
        return {}, malformed(answer, "a section of the profile has another form")
    return dict(sorted(good.items(), key=lambda pair: (pair[0] == "global", pair[0]))), None


def _whole(part: Mapping[str, Any]) -> bool:
    rules = part.get("rules")
    listed = isinstance(rules, Sequence) and not isinstance(rules, str) and all(isinstance(r, Mapping) for r in rules)
    return listed and isinstance(part.get("policy"), str)


def _numbered(part: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    return list(enumerate(part["rules"], 1))


def _rule(answer: Answer, section: str, number: int, row: Mapping[str, Any]) -> FirewallRule:
    key = f"{section}.rules[{number}]"
    return FirewallRule(
        f"{section} {number}",
        enabled=entry(answer, row, "enable", bool, f"{key}.enable"),
        action=word(entry(answer, row, "policy", str, f"{key}.policy"), _ACTIONS, _LOOK),
        ports=entry(answer, row, "ports", str, f"{key}.ports"),
        source=entry(answer, row, "source_ip", str, f"{key}.source_ip"),
    )


def _default_deny(answer: Answer, sections: Mapping[str, Mapping[str, Any]]) -> Leaf[bool]:
    """An interface's own section comes first and may allow the rest; what it leaves open, `global` must drop."""
    ends = {name: _end(part) for name, part in sections.items()}
    last = ends.pop("global")
    for name, end in ends.items():
        if end == "allow":
            return Known(False, answer.source, f"{name}.policy")
    odd = next((name for name, end in {**ends, "global": last}.items() if end is None), None)
    if odd is not None:
        return malformed(answer, f"a rule or the policy of {odd} has a word of unknown meaning", odd)
    if last != "drop" and "drop" in ends.values():
        open_rest = "some interfaces drop the rest on their own, the section for all interfaces does not"
        return unproven(answer, open_rest, last, "global.policy", "none", _LOOK)
    return Known(last == "drop", answer.source, "global.policy")


def _end(part: Mapping[str, Any]) -> End | None:
    """First match wins, then the section's policy; None where a word is not known."""
    for _, row in _numbered(part):
        if row.get("enable") is False:
            continue
        action = _ACTIONS.get(str(row.get("policy")))
        if row.get("enable") is not True or action is None:
            return None
        whole = _matches_all(row)
        if whole is None:
            return None
        if whole:
            return action
    return _ENDS.get(part["policy"])


def _matches_all(row: Mapping[str, Any]) -> bool | None:
    """A rule for every source, port and protocol (tokens of synology.md §14.1); None for an odd protocol."""
    anyone = row.get("source_ip") in _ALL or row.get("source_ip_group") in _ALL
    if not anyone or not (row.get("ports") in _ALL or row.get("port_group") in _ALL):
        return False
    protocol = row.get("protocol")
    return True if protocol in _ALL else False if protocol in _PROTOCOLS else None
