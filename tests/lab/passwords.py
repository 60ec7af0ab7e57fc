"""Password hashes for seeds: crypt(3) for shadow, the NT hash for smbpasswd. Standard library only."""

import ctypes
import ctypes.util
import struct
from collections.abc import Callable, Sequence


def crypt_hash(password: str, setting: str) -> str:
    """`password` by crypt(3) with a setting such as `$6$somesalt` or `$1$somesalt` (the scheme and the salt).

    Raises ValueError for a setting that this machine's libcrypt does not know.
    """
    library = ctypes.CDLL(ctypes.util.find_library("crypt") or "libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    result: bytes | None = library.crypt(password.encode(), setting.encode())
    if not result or result.startswith(b"*"):
        raise ValueError(f"libcrypt does not know the setting {setting!r}")
    return result.decode()


def nt_hash(password: str) -> str:
    """The NT hash as smbpasswd files spell it: MD4 of the UTF-16-LE text, 32 upper-case hex digits."""
    return _md4(password.encode("utf-16-le")).hex().upper()


def _md4(data: bytes) -> bytes:
    """MD4 (RFC 1320). Written out because OpenSSL 3 no longer offers it by default."""
    padded = data + b"\x80" + b"\0" * (-(len(data) + 9) % 64) + struct.pack("<Q", len(data) * 8)
    state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476]
    for start in range(0, len(padded), 64):
        block = struct.unpack_from("<16I", padded, start)
        mixed = _md4_rounds(list(state), block)
        state = [(old + new) & 0xFFFFFFFF for old, new in zip(state, mixed, strict=True)]
    return struct.pack("<4I", *state)


_Mix = Callable[[int, int, int], int]
_ROUNDS: tuple[tuple[_Mix, int, Sequence[int], Sequence[int]], ...] = (
    (lambda x, y, z: (x & y) | (~x & z), 0, range(16), (3, 7, 11, 19)),
    (
        lambda x, y, z: (x & y) | (x & z) | (y & z),
        0x5A827999,
        [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
        (3, 5, 9, 13),
    ),
    (lambda x, y, z: x ^ y ^ z, 0x6ED9EBA1, [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15], (3, 9, 11, 15)),
)


def _md4_rounds(state: list[int], block: tuple[int, ...]) -> list[int]:
    a, b, c, d = state
    for mix, constant, order, shifts in _ROUNDS:
        for step, index in enumerate(order):
            total = (a + mix(b, c, d) + block[index] + constant) & 0xFFFFFFFF
            shift = shifts[step % 4]
            a, b, c, d = d, ((total << shift) | (total >> (32 - shift))) & 0xFFFFFFFF, b, c
    return [a, b, c, d]
