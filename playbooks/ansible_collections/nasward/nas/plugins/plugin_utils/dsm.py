# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes on Synology DSM, all through its own web API on the box (synology.md §1.2: the code path of the UI)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from ansible_collections.nasward.nas.plugins.plugin_utils.change import Change, State
from ansible_collections.nasward.nas.plugins.plugin_utils.shell import NasError
from ansible_collections.nasward.nas.plugins.plugin_utils.synowebapi import call

if TYPE_CHECKING:
    from collections.abc import Mapping

# DSM names a parameter that it misses only in its log (synology.md §0.1 (8)).
_COMPLAINT = "tail -n 30 /var/log/messages 2>/dev/null | grep -F 'is missing' | tail -n 1 | head -c 300"


def overlay(base: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `values` laid over it, objects within objects too."""
    merged = dict(base)
    for name, value in values.items():
        below = merged.get(name)
        merged[name] = overlay(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


class DsmApi(Change):
    """Any web API that has a get and a set: get, overlay, set, get again."""

    module = "nasward.nas.dsm_api"
    _object: Mapping[str, Any] = {}

    @property
    def subject(self) -> str:
        return str(self.args["api"])

    def read(self) -> State:
        args = self.args
        params = args["params"] | args["get_params"]
        self._object = call(self.nas, args["api"], args["get_method"], args["version"], params)
        unknown = sorted(set(args["values"]) - set(self._object))
        if unknown:
            names = ", ".join(unknown)
            raise NasError(f"{self.subject} does not report {names} on this DSM: no change could be proved")
        return {name: self._object[name] for name in args["values"]}

    def wanted(self, before: State) -> State:
        return overlay(before, self.args["values"])

    def write(self, before: State, after: State) -> None:
        del before
        args = self.args
        base = self._object if args["send"] == "full" else {k: v for k, v in self._object.items() if k in args["keep"]}
        values = overlay(base, after)
        params = args["params"] | values | args["set_params"]
        try:
            call(self.nas, args["api"], args["set_method"], args["set_version"] or args["version"], params)
        except NasError as error:
            logged = self.nas.run(_COMPLAINT).stdout.strip()
            hint = f"; /var/log/messages: {logged!r}" if logged else ""
            raise NasError(f"{error}{hint}") from error


_RIGHTS: dict[str, str] = {"none": "is_deny", "read": "is_readonly", "write": "is_writable"}
_FLAGS = ("is_deny", "is_readonly", "is_writable", "is_custom")


class DsmSharePermission(Change):
    """What one local user or group may do with one shared folder (synology.md §4)."""

    module = "nasward.nas.dsm_share_permission"
    _API: ClassVar[str] = "SYNO.Core.Share.Permission"

    @property
    def subject(self) -> str:
        return f"right of {json.dumps(self.args['principal'])} on the shared folder {json.dumps(self.args['share'])}"

    @property
    def _where(self) -> dict[str, str]:
        return {"name": self.args["share"], "user_group_type": self.args["kind"]}

    def read(self) -> State:
        data = call(self.nas, self._API, "list", 1, self._where | {"offset": 0, "limit": -1})
        items = [item for item in data.get("items", ()) if item.get("name") == self.args["principal"]]
        if len(items) != 1 or not all(isinstance(items[0].get(flag), bool) for flag in _FLAGS):
            kind = self.args["kind"].replace("_", " ")
            raise NasError(f"DSM lists no {kind} for the {self.subject}")
        return {flag: items[0][flag] for flag in _FLAGS}

    def wanted(self, before: State) -> State:
        after = {flag: flag == _RIGHTS[self.args["access"]] for flag in _FLAGS}
        if before["is_custom"] and before != after:
            raise NasError(
                f"the {self.subject} is a custom one, which could not be put back: "
                "change it in Control Panel > Shared Folder > Edit > Permissions"
            )
        return after

    def write(self, before: State, after: State) -> None:
        del before
        permission = {"name": self.args["principal"], **after}
        call(self.nas, self._API, "set", 1, self._where | {"permissions": [permission]})


class DsmUser(Change):
    """Whether a local account may log in. `expired` is `normal`, `now`, or the day it ends (synology.md §6.1)."""

    module = "nasward.nas.dsm_user"

    @property
    def subject(self) -> str:
        return f"account {json.dumps(self.args['name'])}"

    def read(self) -> State:
        name = self.args["name"]
        data = call(self.nas, "SYNO.Core.User", "get", 1, {"name": name, "additional": ["expired"]})
        found = [user for user in data.get("users", ()) if user.get("name") == name]
        if len(found) != 1 or not isinstance(found[0].get("expired"), str):
            raise NasError(f"DSM does not say whether the {self.subject} is enabled")
        return {"expired": found[0]["expired"]}

    def wanted(self, before: State) -> State:
        del before
        if self.args["enabled"]:
            return {"expired": "normal"}
        # The account behind this very connection: without it there is no way back in (synology.md §6.3).
        own = self.nas.run('printf %s "${SUDO_USER:-$(id -un)}"').stdout
        if own == self.args["name"]:
            raise NasError(f"the {self.subject} is the one this connection logged in with: it is not disabled")
        return {"expired": "now"}

    def write(self, before: State, after: State) -> None:
        del before
        call(self.nas, "SYNO.Core.User", "set", 1, {"name": self.args["name"], "expired": after["expired"]})


class DsmDdnsRecord(Change):
    """Dynamic DNS records (synology.md §13.1)."""

    module = "nasward.nas.dsm_ddns_record"
    irreversible = "DSM never shows the password of a dynamic DNS record, so a deleted one cannot be made again"

    @property
    def subject(self) -> str:
        return "dynamic DNS records"

    def read(self) -> State:
        data = call(self.nas, "SYNO.Core.DDNS.Record", "list", 1, {})
        records = [
            {
                "id": str(record.get("id") or record.get("provider")),
                "provider": record.get("provider"),
                "hostname": record.get("hostname"),
                "enable": record.get("enable"),
            }
            for record in data.get("records", ())
        ]
        return {"records": sorted(records, key=lambda record: record["id"])}

    def wanted(self, before: State) -> State:
        return {"records": [record for record in before["records"] if not self._meant(record)]}

    def _meant(self, record: Mapping[str, Any]) -> bool:
        if self.args["all_enabled"] and record["enable"] is not True:
            return False
        named = {name: self.args[name] for name in ("hostname", "provider") if self.args[name]}
        return all(record[name] == value for name, value in named.items())

    def write(self, before: State, after: State) -> None:
        for record in before["records"]:
            if record not in after["records"]:
                call(self.nas, "SYNO.Core.DDNS.Record", "delete", 1, {"id": [record["id"]]})
