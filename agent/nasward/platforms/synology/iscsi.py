"""iSCSI targets of DSM (synology.md §12)."""

from collections.abc import Mapping
from typing import Any, Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import IscsiTarget
from nasward.model.leaf import Items
from nasward.platforms.reading import entry
from nasward.platforms.synology.answers import word
from nasward.platforms.synology.listing import named_rows

_LOOK = "SAN Manager > iSCSI > Target > Edit"
_AUTH: Mapping[int, Literal["none", "chap", "mutual"]] = {0: "none", 1: "chap", 2: "mutual"}


def interpret_iscsi(evidence: Evidence) -> Items[IscsiTarget]:
    """Every target, and who must prove who they are."""
    answer = evidence.answer("synology.iscsi")
    named, missing = named_rows(answer, "targets", ("name", "iqn"))
    return Items(tuple(_target(answer, name, row) for name, row in named.items()), missing)


def _target(answer: Answer, name: str, row: Mapping[str, Any]) -> IscsiTarget:
    key = f"targets[{name}]"
    return IscsiTarget(
        name,
        enabled=entry(answer, row, "is_enabled", bool, f"{key}.is_enabled"),
        auth=word(entry(answer, row, "auth_type", int, f"{key}.auth_type"), _AUTH, _LOOK),
    )
