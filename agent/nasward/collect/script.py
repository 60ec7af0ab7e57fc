"""Composes the one POSIX sh script that asks all questions, and the command that prepares its shell."""

import secrets
import shlex
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby

from nasward.model.evidence import Source

BEGIN, END, TIMEOUT, DENIED, SKIPPED, DONE = "begin", "end", "timeout", "denied", "skipped", "done"
"""The words after the nonce in a mark line."""


@cache
def _shell(name: str) -> str:
    """A shell file without its comments: bash reads a script from a pipe byte by byte."""
    text = files("nasward.collect").joinpath("shell", name).read_text(encoding="utf-8")
    return "".join(line for line in text.splitlines(keepends=True) if not line.lstrip().startswith("#"))


def new_nonce() -> str:
    """32 hex digits that no answer can know beforehand."""
    return secrets.token_hex(16)


def label(number: int, source: Source) -> str:
    """Names a frame: the number keeps two questions of one source apart."""
    return f"{number}:{source.id}"


def bootstrap(mark: str, proof: str, known: str = "") -> str:
    """The exec command: says who it is after `mark`, gets root if it can, then reads a script from stdin.

    It holds no secret: with sudo the password goes over stdin, and `proof` is printed by root's shell only.
    `known` is "ask" where an earlier exec said so.
    """
    return f"exec /bin/sh -c {shlex.quote(_shell('bootstrap.sh'))} sh {mark} {proof} {known}"


def compose(sources: Sequence[Source], nonce: str, *, root: bool, seconds: int) -> str:
    """The script for all `sources`, in their order. Without `root` those that need it are only marked.

    `seconds` ends the whole run on the NAS, also when nobody is left to listen. Neighbours with the same guard
    share one test of it.
    """
    numbered = [(label(number, source), source) for number, source in enumerate(sources)]
    groups = groupby(numbered, key=lambda pair: pair[1].guard)
    body = "\n".join(_group(guard, list(pairs), root) for guard, pairs in groups)
    return f"{_shell('prelude.sh')}nw_nonce={nonce}\nnw_questions() {{\n:\n{body}\n}}\nnw_run {seconds}\n"


def _group(guard: str, pairs: Sequence[tuple[str, Source]], root: bool) -> str:
    asked = "\n".join(_question(name, source, root) for name, source in pairs)
    if not guard:
        return asked
    skipped = "\n".join(f"nw_mark {SKIPPED} {shlex.quote(name)}" for name, _ in pairs)
    return f"if nw_guard {shlex.quote(guard)}; then\n{asked}\nelse\n{skipped}\nfi"


def _question(name: str, source: Source, root: bool) -> str:
    if source.needs_root and not root:
        return f"nw_mark {DENIED} {shlex.quote(name)}"
    # One byte more than the limit is let through: it tells a cut answer from one that just fits.
    return f"nw_ask {shlex.quote(name)} {source.limit + 1} {source.seconds} {shlex.quote(source.script)}"
