"""A check's own cases: plain data to facts, the verdicts they give, and what would follow from other values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

from nasward.evaluate.cel import compile_program
from nasward.evaluate.rule import evaluate
from nasward.evaluate.schema import ListOf, Piece, Record, Scalar, Shape, facts_shape, resolve
from nasward.model.check import Check, CheckCase, Vendor
from nasward.model.facts import Facts
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown, complete
from nasward.model.verdict import Ruling, Verdict

_LEFT_OUT = Unknown(Reason.NOT_ASKED, "the case leaves it out")
_SAID_UNKNOWN = Unknown(Reason.DENIED, "the case says so")
_SOURCE = "case"
REST = "(rest)"
"""How a case calls the part of a cut list that was not seen."""
_TRIES = 600
"""Combinations of values tried for the unknown leaves of one case."""


class WrongFactsError(Exception):
    """A case speaks of facts that the model does not have. Carries the way to the value within the case."""

    def __init__(self, message: str, *way: str | int) -> None:
        super().__init__(message)
        self.way = way


@dataclass(frozen=True, slots=True)
class CaseResult:
    """How one case went. `told` says what came out where that was not expected."""

    check: str
    case: str
    told: str = ""

    @property
    def ok(self) -> bool:
        """The verdicts were as expected."""
        return not self.told


def run_case(check: Check, case: CheckCase) -> CaseResult:
    """Evaluate the check over the case's facts, once per platform where the case names none."""
    try:
        told = [_wrong(case, evaluate((check,), facts, "case")) for facts in _facts_per_vendor(check, case)]
    except WrongFactsError as error:
        told = [str(error)]
    return CaseResult(check.id, case.name, next(filter(None, told), ""))


def _wrong(case: CheckCase, verdicts: Sequence[Verdict]) -> str:
    meant = [verdict for verdict in verdicts if case.subject in ("", verdict.subject.name or _name(verdict))]
    if not meant:
        return f"no verdict on a subject named {case.subject}"
    wrong = next((verdict for verdict in meant if verdict.ruling != case.expect), None)
    return f"expected {case.expect}, got {wrong.ruling}: {wrong.reason}" if wrong else ""


def _name(verdict: Verdict) -> str:
    return REST if verdict.subject.rest else ""


def case_facts(case: CheckCase) -> Facts:
    """The facts of a case. Raises WrongFactsError."""
    facts: Facts = _record(facts_shape(), case.facts, ("facts",))
    for position, path in enumerate(case.unknown):
        way = tuple(path.split("."))
        shape = resolve(way)
        if not isinstance(shape, Scalar | ListOf) or (isinstance(shape, Scalar) and shape.identity):
            raise WrongFactsError(f"`{path}` is no leaf or list of the facts", "unknown", position)
        try:
            facts = _put(facts, way, _SAID_UNKNOWN)
        except LookupError:
            raise WrongFactsError(f"`{path}` is not among the facts of this case", "unknown", position) from None
        except ValueError:
            raise WrongFactsError(f"`{path}` has a value and is unknown too", "unknown", position) from None
    return facts


def _facts_per_vendor(check: Check, case: CheckCase) -> list[Facts]:
    facts = case_facts(case)
    if isinstance(facts.platform.vendor, Known) or "platform.vendor" in case.unknown:
        return [facts]
    return [of_vendor(facts, vendor) for vendor in check.platforms]


def of_vendor(facts: Facts, vendor: Vendor) -> Facts:
    """The same facts on a NAS of that vendor."""
    return replace(facts, platform=replace(facts.platform, vendor=Known(vendor, _SOURCE)))


def hollow(check: Check) -> Iterator[Facts]:
    """Facts in which no leaf is known: nothing at all, and one bare item where the check goes through a list."""
    yield Facts()
    bare = Facts()
    if check.for_each:
        way = tuple(check.for_each.split("."))
        shape = resolve(way)
        assert isinstance(shape, ListOf)  # noqa: S101 - lint has looked at for_each before
        bare = _put(bare, way, complete((shape.item.made_by("item"),)))
    for vendor in check.platforms:
        yield of_vendor(bare, vendor)


def can_be_decided(check: Check, case: CheckCase) -> bool:
    """Whether some values of the case's unknown leaves give a pass or a fail and nothing unmeasured."""
    for facts in _facts_per_vendor(check, replace(case, unknown=())):
        ways = [tuple(path.split(".")) for path in case.unknown]
        choices = [list(_candidates(facts, way, _names_read(check))) for way in ways]
        if not any(_decided(check, _filled(facts, ways, values)) for values in islice(product(*choices), _TRIES)):
            return False
    return True


def _decided(check: Check, facts: Facts) -> bool:
    rulings = {verdict.ruling for verdict in evaluate((check,), facts, "case")}
    return bool(rulings & {Ruling.PASS, Ruling.FAIL}) and Ruling.UNMEASURED not in rulings


def _filled(facts: Facts, ways: Sequence[tuple[str, ...]], values: Sequence[Any]) -> Facts:
    for way, value in zip(ways, values, strict=True):
        facts = _put(facts, way, value)
    return facts


def _names_read(check: Check) -> frozenset[str]:
    """The names of the leaves that the check reads, wherever they stand."""
    texts = (check.pass_when, check.applies) if check.applies else (check.pass_when,)
    return frozenset(way[-1] for text in texts for way in compile_program(text, check.item).ways)


def _candidates(facts: Facts, way: tuple[str, ...], read: frozenset[str]) -> Iterator[Any]:
    shape = resolve(way)
    if isinstance(shape, ListOf):
        given: Items[Any] = _get(facts, way)
        yield complete(given.items)
        if not given.items:
            yield from (complete((item,)) for item in _full_items(shape.item, read))
    elif isinstance(shape, Scalar):
        yield from (Known(value, _SOURCE) for value in _values(shape))


def _full_items(shape: Record, read: frozenset[str]) -> Iterator[Any]:
    """Items with every value of the leaves that are read; of the others one value will do."""
    leaves = {name: each for name, each in shape.fields.items() if isinstance(each, Scalar) and not each.identity}
    choices = (_values(each) if name in read else _values(each)[:1] for name, each in leaves.items())
    for values in product(*choices):
        known = {name: Known(value, _SOURCE) for name, value in zip(leaves, values, strict=True)}
        yield shape.made_by("item", **known)


def _values(shape: Scalar) -> Sequence[bool | int | str]:
    if shape.words:
        return shape.words
    return {bool: (True, False), int: (0, 1, 8, 22), str: ("", "x")}[shape.type]


def _record(shape: Record, data: object, way: tuple[str | int, ...]) -> Piece:
    if not isinstance(data, Mapping):
        raise WrongFactsError(f"{shape.name} must be a mapping", *way)
    for key in data:
        if key not in shape.fields:
            raise WrongFactsError(f"{shape.name} has no field `{key}`", *way, key)
    values = {name: _value(each, data, name, (*way, name)) for name, each in shape.fields.items()}
    if any(value is None for value in values.values()):
        raise WrongFactsError(f"an item of {shape.name} needs its name", *way)
    return shape.made_by(**values)


def _value(shape: Shape, data: Mapping[str, Any], name: str, way: tuple[str | int, ...]) -> Piece:
    if isinstance(shape, Record):
        return _record(shape, data.get(name, {}), way)
    if isinstance(shape, ListOf):
        return _items(shape, data[name], way) if name in data else Items((), _LEFT_OUT)
    if shape.identity:
        return data.get(name)
    return _leaf(shape, data[name], way) if name in data else _LEFT_OUT


def _items(shape: ListOf, data: object, way: tuple[str | int, ...]) -> Items[Any]:
    if not isinstance(data, list):
        raise WrongFactsError("a list is wanted here", *way)
    return complete(_record(shape.item, each, (*way, position)) for position, each in enumerate(data))


def _leaf(shape: Scalar, value: object, way: tuple[str | int, ...]) -> Leaf[Any]:
    if type(value) is not shape.type:
        raise WrongFactsError(f"`{value}` is no {shape.type.__name__}", *way)
    if shape.words and value not in shape.words:
        raise WrongFactsError(f"`{value}` is never a value here; it is one of {', '.join(shape.words)}", *way)
    return Known(value, _SOURCE)


def _get(node: Piece, way: Sequence[str]) -> Piece:
    for segment in way:
        node = node.items[int(segment)] if isinstance(node, Items) else getattr(node, segment)
    return node


def _put(node: Piece, way: Sequence[str], value: Piece) -> Piece:
    """The same facts with another leaf or list at `way`. An unknown list keeps the items seen: it is cut."""
    if not way:
        return _replaced(node, value)
    if isinstance(node, Items):
        at = int(way[0])
        changed = _put(node.items[at], way[1:], value)
        return replace(node, items=(*node.items[:at], changed, *node.items[at + 1 :]))
    return replace(node, **{way[0]: _put(getattr(node, way[0]), way[1:], value)})


def _replaced(node: Piece, value: Piece) -> Piece:
    if isinstance(value, Unknown) and isinstance(node, Items):
        return Items(node.items, value)
    if isinstance(value, Unknown) and isinstance(node, Known):
        raise ValueError
    return value
