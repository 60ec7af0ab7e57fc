# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of nasward.nas.qts_config; the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: qts_config
short_description: Set or delete an option of a QNAP QTS configuration file
version_added: 0.1.0
description:
  - Writes with setcfg and reads the file itself, because getcfg gives wrong defaults to some users.
options:
  file:
    description: Absolute path of the file.
    type: str
    default: /etc/config/uLinux.conf
  section:
    description: Section of the file.
    type: str
    required: true
  option:
    description: Option of the section.
    type: str
    required: true
  value:
    description: Value of the option; needed with I(state=present).
    type: str
  state:
    description: Whether the option shall be there.
    type: str
    choices: [present, absent]
    default: present
  ignore_case:
    description: Take a value that differs in case only, like C(False) and C(FALSE), for the same.
    type: bool
    default: false
  restart:
    description: Scripts of /etc/init.d to restart when something was changed, so that the daemons follow.
    type: list
    elements: str
    default: []
notes:
  - Works over the raw connection, with C(become) and a password; the NAS needs no Python, SFTP or scp.
  - Supports C(--check) and C(--diff). The change is proved by reading again, and the task fails where it did not take.
  - Where the variable C(nasward_journal) names a folder on the controller, the earlier state is recorded there before
    the change, under the step that C(nasward_step) names. M(nasward.nas.restore) takes it back.
author:
  - The nasward project (@nasward)
"""

EXAMPLES = r"""
- name: Switch the FTP server off
  nasward.nas.qts_config:
    section: FTP
    option: Enable
    value: "FALSE"
    ignore_case: true
    restart: [ftp.sh]
  become: true
"""

RETURN = r"""
prior:
  description: The state before the change, exactly as far as the module governs it.
  returned: always
  type: dict
"""
