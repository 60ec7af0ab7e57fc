"""What to ask a NAS: first what is known beforehand, then what depends on the answers."""

from collections.abc import Sequence

from nasward.model.evidence import Answer, Source
from nasward.platforms import identity
from nasward.platforms.qnap import sources as qnap
from nasward.platforms.synology import sources as synology


def first_questions() -> tuple[Source, ...]:
    """Exec 1: which vendor, and every question of both; a guard keeps the other vendor's from being asked."""
    return (identity.source(), *synology.first_sources(), *qnap.first_sources())


def follow_up(answers: Sequence[Answer]) -> tuple[Source, ...]:
    """Exec 2: rights per share, state per account. Empty where the first answers name none."""
    return (*synology.follow_up(answers), *qnap.follow_up(answers))
