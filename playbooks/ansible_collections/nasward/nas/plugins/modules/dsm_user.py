# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of nasward.nas.dsm_user; the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: dsm_user
short_description: Enable or disable a local account of Synology DSM
version_added: 0.1.0
description:
  - Enables or disables a local account and changes nothing else of it.
  - The account that the connection logged in with is never disabled.
options:
  name:
    description: Name of the account.
    type: str
    required: true
  enabled:
    description: Whether it may log in.
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
- name: Disable the factory account
  nasward.nas.dsm_user:
    name: admin
    enabled: false
  become: true
"""

RETURN = r"""
prior:
  description: The state before the change, exactly as far as the module governs it.
  returned: always
  type: dict
"""
