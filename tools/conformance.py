"""Developers' check: DSM 6.2.3's own recorded answers go through our questions, digests and interpreters.

`python tools/conformance.py [FOLDER]` rebuilds the recorded box as a folder: its files, and programs that print what
was recorded. Our real questions are asked of it. `conformance.yml` beside this file says what must come out: which
answers are malformed and why, which recordings no question uses, and what a reader of the files sees.
"""

import json
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from nasward.model.evidence import Answer, Evidence, Login, Raw, Source
from nasward.model.leaf import Known, Unknown
from nasward.model.outcome import Outcome
from nasward.model.walk import walk
from nasward.platforms import questions
from nasward.platforms.interpret import interpret
from nasward.platforms.synology import webapi

HERE = Path(__file__).parent
RECORDED = HERE.parents[1] / "shared/facts/dsm-6.2.3-answers"
AS_OF = "2026-11-22T12:00:00+00:00"
_PARTS = re.compile(r"\$ (.*)\nexit (\d+)\n--- stdout\n(.*?)--- stderr\n(.*)", re.DOTALL)
_ROOTED = re.compile(r"(?<![\w.}/*])/(etc|usr/syno|usr/local|var/packages|opt/bin)(?=[/.\s'\";)]|$)", re.MULTILINE)


@dataclass(frozen=True)
class Recording:
    """One file: a command of the real box and what it answered."""

    name: str
    command: str
    exit: int
    stdout: str
    stderr: str

    @property
    def api(self) -> tuple[str, str]:
        """API and method of a call of the web API, else two empty words."""
        words = dict(word.split("=", 1) for word in self.command.split() if "=" in word)
        return words.get("api", ""), words.get("method", "")


def recordings(folder: Path) -> list[Recording]:
    """All files of the folder; one in another form is an error of this check."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        parts = _PARTS.fullmatch(path.read_text(errors="replace"))
        if parts is None:
            sys.exit(f"{path}: not in the form of a recording")
        found.append(Recording(path.stem, parts[1], int(parts[2]), parts[3], parts[4]))
    return found


def rebuild(root: Path, recorded: Iterable[Recording]) -> set[str]:
    """The box as a folder. Gives the names of the recordings that it shows."""
    used: set[str] = set()
    asked = {(call.api, call.method) for group in ("first", "firewall") for call in webapi.calls(group)}
    replies: dict[tuple[str, str], Recording] = {}
    for each in recorded:
        if each.command.startswith("/bin/cat "):
            _file(root, each)
            used.add(each.name)
        elif each.api in asked and not each.name.startswith("err_"):
            replies[each.api] = each
        elif each.command in ("/bin/netstat -ltnup", "/usr/syno/bin/synoschedtask --get"):
            place = root / ("programs/netstat" if "netstat" in each.command else "usr/syno/bin/synoschedtask")
            _program(place, f"cat <<'END'\n{each.stdout}END\nexit {each.exit}\n")
            used.add(each.name)
    cases = "".join(
        f"*api={api}\\ method={method}\\ *) cat <<'END'\n{each.stdout}END\n;;\n"
        for (api, method), each in replies.items()
    )
    other = 'echo \'{\'; echo \'"error" : { "code" : 102 }, "success" : false }\''
    _program(root / "usr/syno/bin/synowebapi", f"case $* in\n{cases}*) {other};;\nesac\n")
    return used | {each.name for each in replies.values()}


def _file(root: Path, each: Recording) -> None:
    if each.exit == 0:
        path = root / each.command.split()[1].lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(each.stdout)


def _program(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}")
    path.chmod(0o755)


def ask(root: Path, sources: Iterable[Source]) -> list[Answer]:
    """Ask the rebuilt box."""
    return [answer for source in sources for answer in source.digest(_run(root, source))]


def _run(root: Path, source: Source) -> Raw:
    guard = f"if {source.guard}; then :; else exit 127; fi\n" if source.guard else ""
    script = _ROOTED.sub(lambda found: f"{root}{found[0]}", guard + source.script)
    ended = subprocess.run(
        ["/bin/sh", "-s"], input=f"( {script}\n) </dev/null", capture_output=True, text=True, check=False,
        env={"PATH": f"{root}/programs:/usr/bin:/bin", "LC_ALL": "C"}, timeout=60,
    )  # fmt: skip
    return Raw(Outcome.OK, ended.stdout, ended.stderr, ended.returncode)


def digest_rest(recorded: Iterable[Recording], used: set[str]) -> dict[str, str]:
    """Web API recordings that no question uses, through the digest of a call: how each ends."""
    ended = {}
    for each in recorded:
        if each.name in used or "synowebapi" not in each.command:
            continue
        call = webapi.Call(each.name, *(each.api if all(each.api) else ("-", "-")), 1, ())
        (answer,) = webapi.question(each.name, [call], "", 1 << 20, 20).digest(
            Raw(Outcome.OK, f"@@single 0\n{each.stdout}", each.stderr, each.exit)
        )
        ended[each.name] = answer.outcome.value
    return ended


def compound(recorded: Iterable[Recording]) -> dict[str, str]:
    """The recorded compound calls, taken apart: how each of their calls ended."""
    ended = {}
    for each in recorded:
        found = next((w for w in shlex.split(each.command) if w.startswith("compound=")), "")
        if not found:
            continue
        rows = json.loads(re.search(r"compound=(\[.*?\])(?= \w+=|$)", each.command)[1])  # type: ignore[index]
        calls = [webapi.Call(f"{each.name} {r['api']}", r["api"], r["method"], int(r["version"]), ()) for r in rows]
        source = webapi.question(each.name, calls, "", 1 << 20, 20)
        for answer in source.digest(Raw(Outcome.OK, f"@@compound\n{each.stdout}", each.stderr, each.exit)):
            ended[answer.source] = answer.outcome.value
    return ended


def compare(what: str, expected: Mapping[str, Any], seen: Mapping[str, Any]) -> list[str]:
    """One line per difference."""
    keys = sorted({*expected, *seen})
    return [f"{what} {key}: {seen.get(key)!r}, expected {expected.get(key)!r}" for key in keys
            if seen.get(key) != expected.get(key)]  # fmt: skip


def shown(leaf: Known[Any] | Unknown) -> object:
    """A leaf as `conformance.yml` writes it: the value, or the reason in angle brackets."""
    return leaf.value if isinstance(leaf, Known) else f"<{leaf.reason.value}>"


def main() -> int:
    """0 where everything is as `conformance.yml` says."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else RECORDED
    if not folder.is_dir():
        sys.exit(f"{folder}: no such folder; it lies beside the project, not in it")
    expected = YAML(typ="safe").load(HERE / "conformance.yml")
    recorded = recordings(folder)
    with tempfile.TemporaryDirectory() as place:
        root = Path(place)
        used = rebuild(root, recorded)
        answers = ask(root, questions.first_questions())
        answers += ask(root, questions.follow_up(answers))
    facts = interpret(Evidence("nas", "10.0.0.1", AS_OF, Login(Outcome.OK, "root", "root"), tuple(answers)))
    leaves = {path: shown(leaf) for path, leaf in walk(facts)}
    malformed = {a.source for a in answers if a.outcome is Outcome.MALFORMED and not a.source.startswith("qnap.")}
    rest = {name: end for name, end in digest_rest(recorded, used).items() if "compound" not in name}
    unused = {each.name for each in recorded} - used - set(rest)
    wrong = compare("fact", expected["facts"], {path: leaves.get(path) for path in expected["facts"]})
    wrong += [f"malformed, not explained: {name}" for name in sorted(malformed - set(expected["malformed"]))]
    wrong += [f"explained, not malformed: {name}" for name in sorted(set(expected["malformed"]) - malformed)]
    wrong += compare("call", expected["calls"], rest) + compare("compound", expected["compound"], compound(recorded))
    forms = [re.compile(form) for form in expected["unasked"]]
    wrong += [f"no question uses it: {n}" for n in sorted(unused) if not any(form.fullmatch(n) for form in forms)]
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    counts = f"{len(recorded)} recordings, {len(answers)} answers, {len(expected['facts'])} facts compared"
    sys.stdout.write(f"{counts}: {'as expected' if not wrong else f'{len(wrong)} differences'}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
