"""QNAP's snippets, for real under each shell: what they let out of the NAS, and how they tell absent from denied."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from nasward.model.evidence import Answer, Raw, Source
from nasward.model.outcome import Outcome, Vantage
from nasward.platforms import questions
from tests.unit.platforms import shells

FIRST = {source.id: source for source in questions.first_questions()}
CASES: list[dict[str, Any]] = YAML(typ="safe").load(
    (Path(__file__).parents[2] / "cases/qnap/sources.yaml").read_text(encoding="utf-8")
)
TOPS = {"/share/": "/share/", "/usr/etc/": "/usr-etc/", "/bin/netstat": "/bin/netstat"}
"""Where a NAS's folders lie below the test's; `/etc/` within `/usr/etc/` must not be moved a second time."""


def ask(shell: list[str], source: Source, root: Path) -> Answer:
    script = source.script
    for top, place in TOPS.items():
        script = script.replace(top, f"{root}{place}")
    (answer,) = source.digest(_run(shell, source, script, root))
    return answer


def _run(shell: list[str], source: Source, script: str, root: Path) -> Raw:
    moved = Source(source.id, script, source.digest)
    return shells.run(shell, moved, root, programs=root / "programs")


def box(root: Path, case: dict[str, Any]) -> None:
    (root / "programs").mkdir()
    shells.tree(root, case.get("files", {}))
    for path, text in case.get("programs", {}).items():
        shells.program(root, path.lstrip("/"), text)


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_leaves_the_nas(shell: list[str], case: dict[str, Any], tmp_path: Path) -> None:
    box(tmp_path, case)
    answer = ask(shell, FIRST[case["source"]], tmp_path)
    if "outcome" in case:
        assert (answer.outcome, answer.content) == (Outcome(case["outcome"]), None)
    else:
        assert answer.outcome is Outcome.OK, answer
        assert answer.content == case["content"]
    assert "planted" not in str(answer.content)


DOCKER = """#!/bin/sh
case $1 in
  ps) echo 0a1b;;
  inspect) [ "$4" = 0a1b ] || exit 9
    printf '%s\\n' '{"name":"/web","image":"nginx","running":true,"privileged":false,"network":"host",'\\
'"env":"planted","ports":{"80/tcp":[{"HostIp":"","HostPort":"8080"}]},"mounts":["/share/Container/web"]}';;
esac
"""


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_containers_are_asked_where_container_station_lies(shell: list[str], tmp_path: Path) -> None:
    conf = "[container-station]\nEnable = TRUE\nInstall_Path = /share/CACHEDEV1_DATA/.qpkg/container-station\n"
    apps = Answer("qnap.qpkg", Vantage.SSH, Outcome.OK, conf)
    (source,) = questions.follow_up([apps])
    box(tmp_path, {})
    assert ask(shell, source, tmp_path).outcome is Outcome.ABSENT
    shells.program(tmp_path / "share/CACHEDEV1_DATA/.qpkg/container-station/bin", "docker", DOCKER)
    answer = ask(shell, source, tmp_path)
    assert answer.content == [
        {
            "name": "/web", "image": "nginx", "running": True, "privileged": False, "network": "host",
            "ports": ["8080:80/tcp"], "mounts": ["/share/Container/web"],
        }
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["/tmp/x", "relative", "/share/../tmp", "/share/x/.."])
def test_no_docker_outside_the_volumes_is_run(path: str) -> None:
    conf = f"[container-station]\nEnable = TRUE\nInstall_Path = {path}\n"
    assert questions.follow_up([Answer("qnap.qpkg", Vantage.SSH, Outcome.OK, conf)]) == ()
