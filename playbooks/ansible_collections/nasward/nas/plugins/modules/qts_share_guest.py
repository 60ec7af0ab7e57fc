# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of nasward.nas.qts_share_guest; the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: qts_share_guest
short_description: Keep guests out of a shared folder of QNAP QTS
version_added: 0.1.0
description:
  - Puts the guest into the invalid users of the share and takes it out of the read, write and valid lists.
  - A list of valid users that would be left empty is kept, because to Samba that means everybody.
options:
  share:
    description: Name of the shared folder.
    type: str
    required: true
  access:
    description: What guests may do. Giving them rights is not what this collection is for.
    type: str
    choices: [none]
    default: none
  restart:
    description: Scripts of /etc/init.d to restart when something was changed, so that the daemons follow.
    type: list
    elements: str
    default: [smb.sh]
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
  nasward.nas.qts_share_guest:
    share: Public
  become: true
"""

RETURN = r"""
prior:
  description: The state before the change, exactly as far as the module governs it.
  returned: always
  type: dict
"""
