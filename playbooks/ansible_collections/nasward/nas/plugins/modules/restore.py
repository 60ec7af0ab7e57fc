# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of nasward.nas.restore; the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: restore
short_description: Take back the changes that the journal of a host holds
version_added: 0.1.0
description:
  - Undoes every recorded change that was not undone yet, newest first, then restarts the services that follow them.
  - A change that a killed run left half done is undone too. What cannot be undone is listed and left alone.
options:
  journal:
    description: Folder of the journal on the controller; else the one that the variable C(nasward_journal) names.
    type: path
    default: ""
notes:
  - Works over the raw connection, with C(become) and a password; the NAS needs no Python, SFTP or scp.
  - Supports C(--check) and C(--diff). The change is proved by reading again, and the task fails where it did not take.
  - Where the variable C(nasward_journal) names a folder on the controller, the earlier state is recorded there before
    the change, under the step that C(nasward_step) names. M(nasward.nas.restore) takes it back.
author:
  - The nasward project (@nasward)
"""

EXAMPLES = r"""
- name: Take back what was changed
  nasward.nas.restore:
    journal: /var/lib/clinic/journal
  become: true
"""

RETURN = r"""
undone:
  description: The changes that were (or in check mode would be) undone, newest first, by id, step and module.
  returned: always
  type: list
  elements: dict
not_undone:
  description: What was not undone, and why.
  returned: always
  type: list
  elements: str
"""
