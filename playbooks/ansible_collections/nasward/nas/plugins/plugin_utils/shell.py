# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a constant script with quoted data on a NAS that has no Python, over Ansible's raw connection."""

from __future__ import annotations

import re
import secrets
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LIMIT = 1 << 20
"""Bytes of one answer that are read; more is an error, never a cut value."""

# The script is only run by its last line, so a connection cut in the middle runs nothing. The marks tell an answer from
# the noise of login scripts, and a cut answer from a whole one. `head -c` is not everywhere (qnap.md §2.5).
_FRAME = """\
PATH=/usr/syno/bin:/usr/syno/sbin:/sbin:/usr/sbin:/bin:/usr/bin:/usr/local/bin; export PATH
nasward_main() {{
set -- {values}
{script}
}}
nasward_limit() {{
if head -c 1 </dev/null >/dev/null 2>&1; then head -c {limit}; else dd bs=1 count={limit} 2>/dev/null; fi
}}
nasward_answer() {{ printf '\\n%s\\n' {mark}; nasward_main </dev/null; printf '\\n%s %s\\n' {mark} $?; }}
nasward_run() {{ nasward_answer | nasward_limit; }}
nasward_run
"""


class NasError(Exception):
    """The NAS cannot do or did not do what was asked; the text is one clear sentence."""


@dataclass(frozen=True)
class Reply:
    """What a script gave: its exit status and its standard output, whole."""

    rc: int
    stdout: str


class Nas:
    """The NAS as seen through a raw connection.

    `execute` takes a shell command and what to feed it, and gives `rc`, `stdout` and `stderr`: it is
    `_low_level_execute_command` of an action plugin. Data for stdin makes Ansible do without a terminal, and it is sent
    only after sudo accepted the password.
    """

    def __init__(self, execute: Callable[[str, str], Mapping[str, Any]]) -> None:
        self._execute = execute

    def run(self, script: str, *values: str) -> Reply:
        """Run a POSIX sh script; it finds `values` as "$1", "$2" … and leaves with `return`, never `exit`."""
        if any("\0" in value for value in values):
            raise NasError("a value holds a NUL byte, which no command line can carry")
        mark = f"nasward-{secrets.token_hex(8)}"
        quoted = " ".join(shlex.quote(str(value)) for value in values)
        text = _FRAME.format(values=quoted, script=script, mark=mark, limit=LIMIT)
        result = self._execute("/bin/sh -s", text)
        found = re.search(rf"^{mark}\n(.*)\n{mark} (\d+)$", result["stdout"], re.DOTALL | re.MULTILINE)
        if found is None:
            raise NasError(_why_incomplete(result, mark))
        return Reply(int(found[2]), found[1])


def _why_incomplete(result: Mapping[str, Any], mark: str) -> str:
    if mark in result["stdout"]:
        return f"the NAS's answer was cut off before its end, or is longer than {LIMIT} bytes"
    last = next((line.strip() for line in reversed(result["stderr"].splitlines()) if line.strip()), "nothing")
    return f"the NAS ran no script (exit status {result['rc']}); its last words: {last[:200]!r}"
