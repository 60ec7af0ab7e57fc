"""Volumes, snapshot schedules and backup jobs of DSM (synology.md §19)."""

from collections.abc import Mapping
from typing import Any

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import BackupJob, Snapshots, Volume
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.platforms.reading import entry, malformed
from nasward.platforms.synology.answers import doubt, nowhere
from nasward.platforms.synology.listing import named_rows

_BACKUPS = "Hyper Backup > Task > Log"
_SNAPSHOTS = "Snapshot Replication > Snapshots > Settings > Schedule"


def interpret_volumes() -> Items[Volume]:
    """The call that lists volumes wants a parameter that no fact names (error 101 on 6.2.3)."""
    return Items((), nowhere("encryption and health of its volumes", "Storage Manager > Storage"))


def interpret_snapshots() -> Snapshots:
    """The schedule's file is known (sharesnap.conf), its form is not."""
    return Snapshots(nowhere("snapshot schedules in a form that is known", _SNAPSHOTS))


def interpret_backups(evidence: Evidence) -> Items[BackupJob]:
    """The jobs of Hyper Backup. Where it is not installed there is no such API."""
    answer = evidence.answer("synology.backups")
    named, missing = named_rows(answer, "task_list", ("name",))
    return Items(tuple(_job(answer, name, row) for name, row in named.items()), missing)


def _job(answer: Answer, name: str, row: Mapping[str, Any]) -> BackupJob:
    key = f"task_list[{name}]"
    result = entry(answer, row, "last_bkp_result", str, f"{key}.last_bkp_result")
    return BackupJob(
        name,
        enabled=_scheduled(answer, row, key),
        encrypted=entry(answer, row, "data_enc", bool, f"{key}.data_enc"),
        last_result=result if isinstance(result, Unknown) else _unproven_result(result),
    )


def _unproven_result(result: Known[str]) -> Unknown:
    return doubt(result, "the facts do not name the words for the last result", _BACKUPS)


def _scheduled(answer: Answer, row: Mapping[str, Any], key: str) -> Leaf[bool]:
    """Whether it runs by itself."""
    schedule = row.get("schedule")
    if not isinstance(schedule, Mapping):
        return malformed(answer, "the job has no schedule", f"{key}.schedule")
    return entry(answer, schedule, "schedule_enable", bool, f"{key}.schedule.schedule_enable")
