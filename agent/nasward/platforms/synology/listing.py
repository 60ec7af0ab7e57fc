"""Listings of DSM that say no total: whole where they are a list of rows with names of their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from nasward.model.evidence import Answer
from nasward.model.leaf import Unknown
from nasward.platforms.reading import gap, malformed


def listed_rows(answer: Answer, key: str) -> tuple[Sequence[object], Unknown | None]:
    """What stands under `key`, or why there is nothing."""
    missing = gap(answer, key)
    if missing is not None:
        return (), missing
    listed = answer.content.get(key) if isinstance(answer.content, Mapping) else None
    if isinstance(listed, str) or not isinstance(listed, Sequence):
        return (), malformed(answer, "the answer holds no list", key)
    return listed, None


def named_rows(
    answer: Answer, key: str, names: Sequence[str]
) -> tuple[Mapping[str, Mapping[str, Any]], Unknown | None]:
    """The rows by the first of `names` that holds a word, and why they may not be all."""
    listed, missing = listed_rows(answer, key)
    found: dict[str, Mapping[str, Any]] = {}
    for row in listed:
        name = _name(row, names)
        if name and name not in found and isinstance(row, Mapping):
            found[name] = row
    if missing is None and len(found) != len(listed):
        missing = malformed(answer, "a row without a name of its own was listed", key)
    return found, missing


def _name(row: object, names: Sequence[str]) -> str:
    words = (row.get(name) for name in names) if isinstance(row, Mapping) else ()
    return next((str(each) for each in words if isinstance(each, str | int) and str(each)), "")
