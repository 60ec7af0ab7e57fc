"""What DSM starts by itself: lines of cron, and the task scheduler's tasks (synology.md §1.7, §19). No commands."""

import re

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import ScheduledTask
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.platforms.reading import gap, malformed
from nasward.platforms.synology.answers import nowhere, word

_FIELD = re.compile(r"(ID|Name|State|Owner) *: *\[(.*)\] *")
_LOOK = "Control Panel > Task Scheduler"
_STATES = {"enabled": True, "disabled": False}


def interpret_schedules(evidence: Evidence) -> Items[ScheduledTask]:
    """Lines of cron as `cron LINE PROGRAM`, tasks as `task ID NAME`."""
    lines, cut = _cron(evidence.answer("synology.crontab"))
    tasks, missing = _tasks(evidence.answer("synology.tasks"))
    return Items((*lines, *tasks), cut or missing)


def _clean() -> Unknown:
    return nowhere("the set of tasks that a clean system has", _LOOK)


def _cron(answer: Answer) -> tuple[list[ScheduledTask], Unknown | None]:
    missing = gap(answer)
    if missing is not None:
        return [], missing
    found: list[ScheduledTask] = []
    for line in filter(None, str(answer.content).split("\n")):
        words = line.split(" ")
        if len(words) != 3:
            missing = malformed(answer, "a line of cron in a form that is not known", raw=line)
            continue
        number, owner, program = words
        name = f"cron {number} {program}"
        found.append(ScheduledTask(name, _owner(answer, owner, number), Known(True, answer.source, number), _clean()))
    return found, missing


def _owner(answer: Answer, owner: str, key: str) -> Leaf[str]:
    return (
        malformed(answer, "the owner of a line is not said", key) if owner == "?" else Known(owner, answer.source, key)
    )


def _tasks(answer: Answer) -> tuple[list[ScheduledTask], Unknown | None]:
    missing = gap(answer)
    if missing is not None:
        return [], missing
    blocks: list[dict[str, str]] = []
    for line in filter(None, str(answer.content).split("\n")):
        found = _FIELD.fullmatch(line)
        if found is None:
            missing = malformed(answer, "a task in a form that is not known")
        elif found[1] == "ID":
            blocks.append({"ID": found[2]})
        elif blocks:
            blocks[-1].setdefault(found[1], found[2])
    ids = {block["ID"] for block in blocks}
    if len(ids) != len(blocks):
        missing = malformed(answer, "two tasks have one id")
    return [_task(answer, block) for block in blocks], missing


def _task(answer: Answer, block: dict[str, str]) -> ScheduledTask:
    number = block["ID"]
    state, owner = block.get("State"), block.get("Owner")
    return ScheduledTask(
        f"task {number} {block.get('Name', '')}".rstrip(),
        owner=Known(owner, answer.source, f"{number}|Owner") if owner else malformed(answer, "no owner", number),
        enabled=word(Known(state, answer.source, f"{number}|State"), _STATES, _LOOK)
        if state is not None
        else malformed(answer, "no state", number),
        vendor=_clean(),
    )
