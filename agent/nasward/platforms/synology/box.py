"""Questions to DSM's files and small tools (`box.yml`), and those of exec 2 that hang on what exec 1 gave."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer, Source
from nasward.model.leaf import Known
from nasward.model.outcome import Outcome
from nasward.platforms import data, digests
from nasward.platforms.identity import SYNOLOGY as GUARD
from nasward.platforms.shell import read_file
from nasward.platforms.synology import containers, webapi
from nasward.platforms.synology.answers import adapters, major
from nasward.platforms.synology.packages import container_app

_DOS_KEEP = ("adapter", "dos_protect_enable", "[].adapter", "[].dos_protect_enable")


def first_sources() -> tuple[Source, ...]:
    """Everything of `box.yml` (exec 1)."""
    return tuple(_source(row) for row in data.table("synology/box.yml"))


def follow_up(answers: Sequence[Answer]) -> tuple[Source, ...]:
    """The firewall profile in force, DoS protection per adapter, and containers where their app is installed."""
    given = {answer.source: answer for answer in answers if answer.outcome is Outcome.OK}
    calls = (*_profile(given.get("synology.firewall")), *_dos(given))
    asked = (webapi.question("synology.protection", calls, GUARD, limit=1 << 20, seconds=20),) if calls else ()
    packages = given.get("synology.packages")
    if packages is not None and container_app(packages):
        return (*asked, containers.source())
    return asked


def _source(row: dict[str, Any]) -> Source:
    name = row["id"]
    script = read_file(row["file"], row["script"].strip()) if "file" in row else row["script"]
    return Source(name, script, digests.text(name, _only(row["lines"])), GUARD, needs_root=row.get("root", True))


def _only(form: str) -> Callable[[str], str]:
    pattern = re.compile(form)

    def keep(text: str) -> str:
        if not all(pattern.fullmatch(line) for line in text.split("\n") if line):
            raise AnswerError(Outcome.MALFORMED, "the answer does not have the expected form")
        return text

    return keep


def _profile(firewall: Answer | None) -> tuple[webapi.Call, ...]:
    content = firewall.content if firewall is not None else None
    name = content.get("profile_name") if isinstance(content, Mapping) else None
    if not isinstance(name, str) or not name:
        return ()
    return tuple(replace(call.about(name), subject="") for call in webapi.calls("firewall"))


def _dos(given: dict[str, Answer]) -> tuple[webapi.Call, ...]:
    """DSM 6 is asked once per adapter, DSM 7 once for all (synology.md §14.3)."""
    if not {"synology.adapters", "synology.version"} <= given.keys():
        return ()
    names, system = adapters(given["synology.adapters"]), major(given["synology.version"])
    if not isinstance(names, Known) or not isinstance(system, Known):
        return ()
    api = "SYNO.Core.Security.DoS"
    if system.value < 7:
        return tuple(
            webapi.Call("synology.dos_6", api, "get", 1, _DOS_KEEP, {"adapter": name}, name) for name in names.value
        )
    configs = [{"adapter": name} for name in names.value]
    return (webapi.Call("synology.dos", api, "get", 2, _DOS_KEEP, {"configs": configs}),)
