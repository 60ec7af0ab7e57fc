"""Facts as a flat list of paths and leaves, for printing, comparing and naming what a verdict rests on."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from nasward.model.leaf import Items, Known, Leaf, Unknown


def item_name(item: object) -> str:
    """What an item of a list is called: its first field (`name`, `hostname`)."""
    if not is_dataclass(item):
        raise TypeError(f"{type(item).__name__} is no item of a list of facts")
    return str(getattr(item, fields(item)[0].name))


def walk(node: object, path: str = "") -> Iterator[tuple[str, Leaf[Any]]]:
    """Every leaf below `node` in the order of the model, as `shares[xray].guest_access`.

    A list that is unknown or cut gives itself one more leaf, its `missing`, under the list's own path.
    The plain name of an item is no leaf: it is in the path.
    """
    if isinstance(node, Known | Unknown):
        yield path, node
    elif isinstance(node, Items):
        if node.missing is not None:
            yield path, node.missing
        for item in node.items:
            yield from walk(item, f"{path}[{item_name(item)}]")
    elif is_dataclass(node):
        for each in fields(node):
            yield from walk(getattr(node, each.name), f"{path}.{each.name}" if path else each.name)
