# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every change has in common: read, decide, record, write, read again. Undoing is the same road backwards."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from ansible_collections.nasward.nas.plugins.plugin_utils.shell import NasError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ansible_collections.nasward.nas.plugins.plugin_utils.journal import Journal
    from ansible_collections.nasward.nas.plugins.plugin_utils.shell import Nas

State = dict[str, Any]
"""Exactly what a change governs, as plain JSON: nothing else is compared, shown, recorded or restored."""


class Change(ABC):
    """One kind of change. A subclass says how to read, what is wanted and how to write; the rest follows."""

    module: ClassVar[str]
    """Its name in a playbook and in the journal."""
    irreversible: ClassVar[str] = ""
    """Why it cannot be taken back; "" where it can."""
    patience: ClassVar[float] = 0
    """Seconds that the NAS may take until a written value reads back."""

    def __init__(self, nas: Nas, args: dict[str, Any]) -> None:
        self.nas = nas
        self.args = args

    @property
    @abstractmethod
    def subject(self) -> str:
        """What is changed, in a few words for a diff or an error."""

    @abstractmethod
    def read(self) -> State:
        """The state now. Raises NasError where it cannot be known."""

    @abstractmethod
    def wanted(self, before: State) -> State:
        """The state that the arguments ask for, given the state now. Raises NasError where it may not be."""

    @abstractmethod
    def write(self, before: State, after: State) -> None:
        """Bring the NAS from one state to the other. Called right after `read`."""

    def earlier(self, prior: State, applied: State, now: State) -> State:
        """The state to go back to; `applied` is what nasward once wrote, `now` may have been changed since."""
        return prior

    def services(self) -> tuple[str, ...]:
        """QTS service scripts to restart after a write, so that the daemons follow."""
        return ()


def apply(change: Change, check: bool, journal: Journal) -> dict[str, Any]:
    """Carry a change out (or only say what would happen) and give the result of the task."""
    before = change.read()
    after = change.wanted(before)
    result = {"changed": before != after, "prior": before, "diff": difference(change, before, after)}
    if check or before == after:
        return result
    entry = journal.begin(change, before, after)
    outcome = carry_out(change, before, after)
    journal.settle(entry, applied=outcome["changed"])
    return result | outcome


def carry_out(change: Change, before: State, after: State, restart: bool = True) -> dict[str, Any]:
    """Write and prove it by reading again: DSM and setcfg answer "done" to things they ignored (synology.md §1.2)."""
    complaint = ""
    try:
        change.write(before, after)
    except NasError as error:
        complaint = str(error)
    seen = _read_back(change, after)
    if seen != after:
        said = complaint or "the NAS reported success"
        message = f"{change.subject} did not take: it reads {_plain(seen)} instead of {_plain(after)} ({said})"
        return {"changed": seen != before, "failed": True, "msg": message}
    warnings = [f"{change.subject} took although the NAS complained: {complaint}"] if complaint else []
    services = dict.fromkeys(change.services() if restart else (), "restart")
    return {"changed": True} | run_services(change.nas, services, warnings)


def run_services(nas: Nas, services: Mapping[str, str], warnings: list[str]) -> dict[str, Any]:
    """Run service scripts, each with its verb; the part of a task's result that says how it went."""
    try:
        told = [warning for name, verb in services.items() if (warning := run_service(nas, name, verb))]
    except NasError as error:
        return {"failed": True, "msg": f"the settings are written, but no daemon follows them yet: {error}"}
    return {"warnings": warnings + told}


def _read_back(change: Change, after: State) -> State:
    deadline = time.monotonic() + change.patience
    while (seen := change.read()) != after and time.monotonic() < deadline:
        time.sleep(1)
    return seen


def run_service(nas: Nas, name: str, verb: str) -> str:
    """Start, stop or restart a script of /etc/init.d; give a warning, "" where all was well.

    Exit statuses of QTS's scripts are not documented, so one other than 0 is told and not judged. A daemon must not
    inherit our pipes: the connection would stay open as long as it runs.
    """
    script = '[ -x "/etc/init.d/$1" ] || return 200; "/etc/init.d/$1" "$2" </dev/null >/dev/null 2>&1'
    status = nas.run(script, name, verb).rc
    if status == 200:
        raise NasError(f"there is no service script /etc/init.d/{name} on this NAS")
    return f"/etc/init.d/{name} {verb} left with exit status {status}" if status else ""


def difference(change: Change, before: State, after: State) -> dict[str, Any]:
    """Before and after in the form that `--diff` prints."""
    return {"before": before, "after": after, "before_header": change.subject, "after_header": change.subject}


def _plain(state: State) -> str:
    return json.dumps(state, sort_keys=True)[:500]
