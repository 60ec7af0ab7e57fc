# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work of nasward.nas.restore."""

from __future__ import annotations

from typing import Any

from ansible_collections.nasward.nas.plugins.modules import restore as docs
from ansible_collections.nasward.nas.plugins.plugin_utils.actions import NasAction
from ansible_collections.nasward.nas.plugins.plugin_utils.restore import restore
from ansible_collections.nasward.nas.plugins.plugin_utils.shell import NasError


class ActionModule(NasAction):
    """Takes back what the journal of this host holds."""

    documentation = docs.DOCUMENTATION

    def work(self, args: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        """Undo every pending change, newest first."""
        if not args["journal"] and not task_vars.get("nasward_journal"):
            raise NasError("no journal is named: give the option journal or the variable nasward_journal")
        return restore(self.nas(), self.journal(task_vars, args["journal"]), self._task.check_mode)
