"""QNAP's INI files for the seed: sections and keys in the order they were written."""

from collections.abc import Mapping
from pathlib import Path


class Ini:
    """An INI file as text that keys are set in; unlike `configparser` it keeps spelling, order and odd spacing."""

    def __init__(self, text: str = "") -> None:
        """Start from `text`, for example a factory file."""
        self._lines = text.splitlines()

    def set(self, section: str, key: str, value: object) -> None:
        """Set `key` in `[section]`, replacing its line, else appending it to the section, else to the file.

        Section "" is what stands before the first header.
        `value` is written as QNAP spells it most often: booleans as TRUE and FALSE.
        """
        # An empty value leaves no blank behind; blanks at the end of another are part of it (`Status = complete  `).
        line = f"{key} = {_spelled(value)}" if value != "" else f"{key} ="
        header = f"[{section}]"
        if section and header not in self._lines:
            self._lines += ["", header] if self._lines else [header]
        start, end = self._span(section)
        found = self._line_of(section, key)
        if found is not None:
            self._lines[found] = line
            return
        while end > start and not self._lines[end - 1].strip():
            end -= 1
        self._lines.insert(end, line)

    def unset(self, section: str, key: str) -> None:
        """Take the line of `key` away, where there is one."""
        found = self._line_of(section, key)
        if found is not None:
            del self._lines[found]

    def _span(self, section: str) -> tuple[int, int]:
        """The first line of a section and the one behind its last."""
        start = self._lines.index(f"[{section}]") + 1 if section else 0
        after = range(start, len(self._lines))
        return start, next((n for n in after if self._lines[n].startswith("[")), len(self._lines))

    def _line_of(self, section: str, key: str) -> int | None:
        lines = range(*self._span(section))
        return next((n for n in lines if self._lines[n].partition("=")[0].strip() == key), None)

    def update(self, section: str, values: Mapping[str, object]) -> None:
        """Set all `values` in `[section]`."""
        for key, value in values.items():
            self.set(section, key, value)

    @property
    def text(self) -> str:
        """The whole file."""
        return "".join(f"{line}\n" for line in self._lines)

    def write(self, path: Path, mode: int = 0o644) -> None:
        """Write the file with `mode`, making its folder."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.text, encoding="utf-8")
        path.chmod(mode)


def _spelled(value: object) -> str:
    return str(value).upper() if isinstance(value, bool) else str(value)
