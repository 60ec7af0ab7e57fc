# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Guests and shares on QNAP QTS: four lists of Samba users decide (qnap.md §5.1)."""

from __future__ import annotations

import json
import re

from ansible_collections.nasward.nas.plugins.plugin_utils.change import Change, State
from ansible_collections.nasward.nas.plugins.plugin_utils.qts import addressable, one_value, read_sections, set_value
from ansible_collections.nasward.nas.plugins.plugin_utils.shell import NasError

SMB_CONF = "/etc/config/smb.conf"
_LISTS = ("invalid users", "read list", "write list", "valid users")


def members(text: str | None) -> list[str]:
    """The entries of a Samba list as written: `admin,@"Domain Users",guest` has three."""
    return re.findall(r'(?:[^\s,"]|"[^"]*"?)+', text or "")


def is_guest(entry: str) -> bool:
    """`guest`, or `"guest"` as newer versions write it (qnap.md §5.1)."""
    return entry.replace('"', "").lower() == "guest"


def without_guest(text: str | None) -> str | None:
    """The list without the guest; untouched, blank for blank, where the guest is not in it."""
    kept = [entry for entry in members(text) if not is_guest(entry)]
    return text if text is None or len(kept) == len(members(text)) else ",".join(kept)


def with_guest(text: str | None) -> str:
    """The list with the guest in it; untouched where it already is."""
    found = members(text)
    return text if text is not None and any(map(is_guest, found)) else ",".join([*found, "guest"])


class QtsShareGuest(Change):
    """Whether the guest gets into a share: QTS decides it by four lists of the share's section (qnap.md §5.1)."""

    module = "nasward.nas.qts_share_guest"

    @property
    def subject(self) -> str:
        return f"lists of the share {json.dumps(self.args['share'])} in {SMB_CONF}"

    def read(self) -> State:
        addressable(self.args["share"])
        found = read_sections(self.nas, SMB_CONF, self.args["share"])
        if len(found) != 1:
            count = "no" if not found else "more than one"
            raise NasError(f"{SMB_CONF} holds {count} share named {json.dumps(self.args['share'])}")
        return {name: one_value(found, name, self.subject) for name in _LISTS}

    def wanted(self, before: State) -> State:
        after = {name: without_guest(before[name]) for name in _LISTS}
        after["invalid users"] = with_guest(before["invalid users"])
        if before["valid users"] and not after["valid users"]:
            # To Samba an empty `valid users` means everybody; `invalid users` wins over it anyway.
            after["valid users"] = before["valid users"]
        return after

    def earlier(self, prior: State, applied: State, now: State) -> State:
        # A list that somebody else changed since keeps that change: only the guest goes back to where it was.
        untouched = {name for name in _LISTS if now[name] == applied[name]}
        return {name: prior[name] if name in untouched else _guest_as(prior[name], now[name]) for name in _LISTS}

    def write(self, before: State, after: State) -> None:
        # Deny first: whatever fails later, the door is shut.
        for name in _LISTS:
            if after[name] != before[name]:
                set_value(self.nas, SMB_CONF, self.args["share"], name, after[name])

    def services(self) -> tuple[str, ...]:
        return tuple(self.args["restart"])


def _guest_as(prior: str | None, now: str | None) -> str | None:
    return with_guest(now) if any(map(is_guest, members(prior))) else without_guest(now)
