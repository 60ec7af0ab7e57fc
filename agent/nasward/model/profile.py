"""A profile: which checks run, which of them must be measured, and from which severity on a run fails."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from nasward.model.check import Severity


@dataclass(frozen=True, slots=True)
class Profile:
    """A named selection. `required` holds per platform (`synology`, `qnap`) the ids that must be measured."""

    name: str
    title: str
    threshold: Severity
    checks: tuple[str, ...]
    required: Mapping[str, frozenset[str]] = field(default_factory=dict)
    outside_only: bool = False
