"""Which shared libraries an ELF program needs: enough of the format to copy it with all it loads."""

import struct
from dataclasses import dataclass
from pathlib import Path

_MAGIC_64_LITTLE = b"\x7fELF\x02\x01"
_LOAD, _DYNAMIC, _INTERPRETER = 1, 2, 3
_TAG_END, _TAG_NEEDED, _TAG_STRINGS, _TAG_RPATH, _TAG_RUNPATH = 0, 1, 5, 15, 29


@dataclass(frozen=True, slots=True)
class Needs:
    """What a program asks the loader for."""

    libraries: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    """RPATH and RUNPATH folders; may begin with `$ORIGIN`."""
    interpreter: str = ""
    """Absolute path of the loader, "" for a library."""


@dataclass(frozen=True, slots=True)
class _Segment:
    kind: int
    offset: int
    address: int
    size: int


def needs_of(path: Path) -> Needs:
    """Read the needs of the file at `path`; nothing needed where it is no 64-bit little-endian ELF file."""
    with path.open("rb") as file:
        if file.read(6) != _MAGIC_64_LITTLE:
            return Needs()
    data = path.read_bytes()
    segments = _segments(data)
    interpreter = next((_text(data, s.offset) for s in segments if s.kind == _INTERPRETER), "")
    dynamic = next((s for s in segments if s.kind == _DYNAMIC), None)
    if dynamic is None:
        return Needs(interpreter=interpreter)
    tags = _tags(data, dynamic.offset)
    strings = _file_offset(segments, next(value for tag, value in tags if tag == _TAG_STRINGS))
    libraries = tuple(_text(data, strings + value) for tag, value in tags if tag == _TAG_NEEDED)
    paths = [_text(data, strings + value) for tag, value in tags if tag in (_TAG_RPATH, _TAG_RUNPATH)]
    return Needs(libraries, tuple(folder for path in paths for folder in path.split(":")), interpreter)


def _segments(data: bytes) -> list[_Segment]:
    (table,) = struct.unpack_from("<Q", data, 32)
    entry_size, count = struct.unpack_from("<HH", data, 54)
    found = []
    for index in range(count):
        kind, _flags, offset, address, _physical, size = struct.unpack_from("<IIQQQQ", data, table + index * entry_size)
        found.append(_Segment(kind, offset, address, size))
    return found


def _file_offset(segments: list[_Segment], address: int) -> int:
    holder = next(s for s in segments if s.kind == _LOAD and s.address <= address < s.address + s.size)
    return address - holder.address + holder.offset


def _tags(data: bytes, offset: int) -> list[tuple[int, int]]:
    tags = []
    for tag, value in struct.iter_unpack("<QQ", data[offset : offset + (len(data) - offset) // 16 * 16]):
        if tag == _TAG_END:
            break
        tags.append((tag, value))
    return tags


def _text(data: bytes, offset: int) -> str:
    return data[offset : data.index(b"\0", offset)].decode()
