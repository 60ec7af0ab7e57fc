"""From the raw reply of a shell question to redacted answers. What is not allow-listed here never becomes evidence."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer, Json, Raw
from nasward.model.outcome import Outcome, Vantage

Digest = Callable[[Raw], tuple[Answer, ...]]

_WORDS = {
    Outcome.ABSENT: "not on this NAS",
    Outcome.DENIED: "permission denied",
    Outcome.TIMEOUT: "no answer in time",
    Outcome.TRUNCATED: "the answer was cut off",
    Outcome.UNREACHABLE: "the NAS was not reached",
    Outcome.NOT_ASKED: "this run did not ask",
    Outcome.MALFORMED: "the answer does not have the expected form",
    Outcome.ERROR: "the question failed",
}


def ended(raw: Raw) -> tuple[Outcome, str]:
    """How asking ended, and a line for a person that repeats nothing the NAS said.

    126 is a program or file that may not be used, 127 one that is not there: the shell's own codes, which our
    snippets give for files too (synology.md §0.1 item 12).
    """
    outcome, code = raw.outcome, raw.exit_code
    if outcome is not Outcome.OK:
        return outcome, raw.detail or _WORDS[outcome]
    if code in (0, None):
        return Outcome.OK, ""
    if code == 126 or "ermission denied" in raw.stderr:
        return Outcome.DENIED, _WORDS[Outcome.DENIED]
    if code == 127 or "No such file" in raw.stderr:
        return Outcome.ABSENT, _WORDS[Outcome.ABSENT]
    return Outcome.ERROR, f"the question ended with exit code {code}"


def told(source: str, content: Json, subject: str = "") -> Answer:
    """An answer that was given."""
    return Answer(source, Vantage.SSH, Outcome.OK, content, subject)


def untold(source: str, outcome: Outcome, detail: str = "", subject: str = "") -> Answer:
    """An answer that was not given."""
    return Answer(source, Vantage.SSH, outcome, None, subject, detail or _WORDS[outcome])


def text(source: str, keep: Callable[[str], str] = str, subject: str = "") -> Digest:
    """A text answer. `keep` drops what must not become evidence and raises AnswerError where the form is wrong."""

    def digest(raw: Raw) -> tuple[Answer, ...]:
        outcome, detail = ended(raw)
        if outcome is not Outcome.OK:
            return (untold(source, outcome, detail, subject),)
        try:
            return (told(source, keep(raw.stdout), subject),)
        except AnswerError as error:
            return (untold(source, error.outcome, error.detail, subject),)

    return digest


def exit_code(source: str, subject: str) -> Digest:
    """The exit code itself is the answer, where the program could be run at all."""

    def digest(raw: Raw) -> tuple[Answer, ...]:
        outcome, detail = ended(raw)
        if outcome in (Outcome.OK, Outcome.ERROR) and raw.outcome is Outcome.OK:
            return (told(source, raw.exit_code or 0, subject),)
        return (untold(source, outcome, detail, subject),)

    return digest


def first_json(output: str) -> Any:  # noqa: ANN401 - hostile JSON of any shape
    """The first JSON object of an output that may begin with diagnostics (synology.md §1.2).

    Raises AnswerError (malformed) where there is none.
    """
    lines = output.splitlines(keepends=True)
    start = next((n for n, line in enumerate(lines) if line.rstrip() == "{"), None)
    if start is None:
        start = next((n for n, line in enumerate(lines) if line.startswith("{")), len(lines))
    try:
        return json.JSONDecoder().raw_decode("".join(lines[start:]))[0]
    except (ValueError, RecursionError):
        raise AnswerError(Outcome.MALFORMED, "the answer is no JSON") from None


_DROP = object()


def allowed(value: object, paths: Iterable[str]) -> Json:
    """Only the scalars at `paths` (`total`, `users[].name`, `[].enable`), in their places; None where none is.

    `*` stands for any key of an object.
    """
    kept = _kept(value, [tuple(path.replace("[]", ".[]").strip(".").split(".")) for path in paths])
    return None if kept is _DROP else kept


def _kept(value: object, paths: list[tuple[str, ...]]) -> Any:  # noqa: ANN401 - JSON of any shape
    if () in paths:
        return _scalar(value)
    if isinstance(value, list):
        tails = _tails(paths, "[]")
        return [kept for item in value if (kept := _kept(item, tails)) is not _DROP] if tails else _DROP
    if isinstance(value, Mapping):
        heads = {path[0] for path in paths}
        keys = sorted(key for key in value if key in heads or "*" in heads)
        pairs = ((key, _kept(value[key], _tails(paths, key) + _tails(paths, "*"))) for key in keys)
        return {key: kept for key, kept in pairs if kept is not _DROP}
    return _DROP


def _tails(paths: list[tuple[str, ...]], head: str) -> list[tuple[str, ...]]:
    return [path[1:] for path in paths if path[0] == head]


def _scalar(value: object) -> Any:  # noqa: ANN401 - one of four JSON types or the mark for "drop"
    if isinstance(value, str):
        # A lone surrogate is legal in JSON and cannot be written as UTF-8.
        return value.encode("utf-8", "replace").decode("utf-8")
    return value if value is None or isinstance(value, bool | int | float) else _DROP
