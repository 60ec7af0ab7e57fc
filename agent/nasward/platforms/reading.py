"""From answers to leaves: every way not to know ends in an Unknown with the right reason."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, Literal, TypeVar

from nasward.model.evidence import Answer
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.model.outcome import Outcome

T = TypeVar("T")
F = TypeVar("F")


def gap(answer: Answer, key: str = "") -> Unknown | None:
    """Why an answer says nothing; None where it was given."""
    if answer.outcome is Outcome.OK:
        return None
    return Unknown(Reason(answer.outcome.value), answer.detail or answer.outcome.value, answer.source, key)


def malformed(answer: Answer, detail: str, key: str = "", raw: object = "") -> Unknown:
    """The answer was given and makes no sense."""
    return Unknown(Reason.MALFORMED, detail, answer.source, key, str(raw)[:80])


def unproven(
    answer: Answer, detail: str, raw: object, key: str = "", leans: Literal["fail", "none"] = "none", look: str = ""
) -> Unknown:
    """Read, but the facts grade its meaning C or ?."""
    return Unknown(Reason.UNPROVEN, detail, answer.source, key, str(raw)[:80], leans, look)


def contested(first: Leaf[Any], second: Leaf[Any], detail: str) -> Unknown:
    """Two sources disagree."""
    return Unknown(Reason.CONTESTED, detail, f"{first.source}, {second.source}")


def field(answer: Answer, key: str, kind: type[T]) -> Leaf[T]:
    """A field of a JSON object, of the given type exactly (a bool is no int)."""
    missing = gap(answer, key)
    if missing is not None:
        return missing
    if not isinstance(answer.content, Mapping):
        return malformed(answer, "the answer is no object", key)
    return entry(answer, answer.content, key, kind, key)


def entry(answer: Answer, row: Mapping[str, Any], key: str, kind: type[T], name: str) -> Leaf[T]:
    """A field of one row of an answer; `name` is how the provenance calls it."""
    if key not in row:
        return Unknown(Reason.ABSENT, f"the answer has no {key}", answer.source, name)
    value = row[key]
    if type(value) is not kind:
        return malformed(answer, f"{key} is not of the expected type", name, value)
    return Known(value, answer.source, name)


def rows(answer: Answer, key: str) -> tuple[tuple[Mapping[str, Any], ...], Unknown | None]:
    """The rows of a listing under `key` ("" for an answer that is the list), and why they may not be all.

    A listing that says a `total` must have that many rows; one with a key must say it (synology.md §4, §6.1).
    """
    missing = gap(answer, key)
    if missing is not None:
        return (), missing
    content = answer.content
    listed = content if not key else content.get(key) if isinstance(content, Mapping) else None
    if isinstance(listed, str) or not isinstance(listed, Sequence):
        return (), malformed(answer, "the answer holds no list", key)
    good = tuple(row for row in listed if isinstance(row, Mapping))
    if len(good) != len(listed):
        return good, malformed(answer, "some rows of the list are no objects", key)
    total = content.get("total") if isinstance(content, Mapping) else len(good)
    if type(total) is not int or total < len(good):
        return good, malformed(answer, "the list does not say how long it is", key, total)
    if total > len(good):
        return good, Unknown(Reason.TRUNCATED, f"{len(good)} of {total} were listed", answer.source, key)
    return good, None


def filled(node: F, why: Unknown) -> F:
    """The same facts with every leaf and list unknown for one reason."""
    if isinstance(node, Known | Unknown):
        return why  # type: ignore[return-value]  # a leaf for a leaf
    if isinstance(node, Items):
        return Items((), why)  # type: ignore[return-value]
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{f.name: filled(getattr(node, f.name), why) for f in fields(node)})
    return node
