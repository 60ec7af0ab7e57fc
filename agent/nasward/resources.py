"""Where the shipped files lie: beside the package in a wheel, at the top level in a checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _root() -> Path:
    shipped = _PACKAGE / "_data"
    return shipped if shipped.is_dir() else _PACKAGE.parents[1]


def checks_dir() -> Path:
    """The catalogue: checks, controls, profiles, advisories."""
    return _root() / "checks"


def playbooks_dir() -> Path:
    """The Ansible side: the nasward.nas collection and the remediations."""
    return _root() / "playbooks"
