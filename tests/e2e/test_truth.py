"""On every lab profile the verdicts are exactly its ground truth, and no secret leaves the NAS."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from nasward import audit
from nasward.cli.options import rules_from
from nasward.model.evidence import Answer, Evidence
from nasward.model.outcome import Outcome
from nasward.model.portable import parse_evidence
from nasward.model.verdict import Ruling
from tests.e2e.running import by_key, nasward
from tests.lab.client import RunningLab
from tests.lab.profiles import PROFILES

pytestmark = pytest.mark.lab
NAMES = sorted(file.stem for file in PROFILES.glob("*-*.yml"))


@dataclass(frozen=True)
class Scan:
    folder: Path
    stdout: str
    targets: dict[str, Any]

    def evidence(self, name: str) -> Evidence:
        file = self.folder / "evidence" / f"{name}.json"
        return parse_evidence(file.read_text(encoding="utf-8"), str(file))


@pytest.fixture(scope="module")
def scan(lab: RunningLab, tmp_path_factory: pytest.TempPathFactory) -> Scan:
    """One scan of all profiles."""
    folder = tmp_path_factory.mktemp("scan")
    done = nasward(lab, "scan", "-i", lab.inventory, "-o", folder, "-f", "json", "-f", "html", "-f", "table")
    assert done.returncode == 1, done.stderr
    body = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return Scan(folder, done.stdout + done.stderr, {target["name"]: target for target in body["targets"]})


def listed(truth: Any, *keys: str) -> set[tuple[Any, ...]]:
    return {tuple(entry.get(key, "none") for key in keys) for entry in truth or ()}


@pytest.mark.parametrize("name", NAMES)
def test_the_findings_are_exactly_the_ground_truth(lab: RunningLab, scan: Scan, name: str) -> None:
    truth = lab.profile(name).truth
    verdicts = by_key(scan.targets[name])
    failing = {key for key, verdict in verdicts.items() if verdict["verdict"] == "fail"}
    assert failing == listed(truth.get("fail"), "check", "subject")


@pytest.mark.parametrize("name", NAMES)
def test_what_is_not_measured_is_exactly_the_ground_truth(lab: RunningLab, scan: Scan, name: str) -> None:
    truth = lab.profile(name).truth
    unmeasured = {
        (*key, verdict["leans"])
        for key, verdict in by_key(scan.targets[name]).items()
        if verdict["verdict"] == "unmeasured"
    }
    assert unmeasured == listed(truth.get("unmeasured"), "check", "subject", "leans")


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("hardened")])
def test_a_hardened_nas_has_no_finding(scan: Scan, name: str) -> None:
    assert [v for v in scan.targets[name]["verdicts"] if v["verdict"] == "fail"] == []


@pytest.mark.parametrize("name", NAMES)
def test_one_connection_and_at_most_two_execs(scan: Scan, name: str) -> None:
    statistics = scan.targets[name]["statistics"]
    assert statistics["ssh_connections"] == 1
    assert statistics["ssh_execs"] <= 2


@pytest.mark.parametrize("name", NAMES)
def test_no_planted_secret_and_no_file_name_leaves_the_nas(lab: RunningLab, scan: Scan, name: str) -> None:
    secrets = [str(secret) for secret in lab.profile(name).data.get("secrets", [])]
    assert secrets, "the profile plants nothing"
    written = [file.read_text(encoding="utf-8") for file in scan.folder.rglob("*") if file.is_file()]
    for secret in secrets:
        assert not any(secret in text for text in (*written, scan.stdout)), secret


@pytest.mark.parametrize("name", NAMES)
def test_taking_an_answer_away_never_makes_a_verdict_out_of_nothing(scan: Scan, name: str) -> None:
    catalogue, profile = rules_from("clinic-baseline", ())
    evidence = scan.evidence(name)
    whole = {v.fingerprint: v.ruling for v in audit.judge(evidence, catalogue, profile).result.verdicts}
    for index, answer in enumerate(evidence.answers):
        for less in without(evidence, index, answer):
            for verdict in audit.judge(less, catalogue, profile).result.verdicts:
                told = f"{answer.source} {answer.subject} {verdict.check} {verdict.subject}: {verdict.reason}"
                if verdict.fingerprint in whole:
                    assert verdict.ruling in {whole[verdict.fingerprint], Ruling.UNMEASURED}, told
                else:
                    assert verdict.ruling is Ruling.UNMEASURED, told


def without(evidence: Evidence, index: int, answer: Answer) -> list[Evidence]:
    """The evidence with one answer removed, or ended in another way."""
    before, after = evidence.answers[:index], evidence.answers[index + 1 :]
    changed = [(), *((replace(answer, outcome=how, content=None, detail="test"),) for how in LESS)]
    return [replace(evidence, answers=before + middle + after) for middle in changed]


LESS = (Outcome.DENIED, Outcome.TIMEOUT, Outcome.TRUNCATED, Outcome.MALFORMED, Outcome.ABSENT, Outcome.ERROR)


def test_evaluating_the_evidence_again_gives_the_same_verdicts(lab: RunningLab, scan: Scan) -> None:
    done = nasward(lab, "evaluate", scan.folder / "evidence", "-f", "json")
    assert done.returncode == 1
    again = {target["name"]: target["verdicts"] for target in json.loads(done.stdout)["targets"]}
    assert again == {name: target["verdicts"] for name, target in scan.targets.items()}


def test_facts_are_printed_with_provenance(lab: RunningLab, scan: Scan) -> None:
    file = scan.folder / "evidence" / "weak-synology-7.2.json"
    done = nasward(lab, "evaluate", file, "--facts", "-f", "json")
    leaf = json.loads(done.stdout)["weak-synology-7.2"]["shares[xray].guest_access"]
    assert (leaf["known"], leaf["value"]) == (True, "write")
    assert leaf["source"].startswith("synology.")
    assert leaf["key"]
