"""Text from a NAS made safe to show: it may hold terminal escapes, bidi overrides, line breaks."""

import unicodedata

_SAFE_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Nd", "Nl", "No"}) | frozenset(
    {"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs"}
)


def printable(text: str, limit: int = 300) -> str:
    """The text with every character that is no letter, mark, digit, sign or blank as `\\u{…}`, cut at `limit`."""
    shown = "".join(_show(character) for character in text[: limit + 1])
    return shown if len(text) <= limit else shown[:limit] + "…"


def _show(character: str) -> str:
    if unicodedata.category(character) in _SAFE_CATEGORIES:
        return character
    return f"\\u{{{ord(character):x}}}"
