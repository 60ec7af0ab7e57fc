"""Which QTS or QuTS hero on which model (qnap.md §3)."""

import re
from typing import Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Platform
from nasward.model.leaf import Known, Leaf, Unknown
from nasward.platforms.ini import number, setting, words
from nasward.platforms.reading import gap, malformed

_VERSION = re.compile(r"[hc]?(\d{1,3}(?:\.\d{1,3}){1,3})", re.IGNORECASE | re.ASCII)


def interpret_version(evidence: Evidence) -> Platform:
    """Version as the vendor's advisories write it, with the number of the build: 5.2.9.3499. `vendor` is left as is."""
    answer = evidence.answer("qnap.version")
    return Platform(
        os=_os(evidence.answer("qnap.filesystems")),
        version=_version(answer),
        build=setting(answer, "System", "Build Number", words),
        model=setting(answer, "System", "Model", words),
    )


def release(platform: Platform) -> tuple[int, ...] | None:
    """The version as numbers, None where it is not known."""
    if isinstance(platform.version, Unknown):
        return None
    return tuple(int(part) for part in platform.version.value.split("."))


def _version(answer: Answer) -> Leaf[str]:
    short = setting(answer, "System", "Version", _dotted)
    last = setting(answer, "System", "Number", _digits)
    if isinstance(short, Unknown) or isinstance(last, Unknown):
        return short
    return Known(f"{short.value}.{last.value}", answer.source, "System|Version, System|Number")


def _digits(value: str) -> str | None:
    """A number as it is written: 0299 keeps its zero."""
    return None if number(value) is None else value


def _dotted(value: str) -> str | None:
    """Digits and dots, without the letter that QuTS hero may put in front (qnap.md §3.2)."""
    found = _VERSION.fullmatch(value)
    return found[1] if found else None


def _os(answer: Answer) -> Leaf[Literal["DSM", "QTS", "QuTS hero"]]:
    """QuTS hero is the one with ZFS (qnap.md §3.3)."""
    missing = gap(answer)
    if missing is not None:
        return missing
    match str(answer.content).strip():
        case "zfs=yes":
            return Known("QuTS hero", answer.source, "zfs")
        case "zfs=no":
            return Known("QTS", answer.source, "zfs")
    return malformed(answer, "whether there is ZFS was not answered")
