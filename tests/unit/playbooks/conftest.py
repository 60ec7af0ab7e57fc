"""The collection's own modules are imported as Ansible does, from below `playbooks/`."""

import sys
from pathlib import Path

PLAYBOOKS = Path(__file__).parents[3] / "playbooks"
sys.path.insert(0, str(PLAYBOOKS))
