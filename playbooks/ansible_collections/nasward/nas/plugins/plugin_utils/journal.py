# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal: what stood there before each change, one file per host on the controller, written before the change.

A file holds one JSON object a line. The first of a change has `id`, `step`, `host`, `module`, `args`, `prior`, `wanted`
and `time`; later ones repeat the `id` with `applied` or `undone`. A change without either may or may not have happened
(the run was killed in it): undoing looks and decides.
"""

from __future__ import annotations

import json
import os
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from ansible_collections.nasward.nas.plugins.plugin_utils.change import Change, State


class Journal:
    """The journal of one host. Without a folder nothing is recorded."""

    def __init__(self, folder: str, host: str, step: str = "") -> None:
        # An inventory name may hold a slash; the file stays in the folder all the same.
        self._path = Path(folder).expanduser() / f"{quote(host, safe='')}.jsonl" if folder else None
        self._host = host
        self._step = step

    def begin(self, change: Change, prior: State, wanted: State) -> str:
        """Record a change before it is made and give its id; the record is on disk when this returns."""
        entry = {
            "id": uuid.uuid4().hex,
            "step": self._step,
            "host": self._host,
            "module": change.module,
            "args": change.args,
            "prior": prior,
            "wanted": wanted,
        }
        self._append(entry)
        return str(entry["id"])

    def settle(self, entry: str, applied: bool) -> None:
        """Record whether a begun change took place."""
        self._append({"id": entry, "applied": applied})

    def undone(self, entry: str) -> None:
        """Record that a change was taken back."""
        self._append({"id": entry, "undone": True})

    def pending(self) -> list[dict[str, Any]]:
        """Every change that took place, or may have, and was not taken back: newest first."""
        entries: dict[str, dict[str, Any]] = {}
        for record in self._records():
            if "module" in record:
                entries[record["id"]] = record
            elif record.get("undone") or record.get("applied") is False:
                entries.pop(record["id"], None)
        return list(reversed(entries.values()))

    def _records(self) -> list[dict[str, Any]]:
        if self._path is None or not self._path.exists():
            return []
        records = []
        for line in self._path.read_bytes().splitlines():
            try:
                record = json.loads(line)
            except ValueError:
                continue  # torn by a kill; a change is made only after its whole record is on disk
            if isinstance(record, dict) and isinstance(record.get("id"), str):
                records.append(record)
        return records

    def _append(self, record: dict[str, Any]) -> None:
        if self._path is None:
            return
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        stamped = record | {"time": datetime.now(UTC).isoformat(timespec="seconds")}
        line = json.dumps(stamped).encode() + b"\n"
        handle = os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            size = os.fstat(handle).st_size
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"  # the last line of a killed run
            os.write(handle, b"\n" + line if torn else line)
            os.fsync(handle)
        finally:
            os.close(handle)
        _sync_folder(self._path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
