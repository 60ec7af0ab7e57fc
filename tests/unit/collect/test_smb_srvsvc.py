import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nasward.collect.smb import srvsvc

FOLDER, PRINTER, IPC, SPECIAL, TEMPORARY = 0, 1, 3, 0x80000000, 0x40000000
NAMES = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=80)
SHARES = st.lists(st.tuples(NAMES, st.sampled_from([FOLDER, PRINTER, IPC, SPECIAL, TEMPORARY]), st.text(max_size=40)))


def _text(text: str) -> bytes:
    data = (text.replace("\0", "") + "\0").encode("utf-16-le", "surrogatepass")
    return struct.pack("<LLL", len(data) // 2, 0, len(data) // 2) + data + bytes(-len(data) % 4)


def reply(shares: list[tuple[str, int, str]], code: int = 0) -> bytes:
    """What a server answers, written from MS-SRVS and NDR by hand."""
    head = struct.pack("<LLLLLL", 1, 1, 0x20000, len(shares), 0x20004, len(shares))
    fixed = b"".join(struct.pack("<LLL", 0x20008, kind, 0x2000C) for _, kind, _ in shares)
    texts = b"".join(_text(name) + _text(remark) for name, _, remark in shares)
    return head + fixed + texts + struct.pack("<LLLL", len(shares), 0x20010, 0, code)


def fragments(stub: bytes, size: int) -> bytes:
    parts = [stub[at : at + size] for at in range(0, len(stub), size)] or [b""]
    pdus = []
    for number, part in enumerate(parts):
        flags = (number == 0) | (number == len(parts) - 1) << 1
        pdus.append(struct.pack("<BBBBLHHL", 5, 0, 2, flags, 0x10, 24 + len(part), 0, 1) + bytes(8) + part)
    return b"".join(pdus)


@given(SHARES)
def test_reads_back_every_folder_and_nothing_else(shares: list[tuple[str, int, str]]) -> None:
    listing = srvsvc.listing(reply(shares))
    assert list(listing.names) == [name for name, kind, _ in shares if kind in (FOLDER, TEMPORARY)]
    assert (listing.code, listing.cut) == (0, False)


@given(SHARES, st.integers(16, 500))
def test_joins_fragments_and_waits_for_the_last(shares: list[tuple[str, int, str]], size: int) -> None:
    stub = reply(shares)
    stream = fragments(stub, size)
    assert srvsvc.stub_of(stream) == stub
    assert srvsvc.stub_of(stream[:-1]) is None
    assert srvsvc.stub_of(b"") is None


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in (srvsvc.listing, srvsvc.stub_of):
        try:
            read(data)
        except srvsvc.NotRpcError as refusal:
            assert str(refusal)
    assert srvsvc.bound(data) in (True, False)


@given(SHARES, st.data())
def test_a_bent_reply_never_takes_more_than_it_has(shares: list[tuple[str, int, str]], data: st.DataObject) -> None:
    stub = bytearray(reply(shares))
    at = data.draw(st.integers(0, len(stub) - 4))
    struct.pack_into("<L", stub, at, data.draw(st.integers(0, 0xFFFFFFFF)))
    try:
        listing = srvsvc.listing(bytes(stub))
    except srvsvc.NotRpcError:
        return
    assert len(listing.names) <= len(stub)
    assert all(len(name) <= srvsvc.MAX_NAME for name in listing.names)


def test_keeps_at_most_ten_thousand_shares_and_says_so() -> None:
    listing = srvsvc.listing(reply([(f"s{number}", FOLDER, "") for number in range(10_001)]))
    assert len(listing.names) == 10_000
    assert listing.cut


def test_names_are_data_but_not_endless() -> None:
    wild = "$(reboot) {{ 7*7 }} \"x' ; <b>\x1b[31m"
    assert srvsvc.listing(reply([(wild, FOLDER, ""), ("a" * 4000, FOLDER, "")])).names == (wild, "a" * 256)


@pytest.mark.parametrize(("code", "denied", "cut"), [(5, True, False), (234, False, True), (50, False, False)])
def test_errors_of_the_call(code: int, denied: bool, cut: bool) -> None:
    listing = srvsvc.listing(reply([("photo", FOLDER, "")], code))
    assert (listing.denied, listing.cut, listing.code) == (denied, cut, code)


def test_a_denied_list_has_no_container() -> None:
    assert srvsvc.listing(struct.pack("<LLLLLL", 1, 1, 0, 0, 0, 5)).denied
    assert srvsvc.listing(struct.pack("<LLLLLLLL", 1, 1, 0x20000, 0, 0, 0, 0, 5)).denied


@pytest.mark.parametrize("pdu", [b"HTTP/1.1 200 OK\r\n\r\n      ", struct.pack("<BBBBLHHL", 5, 0, 3, 3, 16, 32, 0, 1)])
def test_a_fault_or_another_protocol_is_refused(pdu: bytes) -> None:
    with pytest.raises(srvsvc.NotRpcError):
        srvsvc.stub_of(pdu + bytes(16))


def test_requests_are_whole_pdus() -> None:
    for pdu in (srvsvc.bind(), srvsvc.share_enum("10.0.0.1"), srvsvc.share_enum("nas")):
        assert struct.unpack_from("<H", pdu, 8)[0] == len(pdu)
