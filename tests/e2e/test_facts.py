"""On every lab profile the facts read inside are its ground truth, and what cannot be known says so with its reason.

`truth.facts` of a profile maps the path of a leaf, as `nasward.model.walk` prints it, to what it must hold:

* a plain value: known, and this;
* `{unknown: REASON}`: not known, for that reason;
* `{days_since: YYYY-MM-DD}` or `{days_until: …}`: known, the whole days between that day and the collection;
* a list of names, for the path of a list: complete, and these items.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from nasward import audit
from nasward.cli.options import rules_from
from nasward.model.evidence import Evidence
from nasward.model.facts import Facts
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.model.portable import parse_evidence
from nasward.model.walk import item_name, walk
from tests.e2e.running import nasward
from tests.lab.client import RunningLab
from tests.lab.profiles import PROFILES, load_profile

pytestmark = pytest.mark.lab
NAMES = sorted(file.stem for file in PROFILES.glob("*-*.yml") if load_profile(file.stem).truth.get("facts"))

PENDING: Mapping[str, Mapping[str, str]] = {}
"""By vendor the paths (of one item, or of all as `shares[].path`) that are not compared yet, each with its reason."""


@pytest.fixture(scope="module")
def evidence(lab: RunningLab, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Evidence]:
    """The inside of all hosts, collected once."""
    folder = tmp_path_factory.mktemp("facts")
    done = nasward(lab, "collect", "-i", lab.inventory, "--inside-only", "-o", folder)
    assert done.returncode == 0, done.stderr
    return {file.stem: read(file) for file in folder.rglob("*.json")}


def read(file: Path) -> Evidence:
    return parse_evidence(file.read_text(encoding="utf-8"), str(file))


@pytest.mark.parametrize("name", NAMES)
def test_the_facts_are_exactly_the_ground_truth(lab: RunningLab, evidence: dict[str, Evidence], name: str) -> None:
    wrong = [line for path, line in differences(lab, evidence[name], name) if not pending(lab, name, path)]
    assert wrong == [], "\n" + "\n".join(wrong)


def test_nothing_is_pending_that_is_right_by_now(lab: RunningLab, evidence: dict[str, Evidence]) -> None:
    """A path stays in PENDING only as long as some profile of the vendor still disagrees."""
    wrong = {
        (lab.profile(name).vendor, pending(lab, name, path))
        for name in NAMES
        for path, _ in differences(lab, evidence[name], name)
    }
    assert {(vendor, path) for vendor, paths in PENDING.items() for path in paths} <= wrong


def differences(lab: RunningLab, evidence: Evidence, name: str) -> Iterator[tuple[str, str]]:
    """The path and one line for every leaf that is not as the profile says."""
    facts = audit.judge(evidence, *rules_from("clinic-baseline", ())).facts
    collected = datetime.fromisoformat(evidence.as_of).date()
    leaves = dict(walk(facts))
    for path, wanted in lab.profile(name).truth["facts"].items():
        found = listed(facts, path) if isinstance(wanted, list) else shown(leaves.get(path))
        told = expected(wanted, collected)
        if found != told:
            yield path, f"{path}: expected {told}, found {found}"


def pending(lab: RunningLab, name: str, path: str) -> str:
    """The entry of PENDING that covers a path, "" where none does."""
    entries = PENDING.get(lab.profile(name).vendor, {})
    return next((entry for entry in (path, plain(path)) if entry in entries), "")


def plain(path: str) -> str:
    """`shares[xray].path` without the name of the item: `shares[].path`."""
    head, _, tail = path.partition("[")
    return head + "[]" + tail.rpartition("]")[2] if tail else head


def expected(wanted: object, collected: date) -> object:
    if isinstance(wanted, list):
        return sorted(map(str, wanted))
    if isinstance(wanted, Mapping):
        ((kind, value),) = wanted.items()
        if kind == "unknown":
            return f"unknown ({value})"
        day = date.fromisoformat(str(value))
        return (collected - day).days if kind == "days_since" else (day - collected).days
    return wanted


def shown(found: Leaf[Any] | None) -> object:
    match found:
        case Known():
            return found.value
        case Unknown():
            return f"unknown ({found.reason})"
    return "no such leaf"


def listed(facts: Facts, path: str) -> object:
    node: Any = facts
    for part in path.split("."):
        node = getattr(node, part)
    assert isinstance(node, Items), path
    if node.missing is not None:
        return f"unknown ({node.missing.reason}) after {sorted(map(item_name, node))}"
    return sorted(map(item_name, node))
