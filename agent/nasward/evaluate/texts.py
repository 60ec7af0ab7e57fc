"""Texts of findings: Jinja in its sandbox, strict about names. What the NAS said is data there, never a template."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from nasward.evaluate.schema import Piece, Scope
from nasward.model.leaf import Items, Known, Unknown

_JINJA = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)  # plain text


class TextError(Exception):
    """A text that could not be written."""


class _Unmeasured(str):
    """What an unknown leaf shows. It counts as no in conditions, so that `selectattr` leaves it out."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


_UNKNOWN = _Unmeasured("unknown")


def render(template: str, facts: Mapping[str, object]) -> str:
    """The text with values filled in, unknown ones as `unknown`. `facts` are nodes of the facts by variable name.

    Raises TextError where the template asks for what is not there or goes wrong in another way.
    """
    values = {name: _shown(facts[name]) for name in _names(template) if name in facts}
    try:
        return _compile(template).render(values).strip()
    except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise TextError(str(error)) from error


def flaws(template: str, scope: Scope) -> tuple[str, ...]:
    """What is wrong with a template: its syntax, or names that the facts do not have."""
    try:
        tree = _JINJA.parse(template)
        _compile(template)
    except TemplateSyntaxError as error:
        return (f"not a Jinja template: {error.message}",)
    free = meta.find_undeclared_variables(tree)
    chains = {way for way in map(_way, tree.find_all((nodes.Name, nodes.Getattr))) if way and way[0] in free}
    return tuple(f"speaks of `{'.'.join(way)}`, which the facts do not have" for way in _lost(sorted(chains), scope))


def _lost(ways: list[tuple[str, ...]], scope: Scope) -> Iterator[tuple[str, ...]]:
    return (way for way in ways if scope.resolve(way) is None)


def _way(node: nodes.Node) -> tuple[str, ...] | None:
    if isinstance(node, nodes.Name):
        return (node.name,)
    base = _way(node.node) if isinstance(node, nodes.Getattr) else None
    return (*base, node.attr) if base and isinstance(node, nodes.Getattr) else None


def _shown(node: Piece) -> Piece:
    if isinstance(node, Known):
        return node.value
    if isinstance(node, Unknown):
        return _UNKNOWN
    if isinstance(node, Items):
        return [_shown(item) for item in node.items]
    names = getattr(node, "__dataclass_fields__", None)
    return {name: _shown(getattr(node, name)) for name in names} if names else node


@lru_cache(maxsize=512)
def _compile(template: str) -> Template:
    return _JINJA.from_string(template)


@lru_cache(maxsize=512)
def _names(template: str) -> frozenset[str]:
    return frozenset(meta.find_undeclared_variables(_JINJA.parse(template)))
