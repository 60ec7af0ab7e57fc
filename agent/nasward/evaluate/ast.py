"""The syntax tree of a compiled CEL expression, read from what `Expression.serialize()` gives.

That is protobuf: an Any with a `cel.expr.CheckedExpr`. Reading the dozen fields we need takes fewer lines and
less time than importing protobuf would. Field numbers: cel-spec `proto/cel/expr/syntax.proto`, `checked.proto`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Wire = dict[int, list[int | bytes]]
Kind = Literal["const", "ident", "select", "call", "list", "struct", "loop", "none"]

_KINDS: dict[int, Kind] = {3: "const", 4: "ident", 5: "select", 6: "call", 7: "list", 8: "struct", 9: "loop"}
_NAMES: dict[Kind, int] = {"ident": 1, "select": 2, "call": 2, "loop": 1}
_OPERANDS: dict[Kind, tuple[int, ...]] = {"select": (1,), "call": (1, 3), "list": (1,), "loop": (2, 4, 5, 6, 7)}


@dataclass(frozen=True, slots=True)
class Node:
    """One expression.

    `name` is the identifier, selected field, called function or loop variable. `args` are the operands; for a
    loop (a macro such as `exists`): range, start value, condition, step, result. `text` is the value of a
    constant string. `presence` marks `has()`.
    """

    id: int
    kind: Kind
    name: str = ""
    args: tuple["Node", ...] = ()
    text: str | None = None
    presence: bool = False
    accumulator: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole expression: its root, and for node ids the offset in the source text."""

    root: Node
    offsets: dict[int, int] = field(default_factory=dict)

    def walk(self) -> Iterator[Node]:
        """All nodes, outer ones first."""
        waiting = [self.root]
        while waiting:
            node = waiting.pop(0)
            yield node
            waiting.extend(node.args)


def read_tree(serialized: bytes) -> Tree:
    """The tree of a serialized, checked expression."""
    checked = _fields(_message(_fields(serialized), 2))
    positions = (_fields(entry) for entry in _fields(_message(checked, 5)).get(4, []) if isinstance(entry, bytes))
    return Tree(_node(_message(checked, 4)), {_number(each, 1): _number(each, 2) for each in positions})


def _node(raw: bytes) -> Node:
    wire = _fields(raw)
    number = next((each for each in _KINDS if each in wire), 0)
    kind, body, ident = _KINDS.get(number, "none"), _fields(_message(wire, number)), _number(wire, 2)
    args = _nodes(body, *_OPERANDS.get(kind, ()))
    name = _text(body, _NAMES[kind]) if kind in _NAMES else ""
    if kind == "const":
        return Node(ident, kind, text=_text(body, 6) if 6 in body else None)
    if kind == "select":
        return Node(ident, kind, name, args, presence=bool(_number(body, 3)))
    if kind == "loop":
        return Node(ident, kind, name, args, accumulator=_text(body, 3))
    return Node(ident, kind, name, args)


def _nodes(wire: Wire, *numbers: int) -> tuple[Node, ...]:
    return tuple(_node(raw) for number in numbers for raw in wire.get(number, []) if isinstance(raw, bytes))


def _message(wire: Wire, number: int) -> bytes:
    value = wire.get(number, [b""])[0]
    return value if isinstance(value, bytes) else b""


def _text(wire: Wire, number: int) -> str:
    return _message(wire, number).decode()


def _number(wire: Wire, number: int) -> int:
    value = wire.get(number, [0])[0]
    return value if isinstance(value, int) else 0


def _fields(raw: bytes) -> Wire:
    """The fields of one message by number: varints as int, everything else as bytes."""
    wire: Wire = {}
    at = 0
    while at < len(raw):
        tag, at = _varint(raw, at)
        form = tag & 7
        if form == 0:
            value: int | bytes
            value, at = _varint(raw, at)
        else:
            size, at = _varint(raw, at) if form == 2 else ({1: 8, 5: 4}[form], at)
            value, at = raw[at : at + size], at + size
        wire.setdefault(tag >> 3, []).append(value)
    return wire


def _varint(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = raw[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
