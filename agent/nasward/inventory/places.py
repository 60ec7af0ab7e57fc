"""Finds the file and line where an inventory variable was written, so that an error can say it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

_LIMIT = 1 << 20


def place_of(sources: Sequence[Path], variable: str, host: str) -> str:
    """`file:line` of the variable; the place nearest after the host's own name wins. The sources where unknown."""
    written = re.compile(rf"""(^|[\s"'{{,]){re.escape(variable)}["']?\s*[:=]""")
    first = ""
    for file in _files(sources):
        seen_host = file.stem == host and file.parent.name == "host_vars"
        for number, line in enumerate(_lines(file), 1):
            seen_host = seen_host or host in line
            if not written.search(line):
                continue
            if seen_host:
                return f"{file}:{number}"
            first = first or f"{file}:{number}"
    return first or ", ".join(str(source) for source in sources)


def _files(sources: Sequence[Path]) -> Iterator[Path]:
    for source in sources:
        if source.is_dir():
            yield from sorted(file for file in source.rglob("*") if file.is_file())
            continue
        yield source
        for folder in ("group_vars", "host_vars"):
            yield from sorted(file for file in (source.parent / folder).rglob("*") if file.is_file())


def _lines(file: Path) -> list[str]:
    try:
        with file.open(encoding="utf-8", errors="replace") as stream:
            return stream.read(_LIMIT).splitlines()
    except OSError:
        return []
