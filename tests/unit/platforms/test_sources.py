"""The other snippets, for real under each shell: what they let out, and how they tell absent from denied."""

import json
import os
import tempfile
from pathlib import Path

import pytest

from nasward.model.evidence import Answer, Source
from nasward.model.outcome import Outcome, Vantage
from nasward.platforms import questions
from nasward.platforms.synology import webapi
from tests.unit.platforms import shells

HOSTILE = "$(touch pwned) {{ 7*7 }} \"x' ; <b> `id` \\"
PLANTED = "planted-secret"
FIRST = {source.id: source for source in questions.first_questions()}
ULINUX = f"""Platform = x
[System]
Model = TS-X85
Internal Model = TS-X85
 version=5.2.9\r
Number = 3499
Build Number = 20260514
Auth Key = {PLANTED}
[SMTP]
Password = {PLANTED}
Enable = {PLANTED}
[ftp]
ENABLE = False
Port=21
[END_FLAG]
"""


def ask(shell: list[str], source: Source, root: Path) -> Answer:
    (answer,) = source.digest(shells.run(shell, source, root))
    return answer


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_only_allow_listed_keys_leave_a_qnap(shell: list[str], tmp_path: Path) -> None:
    root = shells.tree(tmp_path, {"/etc/config/uLinux.conf": ULINUX})
    version = ask(shell, FIRST["qnap.version"], root)
    wanted = (
        "[system]\nModel = TS-X85\nversion=5.2.9\nNumber = 3499\nBuild Number = 20260514\n[smtp]\n[ftp]\n[end_flag]\n"
    )
    assert (version.outcome, version.content) == (Outcome.OK, wanted)
    settings = ask(shell, FIRST["qnap.settings"], root)
    assert settings.content == "[system]\n[smtp]\n[ftp]\nENABLE = False\nPort=21\n[end_flag]\n"


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_any_section_of_the_apps(shell: list[str], tmp_path: Path) -> None:
    text = "[CloudLink]\nName = CloudLink\nEnable = TRUE\nShell = /x\n[QuFTP]\nEnable = FALSE\n"
    root = shells.tree(tmp_path, {"/etc/config/qpkg.conf": text})
    assert ask(shell, FIRST["qnap.qpkg"], root).content == text.lower().replace("shell = /x\n", "").replace(
        "name = cloudlink", "Name = CloudLink"
    ).replace("enable = true", "Enable = TRUE").replace("enable = false", "Enable = FALSE")


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_small_files(shell: list[str], tmp_path: Path) -> None:
    root = shells.tree(
        tmp_path,
        {
            "/etc.defaults/VERSION": 'productversion="7.2.2"\n',
            "/etc.defaults/synoinfo.conf": f'unique="synology_r1000_ds923+"\npw="{PLANTED}"\nupnpmodelname="DS923+"\n',
            "/etc/passwd": f"admin:x:1024:100:{PLANTED}:/var/services/homes/admin:/bin/sh\n",
            "/etc/group": "administrators:x:101:admin,auditor\nusers:x:100:\n",
            "/etc/config/no-ip2.conf": "",
        },
    )
    assert ask(shell, FIRST["synology.version"], root).content == 'productversion="7.2.2"\n'
    assert (
        ask(shell, FIRST["synology.model"], root).content == 'unique="synology_r1000_ds923+"\nupnpmodelname="DS923+"\n'
    )
    assert ask(shell, FIRST["synology.passwd"], root).content == "admin:1024\n"
    assert ask(shell, FIRST["synology.groups"], root).content == "administrators:admin,auditor\nusers:\n"
    assert ask(shell, FIRST["qnap.no_ip"], root).content == "empty\n"
    assert ask(shell, FIRST["qnap.no_ip"], tmp_path / "none").content == "none\n"


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
@pytest.mark.parametrize("name", ["synology.version", "synology.misc", "qnap.smb_conf", "qnap.settings", "qnap.passwd"])
def test_missing_files_are_absent(shell: list[str], name: str, tmp_path: Path) -> None:
    assert ask(shell, FIRST[name], tmp_path).outcome is Outcome.ABSENT


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
@pytest.mark.parametrize("locked", ["etc/config/smb.conf", "etc/config"])
def test_what_may_not_be_read_is_denied(shell: list[str], locked: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = shells.tree(Path(folder), {"/etc/config/smb.conf": "[global]\n"})
        root.chmod(0o755)
        (root / locked).chmod(0)
        nobody = 65534 if os.getuid() == 0 else None
        (answer,) = FIRST["qnap.smb_conf"].digest(shells.run(shell, FIRST["qnap.smb_conf"], root, user=nobody))
        (root / locked).chmod(0o755)
    assert answer.outcome is Outcome.DENIED


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_identity(shell: list[str], tmp_path: Path) -> None:
    assert ask(shell, FIRST["identity"], tmp_path).content == "synology=no\nqnap=no\n"
    root = shells.tree(tmp_path, {"/etc.defaults/VERSION": "x", "/usr/syno/x": "", "/etc/config/uLinux.conf": "x"})
    assert ask(shell, FIRST["identity"], root).content == "synology=yes\nqnap=yes\n"


WEBAPI = """#!/bin/sh
echo "[Line 259] Exec WebAPI: noise" >&2
for arg; do printf '%s\\0' "$arg"; done >>"$0.log"
failed() { printf '{\\n "error" : { "code" : %s },\\n "success" : false\\n}\\n' "$1"; }
case $* in
  *SYNO.Entry.Request*) [ -e "$0.compound" ] && cat "$0.compound" || failed 102;;
  *SYNO.Core.FileServ.FTP\\ *)
    printf '{\\n "data" : { "enable_ftp" : true, "token" : "planted-secret" },\\n "success" : true\\n}\\n';;
  *) failed 105;;
esac
"""


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_single_calls_where_there_is_no_compound(shell: list[str], tmp_path: Path) -> None:
    shells.program(tmp_path / "usr/syno/bin", "synowebapi", WEBAPI)
    source = FIRST["synology.api"]
    raw = shells.run(shell, source, tmp_path)
    answers = {answer.source: answer for answer in source.digest(raw)}
    assert len(answers) == len(webapi.calls("first"))
    assert answers["synology.ftp"].content == {"enable_ftp": True}
    assert answers["synology.smb"].outcome is Outcome.DENIED
    calls = (tmp_path / "usr/syno/bin/synowebapi.log").read_bytes().split(b"\0")
    assert b'type="local"' in calls
    assert b'additional=["expired"]' in calls


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_hostile_share_names_stay_data(shell: list[str], tmp_path: Path) -> None:
    names = [HOSTILE, "a\nb", "-rf", "x" * 200, "käse"]
    listing = Answer("synology.shares", Vantage.SSH, Outcome.OK,
                     {"total": len(names), "shares": [{"name": name} for name in names]})  # fmt: skip
    (source,) = questions.follow_up([listing])
    program = shells.program(tmp_path / "usr/syno/bin", "synowebapi", WEBAPI)
    compound = {"data": {"result": []}, "success": True}
    program.with_name("synowebapi.compound").write_text(json.dumps(compound, indent=1))
    raw = shells.run(shell, source, tmp_path)
    assert raw.exit_code == 0
    sent = program.with_name("synowebapi.log").read_bytes().split(b"\0")
    (argument,) = [each for each in sent if each.startswith(b"compound=")]
    asked = json.loads(argument.removeprefix(b"compound="))
    per_share = len(webapi.calls("rights"))
    assert [each["name"] for each in asked[::per_share]] == names
    assert [each["share_name"] for each in asked if "share_name" in each] == names
    assert {each["user_group_type"] for each in asked if "user_group_type" in each} == {"local_user", "local_group"}
    assert not list(tmp_path.rglob("pwned")) and not Path("pwned").exists()
    assert {answer.outcome for answer in source.digest(raw)} == {Outcome.MALFORMED}
    assert [answer.subject for answer in source.digest(raw)[::per_share]] == names


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
@pytest.mark.parametrize("code", [0, 1, 127])
def test_user_expiry(shell: list[str], code: int, tmp_path: Path) -> None:
    passwd = Answer("qnap.passwd", Vantage.SSH, Outcome.OK, "alice:1000\n$(id):x; touch pwned\n")
    (source,) = questions.follow_up([passwd])
    if code != 127:
        shells.program(
            tmp_path / "sbin", "user_expiry", f'#!/bin/sh\n[ "$*" = "-C -A -u 1000" ] || exit 9\nexit {code}\n'
        )
    answer = ask(shell, source, tmp_path)
    assert (answer.outcome, answer.content) == ((Outcome.OK, code) if code != 127 else (Outcome.ABSENT, None))
    assert answer.subject == "alice"


def test_many_shares_are_asked_in_few_processes() -> None:
    rows = [{"name": f"s{n}"} for n in range(23)]
    listing = Answer("synology.shares", Vantage.SSH, Outcome.OK, {"total": 23, "shares": rows})
    sources = questions.follow_up([listing])
    assert [source.id for source in sources] == ["synology.rights.0", "synology.rights.1", "synology.rights.2"]


def test_follow_up_of_nothing_asks_nothing() -> None:
    denied = [Answer(name, Vantage.SSH, Outcome.DENIED) for name in ("synology.shares", "qnap.passwd")]
    assert questions.follow_up(denied) == questions.follow_up(()) == ()


def test_every_source_has_its_vendors_guard_and_a_deadline() -> None:
    for name, source in FIRST.items():
        assert bool(source.guard) == (name != "identity"), name
        assert 0 < source.seconds <= 60 and 0 < source.limit <= 8 << 20
    assert len(FIRST) == len(questions.first_questions())
