"""The password ladder, for real under each shell, with hashes made by this machine's crypt(3)."""

import ctypes
import ctypes.util
import shutil
import sys
from pathlib import Path

import pytest

from nasward.model.outcome import Outcome
from nasward.platforms import data, passwords
from tests.unit.platforms import shells

BLANK_NT = "31D6CFE0D16AE931B73C59D7E0C089C0"
SECRET = "Planted-Secret-1"
HAS_CRYPT = bool(shutil.which("python3")) and sys.version_info < (3, 13)


def crypt(password: str, setting: str) -> str:
    library = ctypes.CDLL(ctypes.util.find_library("crypt") or "libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    result = library.crypt(password.encode(), setting.encode())
    assert result and not result.startswith(b"*")
    return result.decode()


SYNERGY = "$1$synergy$O31nVEgYyKUdmjDRPUq8p."
ACCOUNTS = {
    "nofield": ("", "empty:none"),
    "synergy": (SYNERGY, "empty:md5"),
    "star": ("*", "locked:none"),
    "bang": ("!" + crypt(SECRET, "$1$aa$"), "locked:none"),
    "md5": (crypt(SECRET, "$1$abcdefgh$"), "set:md5"),
    "md5blank": (crypt("", "$1$abcdefgh$"), "empty:md5"),
    "md5nosalt": (crypt("", "$1$$"), "empty:md5"),
    "bcrypt": ("$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", "unknown:bcrypt"),
    "odd": ("no hash at all", "unknown:other"),
    "ntblank": (crypt(SECRET, "$1$abcdefgh$"), "empty:md5"),
    "ntoff": (crypt(SECRET, "$1$abcdefgh$"), "set:md5"),
    "ntnone": (crypt(SECRET, "$1$abcdefgh$"), "unknown:md5"),
    "ntnoneoff": (crypt(SECRET, "$1$abcdefgh$"), "set:md5"),
    "$(reboot) `x` \\n %s *": (crypt(SECRET, "$1$abcdefgh$"), "set:md5"),
}
SHA = {
    "sha512": (crypt(SECRET, "$6$saltsalt$"), "set:sha512"),
    "sha512blank": (crypt("", "$6$saltsalt$"), "empty:sha512"),
    "sha512rounds": (crypt("", "$6$rounds=1000$saltsalt$"), "empty:sha512"),
    "sha512roundsset": (crypt(SECRET, "$6$rounds=1000$saltsalt$"), "set:sha512"),
    "sha256blank": (crypt("", "$5$saltsalt$"), "empty:sha256"),
}
SMBPASSWD = (
    f"ntblank:1026:XX:{BLANK_NT}:[U          ]:LCT-00001391:\n"
    f"ntoff:1027:XX:{BLANK_NT}:[DU         ]:LCT-00001391:\n"
    f"ntnone:1029:XX:{'NO PASSWORD'.ljust(32, 'X')}:[NU         ]:LCT-00001391:\n"
    f"ntnoneoff:1030:XX:{'NO PASSWORD'.ljust(32, 'X')}:[NDU        ]:LCT-00001391:\n"
    f"md5:1028:XX:{BLANK_NT.replace('31', '32')}:[U          ]:LCT-00001391:\n"
)
FACTORY_QTS = (
    "admin:$1$$CoERg7ynjYLsj2j4glJ34.:14233:0:99999:7:::\n"
    "guest:$1$$ysap7EeB9ODCrO46Psdbq/:14233:0:99999:7:::\n"
    "httpdusr:!:16762:0:99999:7:::\n"
    "[sshd]:!:16762:0:99999:7:::\n"
    "nobody:$1$$qRPK7m23GJusamGpoGLby/:16762:0:99999:7:::"
)


def shadow(accounts: dict[str, tuple[str, str]], expires: str = "") -> str:
    return "".join(f"{name}:{field}:10933:0:99999:7::{expires}:\n" for name, (field, _) in accounts.items())


def synology(root: Path, text: str, smbpasswd: str | None = SMBPASSWD) -> Path:
    files = {"/etc/shadow": text} | ({"/etc/samba/private/smbpasswd": smbpasswd} if smbpasswd is not None else {})
    return shells.tree(root, files)


def told(source, raw) -> dict[str, str]:
    (answer,) = source.digest(raw)
    assert answer.outcome is Outcome.OK, answer
    return dict(line.split(":", 1) for line in answer.content.splitlines())


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_every_rung_with_openssl(shell: list[str], tmp_path: Path) -> None:
    source = passwords.source("synology", "")
    root = synology(tmp_path, "#$_@index@_$\n" + shadow(ACCOUNTS, "1"))
    raw = shells.run(shell, source, root)
    assert told(source, raw) == {name: f"{state}:1" for name, (_, state) in ACCOUNTS.items()}
    assert not raw.stderr
    assert SECRET not in raw.stdout
    assert "$" not in raw.stdout.replace("$(reboot)", "")


@pytest.mark.skipif(not HAS_CRYPT, reason="no Python with crypt on this machine")
@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_python_where_openssl_cannot(shell: list[str], tmp_path: Path) -> None:
    """`openssl passwd -6` prints <NULL> for an empty password (measured on 3.0.19): that proves nothing."""
    source = passwords.source("synology", "")
    raw = shells.run(shell, source, synology(tmp_path, shadow(SHA)))
    assert told(source, raw) == {name: f"{state}:" for name, (_, state) in SHA.items()}


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_cryptpw_is_the_last_tool(shell: list[str], tmp_path: Path) -> None:
    folder = tmp_path / "tools"
    asked = "-m sha512 -S saltsalt "
    text = f"#!/bin/sh\n[ \"$*\" = '{asked}' ] && echo '{SHA['sha512blank'][0]}'\n"
    shells.program(folder, "cryptpw", text)
    shells.program(folder, "openssl", "#!/bin/sh\necho '<NULL>'\n")
    for name in ("python", "python2", "python3"):
        shells.program(folder, name, "#!/bin/sh\necho 'Traceback: no module named crypt' >&2; exit 1\n")
    source = passwords.source("synology", "")
    chosen = {name: SHA[name] for name in ("sha512", "sha512blank")}
    raw = shells.run(shell, source, synology(tmp_path / "nas", shadow(chosen)), folder)
    assert told(source, raw) == {"sha512": "set:sha512:", "sha512blank": "empty:sha512:"}


@pytest.mark.parametrize("shell", shells.SHELLS[:2], ids=shells.IDS[:2])
def test_no_tool_gives_unknown_and_never_set(shell: list[str], tmp_path: Path) -> None:
    source = passwords.source("synology", "")
    root = synology(tmp_path, shadow(SHA | {"nofield": ("", ""), "synergy": (SYNERGY, "")}))
    script = source.script
    for tool in ("openssl", "python3", "python2", "cryptpw", "mkpasswd"):
        script = script.replace(f" {tool}", f" /nonexistent/{tool}")
    raw = shells.run(shell, type(source)(source.id, script.replace(" python ", " "), source.digest), root)
    unknown = {name: f"unknown:{state.split(':')[1]}:" for name, (_, state) in SHA.items()}
    assert told(source, raw) == unknown | {"nofield": "empty:none:", "synergy": "empty:md5:"}


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_factory_passwords_of_old_qts(shell: list[str], tmp_path: Path) -> None:
    source = passwords.source("qnap", "")
    root = shells.tree(tmp_path, {"/etc/config/shadow": FACTORY_QTS})
    assert told(source, shells.run(shell, source, root)) == {
        "admin": "factory:md5:",
        "guest": "factory:md5:",
        "httpdusr": "locked:none:",
        "[sshd]": "locked:none:",
        "nobody": "empty:md5:",
    }


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_a_line_that_is_no_shadow_line_is_unknown_not_empty(shell: list[str], tmp_path: Path) -> None:
    source = passwords.source("synology", "")
    raw = shells.run(shell, source, synology(tmp_path, "garbage\nhalf::1:\n", None))
    assert told(source, raw) == {"garbage": "unknown:other:", "half": "unknown:other:"}


def test_a_missing_shadow_is_absent(tmp_path: Path) -> None:
    source = passwords.source("synology", "")
    (answer,) = source.digest(shells.run(shells.SHELLS[0], source, tmp_path))
    assert answer.outcome is Outcome.ABSENT


def test_anything_but_states_is_dropped() -> None:
    source = passwords.source("synology", "")
    for output in (f"admin:{SYNERGY}:md5:\n", "admin:set:md5:1:2\n", "admin:set:$6$x:\n", "set\n"):
        (answer,) = source.digest(shells.Raw(Outcome.OK, output, "", 0))
        assert (answer.outcome, answer.content) == (Outcome.MALFORMED, None)


def test_constants_are_what_the_table_says() -> None:
    means = {"empty": [""], "factory": ["admin", "guest"]}
    for vendor in ("synology", "qnap"):
        for each in data.table("passwords.yml")[vendor]["known"]:
            assert each["hash"] in [crypt(word, each["hash"]) for word in means[each["means"]]]
