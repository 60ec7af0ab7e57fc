# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of nasward.nas.qts_daemon; the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: qts_daemon
short_description: Start or stop a daemon that QNAP QTS supervises
version_added: 0.1.0
description:
  - Starts or stops a daemon through daemon_mgr, which would bring back one that was merely killed.
options:
  name:
    description: Name of the process.
    type: str
    required: true
  command:
    description: Command line that daemon_mgr knows the daemon by.
    type: str
    required: true
  state:
    description: Whether it runs.
    type: str
    choices: [started, stopped]
    required: true
notes:
  - Works over the raw connection, with C(become) and a password; the NAS needs no Python, SFTP or scp.
  - Supports C(--check) and C(--diff). The change is proved by reading again, and the task fails where it did not take.
  - Where the variable C(nasward_journal) names a folder on the controller, the earlier state is recorded there before
    the change, under the step that C(nasward_step) names. M(nasward.nas.restore) takes it back.
author:
  - The nasward project (@nasward)
"""

EXAMPLES = r"""
- name: Stop asking the router to open ports
  nasward.nas.qts_daemon:
    name: upnpcd
    command: /sbin/upnpcd -i 300 &
    state: stopped
  become: true
"""

RETURN = r"""
prior:
  description: The state before the change, exactly as far as the module governs it.
  returned: always
  type: dict
"""
