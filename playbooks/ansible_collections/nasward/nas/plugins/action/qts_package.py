# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of nasward.nas.qts_package."""

from __future__ import annotations

from ansible_collections.nasward.nas.plugins.modules import qts_package as docs
from ansible_collections.nasward.nas.plugins.plugin_utils.actions import ChangeAction
from ansible_collections.nasward.nas.plugins.plugin_utils.qts import QtsPackage


class ActionModule(ChangeAction):
    """One QtsPackage."""

    change = QtsPackage
    documentation = docs.DOCUMENTATION
