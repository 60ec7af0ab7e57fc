"""Cron of QTS beside the vendor's own clean set (qnap.md §11.3)."""

import re
from collections.abc import Mapping

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import ScheduledTask
from nasward.model.leaf import Items, Known, Leaf, Unknown, complete
from nasward.platforms import data
from nasward.platforms.qnap.marks import lines
from nasward.platforms.reading import unproven

_LOOK = "by SSH: cat /etc/config/crontab"


def programs(answer: Answer) -> Mapping[str, bool] | Unknown:
    """Every program that cron starts, and whether one of its lines does more than start it."""
    listed = lines(answer)
    if isinstance(listed, Unknown):
        return listed
    found: dict[str, bool] = {}
    for line in listed:
        much, _, program = line.partition(" ")
        if program:
            found[program] = found.get(program, False) or much != "one"
    return found


def interpret_schedules(evidence: Evidence) -> Items[ScheduledTask]:
    """One task per program; cron of QTS runs the file as admin."""
    answer = evidence.answer("qnap.crontab")
    found = programs(answer)
    if isinstance(found, Unknown):
        return Items((), found)
    return complete(_task(answer, program, several) for program, several in found.items())


def _task(answer: Answer, program: str, several: bool) -> ScheduledTask:
    owner, enabled = Known("admin", answer.source, program), Known(True, answer.source, program)
    return ScheduledTask(program, owner, enabled, _vendor(answer, program, several))


def _vendor(answer: Answer, program: str, several: bool) -> Leaf[bool]:
    """The facts name programs, not where they lie: one of the right name in an odd place is left open."""
    known = data.table("qnap/known.yml")["schedule"]
    folder, _, name = program.rpartition("/")
    if name not in known["programs"]:
        return Known(False, answer.source, program)
    if several:
        return unproven(answer, "the line does more than start this program", program, program, "fail", _LOOK)
    usual = program.startswith(tuple(known["places"])) and "/../" not in program and "/." not in program
    if usual or (re.fullmatch(known["app"], program) and "/../" not in program):
        return Known(True, answer.source, program)
    why = "a program of the vendor's name in a place where the vendor has none" if folder else "no path says which one"
    return unproven(answer, why, program, program, "fail" if folder else "none", _LOOK)
