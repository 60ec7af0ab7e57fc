# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of nasward.nas.qts_service; the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: qts_service
short_description: Run a service script of QNAP QTS
version_added: 0.1.0
description:
  - Restarts, stops or starts a script of /etc/init.d.
  - Whether it ran before cannot be known in general, so it always counts as a change; use it as a handler.
options:
  name:
    description: Name of the script in /etc/init.d.
    type: str
    required: true
  state:
    description: What to do.
    type: str
    choices: [restarted, stopped, started]
    default: restarted
notes:
  - Works over the raw connection, with C(become) and a password; the NAS needs no Python, SFTP or scp.
  - Supports C(--check) and C(--diff). The change is proved by reading again, and the task fails where it did not take.
  - Where the variable C(nasward_journal) names a folder on the controller, the earlier state is recorded there before
    the change, under the step that C(nasward_step) names. M(nasward.nas.restore) takes it back.
author:
  - The nasward project (@nasward)
"""

EXAMPLES = r"""
- name: Restart the SMB service
  nasward.nas.qts_service:
    name: smb.sh
  become: true
"""

RETURN = r"""
prior:
  description: The state before the change, exactly as far as the module governs it.
  returned: always
  type: dict
"""
