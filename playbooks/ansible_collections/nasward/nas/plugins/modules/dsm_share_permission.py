# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of nasward.nas.dsm_share_permission; the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: dsm_share_permission
short_description: Set the right of a local user or group on a shared folder of Synology DSM
version_added: 0.1.0
description:
  - Sets no access, read only or read and write.
  - A custom right is refused, because it could not be put back.
options:
  share:
    description: Name of the shared folder.
    type: str
    required: true
  principal:
    description: Name of the user or group.
    type: str
    required: true
  kind:
    description: What the principal is.
    type: str
    choices: [local_user, local_group]
    default: local_user
  access:
    description: The right. C(none) is a deny, which wins over every group.
    type: str
    choices: [none, read, write]
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
- name: Keep guests out of a shared folder
  nasward.nas.dsm_share_permission:
    share: xray
    principal: guest
    access: none
  become: true
"""

RETURN = r"""
prior:
  description: The state before the change, exactly as far as the module governs it.
  returned: always
  type: dict
"""
