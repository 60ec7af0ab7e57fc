"""What leaves a Synology of the files behind its services, for real under each shell."""

from pathlib import Path

import pytest

from nasward.model.evidence import Answer, Raw
from nasward.model.outcome import Outcome
from nasward.platforms import questions
from tests.unit.platforms import cases, shells

PLANTED = "planted-secret"
FIRST = {source.id: source for source in questions.first_questions()}
SMB_CONF = f"""# comment
[global]
   workgroup = {PLANTED}
   printing = lprng
   local master = no
   max protocol = SMB3
\tmin protocol=NT1
   printing = cups
[homes]
\tmin protocol=SMB3
"""
SSHD = f"""#Port 22
#PermitRootLogin prohibit-password
  PasswordAuthentication yes
usepam=yes\r
Banner {PLANTED}
AuthenticationMethods any
Include /etc/ssh/{PLANTED}
Subsystem       sftp    internal-sftp -f DAEMON -u 000
Match User root
\tAllowTcpForwarding yes
\tForceCommand {PLANTED}
"""
SNMPD = f"rocommunity syno localhost\nrocommunity {PLANTED}\n# rwcommunity x\nRWCommunity {PLANTED}\nrouser {PLANTED}\n"
EXPORTS = f"# {PLANTED}\n\n/volume1/git\t10.0.0.0/24(rw,all_squash)\n"


def ask(shell: list[str], name: str, root: Path) -> Answer:
    (answer,) = FIRST[name].digest(shells.run(shell, FIRST[name], root))
    return answer


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_only_what_a_fact_hangs_on_leaves(shell: list[str], tmp_path: Path) -> None:
    root = shells.tree(
        tmp_path,
        {
            "/etc/samba/smb.conf": SMB_CONF,
            "/etc/ssh/sshd_config": SSHD,
            "/etc/snmp/snmpd.conf": SNMPD,
            "/etc/exports": EXPORTS,
        },
    )
    contents = {name: ask(shell, f"synology.{name}", root).content for name in ("smb_conf", "sshd_config", "snmpd")}
    assert contents["smb_conf"] == "[global]\nmax protocol = SMB3\nmin protocol=NT1\n[homes]\n"
    assert contents["sshd_config"] == (
        "# read\nPasswordAuthentication yes\nusepam=yes\ninclude x\nMatch User root\nAllowTcpForwarding yes\n"
    )
    assert contents["snmpd"] == "rocommunity:2\nrocommunity6:0\nrwcommunity:1\nrwcommunity6:0\nrouser:1\nrwuser:0\n"
    assert ask(shell, "synology.exports", root).content == "/volume1/git\t10.0.0.0/24(rw,all_squash)\n"
    assert PLANTED not in str(contents)


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
def test_a_missing_file_is_an_answer_where_it_may_be_missing(shell: list[str], tmp_path: Path) -> None:
    root = shells.tree(tmp_path, {"/etc/samba/x": "", "/etc/snmp/x": "", "/etc/ssh/x": ""})
    for name in ("smb_conf", "snmpd", "exports"):
        answer = ask(shell, f"synology.{name}", root)
        assert (answer.outcome, answer.content) == (Outcome.OK, "@none\n"), name
    assert ask(shell, "synology.sshd_config", root).outcome is Outcome.ABSENT


SSHD_PROGRAM = """#!/bin/sh
[ "$*" = -T ] || exit 9
echo noise >&2
printf 'port 22\\nciphers a,b\\nmacs c\\nkexalgorithms d\\nhostkey planted-secret\\n'
exit CODE
"""


@pytest.mark.parametrize("shell", shells.SHELLS, ids=shells.IDS)
@pytest.mark.parametrize(("code", "outcome"), [("0", Outcome.OK), ("255", Outcome.ERROR)])
def test_sshd_says_what_is_in_force(shell: list[str], code: str, outcome: Outcome, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    shells.program(programs, "sshd", SSHD_PROGRAM.replace("CODE", code))
    source = FIRST["synology.sshd_t"]
    (answer,) = source.digest(shells.run(shell, source, tmp_path, programs))
    assert answer.outcome is outcome
    assert answer.content == ("ciphers a,b\nmacs c\nkexalgorithms d\n" if outcome is Outcome.OK else None)


@pytest.mark.parametrize(
    ("word", "state"),
    [("public", "well-known"), (" Private ", "well-known"), (PLANTED, "own"), ("", "none"), (7, None)],
)
def test_a_community_becomes_a_word_about_it(word: object, state: str | None) -> None:
    reply = {"data": {"result": [_snmp(word)]}, "success": True}
    answers = FIRST["synology.api"].digest(Raw(Outcome.OK, "@@compound\n" + cases.pretty(reply), "", 0))
    (answer,) = [each for each in answers if each.source == "synology.snmp"]
    assert answer.content == {"enable_snmp": True, "rocommunity": state}


def _snmp(word: object) -> dict[str, object]:
    data = {"enable_snmp": True, "rocommunity": word, "rouser": PLANTED, "contact": PLANTED}
    return {"api": "SYNO.Core.SNMP", "method": "get", "version": 1, "success": True, "data": data}
