"""Host keys: pin, known_hosts in all its forms, and what is refused."""

import base64
import subprocess

import pytest

from nasward.collect.hostkey import HostKey, load_known_hosts, preferred_types, verify
from nasward.model.errors import AnswerError
from nasward.model.target import SshAccess

SHOWN = HostKey("ssh-ed25519", b"the key that the NAS shows")
OTHER = HostKey("ssh-ed25519", b"another key")
RSA = HostKey("ssh-rsa", b"an rsa key")


@pytest.fixture
def known(tmp_path):
    """Writes known_hosts; gives the access that looks there."""

    def write(text: str, port: int = 22) -> SshAccess:
        file = tmp_path / "known_hosts"
        file.write_text(text)
        return SshAccess(port=port, known_hosts=file)

    return write


@pytest.mark.parametrize("pin", [SHOWN.fingerprint, SHOWN.fingerprint + "=", SHOWN.line, SHOWN.line + " root@nas"])
def test_a_pin_that_matches(pin, tmp_path):
    assert verify(SshAccess(host_key=pin), "nas", SHOWN) == "inventory"


def test_a_pin_overrules_known_hosts(known):
    access = known(f"nas {SHOWN.line}\n")
    with pytest.raises(AnswerError, match="the inventory pins"):
        verify(SshAccess(host_key=OTHER.fingerprint, known_hosts=access.known_hosts), "nas", SHOWN)


def test_a_mismatch_names_both_fingerprints_and_the_remedy():
    with pytest.raises(AnswerError) as caught:
        verify(SshAccess(host_key=OTHER.line), "nas", SHOWN, accept_new=True)
    assert OTHER.fingerprint in caught.value.detail
    assert SHOWN.fingerprint in caught.value.detail
    assert "pin its new key" in caught.value.detail
    assert "\n" not in caught.value.detail


@pytest.mark.parametrize("pin", ["MD5:aa:bb", "ssh-ed25519", "ssh-ed25519 ****", "ssh-ed25519 "])
def test_a_pin_that_is_none(pin):
    with pytest.raises(AnswerError, match="neither SHA256"):
        verify(SshAccess(host_key=pin), "nas", SHOWN)


FOUND = {
    "plain": (f"nas {SHOWN.line}", 22),
    "one of several names": (f"mill,nas,10.0.0.5 {SHOWN.line} comment", 22),
    "letter case": (f"NAS {SHOWN.line}", 22),
    "port": (f"[nas]:2222 {SHOWN.line}", 2222),
    "wildcard": (f"n?s*,!mill {SHOWN.line}", 22),
    "among others": (f"# x\n\nnas {RSA.line}\nnas {SHOWN.line}\nbroken\nnas ssh-rsa ****", 22),
}


@pytest.mark.parametrize(("text", "port"), FOUND.values(), ids=FOUND)
def test_found_in_known_hosts(known, text, port):
    assert verify(known(text, port), "nas", SHOWN) == "known_hosts"


UNKNOWN = {
    "empty": ("", 22),
    "another name": (f"mill {SHOWN.line}", 22),
    "the key of another port": (f"nas {SHOWN.line}", 2222),
    "negated": (f"n*,!nas {SHOWN.line}", 22),
    "certificate authority": (f"@cert-authority nas {SHOWN.line}", 22),
    "part of the name": (f"nasty {SHOWN.line}", 22),
}


@pytest.mark.parametrize(("text", "port"), UNKNOWN.values(), ids=UNKNOWN)
def test_unknown_is_refused_unless_new_keys_are_accepted(known, text, port):
    access = known(text, port)
    with pytest.raises(AnswerError) as caught:
        verify(access, "nas", SHOWN)
    assert SHOWN.fingerprint in caught.value.detail
    assert "pin it in the inventory" in caught.value.detail
    assert verify(access, "nas", SHOWN, accept_new=True) == "first-use"


@pytest.mark.parametrize("line", [f"nas {OTHER.line}", f"nas {RSA.line}", f"n* {OTHER.line}"])
def test_another_stored_key_is_refused_even_if_new_keys_are_accepted(known, line):
    with pytest.raises(AnswerError, match="host key mismatch"):
        verify(known(line), "nas", SHOWN, accept_new=True)


def test_a_revoked_key_is_refused(known):
    with pytest.raises(AnswerError, match="revoked"):
        verify(known(f"nas {SHOWN.line}\n@revoked * {SHOWN.line}"), "nas", SHOWN, accept_new=True)


@pytest.mark.parametrize(("name", "port"), [("nas", 22), ("[nas]:2222", 2222)])
def test_hashed_names_as_ssh_keygen_writes_them(tmp_path, name, port):
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    kind, text, *_ = (tmp_path / "key.pub").read_text().split()
    file = tmp_path / "known_hosts"
    file.write_text(f"{name} {kind} {text}\n")
    subprocess.run(["ssh-keygen", "-H", "-f", file], check=True, capture_output=True)
    assert name not in file.read_text()
    shown = HostKey(kind, base64.b64decode(text))
    listed = subprocess.run(["ssh-keygen", "-lf", f"{key}.pub"], check=True, capture_output=True, text=True).stdout
    assert shown.fingerprint in listed
    assert verify(SshAccess(port=port, known_hosts=file), "nas", shown) == "known_hosts"
    with pytest.raises(AnswerError, match="unknown"):
        verify(SshAccess(port=port, known_hosts=file), "mill", shown)


def test_the_file_is_read_once_until_it_changes(known, monkeypatch):
    access = known(f"nas {OTHER.line}")
    assert load_known_hosts(access.known_hosts) is load_known_hosts(access.known_hosts)
    known(f"nas {SHOWN.line} longer than before")
    assert verify(access, "nas", SHOWN) == "known_hosts"


def test_no_file_and_no_right_to_read_it(tmp_path):
    assert load_known_hosts(tmp_path / "none").find("nas", 22) == ()
    with pytest.raises(AnswerError, match="cannot read"):
        load_known_hosts(tmp_path)


def test_types_that_can_be_verified_are_asked_for(known):
    assert preferred_types(known(f"nas {RSA.line}\nnas {SHOWN.line}"), "nas") == ("ssh-rsa", "ssh-ed25519")
    assert preferred_types(SshAccess(host_key=RSA.line), "nas") == ("ssh-rsa",)
    assert preferred_types(SshAccess(host_key=RSA.fingerprint), "nas") == ()
