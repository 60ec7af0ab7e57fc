"""Snapshots of one share of DSM (synology.md §19)."""

from datetime import UTC, datetime
from typing import Any

from nasward.model.evidence import Answer
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms.reading import malformed, rows


def snapshots(answer: Answer) -> Leaf[int]:
    """How many there are."""
    listed, missing = rows(answer, "snapshots")
    return missing or Known(len(listed), answer.source, "total")


def snapshots_locked(answer: Answer, as_of: str) -> Leaf[bool]:
    """Whether one of them cannot be deleted yet: immutable, and its time not over at the time of collection."""
    listed, missing = rows(answer, "snapshots")
    states = [_locked(answer, row, as_of) for row in listed]
    locked = next((state for state in states if isinstance(state, Known) and state.value), None)
    unknown = next((state for state in states if isinstance(state, Unknown)), None)
    return locked or missing or unknown or Known(False, answer.source, "snapshots[].worm_lock")


def _locked(answer: Answer, row: Any, as_of: str) -> Leaf[bool]:  # noqa: ANN401 - hostile JSON
    key = "snapshots[].worm_lock"
    if "worm_lock" not in row:
        return Unknown(Reason.ABSENT, "this DSM does not say whether a snapshot is immutable", answer.source, key)
    if type(row["worm_lock"]) is not bool:
        return malformed(answer, "worm_lock is not of the expected type", key, row["worm_lock"])
    end = row.get("worm_lock_end")
    if not row["worm_lock"] or type(end) is not int:
        return Known(row["worm_lock"], answer.source, key)
    try:
        now = datetime.fromisoformat(as_of)
    except ValueError:
        return malformed(answer, "the evidence does not say when it was collected", key)
    moment = now if now.tzinfo else now.replace(tzinfo=UTC)
    return Known(end > moment.timestamp(), answer.source, "snapshots[].worm_lock_end")
