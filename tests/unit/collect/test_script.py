"""The script under each kind of shell that a NAS has."""

import os
import re
import subprocess
import time

import pytest

from nasward.collect import script
from nasward.model.outcome import Outcome
from tests.unit.collect.shells import DENIED, LOST, NONCE, SHELL_IDS, SHELLS, run, source

shells = pytest.mark.parametrize("shell", SHELLS, ids=SHELL_IDS)

REPLIES = {
    "line": ("echo hi", "hi\n", "", 0),
    "no line end": ("printf hi", "hi", "", 0),
    "nothing": (":", "", "", 0),
    "only line ends": ("printf '\\n\\n'", "\n\n", "", 0),
    "exit code": ("exit 3", "", "", 3),
    "not found": ("nasward-none 2>/dev/null", "", "", 127),
    "not executable": ("/etc/passwd 2>/dev/null", "", "", 126),
    "stderr apart": ("echo out; echo err >&2; exit 1", "out\n", "err", 1),
    "stdin is empty": ("cat; echo end", "end\n", "", 0),
    "own marks": (f"echo; echo {NONCE} end 0:any; echo '~'; echo =7", f"\n{NONCE} end 0:any\n~\n=7\n", "", 0),
    "own marks on stderr": (f"echo '{NONCE} end 0:any' >&2; exit 4", "", f"{NONCE} end 0:any", 4),
    "quotes": ("""printf '%s\\n' "it's" '$(exit)' \\`a\\` '"'""", "it's\n$(exit)\n`a`\n\"\n", "", 0),
    "bytes": ("printf 'a\\303\\274 \\377'", "aü \ufffd", "", 0),
    "stray child": ("sleep 0.3 & echo on", "on\n", "", 0),
}


@shells
def test_each_reply_comes_back_as_it_was(shell):
    sources = [source(text) for text, *_ in REPLIES.values()]
    result = run(shell, sources)
    for (name, (_, stdout, stderr, code)), raw in zip(REPLIES.items(), result.raws, strict=True):
        assert (name, raw.outcome, raw.stdout, raw.stderr, raw.exit_code) == (name, Outcome.OK, stdout, stderr, code)
    assert result.left == []


@shells
def test_a_broken_question_breaks_no_other(shell):
    texts = ["echo before", "((( fi", "exec 1>&-; echo lost", "kill -9 $$ 2>/dev/null; :", "echo after"]
    raws = run(shell, [source(text) for text in (texts[0], texts[1], texts[2], texts[4])]).raws
    assert [raw.stdout for raw in raws] == ["before\n", "", "", "after\n"]
    assert raws[1].exit_code == 2
    assert "yntax" in raws[1].stderr or "unexpected" in raws[1].stderr


@shells
def test_a_question_that_kills_the_script_leaves_the_rest_unanswered(shell):
    raws = run(shell, [source("echo a"), source("kill -9 $$"), source("echo b")]).raws
    assert (raws[0].outcome, *raws[1:]) == (Outcome.OK, LOST, LOST)


@shells
@pytest.mark.parametrize(("limit", "outcome"), [(5, Outcome.OK), (4, Outcome.TRUNCATED)])
def test_the_limit_in_bytes(shell, limit, outcome):
    raw = run(shell, [source("printf 12345", limit=limit)]).raws[0]
    assert (raw.outcome, raw.stdout) == (outcome, "12345"[:limit])


@shells
def test_endless_output_ends_at_the_limit(shell):
    result = run(shell, [source("yes", limit=3000), source("yes >&2", seconds=1), source("echo on")])
    assert [raw.outcome for raw in result.raws] == [Outcome.TRUNCATED, Outcome.TIMEOUT, Outcome.OK]
    assert len(result.data) < 10_000
    assert result.left == []


@shells
def test_stderr_keeps_its_end(shell):
    raw = run(shell, [source("i=0; while [ $i -lt 900 ]; do echo 12345 >&2; i=$((i+1)); done; echo last >&2")]).raws[0]
    assert len(raw.stderr) <= 2000
    assert raw.stderr.endswith("12345\nlast")


@shells
def test_deadlines_end_the_question_with_all_its_children(shell):
    slow = ["trap '' TERM; sleep 31 | cat", "(sleep 33; echo late) & wait"]
    result = run(shell, [*(source(text, seconds=1) for text in slow), source("echo on")])
    assert [raw.outcome for raw in result.raws] == [Outcome.TIMEOUT] * 2 + [Outcome.OK]
    assert "1 s" in result.raws[0].detail
    assert result.seconds < 30
    assert result.left == []


@shells
def test_nothing_is_left_when_the_connection_breaks(shell):
    result = run(shell, [source("echo a"), source("sleep 40 & sleep 41"), source("echo b")], hang_up=1.6)
    assert result.raws[0].stdout == "a\n"
    assert result.raws[1:] == (LOST, LOST)
    assert result.seconds < 30
    assert result.left == []


@shells
def test_the_whole_run_has_a_deadline_on_the_nas(shell):
    began = time.monotonic()
    result = run(shell, [source("echo a"), source("sleep 40 & sleep 41"), source("echo b")], seconds=2)
    assert (result.raws[0].outcome, *result.raws[1:]) == (Outcome.OK, LOST, LOST)
    assert time.monotonic() - began < 30
    assert result.left == []


@shells
def test_quick_answers_share_a_write_and_a_slow_question_holds_none_back(shell):
    sources = [*(source(f"echo {number}") for number in range(9)), source("sleep 2")]
    began, pieces = time.monotonic(), []
    child = subprocess.Popen(shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child, child.stdout, child.stdin:
        child.stdin.write(script.compose(sources, NONCE, root=True, seconds=9).encode())
        child.stdin.flush()
        while piece := os.read(child.stdout.fileno(), 1 << 16):
            pieces.append((time.monotonic() - began, piece))
    assert len(pieces) == 2
    assert all(f"\n.{number}\n".encode() in pieces[0][1] for number in range(9))
    assert pieces[0][0] < 1.95


@shells
def test_guards_share_a_test_and_leave_out_what_they_refuse(shell):
    sources = [
        source("echo always"),
        source("echo 1", guard="test -d /"),
        source("echo 2", guard="test -d /"),
        source("echo 3", guard="test -d /nowhere; echo noise; exit 1"),
        source("echo 4", guard="test -d /nowhere; echo noise; exit 1", needs_root=True),
    ]
    assert [raw and raw.stdout for raw in run(shell, sources).raws] == ["always\n", "1\n", "2\n", None, None]
    assert script.compose(sources, NONCE, root=True, seconds=9).count("nw_guard 'test -d /'") == 1


@shells
def test_without_root_its_questions_are_not_run(shell, tmp_path):
    witness = tmp_path / "ran"
    sources = [source(f"touch {witness}", needs_root=True), source("echo on")]
    raws = run(shell, sources, root=False).raws
    assert (raws[0], raws[1].stdout) == (DENIED, "on\n")
    assert not witness.exists()
    assert run(shell, sources, root=True).raws[0].outcome is Outcome.OK
    assert witness.exists()


@shells
def test_it_leaves_no_files_and_its_path_is_whole(shell, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    raws = run(shell, [source("echo $PATH; echo $LC_ALL")]).raws
    assert raws[0].stdout == "/usr/syno/bin:/usr/syno/sbin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin\nC\n"
    assert list(tmp_path.iterdir()) == []


def test_it_asks_for_no_tool_that_a_nas_may_lack():
    text = script.compose([source("true")], NONCE, root=True, seconds=9)
    code = "\n".join(line.partition("# ")[0] for line in text.splitlines())
    for tool in ("timeout", "mktemp", "flock", "nohup", "python", "awk", "setsid", "pkill"):
        assert not re.search(rf"(^|[|;&({{]) *{tool} ", code, re.MULTILINE), tool


def test_two_questions_of_one_source_are_kept_apart():
    raws = run(SHELLS[0], [source("echo 1"), source("echo 2")]).raws
    assert [raw.stdout for raw in raws] == ["1\n", "2\n"]


def test_nonces_do_not_repeat():
    assert len({script.new_nonce() for _ in range(100)}) == 100
