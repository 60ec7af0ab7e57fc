"""Profiles are checked before anything starts; hashes are those that daemons expect."""

from pathlib import Path
from typing import Any

import pytest

from tests.lab.contract import ProfileError
from tests.lab.passwords import crypt_hash, nt_hash
from tests.lab.profiles import PROFILES, laid_over, load_profile

WRONG = {
    "not a mapping": ("- plain\n", ":1: a profile is a mapping"),
    "no truth": ("vendor: plain\n", ":1: truth is missing"),
    "unknown vendor": ("truth: {}\nvendor: netgear\n", ":2: vendor must be one of"),
    "truth is a list": ("vendor: plain\ntruth: []\n", ":2: truth must be a mapping"),
    "unknown key": ("vendor: plain\ntruth: {}\nmodt: x\n", ":3: unknown key modt"),
    "key twice": ("vendor: plain\nvendor: plain\n", ":2: found duplicate key"),
    "no YAML": ("vendor: [\n", ":2: "),
}


@pytest.mark.parametrize(("text", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_profile_is_named_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "wrong.yml"
    file.write_text(text)
    with pytest.raises(ProfileError) as caught:
        load_profile(str(file))
    assert str(caught.value).startswith(f"{file}{says}")
    assert "\n" not in str(caught.value)


def test_a_missing_profile_names_those_that_exist() -> None:
    with pytest.raises(ProfileError, match=r"no profile plan; there are: .*plain"):
        load_profile("plan")


@pytest.mark.parametrize("name", sorted(file.stem for file in PROFILES.glob("*.yml")))
def test_every_profile_loads(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert "truth" not in profile.data


def test_a_profile_extends_another() -> None:
    base: dict[str, Any] = {"truth": {"fail": [1], "facts": {"a": 1, "b": [1, 2]}}, "about": "x"}
    over = {"truth": {"facts": {"a": None, "b": [3], "c": {"unknown": "unproven"}}}, "about": "y"}
    merged = {"truth": {"fail": [1], "facts": {"b": [3], "c": {"unknown": "unproven"}}}, "about": "y"}
    assert laid_over(base, over) == merged
    assert base["truth"]["facts"] == {"a": 1, "b": [1, 2]}


def test_nt_hashes() -> None:
    assert nt_hash("") == "31D6CFE0D16AE931B73C59D7E0C089C0"
    assert nt_hash("password") == "8846F7EAEE8FB117AD06BDD830B7586C"
    assert len(nt_hash("x" * 200)) == 32


def test_crypt_hashes() -> None:
    assert crypt_hash("Hello world!", "$5$saltstring") == "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"
    with pytest.raises(ValueError, match="does not know"):
        crypt_hash("x", "$zz$nonsense")
