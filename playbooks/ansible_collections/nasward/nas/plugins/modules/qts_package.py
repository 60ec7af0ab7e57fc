# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of nasward.nas.qts_package; the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: qts_package
short_description: Enable or disable an app of QNAP QTS
version_added: 0.1.0
description:
  - Enables and starts, or stops and disables, an installed app (QPKG).
  - An app that is not installed counts as disabled.
options:
  name:
    description: Name of the app, which is its section in /etc/config/qpkg.conf.
    type: str
    required: true
  enabled:
    description: Whether it is enabled.
    type: bool
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
- name: Switch myQNAPcloud Link off
  nasward.nas.qts_package:
    name: CloudLink
    enabled: false
  become: true
"""

RETURN = r"""
prior:
  description: The state before the change, exactly as far as the module governs it.
  returned: always
  type: dict
"""
