# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of nasward.nas.dsm_user."""

from __future__ import annotations

from ansible_collections.nasward.nas.plugins.modules import dsm_user as docs
from ansible_collections.nasward.nas.plugins.plugin_utils.actions import ChangeAction
from ansible_collections.nasward.nas.plugins.plugin_utils.dsm import DsmUser


class ActionModule(ChangeAction):
    """One DsmUser."""

    change = DsmUser
    documentation = docs.DOCUMENTATION
