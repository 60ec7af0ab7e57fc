# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take back what a journal holds: settings newest first, then the daemons, then the entries are marked undone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ansible_collections.nasward.nas.plugins.plugin_utils import dsm, qts, qts_share
from ansible_collections.nasward.nas.plugins.plugin_utils.change import Change, carry_out, difference, run_services
from ansible_collections.nasward.nas.plugins.plugin_utils.shell import Nas, NasError

if TYPE_CHECKING:
    from ansible_collections.nasward.nas.plugins.plugin_utils.journal import Journal

KINDS: dict[str, type[Change]] = {
    kind.module: kind
    for kind in (
        dsm.DsmApi,
        dsm.DsmDdnsRecord,
        dsm.DsmSharePermission,
        dsm.DsmUser,
        qts.QtsConfig,
        qts.QtsDaemon,
        qts.QtsPackage,
        qts.QtsService,
        qts_share.QtsShareGuest,
    )
}


@dataclass
class _Progress:
    """What became of the entries so far."""

    changed: bool = False
    undone: list[dict[str, Any]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    diffs: list[dict[str, Any]] = field(default_factory=list)
    services: dict[str, str] = field(default_factory=dict)


def restore(nas: Nas, journal: Journal, check: bool) -> dict[str, Any]:
    """Undo every pending change of a journal; the result of the task. One that fails does not keep the others back."""
    progress = _Progress()
    for entry in journal.pending():
        try:
            _undo(nas, entry, check, progress)
        except NasError as error:
            progress.failures.append(str(error))
    outcome: dict[str, Any] = {"warnings": progress.warnings}
    if progress.services:
        progress.changed = True
        if not check:
            outcome = run_services(nas, progress.services, progress.warnings)
    if not check and not outcome.get("failed"):
        for entry in progress.undone:
            journal.undone(entry["id"])
    return outcome | _summary(progress)


def _undo(nas: Nas, entry: dict[str, Any], check: bool, progress: _Progress) -> None:
    kind = KINDS.get(entry["module"])
    if kind is None:
        raise NasError(f"the journal holds a change by {entry['module']!r}, which this collection does not know")
    change = kind(nas, entry["args"])
    if isinstance(change, qts.QtsService):
        progress.services.setdefault(change.args["name"], change.back)
    elif kind.irreversible:
        progress.kept.append(f"{change.subject}: {kind.irreversible}")
        progress.warnings.append(progress.kept[-1])
        return
    else:
        _go_back(change, entry, check, progress)
        progress.services |= dict.fromkeys(change.services(), "restart")
    progress.undone.append(entry)


def _go_back(change: Change, entry: dict[str, Any], check: bool, progress: _Progress) -> None:
    now = change.read()
    target = change.earlier(entry["prior"], entry["wanted"], now)
    if now == target:
        return
    if now != entry["wanted"]:
        progress.warnings.append(f"{change.subject} was changed since by somebody else")
    progress.diffs.append(difference(change, now, target))
    if not check:
        outcome = carry_out(change, now, target, restart=False)
        progress.warnings += outcome.get("warnings", ())
        if outcome.get("failed"):
            progress.changed |= outcome["changed"]
            raise NasError(outcome["msg"])
    progress.changed = True


def _summary(progress: _Progress) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "changed": progress.changed,
        "undone": [{key: entry.get(key) for key in ("id", "step", "module")} for entry in progress.undone],
        "not_undone": progress.kept + progress.failures,
        "diff": progress.diffs,
    }
    if progress.failures:
        summary |= {"failed": True, "msg": f"{len(progress.failures)} not undone: {'; '.join(progress.failures)}"}
    return summary
