"""The Synology profiles say the truth, DSM's commands really change the daemons, and its tools print what DSM prints.

Seen by tools that know no nasward: smbclient, curl, ssh, testparm, `sshd -T`.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.lab.client import RunningLab
from tests.lab.params import hosts
from tests.lab.passwords import crypt_hash
from tests.lab.profiles import load_profile

pytestmark = pytest.mark.lab

ROOT = Path(__file__).parents[2]
WEAK, HARD, FACTORY, HOSTILE = (f"{kind}-synology-7.2" for kind in ("weak", "hardened", "factory", "hostile"))
OTHERS = (
    "weak-synology-6.2",
    "hardened-synology-6.2",
    "factory-synology-6.2",
    "weak-synology-7.3",
    "hardened-synology-7.3",
)
PROFILES = (WEAK, HARD, FACTORY, HOSTILE, *OTHERS)
WITH_FACTS = tuple(host for host in PROFILES if "facts" in load_profile(host).truth)
EXPORT_OPTIONS = {
    "rw", "ro", "async", "sync", "no_wdelay", "crossmnt", "insecure", "secure", "insecure_locks", "sec", "anonuid",
    "anongid", "no_root_squash", "root_squash", "all_squash",
}  # fmt: skip
TOOLS: list[dict[str, Any]] = YAML(typ="safe").load(ROOT / "tests/cases/lab/synology_tools.yml")
EVIL = load_profile(HOSTILE).data["shares"][0]["name"]
API = "/usr/syno/bin/synowebapi --exec api=SYNO.Core."
SECURITY = (
    "FileServ.FTP.Security method=set version=1 anonymous_chroot=false anonymous_chroot_share='\"\"' enable_umask=false"
)


class Look:
    """Commands in the lab and on its hosts."""

    def __init__(self, lab: RunningLab) -> None:
        self._lab = lab

    def run(self, command: str) -> tuple[int, str]:
        """Exit code and output, both streams together, of a bash command among the hosts."""
        done = self._lab.run(["bash", "-c", f"( {command}\n) 2>&1"])
        return done.returncode, done.stdout

    def reset(self, host: str) -> None:
        """Give a host back its first state."""
        self._lab.reset(host)

    def reboot(self, host: str) -> None:
        """Cut a host's power and start it again."""
        self._lab.reboot(host)

    def at(self, host: str) -> str:
        """A host's address."""
        return self._lab.hosts[host].ip

    def ok(self, command: str) -> str:
        """The output of a command that must succeed."""
        code, output = self.run(command)
        assert code == 0, (command, output)
        return output

    def ssh(self, host: str, command: str) -> str:
        """The command line that runs `command` on a host as the auditor."""
        options = "-q -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
        return f"ssh {options} -i $LAB_DIR/key auditor@{self.at(host)} {shlex.quote(command)}"

    def as_root(self, host: str, command: str) -> str:
        """The command line that runs `command` on a host through sudo with the auditor's password."""
        password = (
            f"awk '/^    [a-z]/ {{on = ($1 == \"{host}:\")}} on && /become_password/ {{print $2}}' $LAB_INVENTORY"
        )
        return f"{password} | " + self.ssh(host, f"sudo -S -p '' sh -c {shlex.quote(command)}")

    def root(self, host: str, command: str) -> str:
        """The standard output of a command run as root on a host, which must succeed."""
        return self.ok(self.as_root(host, command) + " 2>/dev/null")

    def smb(self, host: str, share: str, user: str, command: str = "ls") -> int:
        """Exit code of one smbclient command, 1 where a step of it failed; a folder it makes goes again."""
        service = f"smbclient //{self.at(host)}/{shlex.quote(share)} -U {user} -c"
        code, output = self.run(f"{service} {shlex.quote(command)}")
        code = code or int("NT_STATUS" in output)
        if command.startswith("mkdir") and code == 0:
            self.ok(f"{service} {shlex.quote('rmdir' + command.removeprefix('mkdir'))}")
        return code

    def right(self, host: str, share: str, user: str) -> str:
        """What a session may do in a share, found by doing it."""
        if self.smb(host, share, user):
            return "none"
        return "read" if self.smb(host, share, user, "mkdir lab-probe") else "write"

    def answers(self, host: str, port: int) -> bool:
        """Whether a TCP port is open."""
        return self.run(f"</dev/tcp/{self.at(host)}/{port}")[0] == 0

    def set(self, host: str, request: str) -> None:
        """A web API call that must succeed."""
        assert '"success" : true' in self.root(host, API + request)


@pytest.fixture(scope="module")
def look(lab: RunningLab) -> Iterator[Look]:
    """The lab, the Synology-style hosts in their first state before and after."""
    look = Look(lab)
    for host in PROFILES:
        look.reset(host)
    yield look
    look.reset(HOSTILE)


@pytest.fixture
def weak(look: Look) -> Iterator[Look]:
    """The lab, its weak host in its first state again afterwards."""
    yield look
    look.reset(WEAK)


def truth(host: str, check: str) -> set[str]:
    """The subjects that the profile says `check` fails on."""
    return {row["subject"] for row in load_profile(host).truth["fail"] if row["check"] == check}


def yes(on: bool) -> str:
    return "yes" if on else "no"


def shares(host: str) -> list[str]:
    return [share["name"] for share in load_profile(host).data.get("shares", [])]


# --- the ground truth, seen from outside and from inside


@pytest.mark.parametrize("host", hosts(PROFILES))
@pytest.mark.parametrize(("check", "user"), [("SMB-001", "%"), ("SMB-002", "nobody-knows-me%x")])
def test_a_stranger_gets_what_the_truth_says(look: Look, host: str, check: str, user: str) -> None:
    open_shares = {share for share in shares(host) if look.right(host, share, user) != "none"}
    assert open_shares == truth(host, check)


def test_the_rights_are_read_and_write(look: Look) -> None:
    assert look.right(WEAK, "befunde", "%") == "read"
    assert look.right(WEAK, "xray", "%") == "write"
    assert look.right(HARD, "befunde", "anna%Hard-anna-pass-1") == "write"
    assert look.right(HARD, "xray", "anna%Hard-anna-pass-1") == "read"
    assert look.right(HARD, "intern", "anna%Hard-anna-pass-1") == "none"


def test_null_lists_on_weak_and_is_refused_on_hardened(look: Look) -> None:
    listing = look.ok(f"smbclient -N -g -L {look.at(WEAK)}")
    assert set(re.findall(r"^Disk\|([^|]+)", listing, re.M)) == set(shares(WEAK))
    assert "NT_STATUS_ACCESS_DENIED" in look.run(f"smbclient -N -L {look.at(HARD)}")[1]


@pytest.mark.parametrize("host", hosts(PROFILES))
def test_guest_rights_inside(look: Look, host: str) -> None:
    """SMB-005 and SMB-020, from DSM's own list of rights."""
    open_inside = set()
    for share in shares(host):
        acl = look.root(host, f"/usr/syno/sbin/synoshare --list_acl {shlex.quote(share)}")
        lists = dict(re.findall(r"ACL (R[OW]) List \.+\[(.*)\]", acl))
        if "guest" in (lists["RO"] + "," + lists["RW"]).split(","):
            open_inside.add(share)
    assert open_inside == truth(host, "SMB-005")
    assert open_inside ^ truth(host, "SMB-001") == truth(host, "SMB-020")


@pytest.mark.parametrize("host", hosts(PROFILES))
def test_ftp(look: Look, host: str) -> None:
    assert look.answers(host, 21) == bool(truth(host, "FTP-004"))
    anonymous = look.run(f"curl -sS --max-time 5 ftp://{look.at(host)}/")[0]
    assert (anonymous == 0) == bool(truth(host, "FTP-001")) == bool(truth(host, "FTP-011"))
    talk = look.run(f"curl -sv --max-time 5 ftp://{look.at(host)}/ --user nobody-knows-me:x")[1]
    assert ("< 331" in talk) == bool(truth(host, "FTP-005"))


@pytest.mark.parametrize("host", hosts(PROFILES))
def test_empty_and_factory_passwords(look: Look, host: str) -> None:
    """ACC-001 and ACC-004 from the shadow file by this machine's crypt(3)."""
    rows = [line.split(":") for line in look.root(host, "cat /etc/shadow").splitlines()]
    usable = [row for row in rows if row[1] != "*" and row[7] != "1"]
    empty = {row[0] for row in usable if crypt_hash("", row[1].rpartition("$")[0]) == row[1]}
    shipped = {row[0] for row in usable if row[1] == "$1$synergy$O31nVEgYyKUdmjDRPUq8p."}
    # DSM ships the empty password: ACC-001 says it, ACC-004 is for other factory passwords
    assert (empty, shipped - empty) == (truth(host, "ACC-001"), truth(host, "ACC-004"))


@pytest.mark.parametrize("host", hosts(PROFILES))
def test_blank_logins(look: Look, host: str) -> None:
    """ACC-021: a session under the account's own name, not one mapped to guest, lists with an empty password."""
    accounts = [row["name"] for row in load_profile(host).data["accounts"]]
    accepted = {name for name in accounts if look.run(f"smbclient -U {name}% -L {look.at(host)}")[0] == 0}
    assert accepted == truth(host, "ACC-021")


@pytest.mark.parametrize("host", hosts(PROFILES))
def test_reaching_out(look: Look, host: str) -> None:
    """DDN-001, DDN-002, DDN-005 from the files DSM keeps."""
    ddns = look.root(host, "cat /etc/ddns.conf")
    enabled = {part for part in ddns.split("[")[1:] if "\nservice=true\n" in part}
    assert {re.search(r"^hostname=(.*)$", part, re.M)[1] for part in enabled} == truth(host, "DDN-002")  # type: ignore[index]
    relay = look.root(host, "cat /usr/syno/etc/synorelayd/synorelayd.conf /usr/syno/etc/synorelayd/misc.conf")
    assert (relay.count('enabled":true') >= 2 and '"relay_enabled":true' in relay) == bool(truth(host, "DDN-005"))
    forwards = look.root(host, API + "PortForwarding.Rules method=load version=1")
    assert (bool(enabled) and '"enable" : true' in forwards) == bool(truth(host, "DDN-001"))


@pytest.mark.parametrize("host", hosts(PROFILES))
def test_every_secret_is_planted(look: Look, host: str) -> None:
    data = load_profile(host).data
    passwords = {str(row["password"]) for row in data["accounts"] if row.get("password")}
    kept = "/etc/shadow /etc/ddns.conf /etc/crontab /etc/snmp/snmpd.conf /var/lib/lab/synology/state.json /root/.ssh/* "
    kept += "/usr/syno/etc/certificate/system/default/* /usr/syno/etc/preference/*/* /usr/syno/etc/*.conf "
    kept += "/usr/syno/etc/rsyncd.account"
    disk = look.root(host, f"cat {kept}; find /volume1")
    assert passwords <= set(data["secrets"])
    assert [text for text in data["secrets"] if text not in passwords and text not in disk] == []


@pytest.mark.parametrize("host", hosts(PROFILES))
def test_sshd_and_testparm(look: Look, host: str) -> None:
    sshd, facts = look.root(host, "sshd -T"), load_profile(host).truth.get("facts", {})
    root = {"key": "without-password", "no": "no"}[facts.get("ssh.root_login", "key")]
    for line in (
        f"permitrootlogin {root}",
        "permitemptypasswords no",
        f"passwordauthentication {yes(facts.get('ssh.password_login', True))}",
        f"permituserenvironment {yes(facts.get('ssh.user_environment', False))}",
        "allowtcpforwarding no",
        "port 22",
    ):
        assert f"{line}\n" in sshd
    assert "subsystem" not in sshd
    shown, real = look.root(host, "testparm -s"), look.root(host, "testparm -s /var/lib/lab/synology/smbd.conf")
    assert "[" not in shown.replace("[global]", "")
    assert ("map to guest = Bad User" in real) == host.startswith("weak")
    lowest = {1: "NT1", 2: "SMB2", 3: "SMB3"}[facts.get("smb.min_protocol", 2)]
    # testparm leaves out what is Samba's own default: SMB2_02 and SMB3_11.
    assert re.findall(r"server min protocol = (\w+)", real) == [lowest]


@pytest.mark.parametrize("host", hosts(WITH_FACTS))
def test_certificate(look: Look, host: str) -> None:
    """By this machine's openssl, from the handshake."""
    facts = load_profile(host).truth["facts"]
    line = f"openssl s_client -connect {look.at(host)}:{facts['web.https_port']} </dev/null 2>/dev/null"
    seen = look.ok(f"{line} | openssl x509 -noout -subject -issuer -checkend $((21 * 86400)) || true")
    subject, issuer = (re.search(rf"{part}=(.*)", seen)[1] for part in ("subject", "issuer"))  # type: ignore[index]
    assert (subject == issuer) == facts["web.certificates[system/default].self_signed"]
    assert ("will expire" in seen) == (facts["web.certificates[system/default].days_left"] < 21)


@pytest.mark.parametrize("host", hosts(WITH_FACTS))
def test_listeners(look: Look, host: str) -> None:
    """What netstat says is what answers, and the list is complete as far as any port of a service goes."""
    said = set(map(int, re.findall(r"^tcp .*?:(\d+) ", look.root(host, "netstat -tlnp"), re.M)))
    ports = {21, 22, 23, 80, 139, 443, 445, 873, 2049, 3000, 4242, 5000, 5001, 5080, 5443, 8042}
    assert said == {port for port in ports if look.answers(host, port)}
    assert {f"tcp/{port}" for port in said} == set(load_profile(host).truth["facts"].get("listeners", []))


@pytest.mark.parametrize("host", hosts(WITH_FACTS))
def test_exports(look: Look, host: str) -> None:
    """Every line as exports(5) wants it: a path, then clients with known options."""
    clients = [
        f"{path} {client}"
        for path, *entries in (line.split("\t") for line in look.root(host, "cat /etc/exports || true").splitlines())
        for client, options in (entry.rstrip(")").split("(") for entry in entries)
        if set(re.sub(r"=[^,]*", "", options).split(",")) <= EXPORT_OPTIONS
    ]
    assert sorted(clients) == sorted(load_profile(host).truth["facts"]["nfs.exports"])


def test_block_list_is_sqlite(look: Look) -> None:
    copy = f"{look.as_root(WEAK, 'cat /etc/synoautoblock.db')} 2>/dev/null >$LAB_DIR/block.db"
    assert look.ok(f"{copy}; sqlite3 $LAB_DIR/block.db 'select IP, Deny from AutoBlockIP'") == "203.0.113.9|1\n"


# --- what the tools print


@pytest.mark.parametrize("case", TOOLS, ids=lambda case: str(case["run"])[:60])
def test_tools_print_what_dsm_prints(look: Look, case: dict[str, Any]) -> None:
    line = look.ssh(WEAK, case["run"]) if case.get("as") else look.as_root(WEAK, case["run"])
    code, out = look.run(f"{line} 2>$LAB_DIR/stderr")
    assert (code, out) == (case["code"], case["out"])
    if "err" in case:
        noise = "Could not chdir to home directory /var/services/homes/auditor: No such file or directory\n"
        assert look.ok("cat $LAB_DIR/stderr").replace(noise, "", 1).endswith(case["err"])


def test_a_missing_home_and_the_lecture_are_on_stderr(weak: Look) -> None:
    out = weak.ok(weak.as_root(WEAK, "true"))
    assert out.startswith("Could not chdir to home directory /var/services/homes/auditor: No such file or directory\n")
    weak.reset(WEAK)
    assert "We trust you have received the usual lecture" in weak.ok(weak.as_root(WEAK, "true"))
    assert "We trust" not in weak.ok(weak.as_root(WEAK, "true"))


def test_only_administrators_get_a_shell(look: Look) -> None:
    assert look.root(WEAK, "/sbin/nologin 2>&1 || true") == "Permission denied, please try again.\n"
    assert look.root(WEAK, "grep ^anna: /etc/passwd").endswith(":/sbin/nologin\n")


def test_a_hostile_share_name_is_only_a_name(look: Look) -> None:
    assert f"\n{EVIL}\n" in look.root(HOSTILE, "/usr/syno/sbin/synoshare --enum ALL")
    assert f"[{EVIL}]" in look.root(HOSTILE, f"/usr/syno/sbin/synoshare --list_acl {shlex.quote(EVIL)}")
    listing = look.root(HOSTILE, API + "Share method=list version=1 shareType='\"all\"'")
    assert EVIL.replace('"', '\\"') in listing
    assert f"[{EVIL}]\n" in look.root(HOSTILE, "cat /usr/syno/etc/share_right.map")


# --- what its commands change


def permission(share: str, right: str) -> str:
    flags = {
        "is_deny": right == "deny",
        "is_readonly": right == "read",
        "is_writable": right == "write",
        "is_custom": False,
    }
    rows = str([{"name": "guest", **flags}]).replace("'", '"').replace("True", "true").replace("False", "false")
    name = '"' + share.replace('"', '\\"') + '"'
    return (f"Share.Permission method=set version=1 name={shlex.quote(name)} user_group_type='\"local_user\"' "
            f"permissions={shlex.quote(rows)}")  # fmt: skip


def test_share_permission_is_enforced_at_once(weak: Look) -> None:
    weak.set(WEAK, permission("xray", "deny"))
    assert weak.right(WEAK, "xray", "%") == "none"
    assert weak.right(WEAK, "befunde", "%") == "read"
    weak.set(WEAK, permission("xray", "read"))
    weak.root(WEAK, "/usr/syno/sbin/synoshare --setuser befunde NA + guest")
    # The guest is a member of `users`, which may write: the stronger of the two rights holds.
    assert weak.right(WEAK, "xray", "%") == "write"
    assert weak.right(WEAK, "befunde", "%") == "none"


def test_a_group_without_its_at_is_ignored(weak: Look) -> None:
    weak.root(WEAK, "/usr/syno/sbin/synoshare --setuser intern NA + users")
    assert weak.right(WEAK, "intern", "anna%Weak-anna-pass-1") == "write"
    weak.root(WEAK, "/usr/syno/sbin/synoshare --setuser intern NA + @users")
    assert weak.right(WEAK, "intern", "anna%Weak-anna-pass-1") == "none"


def test_ftp_stops_for_good(weak: Look) -> None:
    weak.set(WEAK, SECURITY + " user_chroot=false anonymous=false")
    assert weak.run(f"curl -sS --max-time 5 ftp://{weak.at(WEAK)}/")[0] == 67
    assert weak.run(f"curl -sS --max-time 5 ftp://{weak.at(WEAK)}/ --user anna:Weak-anna-pass-1")[0] == 0
    weak.set(WEAK, "FileServ.FTP method=set version=3 enable_ftp=false enable_ftps=true")
    assert weak.run(f"curl -sS --max-time 5 ftp://{weak.at(WEAK)}/ --user anna:Weak-anna-pass-1")[0] == 67
    assert weak.run(f"curl -sSk --ssl-reqd --max-time 5 ftp://{weak.at(WEAK)}/ --user anna:Weak-anna-pass-1")[0] == 0
    weak.set(WEAK, "FileServ.FTP method=set version=3 enable_ftp=false enable_ftps=false")
    assert weak.run(f"curl -sS --max-time 5 ftp://{weak.at(WEAK)}/")[0] == 7
    weak.reboot(WEAK)
    assert weak.run(f"curl -sS --max-time 5 ftp://{weak.at(WEAK)}/")[0] == 7


def test_an_account_that_is_off_is_out_everywhere(weak: Look) -> None:
    assert weak.run(f"curl -sS --max-time 5 ftp://{weak.at(WEAK)}/ --user anna:Weak-anna-pass-1")[0] == 0
    weak.set(WEAK, "User method=set version=1 name='\"scan\"' expired='\"now\"'")
    weak.root(WEAK, "/usr/syno/sbin/synouser --modify anna '' 1 ''")
    assert weak.smb(WEAK, "intern", "scan%") != 0
    assert weak.smb(WEAK, "intern", "anna%Weak-anna-pass-1") != 0
    assert weak.run(f"curl -sS --max-time 5 ftp://{weak.at(WEAK)}/ --user anna:Weak-anna-pass-1")[0] == 67
    anna = weak.root(WEAK, "/usr/syno/sbin/synouser --get anna")
    assert "Expired     : [true]" in anna
    assert "Fullname    : []" in anna
    weak.set(WEAK, "User method=set version=1 name='\"guest\"' expired='\"now\"'")
    assert weak.right(WEAK, "xray", "%") == "none"


def test_ddns_and_quickconnect_go(weak: Look) -> None:
    weak.set(WEAK, "DDNS.Record method=delete version=1 id='[\"Synology\"]'")
    assert '"records" : []' in weak.root(WEAK, API + "DDNS.Record method=list version=1")
    assert "[Synology]" not in weak.root(WEAK, "cat /etc/ddns.conf")
    weak.set(WEAK, "QuickConnect method=set version=1 enabled=false")
    assert '"enabled" : false' in weak.root(WEAK, API + "QuickConnect method=get version=2")
    assert '{"quickconnect":{"enabled":false}' in weak.root(WEAK, "cat /usr/syno/etc/synorelayd/synorelayd.conf")


def test_smb_dialects_and_samba_off(weak: Look) -> None:
    weak.set(WEAK, "FileServ.SMB method=set version=3 smb_min_protocol=3")
    assert weak.run(f"smbclient -m SMB2_10 -N -L {weak.at(WEAK)}")[0] != 0
    assert weak.run(f"smbclient -m SMB3 -N -L {weak.at(WEAK)}")[0] == 0
    weak.set(WEAK, "FileServ.SMB method=set version=3 enable_samba=false")
    assert not weak.answers(WEAK, 445)
    assert weak.root(WEAK, "/usr/syno/bin/synosystemctl get-active-status pkg-synosamba-smbd") == "inactive\n"


@pytest.mark.parametrize(("request_", "code"), [
    ("FileServ.FTP method=set version=3 enable_ftp=false", 114),
    ("FileServ.FTP method=set version=3 enable_ftp=False enable_ftps=false", 3103),
    ("Share.Permission method=set version=1 name='\"xray\"'", 114),
    ("User method=set version=1 name='\"nosuch\"' expired='\"now\"'", 3106),
    ("QuickConnect method=get version=3", 103),
    ("FileServ.FTP.Security method=set version=1 anonymous=false", 1902),
])  # fmt: skip
def test_refused_calls_change_no_daemon(weak: Look, request_: str, code: int) -> None:
    assert f'"code" : {code}\n' in weak.root(WEAK, API + request_)
    anonymous = weak.run(f"curl -sS --max-time 5 ftp://{weak.at(WEAK)}/")[0]
    assert anonymous == (67 if code == 1902 else 0)  # refused, and the key was written all the same


def test_two_changes_at_once_both_hold(weak: Look) -> None:
    one, two = API + permission("xray", "deny"), API + permission("befunde", "deny")
    weak.root(WEAK, f"{one} & {two} & wait")
    assert {weak.right(WEAK, share, "%") for share in ("xray", "befunde")} == {"none"}


def test_a_hostile_share_is_denied_by_name(look: Look) -> None:
    look.set(HOSTILE, permission(EVIL, "deny"))
    acl = look.root(HOSTILE, f"/usr/syno/sbin/synoshare --list_acl {shlex.quote(EVIL)}")
    assert "ACL NA List .....[guest]" in acl
    assert look.right(HOSTILE, "normal", "auditor%wrong") == "none"
