# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of nasward.nas.qts_share_guest."""

from __future__ import annotations

from ansible_collections.nasward.nas.plugins.modules import qts_share_guest as docs
from ansible_collections.nasward.nas.plugins.plugin_utils.actions import ChangeAction
from ansible_collections.nasward.nas.plugins.plugin_utils.qts_share import QtsShareGuest


class ActionModule(ChangeAction):
    """One QtsShareGuest."""

    change = QtsShareGuest
    documentation = docs.DOCUMENTATION
