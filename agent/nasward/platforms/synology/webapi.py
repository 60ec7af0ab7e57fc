"""Many reads of DSM's web API by one process: one SYNO.Entry.Request, taken apart again (synology.md §0.1, §1.2)."""

import json
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer, Json, Raw, Source
from nasward.model.outcome import Outcome
from nasward.platforms import data, digests
from nasward.platforms.communities import community_state

_PROGRAM = "/usr/syno/bin/synowebapi"
_ADDRESS = re.compile(r"(https?://)(?:[^/@?#]*@)?([^/?#]*)", re.IGNORECASE)
_CODES = {102: Outcome.ABSENT, 103: Outcome.ABSENT, 104: Outcome.ABSENT, 105: Outcome.DENIED}
"""No such API, method or version; no privilege (synology.md §1.2)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One read. `keep` are the paths of the fields that become evidence, `subject` the share it is about.

    Of the fields in `present` only whether they hold anything becomes evidence, of an SNMP community (`community`)
    only whether it is a well-known word. `item` is the parameter that takes the share's name.
    """

    source: str
    api: str
    method: str
    version: int
    keep: tuple[str, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""
    present: tuple[str, ...] = ()
    community: str = ""
    item: str = "name"

    @property
    def echo(self) -> tuple[str, str, int]:
        """What a result of this call says about itself."""
        return self.api, self.method, self.version

    def about(self, share: str) -> "Call":
        """The same call about one share."""
        return replace(self, subject=share, params={self.item: share, **self.params})


def calls(group: str) -> tuple[Call, ...]:
    """A group of `api.yml`."""
    return tuple(
        Call(**{**each, "keep": tuple(each["keep"]), "present": tuple(each.get("present", ()))})
        for each in data.table("synology/api.yml")[group]
    )


def question(name: str, asked: Sequence[Call], guard: str, limit: int, seconds: int) -> Source:
    """One source for many calls. Its digest gives one answer per call.

    Where no compound is known, the same exec asks one call after the other.
    """
    compound = json.dumps([{"api": c.api, "method": c.method, "version": c.version, **c.params} for c in asked])
    singles = "\n".join(f"printf '\\n@@single {n}\\n'; {_single(call)}" for n, call in enumerate(asked))
    script = (
        f"[ -e {_PROGRAM} ] || exit 127\n[ -x {_PROGRAM} ] || exit 126\n"
        f"out=$({_PROGRAM} --exec api=SYNO.Entry.Request method=request version=1 stopwhenerror=false "
        f"{shlex.quote('compound=' + compound)} 2>/dev/null)\n"
        "case $out in\n"
        "*'\"result\"'*) printf '@@compound\\n%s\\n' \"$out\";;\n"
        f"*)\n{singles}\n;;\nesac\nexit 0"
    )
    return Source(name, script, lambda raw: _digest(raw, asked), guard, limit=limit, seconds=seconds)


def _single(call: Call) -> str:
    params = " ".join(shlex.quote(f"{key}={json.dumps(value)}") for key, value in call.params.items())
    return f"{_PROGRAM} --exec api={call.api} method={call.method} version={call.version} {params} 2>/dev/null"


def _digest(raw: Raw, asked: Sequence[Call]) -> tuple[Answer, ...]:
    outcome, detail = digests.ended(raw)
    if outcome is not Outcome.OK:
        return tuple(digests.untold(call.source, outcome, detail, call.subject) for call in asked)
    split = _compound if "@@compound" in raw.stdout.split("\n", 2)[:2] else _singles
    try:
        results = split(raw.stdout, asked)
    except AnswerError as error:
        return tuple(digests.untold(call.source, error.outcome, error.detail, call.subject) for call in asked)
    return tuple(_answer(call, result) for call, result in zip(asked, results, strict=True))


def _compound(output: str, asked: Sequence[Call]) -> list[object]:
    """The result of each call: the n-th that echoes the same api, method and version, where none is missing."""
    reply = digests.first_json(output)
    inner = reply.get("data")
    results = inner.get("result") if isinstance(inner, dict) else None
    if not isinstance(results, list):
        raise AnswerError(Outcome.MALFORMED, "the compound call has no results")
    echoed = _by_echo((_echo(result), result) for result in results)
    wanted = _by_echo((call.echo, call) for call in asked)
    queues = {key: iter(echoed[key]) for key, same in wanted.items() if len(echoed.get(key, ())) == len(same)}
    return [next(queues[repr(call.echo)], None) if repr(call.echo) in queues else None for call in asked]


def _echo(result: object) -> tuple[object, ...]:
    return tuple(result.get(key) for key in ("api", "method", "version")) if isinstance(result, dict) else ()


def _by_echo(pairs: Iterable[tuple[tuple[object, ...], Any]]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for echo, item in pairs:
        grouped.setdefault(repr(echo), []).append(item)
    return grouped


def _singles(output: str, asked: Sequence[Call]) -> list[object]:
    """The replies to one call after the other, each behind its number."""
    parts: dict[int, list[str]] = {}
    current: list[str] = []
    for line in output.split("\n"):
        head, _, number = line.partition(" ")
        if head == "@@single" and number.isascii() and number.isdigit():
            current = parts.setdefault(int(number), [])
        else:
            current.append(line)
    return [_single_reply("\n".join(parts.get(n, ()))) for n in range(len(asked))]


def _single_reply(text: str) -> object:
    try:
        return digests.first_json(text)
    except AnswerError:
        return None


def _answer(call: Call, result: object) -> Answer:
    if not isinstance(result, dict) or type(result.get("success")) is not bool:
        return digests.untold(call.source, Outcome.MALFORMED, "the API gave no result for this call", call.subject)
    if not result["success"]:
        return _failed(call, result.get("error"))
    if "data" not in result:
        return digests.untold(call.source, Outcome.MALFORMED, "the API gave a result without data", call.subject)
    return digests.told(call.source, _kept(call, result["data"]), call.subject)


def _kept(call: Call, content: object) -> Json:
    kept = _origins(digests.allowed(content, call.keep))
    if not isinstance(kept, Mapping) or not isinstance(content, Mapping):
        return kept
    present = {key: bool(content[key]) for key in call.present if key in content}
    states = (
        {call.community: community_state(content[call.community])}
        if call.community and call.community in content
        else {}
    )
    return {**kept, **present, **states}


def _origins(kept: Json) -> Json:
    """Addresses without what may be secret in them: login, path and query."""
    if isinstance(kept, str):
        address = _ADDRESS.match(kept)
        return f"{address[1]}{address[2]}" if address else kept
    if isinstance(kept, Mapping):
        return {key: _origins(value) for key, value in kept.items()}
    return [_origins(value) for value in kept] if isinstance(kept, list) else kept


def _failed(call: Call, error: object) -> Answer:
    code = error.get("code") if isinstance(error, dict) else None
    number = code if type(code) is int else 0
    outcome = _CODES.get(number, Outcome.ERROR)
    return digests.untold(call.source, outcome, f"{call.api} answered error {number}", call.subject)
