"""SSH of DSM (synology.md §8)."""

from nasward.model.evidence import Evidence
from nasward.model.facts import Ssh
from nasward.platforms.reading import field


def interpret_ssh(evidence: Evidence) -> Ssh:
    """Switch and port of the Terminal page."""
    terminal = evidence.answer("synology.terminal")
    return Ssh(enabled=field(terminal, "enable_ssh", bool), port=field(terminal, "ssh_port", int))
