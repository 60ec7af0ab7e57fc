"""A NAS that answers by script: a case lists what it expects to be asked and what it says."""

import json
import re
import shlex
from collections.abc import Sequence
from typing import Any

from ansible_collections.nasward.nas.plugins.plugin_utils.shell import Nas


class ScriptedNas:
    """Answers the exchanges of a case in order and fails the test on any other question.

    An exchange has `asked` (the values that the script gets, exactly) and one of `data` (the web API's answer),
    `error` (its error code) or `stdout` and `rc`.
    """

    def __init__(self, exchanges: Sequence[dict[str, Any]]) -> None:
        self._left = list(exchanges)
        self.nas = Nas(self._execute)

    def assert_done(self) -> None:
        """Everything that the case foresees was asked."""
        assert self._left == []

    def _execute(self, command: str, script: str) -> dict[str, Any]:
        assert command == "/bin/sh -s"
        mark = re.search(r"nasward-[0-9a-f]{16}", script)[0]
        quoted = re.search(r"^set -- (.*?)\n", script, re.MULTILINE)[1]
        asked = shlex.split(quoted)
        assert self._left, f"not foreseen: {asked}"
        exchange = self._left.pop(0)
        assert asked == exchange["asked"]
        stdout = f"noise of a login script\n\n{mark}\n{_stdout(exchange)}\n{mark} {exchange.get('rc', 0)}\n"
        return {"rc": 0, "stdout": stdout, "stderr": "Could not chdir to home directory\n"}


def _stdout(exchange: dict[str, Any]) -> str:
    if "data" in exchange:
        return json.dumps({"data": exchange["data"], "success": True}, indent=3) + "\n"
    if "error" in exchange:
        return json.dumps({"error": {"code": exchange["error"]}, "success": False}, indent=3) + "\n"
    return exchange.get("stdout", "")
