"""Auto block, account protection and DoS protection of DSM (synology.md §14.3)."""

from collections.abc import Mapping

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Lockout
from nasward.model.leaf import Known, Leaf, Unknown
from nasward.platforms.reading import entry, field, gap, malformed
from nasward.platforms.synology.answers import adapters, major

_SWITCH = "dos_protect_enable"


def interpret_lockout(evidence: Evidence) -> Lockout:
    """Whether an address is blocked after failed logins, and after how many. The numbers are kept while it is off."""
    block = evidence.answer("synology.autoblock")
    return Lockout(
        enabled=field(block, "enable", bool),
        attempts=field(block, "attempts", int),
        minutes=field(block, "within_mins", int),
        days=field(block, "expire_day", int),
        accounts=field(evidence.answer("synology.smartblock"), "enabled", bool),
        dos=_dos(evidence),
    )


def _dos(evidence: Evidence) -> Leaf[bool]:
    """On for every LAN adapter; off where it is off for one."""
    names, system = adapters(evidence.answer("synology.adapters")), major(evidence.answer("synology.version"))
    if isinstance(names, Unknown):
        return names
    if isinstance(system, Unknown):
        return system
    seen = [_adapter(evidence, name, system.value) for name in names.value]
    off = next((leaf for leaf in seen if isinstance(leaf, Known) and not leaf.value), None)
    unknown = next((leaf for leaf in seen if isinstance(leaf, Unknown)), None)
    return off or unknown or seen[0]


def _adapter(evidence: Evidence, name: str, system: int) -> Leaf[bool]:
    """DSM 6 answers about one adapter, DSM 7 with a list of all that were asked for."""
    answer = evidence.answer("synology.dos_6", name) if system < 7 else evidence.answer("synology.dos")
    missing = gap(answer, name)
    if missing is not None:
        return missing
    row = _row(answer, name)
    if row is None:
        return malformed(answer, f"the answer does not speak of {name}", name)
    return entry(answer, row, _SWITCH, bool, f"[{name}].{_SWITCH}")


def _row(answer: Answer, name: str) -> Mapping[str, object] | None:
    content = answer.content
    if isinstance(content, Mapping):
        return content if answer.subject and content.get("adapter", name) == name else None
    if isinstance(content, str) or not isinstance(content, list | tuple):
        return None
    return next((row for row in content if isinstance(row, Mapping) and row.get("adapter") == name), None)
