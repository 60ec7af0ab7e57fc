# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of nasward.nas.qts_config."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from ansible_collections.nasward.nas.plugins.modules import qts_config as docs
from ansible_collections.nasward.nas.plugins.plugin_utils.actions import ChangeAction
from ansible_collections.nasward.nas.plugins.plugin_utils.qts import QtsConfig

if TYPE_CHECKING:
    from collections.abc import Mapping


class ActionModule(ChangeAction):
    """One QtsConfig."""

    change = QtsConfig
    documentation = docs.DOCUMENTATION
    rules: ClassVar[Mapping[str, Any]] = {"required_if": [("state", "present", ("value",))]}
