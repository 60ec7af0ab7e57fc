# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of nasward.nas.dsm_api; the work is done by the action plugin of the same name."""

from __future__ import annotations

DOCUMENTATION = r"""
---
module: dsm_api
short_description: Change a setting of Synology DSM through its web API
version_added: 0.1.0
description:
  - Reads an object of the web API, lays values over it, sets it and reads it again.
  - DSM answers success to some calls that it ignores, and refuses or resets incomplete objects; both are seen here.
options:
  api:
    description: Name of the API.
    type: str
    required: true
  version:
    description: Version of the API for reading, and for setting where I(set_version) says nothing else.
    type: int
    required: true
  values:
    description: What to set. An object within it is laid over the one that is there.
    type: dict
    required: true
  send:
    description: Send the C(full) object back, or only the C(values).
    type: str
    choices: [full, values]
    default: full
  keep:
    description: With I(send=values), other members to send along as they are.
    type: list
    elements: str
    default: []
  params:
    description: Parameters that both reading and setting need.
    type: dict
    default: {}
  get_params:
    description: Parameters for reading only.
    type: dict
    default: {}
  set_params:
    description: Parameters for setting only, sent as they are and not read back.
    type: dict
    default: {}
  get_method:
    description: Method that reads.
    type: str
    default: get
  set_method:
    description: Method that sets.
    type: str
    default: set
  set_version:
    description: Version of the API for setting.
    type: int
notes:
  - Works over the raw connection, with C(become) and a password; the NAS needs no Python, SFTP or scp.
  - Supports C(--check) and C(--diff). The change is proved by reading again, and the task fails where it did not take.
  - Where the variable C(nasward_journal) names a folder on the controller, the earlier state is recorded there before
    the change, under the step that C(nasward_step) names. M(nasward.nas.restore) takes it back.
author:
  - The nasward project (@nasward)
"""

EXAMPLES = r"""
- name: Switch plain FTP off and leave FTPS as it is
  nasward.nas.dsm_api:
    api: SYNO.Core.FileServ.FTP
    version: 3
    send: values
    keep: [enable_ftps]
    values:
      enable_ftp: false
  become: true
"""

RETURN = r"""
prior:
  description: The state before the change, exactly as far as the module governs it.
  returned: always
  type: dict
"""
