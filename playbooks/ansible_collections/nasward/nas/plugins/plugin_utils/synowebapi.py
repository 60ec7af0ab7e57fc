# Copyright: the nasward project
# GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call of DSM's web API on the box itself (synology.md §1.2)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from ansible_collections.nasward.nas.plugins.plugin_utils.shell import Nas, NasError

if TYPE_CHECKING:
    from collections.abc import Mapping

_CALL = '/usr/syno/bin/synowebapi --exec "$@" 2>/dev/null'


def call(nas: Nas, api: str, method: str, version: int, params: Mapping[str, Any]) -> dict[str, Any]:
    """Call the web API and give its `data`. Raises NasError with DSM's error code.

    Every value travels as JSON, as DSM's own scripts do; bare words would be typed by guess (synology.md §1.2). The
    exit status says nothing: `success` does.
    """
    words = [f"api={api}", f"method={method}", f"version={version}"]
    words += [f"{name}={json.dumps(value, separators=(',', ':'))}" for name, value in params.items()]
    reply = nas.run(_CALL, *words)
    if reply.rc == 127:
        raise NasError("there is no /usr/syno/bin/synowebapi: this is no Synology DSM")
    if reply.rc == 126:
        raise NasError("synowebapi may be run by root only: the task needs become: true")
    answer = _json(reply.stdout)
    if answer is None:
        raise NasError(f"{api} {method} gave no JSON (exit status {reply.rc})")
    if answer.get("success") is not True:
        raise NasError(f"{api} {method} failed with DSM error {_error(answer)}")
    data = answer.get("data")
    return data if isinstance(data, dict) else {}


def _json(text: str) -> dict[str, Any] | None:
    """The JSON object that starts on a line of its own; merged diagnostics may stand before it."""
    start = 0 if text.startswith("{") else text.find("\n{") + 1
    try:
        answer, _end = json.JSONDecoder().raw_decode(text, start)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _error(answer: dict[str, Any]) -> str:
    error = answer.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    meaning = _meanings().get(code, "not explained by Synology")
    return f"{code} ({meaning})"


@cache
def _meanings() -> dict[Any, str]:
    return dict(yaml.safe_load(Path(__file__).with_name("dsm_errors.yml").read_text(encoding="utf-8")))
