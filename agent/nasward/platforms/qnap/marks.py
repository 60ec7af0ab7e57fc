"""Answers in our own words: `key=value` lines that a script on the NAS made, or the mark for a missing file."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

from nasward.model.evidence import Answer
from nasward.model.leaf import Known, Leaf, Unknown
from nasward.platforms.reading import T, gap, malformed, unproven

NO_FILE = "(none)"
"""What a script says instead of an optional file that is not on the NAS."""
END = "end"
"""The last line of a listing: without it, it is not whole."""

Lean = Literal["fail", "none"]


def no_file(answer: Answer) -> bool:
    """Whether the NAS said that it has no such file."""
    return gap(answer) is None and str(answer.content).strip() == NO_FILE


def pairs(answer: Answer, *keys: str) -> Mapping[str, str] | Unknown:
    """The `key=value` lines; malformed where one of the keys is missing."""
    missing = gap(answer)
    if missing is not None:
        return missing
    found = dict(line.split("=", 1) for line in str(answer.content).splitlines() if "=" in line)
    lost = next((key for key in keys if key not in found), None)
    return found if lost is None else malformed(answer, f"the answer has no {lost}")


def lines(answer: Answer) -> Sequence[str] | Unknown:
    """The lines of a listing that ends with its mark."""
    missing = gap(answer)
    if missing is not None:
        return missing
    listed = str(answer.content).splitlines()
    return listed[:-1] if listed and listed[-1] == END else malformed(answer, "the listing has no end")


def both(first: Leaf[bool], second: Leaf[bool]) -> Leaf[bool]:
    """True where both are, False where one is not, else unknown."""
    for leaf in (first, second):
        if isinstance(leaf, Known) and not leaf.value:
            return leaf
    return next((leaf for leaf in (first, second) if isinstance(leaf, Unknown)), second)


def either(first: Leaf[bool], second: Leaf[bool]) -> Leaf[bool]:
    """True where one is, False where both are not, else unknown."""
    for leaf in (first, second):
        if isinstance(leaf, Known) and leaf.value:
            return leaf
    return next((leaf for leaf in (first, second) if isinstance(leaf, Unknown)), first)


def guess(answer: Answer, reading: Leaf[T], why: str, look: str, fails: Callable[[T], bool]) -> Unknown:
    """A reading whose meaning is not proven. `fails`: whether it would be a finding if the guess held."""
    if isinstance(reading, Unknown):
        return reading
    leans: Lean = "fail" if fails(reading.value) else "none"
    return unproven(answer, why, reading.value, reading.key, leans, look)
