"""The check language: CEL through cel-expr-python, behind one small interface.

An expression is compiled without types here, over facts where an unknown leaf is a missing key; `typed` checks
it against the model beforehand. An error inside comes back from the library as a value that is a non-empty,
truthy string (libraries.md §6): only type BOOL counts as an answer, all else is an `Error`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cel_expr_python import cel

from nasward.evaluate.ast import read_tree
from nasward.evaluate.references import Way, counted, references
from nasward.evaluate.schema import facts_shape

Native = Any
"""An object of the untyped library."""
UNSEEN: Mapping[str, Any] = {}
"""Stands in a cut list for the items that were not seen: a real item has at least its name, this one has no key."""
_PLAIN = (cel.Type.BOOL, cel.Type.INT, cel.Type.STRING)
_FAILED = (cel.Type.ERROR, cel.Type.UNKNOWN)
_MISSING_KEY = re.compile(r'(?:Key not found in map : |No value with name )"([^"]*)"')


@dataclass(frozen=True, slots=True)
class Error:
    """An expression that gave no answer. `missing` is the key it lacked, "" where that was not the cause."""

    text: str
    missing: str = ""


class SyntaxFlawError(Exception):
    """The text is no expression. Its argument is the compiler's message."""


class Program:
    """One compiled expression: which facts it reads, and its answer over given ones."""

    def __init__(self, text: str, item: str = "") -> None:
        self.text = text
        try:
            self._expression = _environment(item).compile(text)
        except RuntimeError as error:
            raise SyntaxFlawError(str(error)) from error
        tree = read_tree(self._expression.serialize())
        self.references = references(tree)
        self._counted = counted(tree)
        self.ways = tuple(tuple(each.split(".")) for each in self.references)
        self._variables = tuple(dict.fromkeys(way[0] for way in self.ways))

    def evaluate(self, facts: Mapping[str, Any]) -> bool | Error:
        """True or False, where the facts suffice; an Error in every other case."""
        value = self.value(facts)
        if isinstance(value, bool | Error):
            return value
        return Error(f"the expression gives {type(value).__name__}, not a yes or no")

    def value(self, facts: Mapping[str, Any]) -> bool | int | str | Error:
        """The value of an expression that is no yes or no, such as a parameter."""
        data = {name: facts[name] for name in self._variables if name in facts}
        for way in self._counted:
            if _is_cut(data, way):
                return Error("a list that was not seen whole cannot be counted", way[-1])
        try:
            result = self._expression.eval(data=data)
        except RuntimeError as error:
            # Raised where the loop budget is used up, or where a text is no Unicode.
            return Error(str(error))
        kind = result.type()
        if kind in _PLAIN:
            plain: bool | int | str = result.value()
            return plain
        text = str(result.value()) if kind in _FAILED else f"the expression gives {kind.name()}"
        missing = _MISSING_KEY.search(text)
        return Error(text, missing.group(1) if missing else "")


def _is_cut(value: object, way: Way) -> bool:
    """Whether the list at the end of the way, or one on the way, holds the mark of items not seen."""
    if isinstance(value, list):
        return UNSEEN in value or any(_is_cut(item, way[1:]) for item in value if way)
    return isinstance(value, Mapping) and bool(way) and _is_cut(value.get(way[0]), way[1:])


@lru_cache(maxsize=64)
def _environment(item: str) -> Native:
    names = {*facts_shape().fields, item} - {""}
    return cel.NewEnv(variables=dict.fromkeys(sorted(names), cel.Type.DYN))


@lru_cache(maxsize=4096)
def compile_program(text: str, item: str = "") -> Program:
    """The program of a text, compiled once. Raises SyntaxFlawError."""
    return Program(text, item)
