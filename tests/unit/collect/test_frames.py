"""The parser of the framed replies, against cut, odd and hostile bytes."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nasward.collect import frames
from nasward.model.evidence import Raw
from nasward.model.outcome import Outcome
from tests.unit.collect.shells import DENIED, LOST, NONCE, SHELLS, run, source

SOURCES = [source("a", "one"), source("b", "two", limit=10), source("c", "three", guard="g"), source("d", "four")]
WHOLE = f"""noise of a banner
{NONCE} begin 0:one
.first
.second

~

=0
!a warning

{NONCE} end 0:one

{NONCE} begin 1:two
~

=1

{NONCE} end 1:two

{NONCE} skipped 2:three

{NONCE} denied 3:four

{NONCE} done
""".encode()


def parse(data: bytes) -> tuple[Raw | None, ...]:
    return frames.parse(data, NONCE, SOURCES, LOST, DENIED)


def test_a_whole_reply():
    assert parse(WHOLE) == (
        Raw(Outcome.OK, "first\nsecond\n", "a warning", 0),
        Raw(Outcome.OK, "", "", 1),
        None,
        DENIED,
    )


def rank(raw: Raw | None) -> str:
    return "skipped" if raw is None else raw.outcome


@pytest.mark.parametrize("size", range(len(WHOLE)))
def test_a_cut_reply_is_as_before_or_not_ok(size):
    for cut, whole in zip(parse(WHOLE[:size]), parse(WHOLE), strict=True):
        assert cut == whole or cut.outcome in (Outcome.TRUNCATED, Outcome.UNREACHABLE)


@given(st.integers(0, len(WHOLE)), st.integers(0, 60))
def test_a_hole_in_a_reply_makes_no_answer_up(start, size):
    """Where bytes are missing, what is still `ok` has both its marks and lost lines of content at most."""
    data = WHOLE[:start] + WHOLE[start + size :]
    for number, raw in enumerate(parse(data)):
        if raw is not None and raw.outcome is Outcome.OK:
            assert f"{NONCE} begin {number}:".encode() in data
            assert f"{NONCE} end {number}:".encode() in data
            assert b"~" in data


PIECES = st.sampled_from([
    b"\n", f"{NONCE} ".encode(), NONCE.encode(), b"begin ", b"end ", b"timeout ", b"done", b"0:one", b"1:two",
    b".", b"~", b"=0", b"=", b"!", b"\0", b"\xff", b"skipped ", b"denied ", b"begin 0:one\n", b"\n~\n", b"\n=0\n",
])  # fmt: skip


@settings(max_examples=500)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=8))).map(b"".join))
def test_any_bytes_give_a_reply_and_ok_only_between_both_marks(data):
    for number, raw in enumerate(parse(data)):
        if raw is None or raw.outcome is not Outcome.OK:
            continue
        label = f"{number}:{SOURCES[number].id}"
        frame = rf"^{NONCE} begin {label}$(.*)^{NONCE} end {label}$".encode()
        found = re.search(frame, data, re.MULTILINE | re.DOTALL)
        assert found
        assert re.search(rb"^~$", found[1], re.MULTILINE)
        assert re.search(rb"^=\d+$", found[1], re.MULTILINE)
        assert "\0" not in raw.stdout + raw.stderr


@given(st.binary(max_size=300))
@settings(max_examples=25, deadline=None)
def test_any_content_passes_through_a_real_script(content):
    octal = "".join(f"\\{byte:03o}" for byte in content.replace(b"\0", b""))
    raw = run(SHELLS[0], [source(f"printf '{octal}'")]).raws[0]
    assert raw.outcome is Outcome.OK
    assert raw.stdout == content.replace(b"\0", b"").decode("utf-8", "replace")


ODD = {
    "no exit code": (b"=0", b"", Outcome.ERROR),
    "two exit codes": (b"=0", b"=0\n=0", Outcome.ERROR),
    "sed failed": (b"~", b"", Outcome.ERROR),
    "killed by the watcher": (b" end 0", b" timeout 0", Outcome.TIMEOUT),
    "end of another": (b" end 0:one", b" end 0:other", Outcome.TRUNCATED),
    "end without a begin": (b" begin 0:one", b" began 0:one", Outcome.UNREACHABLE),
    "another nonce": (NONCE.encode(), b"f" * 32, Outcome.UNREACHABLE),
    "no mark between": (b" end 0:one", b"", Outcome.TRUNCATED),
}


@pytest.mark.parametrize(("old", "new", "outcome"), ODD.values(), ids=ODD)
def test_odd_frames_are_not_ok(old, new, outcome):
    raw = parse(WHOLE.replace(old, new, 1) if old != NONCE.encode() else WHOLE.replace(old, new))[0]
    assert raw.outcome is outcome
    assert raw.detail


def test_over_the_limit_is_truncated_and_keeps_the_limit():
    data = WHOLE.replace(b"1:two\n~", b"1:two\n.12345678901\n~", 1)
    raw = parse(data)[1]
    assert (raw.outcome, raw.stdout) == (Outcome.TRUNCATED, "1234567890")


def test_invalid_text_is_replaced_and_nul_dropped():
    raw = parse(WHOLE.replace(b".first", b".f\xffi\0rst"))[0]
    assert raw.stdout == "f\ufffdirst\nsecond\n"


def test_stray_lines_of_others_are_no_content():
    data = WHOLE.replace(b".second\n", b".second\nsudo: something went by\n")
    assert parse(data)[0] == parse(WHOLE)[0]


def test_a_frame_that_comes_twice_counts_once():
    assert parse(WHOLE + WHOLE.replace(b"first", b"other")) == parse(WHOLE)
    assert parse(WHOLE[:80] + WHOLE) == parse(WHOLE)
