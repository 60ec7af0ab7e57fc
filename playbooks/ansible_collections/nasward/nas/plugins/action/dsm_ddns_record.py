# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of nasward.nas.dsm_ddns_record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ansible_collections.nasward.nas.plugins.modules import dsm_ddns_record as docs
from ansible_collections.nasward.nas.plugins.plugin_utils.actions import ChangeAction
from ansible_collections.nasward.nas.plugins.plugin_utils.dsm import DsmDdnsRecord

if TYPE_CHECKING:
    from collections.abc import Mapping


class ActionModule(ChangeAction):
    """One DsmDdnsRecord."""

    change = DsmDdnsRecord
    documentation = docs.DOCUMENTATION
    rules: ClassVar[Mapping[str, Any]] = {"required_one_of": [("hostname", "provider", "all_enabled")]}
