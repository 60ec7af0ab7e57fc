"""The frame around every script, run by the real shells of this machine: dash, bash and busybox."""

import shutil
import subprocess
from typing import Any

import pytest
from ansible_collections.nasward.nas.plugins.plugin_utils import shell
from ansible_collections.nasward.nas.plugins.plugin_utils.shell import Nas, NasError
from hypothesis import given
from hypothesis import strategies as st

SHELLS = [
    pytest.param(words, marks=pytest.mark.skipif(shutil.which(words[0]) is None, reason=f"no {words[0]} here"))
    for words in (["dash", "-s"], ["bash", "-s"], ["busybox", "sh", "-s"])
]
HOSTILE = ["$(reboot) {{ 7*7 }} \"x' ; <b>", "a\nb", "-e", "", "`id`", "\\", "%s\\n", "ü☃", "'", "nasward_main", "#"]


def _local(words: list[str], cut: int | None = None) -> Nas:
    def execute(command: str, script: str) -> dict[str, Any]:
        assert command == "/bin/sh -s"
        done = subprocess.run(words, input=script.encode()[:cut], capture_output=True, timeout=20, check=False)
        stdout = b"Last login: never\n" + done.stdout
        return {"rc": done.returncode, "stdout": stdout.decode(), "stderr": done.stderr.decode()}

    return Nas(execute)


@pytest.mark.parametrize("words", SHELLS)
def test_hostile_values_arrive_as_they_are_and_the_exit_status_too(words: list[str]) -> None:
    reply = _local(words).run('for value in "$@"; do printf "%s\\001" "$value"; done; return 3', *HOSTILE)
    assert reply.stdout.split("\1")[:-1] == HOSTILE
    assert reply.rc == 3


@pytest.mark.parametrize("words", SHELLS)
def test_output_that_looks_like_nothing_special_is_kept_blank_for_blank(words: list[str]) -> None:
    assert _local(words).run("cat; printf ' a \\n\\n'").stdout == " a \n\n"


@pytest.mark.parametrize("words", SHELLS)
def test_a_script_cut_anywhere_does_nothing(words: list[str], tmp_path: Any) -> None:
    witness = tmp_path / "ran"
    whole = len(_text_sent(str(witness)))
    for cut in range(whole % 7, whole - 1, 7):
        with pytest.raises(NasError):
            _local(words, cut).run(': >"$1"', str(witness))
        assert not witness.exists(), cut
    assert _local(words).run(': >"$1"', str(witness)).rc == 0
    assert witness.exists()


def _text_sent(value: str) -> str:
    sent = []
    with pytest.raises(NasError):
        Nas(lambda _command, script: sent.append(script) or {"rc": 0, "stdout": "", "stderr": ""}).run(': >"$1"', value)
    return sent[0]


def test_an_answer_beyond_the_limit_is_an_error_and_no_cut_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shell, "LIMIT", 1000)
    with pytest.raises(NasError, match="cut off before its end, or is longer than 1000 bytes"):
        _local(["dash", "-s"]).run("i=0; while [ $i -lt 500 ]; do echo $i; i=$((i + 1)); done")


def test_a_missing_shell_is_told_with_its_last_words() -> None:
    def execute(_command: str, _script: str) -> dict[str, Any]:
        return {"rc": 127, "stdout": "", "stderr": "banner\nsh: not found\n\n"}

    with pytest.raises(NasError, match=r"ran no script \(exit status 127\); its last words: 'sh: not found'"):
        Nas(execute).run("true")


def test_a_nul_byte_is_refused() -> None:
    with pytest.raises(NasError, match="NUL"):
        _local(["dash", "-s"]).run("true", "a\0b")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\1"), max_size=30))
def test_any_text_arrives_as_it_is(value: str) -> None:
    assert _local(["dash", "-s"]).run('printf %s "$1"', value).stdout == value
