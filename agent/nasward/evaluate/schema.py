"""The shape of the facts, read from the dataclasses of `model.facts`: what a check may speak of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from nasward.model.facts import Facts
from nasward.model.leaf import Items, Known

Piece = Any
"""A piece of the facts as it is walked by names: a record, a list, a leaf or the plain name of an item."""
_Hint = Any


@dataclass(frozen=True, slots=True)
class Scalar:
    """A leaf: its type, and the words it can have where they are a closed list. `identity` is never unknown."""

    type: type[bool] | type[int] | type[str]
    words: tuple[str, ...] = ()
    identity: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """One dataclass of the facts."""

    name: str
    made_by: type[Any]
    fields: Mapping[str, "Shape"]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of records."""

    item: Record


Shape = Scalar | Record | ListOf


@cache
def record(made_by: type[Any]) -> Record:
    """The shape of one dataclass of the facts."""
    hints = get_type_hints(made_by)
    shapes = {each.name: _shape(hints[each.name]) for each in fields(made_by)}
    return Record(made_by.__name__, made_by, MappingProxyType(shapes))


def facts_shape() -> Record:
    """The shape of all facts."""
    return record(Facts)


def _shape(hint: _Hint) -> Shape:
    origin: object = get_origin(hint)
    if origin is Items:
        return ListOf(record(get_args(hint)[0]))
    if is_dataclass(hint) and isinstance(hint, type):
        return record(hint)
    if hint is str:
        return Scalar(str, identity=True)
    known = next(option for option in get_args(hint) if get_origin(option) is Known)
    value = get_args(known)[0]
    if get_origin(value) is Literal:
        return Scalar(str, words=get_args(value))
    return Scalar(value)


def resolve(way: Iterable[str], root: Shape | None = None) -> Shape | None:
    """The shape at a way like `shares [] guest_access` (a position is as good as `[]`); None where there is none."""
    shape: Shape | None = root or facts_shape()
    for segment in way:
        if isinstance(shape, Record):
            shape = shape.fields.get(segment)
        elif isinstance(shape, ListOf) and (segment == "[]" or segment.isdigit()):
            shape = shape.item
        else:
            return None
    return shape


@dataclass(frozen=True, slots=True)
class Scope:
    """What the expressions and texts of one check can name: all facts, and the item of its `for_each`."""

    for_each: str = ""
    item: str = ""

    def variables(self) -> dict[str, Shape]:
        """Name and shape of each variable."""
        found = dict(facts_shape().fields)
        listed = resolve(self.for_each.split(".")) if self.for_each else None
        if isinstance(listed, ListOf):
            found[self.item] = listed.item
        return found

    def resolve(self, way: tuple[str, ...]) -> Shape | None:
        """The shape at a way that begins with a variable."""
        start = self.variables().get(way[0])
        return resolve(way[1:], start) if start else None
