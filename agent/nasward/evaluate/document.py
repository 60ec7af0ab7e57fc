"""YAML with places: plain data, and for each value and key of it the line and column where it stands.

PyYAML's C parser gives both 25 times faster than ruamel's (0.2 ms against 6 ms per check, measured), and every
scan reads the whole catalogue. Plain scalars are read as in YAML 1.2: `no` and `off` are words, not booleans.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Keys = tuple[str | int, ...]
"""The way to a value: mapping keys and list positions from the top of the document."""

Plain = Any
"""Dicts, lists, text, whole numbers, booleans and None: what was written, before anybody has looked at it."""
_Event = Any
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_LIMIT = 1 << 20
"""Bytes of one file: a check has a few kilobytes."""
_DEPTH = 30


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a file of the catalogue, with its place. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class Mark(NamedTuple):
    """Where a value begins. `text` is the column of a text's first character, 0 where it has several lines."""

    line: int
    column: int
    text: int


@dataclass(slots=True)
class Document:
    """One parsed file, and the problems found in it so far."""

    file: str
    data: Plain = None
    values: dict[Keys, Mark] = field(default_factory=dict)
    keys: dict[Keys, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def report(self, message: str, *way: str | int, at_key: bool = False, offset: int = 0) -> None:
        """Note a problem with the value (or the key) at `way`; `offset` counts characters within its text."""
        mark = self._mark(way, at_key)
        column = mark.text + offset if offset and mark.text else mark.column
        self.problems.append(Problem(self.file, mark.line, column, message))

    def _mark(self, way: Keys, at_key: bool) -> Mark:
        marks = self.keys if at_key else self.values
        while way and way not in marks:
            way = way[:-1]
        return marks.get(way) or self.values.get(way) or Mark(1, 1, 0)


def read_document(path: Path, file: str = "") -> Document:
    """Read one file; what cannot be read or parsed becomes a problem of the document, never an exception."""
    document = Document(file or str(path))
    try:
        with path.open("rb") as stream:
            raw = stream.read(_LIMIT + 1)
        if len(raw) > _LIMIT:
            document.report("the file is larger than 1 MiB")
        else:
            parse_into(document, raw.decode())
    except UnicodeDecodeError as error:
        document.report(f"not UTF-8 text: {error.reason} at byte {error.start}")
    except OSError as error:
        document.report(f"cannot be read: {error.strerror}")
    return document


def parse_into(document: Document, text: str) -> None:
    """Fill `document` with the data and places of `text`."""
    try:
        events = yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        builder = _Builder(document, events)
        document.data = builder.document_of()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        document.problems.append(Problem(document.file, line, column, f"not YAML: {error.problem}"))
    except yaml.YAMLError as error:
        document.report(f"not YAML: {' '.join(str(error).split())}")


class _Builder:
    """The parser's events to plain data. PyYAML's own composer recurses in C and dies of deep nesting."""

    def __init__(self, document: Document, events: Iterator[_Event]) -> None:
        self.document = document
        self.events = events

    def document_of(self) -> Plain:
        """The data of the first document; None, with a problem, where there is none."""
        for event in self.events:
            if isinstance(event, yaml.NodeEvent):
                return self.build(event, ())
        self.document.report("the file is empty")
        return None

    def build(self, event: _Event, way: Keys) -> Plain:
        """The value that begins with this event."""
        self.document.values[way] = _mark(event)
        if event.anchor:
            # Anchors hide what a check says, and may refer to themselves.
            self.document.report("anchors and aliases are not used here: write the value out", *way)
        if len(way) > _DEPTH:
            raise yaml.MarkedYAMLError(problem="nested too deeply", problem_mark=event.start_mark)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(way)
        if isinstance(event, yaml.SequenceStartEvent):
            return [self.build(each, (*way, index)) for index, each in enumerate(self._until(yaml.SequenceEndEvent))]
        return _scalar(event) if isinstance(event, yaml.ScalarEvent) else None

    def _mapping(self, way: Keys) -> dict[str, Plain]:
        result: dict[str, Plain] = {}
        for event in self._until(yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise yaml.MarkedYAMLError(problem="a key must be a word", problem_mark=event.start_mark)
            key = str(event.value)
            self.document.keys[(*way, key)] = _mark(event)
            if key in result:
                self.document.report(f"`{key}` is given twice", *way, key, at_key=True)
            result[key] = self.build(next(self.events), (*way, key))
        return result

    def _until(self, end: type[_Event]) -> Iterator[_Event]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event


def _mark(event: _Event) -> Mark:
    start, end = event.start_mark, event.end_mark
    one_line = isinstance(event, yaml.ScalarEvent) and start.line == end.line
    quoted = one_line and event.style in ("'", '"')
    return Mark(start.line + 1, start.column + 1, start.column + 1 + quoted if one_line else 0)


def _scalar(event: _Event) -> bool | int | str | None:
    text = str(event.value)
    if event.style:
        return text
    if text in ("true", "false"):
        return text == "true"
    if text in ("", "~", "null"):
        return None
    return int(text) if _INTEGER.fullmatch(text) else text
