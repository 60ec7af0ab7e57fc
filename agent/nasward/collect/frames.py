"""Reads the framed replies of the script. Pure: bytes in, one `Raw` per question out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nasward.collect import script
from nasward.model.evidence import Raw, Source
from nasward.model.outcome import Outcome


@dataclass(slots=True)
class _Frame:
    """The lines between a begin mark and the next mark."""

    lines: list[bytes] = field(default_factory=list)
    closed: str = ""


def parse(data: bytes, nonce: str, sources: Sequence[Source], lost: Raw, denied: Raw) -> tuple[Raw | None, ...]:
    """What the script's stdout says about each source, in their order; None where the guard was false.

    `lost` stands for those the script never came to, `denied` for those it did not run without root. Whatever the
    bytes are, nothing is raised, and only a frame with both ends, its exit code and the whole stdout is `ok`.
    """
    frames = _split(data, nonce)
    raws: list[Raw | None] = []
    for number, source in enumerate(sources):
        frame = frames.get(script.label(number, source))
        if frame is None:
            raws.append(lost)
        elif frame.closed == script.SKIPPED:
            raws.append(None)
        else:
            raws.append(denied if frame.closed == script.DENIED else _raw(frame, source))
    return tuple(raws)


def _split(data: bytes, nonce: str) -> dict[str, _Frame]:
    """The frames by label. A mark is a line of its own, and no line of content can begin like one."""
    frames: dict[str, _Frame] = {}
    current: _Frame | None = None
    _, *chunks = (b"\n" + data).split(f"\n{nonce} ".encode())
    for chunk in chunks:
        mark, _, body = chunk.partition(b"\n")
        word, _, name = mark.decode("utf-8", "replace").partition(" ")
        current = _turn(frames, current, word, name)
        if current is not None and body:
            current.lines += body.split(b"\n")
    return frames


def _turn(frames: dict[str, _Frame], current: _Frame | None, word: str, name: str) -> _Frame | None:
    """Apply one mark; gives the frame that is open after it."""
    if word == script.BEGIN:
        if name in frames and frames[name].closed:
            return None  # the script sends a frame again where it cannot know that it came through
        frames[name] = _Frame()
        return frames[name]
    if word == script.TIMEOUT:
        frames.setdefault(name, _Frame()).closed = word
    elif word in (script.DENIED, script.SKIPPED):
        frames.setdefault(name, _Frame(closed=word))
    elif word == script.END and current is not None and current is frames.get(name):
        current.closed = word
    return None


def _raw(frame: _Frame, source: Source) -> Raw:
    stdout, whole = _stdout(frame.lines)
    code = _exit_code(frame.lines)
    stderr = b"\n".join(line[1:] for line in frame.lines if line[:1] == b"!")
    outcome, detail = _outcome(frame.closed, whole and code is not None, len(stdout), source)
    return Raw(outcome, _text(stdout[: source.limit]), _text(stderr), code, detail)


def _outcome(closed: str, whole: bool, size: int, source: Source) -> tuple[Outcome, str]:
    """How the transport ended; what the exit code means is for the source's digest to say."""
    if closed == script.TIMEOUT:
        return Outcome.TIMEOUT, f"no whole answer within {source.seconds} s"
    if size > source.limit:
        return Outcome.TRUNCATED, f"the answer is longer than {source.limit} bytes"
    if closed != script.END:
        return Outcome.TRUNCATED, "the connection or the script ended within this answer"
    if not whole:
        # Both ends are there, but not what our own helpers print: they failed on that NAS.
        return Outcome.ERROR, "the NAS could not pass the answer on"
    return Outcome.OK, ""


def _stdout(lines: Sequence[bytes]) -> tuple[bytes, bool]:
    """The answer's bytes, and whether the NAS said that this is all of it."""
    content = [line[1:] for line in lines if line[:1] == b"."]
    # `printf '\n~\n'` follows: an empty line before the tilde means that the content ended with a newline.
    whole = b"~" in lines
    if whole and content and lines[lines.index(b"~") - 1] == b"":
        content.append(b"")
    return b"\n".join(content), whole


def _exit_code(lines: Sequence[bytes]) -> int | None:
    codes = [line[1:] for line in lines if line[:1] == b"="]
    return int(codes[0]) if len(codes) == 1 and re.fullmatch(rb"\d{1,3}", codes[0]) else None


def _text(data: bytes) -> str:
    """UTF-8 with a replacement for what is not, and without NUL, which no tool downstream expects."""
    return data.decode("utf-8", "replace").replace("\0", "")
