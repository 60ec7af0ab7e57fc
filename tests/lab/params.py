"""Hosts as test parameters: one version of each vendor in `make test`, the further ones in `make test-long`."""

from collections.abc import Iterable

import pytest
from _pytest.mark import ParameterSet

_FURTHER = ("-6.2", "-7.3", "-4.3")


def hosts(names: Iterable[str]) -> list[str | ParameterSet]:
    """The names, those of further versions marked `long`: the facts and verdicts of all are in `make test` anyway."""
    return [pytest.param(name, marks=pytest.mark.long) if _is_further(name) else name for name in names]


def _is_further(name: str) -> bool:
    return name.endswith(_FURTHER) or "-hero-" in name
