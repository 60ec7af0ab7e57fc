# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read QTS configuration files as QTS does: names without regard to case, first `=`, blanks around (qnap.md §1.2)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Section:
    """A section; `options` in file order, names as written, and a name may stand there twice."""

    name: str
    options: list[tuple[str, str]] = field(default_factory=list)

    def values(self, option: str) -> list[str]:
        """Every value of an option."""
        return [value for name, value in self.options if name.lower() == option.lower()]


def sections(text: str, name: str) -> list[Section]:
    """Every section of that name; what stands before the first header is in section ""."""
    found = [Section("")]
    for raw in text.splitlines():
        line = raw.strip()
        if line.startswith("[") and line.endswith("]"):
            found.append(Section(line[1:-1].strip()))
        elif "=" in line and not line.startswith(("#", ";")):
            option, _, value = line.partition("=")
            found[-1].options.append((option.strip(), value.strip()))
    return [section for section in found if section.name.lower() == name.strip().lower()]
