"""A plan: the ordered remediations for a set of findings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Undo:
    """Whether a remediation can be taken back, and if not why not."""

    possible: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Remediation:
    """`about.yml` of one remediation. `order` sorts a plan; `danger` non-empty means it needs `--accept`."""

    name: str
    title: str
    side_effect: str
    danger: str
    undo: Undo
    minutes: int
    order: int
    parameters: tuple[str, ...]
    platforms: tuple[str, ...]
    cuts: tuple[str, ...] = ()
    """What it closes, in the words of the inventory's `needs`: a modality that needs one makes it dangerous."""


@dataclass(frozen=True, slots=True)
class Step:
    """One remediation with its values on one target, for one or more findings that share it."""

    id: str
    target: str
    vendor: str
    remediation: Remediation
    parameters: Mapping[str, Any]
    fingerprints: tuple[str, ...]
    checks: tuple[str, ...]
    titles: tuple[str, ...] = ()
    dangers: tuple[str, ...] = ()
    blocked: str = ""
    """Why the simulation refuses this step; "" where it does not."""


@dataclass(frozen=True, slots=True)
class ManualStep:
    """A finding that only a person can close: the menu path, and the re-check that proves it."""

    target: str
    fingerprint: str
    check: str
    subject: str
    title: str
    guide: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, in order, and what nasward cannot do."""

    steps: tuple[Step, ...]
    manual: tuple[ManualStep, ...]

    @property
    def targets(self) -> tuple[str, ...]:
        """The targets that have a step, by name."""
        return tuple(sorted({step.target for step in self.steps}))


Fate = Literal["fixed", "still open", "regressed", "not verified", "manual"]


@dataclass(frozen=True, slots=True)
class Transition:
    """What became of one finding after a fix or rollback."""

    target: str
    fingerprint: str
    check: str
    subject: str
    fate: Fate
    detail: str = ""
    guides: Mapping[str, str] = field(default_factory=dict)
