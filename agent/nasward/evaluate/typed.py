"""Lint of expressions: compiled against descriptors generated from the facts model.

Unknown names, type clashes and words that a leaf can never have are errors, and so is all that could turn a
missing measurement into a verdict: `has()`, comparing whole objects or lists, functions that hide types.
Nothing of this is needed, or imported, where only the shipped checks run.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cel_expr_python import cel
from google.protobuf import descriptor_pb2, descriptor_pool

from nasward.evaluate.ast import Node, Tree, read_tree
from nasward.evaluate.cel import Native
from nasward.evaluate.references import uses, way_of
from nasward.evaluate.schema import ListOf, Record, Scalar, Scope, Shape, facts_shape

_PACKAGE = "nasward.facts"
_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*)")
_UNDEFINED = re.compile(r"undefined field '(\w+)' not found in struct '[\w.]*?(\w+)'")
_LOGIC = {"_&&_", "_||_", "!_", "_?_:_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"}
_ARITHMETIC = {"_+_", "_-_", "_*_", "_/_", "_%_", "-_"}
_FUNCTIONS = {"size", "contains", "startsWith", "endsWith", "matches"}
_OF_MACROS = {"@not_strictly_false"}
_ALLOWED = _LOGIC | _ARITHMETIC | _FUNCTIONS | _OF_MACROS
_TYPES = {bool: "BOOL", int: "INT64", str: "STRING"}
_VALUES = {bool: cel.Type.BOOL, int: cel.Type.INT, str: cel.Type.STRING}


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong in an expression, and at which offset of its text."""

    message: str
    offset: int = 0


def flaws(text: str, scope: Scope, *, yes_or_no: bool = True) -> tuple[Flaw, ...]:
    """All flaws of an expression; none means that it may be evaluated. Without `yes_or_no` any plain value will do."""
    try:
        expression = _environment(scope).compile(text)
    except RuntimeError as error:
        return _compile_flaws(str(error))
    tree = read_tree(expression.serialize())
    found = [*_type_flaws(expression.return_type(), yes_or_no), *_form_flaws(tree), *_use_flaws(tree, scope)]
    return tuple(dict.fromkeys([*found, *_word_flaws(tree, scope)]))


def _compile_flaws(text: str) -> tuple[Flaw, ...]:
    found = []
    for match in _ERROR.finditer(text):
        line, column, message = int(match[1]), int(match[2]), match[3]
        found.append(Flaw(_with_advice(message), column - 1 if line == 1 else 0))
    return tuple(found) or (Flaw(text.splitlines()[0].removesuffix(" [CANCELLED]")),)


def _with_advice(message: str) -> str:
    undefined = _UNDEFINED.search(message)
    if not undefined:
        return message.replace(" (in container '')", "")
    name, struct = undefined[1], undefined[2]
    owner = next((each for each in _records(facts_shape()) if each.name == struct), None)
    near = difflib.get_close_matches(name, owner.fields if owner else (), 1)
    return f"{struct} has no field `{name}`" + (f"; did you mean `{near[0]}`?" if near else "")


def _type_flaws(given: Native, yes_or_no: bool) -> Iterator[Flaw]:
    if yes_or_no and given != cel.Type.BOOL:
        yield Flaw(f"gives {given.name()}, not a yes or no (BOOL)")
    elif given not in _VALUES.values():
        yield Flaw(f"gives {given.name()}, not a plain value (BOOL, INT or STRING)")


def _form_flaws(tree: Tree) -> Iterator[Flaw]:
    for node in tree.walk():
        at = tree.offsets.get(node.id, 0)
        if node.presence:
            yield Flaw("has() is not allowed: it would call an unmeasured leaf absent", at)
        elif node.kind == "struct":
            yield Flaw("maps and objects cannot be made here", at)
        elif node.kind == "call" and node.name not in _ALLOWED:
            name = "indexing with [ ]" if node.name == "_[_]" else f"{node.name}()"
            yield Flaw(f"{name} is not part of the check language", at)


def _use_flaws(tree: Tree, scope: Scope) -> Iterator[Flaw]:
    for use in uses(tree):
        shape = scope.resolve(use.way)
        at = tree.offsets.get(use.id, 0)
        if isinstance(shape, Record) and use.role == "value":
            yield Flaw(f"`{'.'.join(use.way)}` is a whole object: name the field that is meant", at)
        elif isinstance(shape, ListOf) and use.role == "value":
            yield Flaw(f"`{'.'.join(use.way)}` is a list: use exists(), all() or size()", at)


def _word_flaws(tree: Tree, scope: Scope) -> Iterator[Flaw]:
    for node, bindings in _with_bindings(tree.root, {}):
        if node.name not in ("_==_", "_!=_", "@in") or len(node.args) != 2:
            continue
        for one, other in (node.args, node.args[::-1]):
            way = way_of(one, bindings)
            shape = scope.resolve(way) if way else None
            if isinstance(shape, Scalar) and shape.words:
                yield from _strange_words(shape, other, tree)


def _strange_words(shape: Scalar, other: Node, tree: Tree) -> Iterator[Flaw]:
    for node in (other, *(other.args if other.kind == "list" else ())):
        if node.text is not None and node.text not in shape.words:
            choice = ", ".join(shape.words)
            yield Flaw(f'"{node.text}" is never a value here; it is one of {choice}', tree.offsets.get(node.id, 0))


def _with_bindings(node: Node, bindings: dict[str, Any]) -> Iterator[tuple[Node, dict[str, Any]]]:
    yield node, bindings
    inner = bindings
    if node.kind == "loop":
        listed = way_of(node.args[0], bindings)
        inner = {**bindings, node.name: (*listed, "[]") if listed else None, node.accumulator: None}
    for position, child in enumerate(node.args):
        yield from _with_bindings(child, bindings if position == 0 else inner)


@lru_cache(maxsize=64)
def _environment(scope: Scope) -> Native:
    variables = {name: _cel_type(shape) for name, shape in scope.variables().items()}
    return cel.NewEnv(descriptor_pool=_pool(), variables=variables)


def _cel_type(shape: Shape) -> Native:
    if isinstance(shape, Record):
        return cel.Type(f"{_PACKAGE}.{shape.name}")
    if isinstance(shape, ListOf):
        return cel.Type.List(_cel_type(shape.item))
    return _VALUES[shape.type]


def _records(root: Record) -> Iterator[Record]:
    yield root
    for shape in root.fields.values():
        below = shape.item if isinstance(shape, ListOf) else shape
        if isinstance(below, Record):
            yield from _records(below)


@lru_cache(maxsize=1)
def _pool() -> Native:
    file = descriptor_pb2.FileDescriptorProto(name="nasward/facts.proto", package=_PACKAGE, syntax="proto3")
    for record in {each.name: each for each in _records(facts_shape())}.values():
        message = file.message_type.add(name=record.name)
        for number, (name, shape) in enumerate(record.fields.items(), 1):
            message.field.append(_field(number, name, shape))
    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return pool


def _field(number: int, name: str, shape: Shape) -> descriptor_pb2.FieldDescriptorProto:
    kinds = descriptor_pb2.FieldDescriptorProto
    label = kinds.LABEL_REPEATED if isinstance(shape, ListOf) else kinds.LABEL_OPTIONAL
    field = kinds(name=name, number=number, label=label)
    if isinstance(shape, Scalar):
        field.type = kinds.Type.Value(f"TYPE_{_TYPES[shape.type]}")
    else:
        below = shape.item if isinstance(shape, ListOf) else shape
        field.type, field.type_name = kinds.TYPE_MESSAGE, f".{_PACKAGE}.{below.name}"
    return field
