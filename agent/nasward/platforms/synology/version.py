"""Which DSM on which model (synology.md §2)."""

import re
from dataclasses import replace
from typing import Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Platform
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms.reading import gap, unproven

_LINE = re.compile(r'([A-Za-z_]\w*)="([^"\n]*)"')


def interpret_version(evidence: Evidence) -> Platform:
    """Version, build and update from the VERSION file, the model from synoinfo.conf. `vendor` is left as it is."""
    answer = evidence.answer("synology.version")
    update = _key(answer, "smallfixnumber")
    return replace(
        Platform(),
        os=_os(answer),
        version=_key(answer, "productversion"),
        build=_key(answer, "buildnumber"),
        update=_number(update),
        model=_model(evidence.answer("synology.model")),
    )


def _keys(answer: Answer) -> dict[str, str]:
    return dict(_LINE.findall(str(answer.content)))


def _key(answer: Answer, key: str) -> Leaf[str]:
    missing = gap(answer, key)
    if missing is not None:
        return missing
    value = _keys(answer).get(key)
    if not value:
        return Unknown(Reason.ABSENT, f"the file has no {key}", answer.source, key)
    return Known(value, answer.source, key)


def _number(leaf: Leaf[str]) -> Leaf[int]:
    if isinstance(leaf, Unknown):
        return leaf
    if not leaf.value.isascii() or not leaf.value.isdigit() or len(leaf.value) > 9:
        return Unknown(Reason.MALFORMED, f"{leaf.key} is no number", leaf.source, leaf.key, leaf.value[:80])
    return Known(int(leaf.value), leaf.source, leaf.key)


def _os(answer: Answer) -> Leaf[Literal["DSM", "QTS", "QuTS hero"]]:
    """DSM 7 says os_name; DSM 6 does not have the key. Routers of the vendor share the layout and name another."""
    name, major = _key(answer, "os_name"), _key(answer, "majorversion")
    if isinstance(name, Known):
        if name.value == "DSM":
            return Known("DSM", answer.source, "os_name")
        return unproven(answer, "a Synology system that is not DSM", name.value, "os_name")
    if isinstance(major, Known) and major.value == "6":
        return Known("DSM", answer.source, "majorversion")
    return (
        unproven(answer, "no os_name, as only DSM 6 has it", major.value, "majorversion")
        if isinstance(major, Known)
        else major
    )


def _model(answer: Answer) -> Leaf[str]:
    """The name on the box, else the third part of `unique` (synology_<platform>_<model>)."""
    name, unique = _key(answer, "upnpmodelname"), _key(answer, "unique")
    if isinstance(name, Known) or isinstance(unique, Unknown):
        return name
    parts = unique.value.split("_")
    return Known(parts[2], answer.source, "unique") if len(parts) == 3 and parts[0] == "synology" else name
