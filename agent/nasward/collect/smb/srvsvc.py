"""The list of shares over RPC: NetrShareEnum level 1 (MS-SRVS §3.1.4.8) as bytes. Pure.

Enough NDR (DCE 1.1) for this one call; checked against servers in tests/lab. Reading is bounded: a server may lie.
"""

import struct
from dataclasses import dataclass

MAX_SHARES = 10_000
MAX_BYTES = 8 << 20
MAX_NAME = 256
"""Characters kept of a share name (Windows allows 80)."""

_BIND, _BIND_ACK, _REQUEST, _RESPONSE, _FAULT = 11, 12, 0, 2, 3
_LAST_FRAGMENT = 2
_OPNUM_SHARE_ENUM = 15
_HEADER = struct.Struct("<BBBBLHHL")
_SRVSVC = bytes.fromhex("c84f324b7016d30112785a47bf6ee188") + struct.pack("<HH", 3, 0)
_NDR = bytes.fromhex("045d888aeb1cc9119fe808002b104860") + struct.pack("<L", 2)

_ACCESS_DENIED, _MORE_DATA = 5, 234
_TEMPORARY = 0x40000000
"""Bit over the kind of a share, whose value 0 is a folder; 0x80000000 marks what Windows makes itself (`C$`)."""


class NotRpcError(Exception):
    """The bytes are no reply to this call."""


@dataclass(frozen=True, slots=True)
class Listing:
    """`names`: folders that the server shares (no printers, no `IPC$`). `code`: the call's Windows error, 0 is fine."""

    names: tuple[str, ...]
    code: int
    cut: bool = False

    @property
    def denied(self) -> bool:
        """The server keeps its list from this session, as `restrict anonymous = 1` does."""
        return self.code == _ACCESS_DENIED


def bind() -> bytes:
    """The PDU that opens the srvsvc interface."""
    body = struct.pack("<HHLBBHHBB", 4280, 4280, 0, 1, 0, 0, 0, 1, 0) + _SRVSVC + _NDR
    return _pdu(_BIND, body)


def share_enum(server: str) -> bytes:
    """The PDU that asks for all shares, with names, kinds and remarks."""
    text = (server + "\0").encode("utf-16-le")
    count = len(text) // 2
    name = struct.pack("<LLLL", 0x20000, count, 0, count) + text + bytes(-len(text) % 4)
    level = struct.pack("<LLLLL", 1, 1, 0x20004, 0, 0)  # level, its union tag, container: no entries, no buffer
    stub = name + level + struct.pack("<LLL", 0xFFFFFFFF, 0x20008, 0)  # no length limit, resume at 0
    return _pdu(_REQUEST, struct.pack("<LHH", len(stub), 0, _OPNUM_SHARE_ENUM) + stub)


def bound(reply: bytes) -> bool:
    """Whether a reply to `bind` accepts it."""
    return len(reply) >= _HEADER.size and reply[2] == _BIND_ACK


def stub_of(stream: bytes) -> bytes | None:
    """The payload of a whole reply, its fragments joined; None where more must be read. Raises NotRpcError."""
    parts, at = [], 0
    while len(stream) - at >= _HEADER.size:
        major, _, kind, flags, _, length, _, _ = _HEADER.unpack_from(stream, at)
        if major != 5 or kind not in (_RESPONSE, _FAULT) or length < _HEADER.size + 8:
            raise NotRpcError("no RPC reply")
        if kind == _FAULT:
            raise NotRpcError("the server reports an RPC fault")
        if len(stream) - at < length:
            return None
        parts.append(stream[at + _HEADER.size + 8 : at + length])
        if flags & _LAST_FRAGMENT:
            return b"".join(parts)
        at += length
    return None


def listing(stub: bytes) -> Listing:
    """Read the payload of a reply to `share_enum`. Raises NotRpcError."""
    reader = _Reader(stub)
    try:
        reader.skip(8)  # level and its union tag
        if not reader.number():
            return Listing((), reader.last())
        return _listing(reader)
    except (struct.error, ValueError) as error:
        raise NotRpcError("the list of shares cannot be read") from error


def _listing(reader: "_Reader") -> Listing:
    count, pointer = reader.number(), reader.number()
    if not pointer:
        return Listing((), reader.last())
    if reader.number() != count:
        raise ValueError("two counts differ")
    entries = reader.entries(count)
    names = []
    for name_pointer, kind, remark_pointer in entries:
        name = reader.text() if name_pointer else ""
        if remark_pointer:
            reader.text()
        if name and kind & ~_TEMPORARY == 0:
            names.append(name)
    code = reader.last()
    return Listing(tuple(names[:MAX_SHARES]), code, cut=code == _MORE_DATA or len(names) > MAX_SHARES)


class _Reader:
    """NDR values one after the other, little-endian, aligned to four bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def skip(self, count: int) -> None:
        self._at += count

    def number(self) -> int:
        (value,) = struct.unpack_from("<L", self._data, self._at)
        self._at += 4
        return int(value)

    def entries(self, count: int) -> list[tuple[int, int, int]]:
        if count * 12 > len(self._data) - self._at:
            raise ValueError("more entries than bytes")
        entries = list(struct.iter_unpack("<LLL", self._data[self._at : self._at + count * 12]))
        self._at += count * 12
        return entries

    def text(self) -> str:
        _, _, count = self.number(), self.number(), self.number()
        end = self._at + count * 2
        if end > len(self._data):
            raise ValueError("a text runs over the end")
        text = self._data[self._at : min(end, self._at + MAX_NAME * 2 + 2)].decode("utf-16-le", "replace")
        self._at = end + -end % 4
        return text.split("\0", 1)[0][:MAX_NAME]

    def last(self) -> int:
        """The last four bytes: the result of the call."""
        (value,) = struct.unpack_from("<L", self._data, max(len(self._data) - 4, 0))
        return int(value)


def _pdu(kind: int, body: bytes) -> bytes:
    return _HEADER.pack(5, 0, kind, 3, 0x10, _HEADER.size + len(body), 0, 1) + body
