# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every action plugin of this collection does: take the arguments, reach the NAS, keep the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import yaml
from ansible.plugins.action import ActionBase
from ansible_collections.nasward.nas.plugins.plugin_utils.change import apply
from ansible_collections.nasward.nas.plugins.plugin_utils.journal import Journal
from ansible_collections.nasward.nas.plugins.plugin_utils.shell import Nas, NasError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ansible_collections.nasward.nas.plugins.plugin_utils.change import Change

_SPEC_KEYS = ("type", "required", "default", "choices", "elements")


def argument_spec(documentation: str) -> dict[str, dict[str, Any]]:
    """The argument spec that a module's DOCUMENTATION describes, so that the two cannot differ."""
    options = yaml.safe_load(documentation)["options"]
    return {name: {key: option[key] for key in _SPEC_KEYS if key in option} for name, option in options.items()}


class NasAction(ActionBase):  # type: ignore[misc]
    """An action plugin that works on the NAS through the raw connection, and needs no Python there."""

    _supports_check_mode = True
    _supports_diff = True
    documentation: ClassVar[str]
    rules: ClassVar[Mapping[str, Any]] = {}
    """`required_if`, `required_one_of` … for the arguments."""

    def run(self, tmp: None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Give the result of the task; what the NAS cannot do is a failed result of one sentence."""
        result: dict[str, Any] = super().run(tmp, task_vars)
        spec = argument_spec(self.documentation)
        _validation, arguments = self.validate_argument_spec(spec, **self.rules)
        try:
            outcome = self.work({name: arguments.get(name) for name in spec}, task_vars or {})
        except NasError as error:
            outcome = {"failed": True, "msg": str(error)}
        return result | outcome

    def work(self, args: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        """Do it. Raises NasError where nothing was changed."""
        raise NotImplementedError

    def nas(self) -> Nas:
        """The NAS of this task."""
        return Nas(lambda command, script: self._low_level_execute_command(command, in_data=script))

    def journal(self, task_vars: Mapping[str, Any], folder: str = "") -> Journal:
        """The journal of this host: in `folder`, else where the variable `nasward_journal` says, else none."""
        folder = folder or str(self._templar.template(task_vars.get("nasward_journal") or ""))
        step = str(self._templar.template(task_vars.get("nasward_step") or ""))
        return Journal(folder, str(task_vars.get("inventory_hostname") or ""), step)


class ChangeAction(NasAction):
    """An action plugin that carries out one kind of change."""

    change: ClassVar[type[Change]]

    def work(self, args: dict[str, Any], task_vars: dict[str, Any]) -> dict[str, Any]:
        """Read, decide, record, write, read again."""
        return apply(self.change(self.nas(), args), self._task.check_mode, self.journal(task_vars))
