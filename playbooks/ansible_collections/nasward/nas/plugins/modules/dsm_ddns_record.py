# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of nasward.nas.dsm_ddns_record; the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: dsm_ddns_record
short_description: Delete dynamic DNS records of Synology DSM
version_added: 0.1.0
description:
  - Deletes the dynamic DNS records that match all given options.
  - A deleted record cannot be made again, because DSM never shows its password.
options:
  state:
    description: Records can only be deleted.
    type: str
    choices: [absent]
    default: absent
  hostname:
    description: The record with this host name.
    type: str
    default: ""
  provider:
    description: The record of this provider.
    type: str
    default: ""
  all_enabled:
    description: Enabled records only; alone, every one of them.
    type: bool
    default: false
notes:
  - Works over the raw connection, with C(become) and a password; the NAS needs no Python, SFTP or scp.
  - Supports C(--check) and C(--diff). The change is proved by reading again, and the task fails where it did not take.
  - Where the variable C(nasward_journal) names a folder on the controller, the earlier state is recorded there before
    the change, under the step that C(nasward_step) names. M(nasward.nas.restore) takes it back.
author:
  - The nasward project (@nasward)
"""

EXAMPLES = r"""
- name: Delete the record of a name
  nasward.nas.dsm_ddns_record:
    hostname: clinic.synology.me
  become: true
"""

RETURN = r"""
prior:
  description: The state before the change, exactly as far as the module governs it.
  returned: always
  type: dict
"""
