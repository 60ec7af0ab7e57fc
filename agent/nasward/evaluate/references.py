"""Which facts an expression reads, taken from its syntax tree: nothing is ever declared twice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from nasward.evaluate.ast import Node, Tree

Way = tuple[str, ...]
"""A path in segments; `[]` stands for any item of a list."""
Role = Literal["value", "list", "count", "item"]
Bindings = Mapping[str, Way | None]
"""What the loop variables stand for; None where that is nothing in the facts (a counter, a literal)."""


@dataclass(frozen=True, slots=True)
class Use:
    """One reading of a path: as a value, as a list to go through or to count, or as an item that a loop passes on."""

    way: Way
    role: Role
    id: int


def uses(tree: Tree) -> tuple[Use, ...]:
    """All readings, in the order of evaluation."""
    return tuple(_visit(tree.root, {}, "value"))


def counted(tree: Tree) -> tuple[Way, ...]:
    """The lists whose length is asked for."""
    return tuple(use.way for use in uses(tree) if use.role == "count")


def references(tree: Tree) -> tuple[str, ...]:
    """The paths read, each once: `share.guest_access`, `ddns.records`, `ddns.records.[].enabled`."""
    return tuple(dict.fromkeys(".".join(use.way) for use in uses(tree) if use.way[-1] != "[]"))


def way_of(node: Node, bindings: Bindings) -> Way | None:
    """The path that a node spells out, None where it computes something."""
    if node.kind == "ident":
        return bindings.get(node.name, (node.name,))
    if node.kind == "select":
        base = way_of(node.args[0], bindings)
        return (*base, node.name) if base else None
    return None


def _elements(node: Node, bindings: Bindings) -> Way | None:
    """What the items of a list stand for."""
    way = way_of(node, bindings)
    if way:
        return (*way, "[]")
    made = _made_by(node) if node.kind == "loop" else None
    return way_of(made, _inside(node, bindings)) if made else None


def _inside(loop: Node, bindings: Bindings) -> Bindings:
    return {**bindings, loop.name: _elements(loop.args[0], bindings), loop.accumulator: None}


def _gathers(node: Node) -> bool:
    """The step of `map` and `filter`: `@result + [item]`. Nobody can write that name: `@` is no letter of CEL."""
    return node.name == "_+_" and node.args[0].name == "@result" and node.args[1].kind == "list"


def _made_by(loop: Node) -> Node | None:
    """The expression whose values `map` and `filter` gather."""
    return next((node.args[1].args[0] for node in Tree(loop.args[3]).walk() if _gathers(node)), None)


def _visit(node: Node, bindings: Bindings, role: Role) -> Iterator[Use]:
    way = way_of(node, bindings)
    if way:
        yield Use(way, role, node.id)
    elif node.kind == "loop":
        yield from _visit_loop(node, bindings, role)
    elif _gathers(node):
        yield from _visit(node.args[1].args[0], bindings, "item")
    else:
        for child in node.args:
            yield from _visit(child, bindings, "count" if node.name == "size" else "value")


def _visit_loop(loop: Node, bindings: Bindings, role: Role) -> Iterator[Use]:
    yield from _visit(loop.args[0], bindings, "list")
    inner = _inside(loop, bindings)
    for part in loop.args[1:]:
        yield from _visit(part, inner, "value")
    gathered = _elements(loop, bindings)
    if gathered:
        yield Use(gathered, role, loop.id)
