"""Reads the YAML and shell files that lie beside the modules of this package."""

from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML


@cache
def text(name: str) -> str:
    """A shipped file by its path below `platforms`."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def table(name: str) -> Any:  # noqa: ANN401 - shipped data; each reader knows its own shape
    """A shipped YAML file by its path below `platforms`."""
    return YAML(typ="safe").load(text(name))
