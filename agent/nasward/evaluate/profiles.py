"""`profiles/*.yml`: which checks run, which of them must be measured, and from which severity on a run fails."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, get_args

from nasward.evaluate.document import Document
from nasward.model.check import Severity, Vendor
from nasward.model.profile import Profile

_KEYS = frozenset({"name", "title", "threshold", "checks", "required", "outside_only"})
_VENDORS = get_args(Vendor)


def profile_from(document: Document, checks: Mapping[str, Any]) -> Profile | None:
    """The profile of one file; None, with problems in the document, where it is wrong.

    `checks` are the known ones: an entry is an id or a pattern such as `SMB-*`, and must fit at least one.
    """
    data = document.data
    if document.problems:
        return None
    if not isinstance(data, dict):
        document.report("a profile is a mapping of keys to values")
        return None
    profile = _Reader(document, data, tuple(sorted(checks))).profile()
    return None if document.problems else profile


@dataclass(frozen=True, slots=True)
class _Reader:
    document: Document
    data: dict[str, Any]
    known: tuple[str, ...]

    def profile(self) -> Profile:
        for key in self.data:
            if key not in _KEYS:
                self.document.report(f"unknown key `{key}`", key, at_key=True)
        return Profile(
            name=self.text("name"),
            title=self.text("title"),
            threshold=self.threshold(),
            checks=self.ids(self.data.get("checks"), "checks"),
            required=self.required(),
            outside_only=self.data.get("outside_only", False) is True,
        )

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if isinstance(value, str) and value:
            return value
        self.document.report(f"`{key}` is missing or no text", key)
        return ""

    def threshold(self) -> Severity:
        value = self.text("threshold")
        if value in list(Severity):
            return Severity(value)
        self.document.report(f"`threshold` must be one of {', '.join(Severity)}", "threshold")
        return Severity.HIGH

    def required(self) -> dict[str, frozenset[str]]:
        value = self.data.get("required", {})
        if not isinstance(value, dict):
            self.document.report("`required` must name check ids per platform", "required")
            return {}
        for vendor in value:
            if vendor not in _VENDORS:
                self.document.report(f"unknown platform `{vendor}`", "required", vendor, at_key=True)
        return {vendor: frozenset(self.ids(ids, "required", vendor)) for vendor, ids in value.items()}

    def ids(self, value: object, *way: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or not all(isinstance(each, str) for each in value):
            self.document.report(f"`{way[-1]}` must be a list of check ids or patterns", *way)
            return ()
        found: dict[str, None] = {}
        for position, pattern in enumerate(value):
            fitting = tuple(_fitting(self.known, pattern))
            if not fitting:
                self.document.report(f"no check is named `{pattern}`", *way, position)
            found.update(dict.fromkeys(fitting))
        return tuple(sorted(found))


def _fitting(known: Iterable[str], pattern: str) -> Iterable[str]:
    return (each for each in known if fnmatchcase(each, pattern))
