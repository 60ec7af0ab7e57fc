"""The QNAP profiles say the truth, and QNAP's commands really change the daemons: seen by tools that know no nasward.

smbclient, curl, ssh, testparm, `sshd -T` and getcfg ask the simulated hosts; the answers are held against
`truth` in the profiles and against the facts (qnap.md 0.1, 1.4, 2.3, 6.3, 7.3).
"""

import shlex
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.lab.client import RunningLab
from tests.lab.contract import Profile
from tests.lab.params import hosts

pytestmark = pytest.mark.lab

PROFILES = (
    *("weak-qnap-5.2", "hardened-qnap-5.2", "factory-qnap-5.2", "odd-qnap-5.2"),
    *("weak-qnap-4.3", "factory-qnap-4.3", "weak-hero-5.2", "hardened-hero-5.2"),
)
SESSIONS = {"SMB-001": "%", "SMB-002": "nobody-knows-me%x"}
CASES: dict[str, Any] = YAML(typ="safe").load(
    (Path(__file__).parents[1] / "cases/lab/qnap_tools.yml").read_text(encoding="utf-8")
)


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Nas:
    """One host of the lab, with its profile."""

    lab: RunningLab
    profile: Profile
    ip: str
    password: str

    def run(self, *command: str, text: str = "") -> Done:
        """Run a program of this machine among the hosts."""
        done = self.lab.run(command, stdin=text)
        return Done(done.returncode, done.stdout, done.stderr)

    def truth(self, check: str, ruling: str = "fail") -> set[str]:
        """The subjects that the profile names for `check`."""
        return {row["subject"] for row in self.profile.truth[ruling] if row["check"] == check}

    def ssh(self, command: str, text: str = "") -> Done:
        """Run a command as the auditor, without rights."""
        options = ["BatchMode=yes", f"UserKnownHostsFile={self.lab.known_hosts}", "LogLevel=ERROR"]
        flags = [part for option in options for part in ("-o", option)]
        return self.run("ssh", "-i", str(self.lab.key), *flags, f"auditor@{self.ip}", command, text=text)

    def root(self, command: str) -> Done:
        """Run a command through sudo with the auditor's own password."""
        return self.ssh(f"sudo -k -S -p '' /bin/sh -c {shlex.quote(command)}", f"{self.password}\n")

    def out(self, command: str) -> str:
        """The output of a command that root runs and that must succeed."""
        done = self.root(command)
        assert done.code == 0, (command, done)
        return done.out.strip()

    def cfg(self, arguments: str) -> str:
        """What getcfg answers root, "" for a missing key."""
        done = self.root(f"/sbin/getcfg {arguments}")
        assert done.code in (0, 250), done
        return done.out.strip()

    def smb(self, share: str, user: str, command: str) -> Done:
        """One smbclient command in a share."""
        return self.run("smbclient", f"//{self.ip}/{share}", "-U", user, "-c", command)

    def smb_right(self, share: str, user: str) -> str:
        """What `user` may do in a share, found by doing it."""
        if self.smb(share, user, "ls readme.txt").code:
            return "none"
        return "read" if self.smb(share, user, "put /etc/hostname probe.txt; rm probe.txt").code else "write"

    def curl(self, *arguments: str) -> Done:
        """curl with a short patience."""
        return self.run("curl", "-sS", "--max-time", "8", *arguments)

    def open(self, port: int) -> bool:
        """Whether something listens."""
        return self.run("bash", "-c", f"exec 3<>/dev/tcp/{self.ip}/{port}").code == 0

    def shares(self) -> list[str]:
        """The names of its shares."""
        return [share["name"] for share in self.profile.data["shares"]]

    def closed_share(self) -> str:
        """A share that lets no guest in: who gets in there is a real user."""
        return next(name for name in self.shares() if self.smb_right(name, SESSIONS["SMB-002"]) == "none")


def eventually(holds: Callable[[], bool], seconds: float = 6) -> bool:
    """Whether something comes true within some seconds."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def nas_of(lab: RunningLab, name: str) -> Nas:
    """The host of a profile; its password as the inventory has it."""
    inventory = YAML(typ="safe").load(lab.seen(lab.inventory).read_text(encoding="utf-8"))
    password = inventory["all"]["hosts"][name]["ansible_become_password"]
    return Nas(lab, lab.profile(name), lab.hosts[name].ip, password)


@pytest.fixture(params=hosts(PROFILES))
def nas(lab: RunningLab, request: pytest.FixtureRequest) -> Nas:
    """Each host in turn, only to be read."""
    return nas_of(lab, request.param)


@pytest.fixture
def weak(lab: RunningLab) -> Iterator[Nas]:
    """The weak host, to be changed: it is reset afterwards."""
    yield nas_of(lab, "weak-qnap-5.2")
    lab.reset("weak-qnap-5.2")


@pytest.mark.parametrize("check", SESSIONS)
def test_strangers_get_into_just_the_shares_that_fail(nas: Nas, check: str) -> None:
    rights = {name: nas.smb_right(name, SESSIONS[check]) for name in nas.shares()}
    drift = nas.profile.data.get("drift", {}).get("guest", {})
    assert rights == {share["name"]: drift.get(share["name"], share["guest"]) for share in nas.profile.data["shares"]}
    assert {name for name, right in rights.items() if right != "none"} == nas.truth(check)


def guest_names(nas: Nas, share: str, key: str) -> bool:
    """Whether Samba's own reading of smb.conf has `guest` in a list of a share."""
    command = f"testparm -s -v --section-name={share} --parameter-name='{key}' /etc/config/smb.conf 2>/dev/null"
    return "guest" in nas.out(command).replace('"', "").replace(",", " ").split()


def test_smb_conf_gives_guests_what_the_profile_says(nas: Nas) -> None:
    for share in nas.profile.data["shares"]:
        name = share["name"]
        denied = guest_names(nas, name, "invalid users")
        reads, writes = guest_names(nas, name, "read list"), guest_names(nas, name, "write list")
        right = "none" if denied else "write" if writes else "read" if reads else "none"
        assert right == share["guest"], name
        assert (right != "none") == (name in nas.truth("SMB-005")), name
        assert denied == (share["guest"] == "none"), name


def test_inside_and_outside_of_a_share_differ_where_the_truth_says_so(nas: Nas) -> None:
    apart = {
        share["name"]
        for share in nas.profile.data["shares"]
        if (share["guest"] != "none") != (nas.smb_right(share["name"], SESSIONS["SMB-002"]) != "none")
    }
    assert apart == nas.truth("SMB-020")


def test_ftp_is_as_the_truth_says(nas: Nas) -> None:
    on = nas.cfg("FTP Enable -u") == "TRUE"
    anonymous = nas.curl(f"ftp://{nas.ip}/").code == 0
    # A wrong login: 331 to USER means that the server asks for the password in the clear.
    talk = nas.curl("-v", "--user", "nobody-knows-me:x", f"ftp://{nas.ip}/").err
    assert on == bool(nas.truth("FTP-004"))
    assert anonymous == bool(nas.truth("FTP-001"))
    assert ("< 331" in talk) == bool(nas.truth("FTP-005"))
    assert ("< 220" in talk and not on) == bool(nas.truth("FTP-012"))
    assert bool(nas.truth("FTP-011", "unmeasured")) == on
    assert nas.cfg("QuFTP Enable -f /etc/config/qpkg.conf") == ""
    # No key for anonymous logins is known, so none may be there (qnap.md 12.2).
    keys = nas.out("grep -rih '^[^=]*anonym[^=]*=' /etc/config/ | cut -d= -f1 | sort -u").split("\n")
    assert [key.strip() for key in keys] == ["MaxAnonymous", "restrict anonymous"]


def test_the_way_in_from_the_internet_is_as_the_truth_says(nas: Nas) -> None:
    name = nas.cfg("'QNAP DDNS Service' 'Host Name' -f /etc/config/qnapddns.conf")
    upnp = nas.cfg("UPnP_Global Enable -u -d FALSE -f /etc/config/upnpc.conf") == "TRUE"
    relay = nas.cfg("CloudLink Enable -u -d FALSE -f /etc/config/qpkg.conf") == "TRUE"
    assert nas.truth("DDN-002") == ({name} if name else set())
    assert nas.truth("DDN-002", "unmeasured") == (
        set() if nas.root("test -e /etc/config/qnapddns.conf").code == 0 else {""}
    )
    assert bool(nas.truth("DDN-001")) == bool(name and upnp)
    assert bool(nas.truth("DDN-005")) == relay
    assert (nas.root("pidof upnpcd").code == 0) == upnp
    assert (nas.root("pidof CloudLinkd").code == 0) == relay


def test_passwords_are_as_the_truth_says(nas: Nas) -> None:
    shadow = dict(line.split(":")[:2] for line in nas.out("cat /etc/config/shadow").splitlines())
    factory = {line.split(":")[1] for line in nas.out("cat /etc/default_config/shadow").splitlines()} - {"!"}
    people = [account["name"] for account in nas.profile.data["accounts"]]
    assert {name for name in people if shadow[name] == ""} == nas.truth("ACC-001", "unmeasured")
    doubtful = {"admin"}
    assert {name for name in people if shadow[name] in factory} | doubtful == nas.truth("ACC-004", "unmeasured")
    closed = nas.closed_share()
    blank = {name for name in [*people, "auditor"] if nas.smb_right(closed, f"{name}%") != "none"}
    assert blank == nas.truth("ACC-021")


def test_passwords_open_what_they_should(nas: Nas) -> None:
    closed = nas.closed_share()
    for account in nas.profile.data["accounts"]:
        if account.get("password") and account["name"] != "guest":
            code = nas.smb(closed, f"{account['name']}%{account['password']}", "ls").code
            assert (code != 0) == bool(account.get("expired")), account["name"]
            expired = nas.root(f"/sbin/user_expiry -C -A -u {account['uid']}").code
            # Known since QTS 4.4 (qnap.md 2.1); 127: no such program.
            assert expired == (127 if nas.profile.name.endswith("4.3") else bool(account.get("expired")))


def test_sshd_is_what_login_sh_says(nas: Nas) -> None:
    effective = nas.out("/usr/sbin/sshd -T -f /etc/config/ssh/sshd_config 2>/dev/null").splitlines()
    accounts = nas.profile.data["accounts"]
    admins = {account["name"] for account in accounts if account["uid"] == 0}
    disabled = {account["name"] for account in accounts if account.get("expired")}
    allowed = {line.split()[1] for line in effective if line.startswith("allowusers")}
    assert allowed == (admins | {"auditor"}) - disabled
    assert "permitrootlogin yes" in effective
    sftp = any(line.startswith("subsystem") for line in effective)
    assert sftp == bool(nas.profile.data.get("login", {}).get("sftp"))
    assert "sshd -f /etc/config/ssh/sshd_config -p 22" in nas.out("ps")


def test_the_auditor_is_who_the_inventory_says(nas: Nas) -> None:
    assert nas.ssh("echo $PATH; id -un; readlink /bin/sh").out.split() == [
        "/bin:/sbin:/usr/bin:/usr/sbin",
        "auditor",
        "bash",
    ]
    assert nas.ssh("sudo -n true").code == 1
    assert nas.ssh("sudo -k -S -p '' id", "wrong\n").code == 1
    for user in ("", "-u admin", "-u root", "--user=root"):
        done = nas.ssh(f"sudo -H -S -p '' {user} /bin/sh -c 'id -un; id -u'", f"{nas.password}\n")
        assert done.out.split() == ["admin", "0"], (user, done)
    assert nas.ssh("cat /etc/config/shadow").code == 1
    missing = "python3 python perl jq timeout flock pgrep nohup systemctl"
    assert nas.ssh(f"for name in {missing}; do command -v $name; done").out == ""


def test_planted_secrets_are_there_and_listed(nas: Nas) -> None:
    planted = nas.profile.data.get("planted", {})
    assert set(planted.values()) <= set(nas.profile.data["secrets"])
    for value in planted.values():
        assert nas.out(f"grep -rlF -- {shlex.quote(value)} /etc/config/"), value


@pytest.mark.parametrize("case", CASES["getcfg"], ids=lambda case: case["name"])
def test_getcfg_answers_like_qnaps(weak_reader: Nas, case: dict[str, Any]) -> None:
    prepare = f"printf %s {shlex.quote(case['file'])} >/tmp/t.conf"
    done = weak_reader.root(f"{prepare}; /sbin/getcfg {case['arguments']} -f /tmp/t.conf")
    assert (done.out, done.code) == (case["out"], case["code"])


@pytest.mark.parametrize("case", CASES["change"], ids=lambda case: case["name"])
def test_setcfg_and_rmcfg_write_like_qnaps(weak_reader: Nas, case: dict[str, Any]) -> None:
    prepare = f"printf %s {shlex.quote(case['file'])} >/tmp/t.conf; chmod 0640 /tmp/t.conf"
    done = weak_reader.root(
        f"{prepare}; /sbin/{case['command']} -f /tmp/t.conf; stat -c %a /tmp/t.conf; cat /tmp/t.conf"
    )
    assert done.out == f"640\n{case['after']}"


@pytest.fixture
def weak_reader(lab: RunningLab) -> Nas:
    """The weak host for what leaves no trace outside /tmp."""
    return nas_of(lab, "weak-qnap-5.2")


def test_without_the_lock_getcfg_gives_false_defaults_and_setcfg_lies(weak_reader: Nas) -> None:
    version = weak_reader.ssh("/sbin/getcfg System Version")
    assert (version.out, version.code) == ("5.2.6\n", 0)
    ftp = weak_reader.ssh("/sbin/getcfg FTP Enable -d FALSE")
    assert (ftp.out, ftp.code) == ("FALSE\n", 250)
    change = weak_reader.ssh("/sbin/setcfg FTP Enable FALSE")
    assert change.code == 0
    assert weak_reader.cfg("FTP Enable") == "TRUE"


def test_missing_file_is_250(weak_reader: Nas) -> None:
    assert weak_reader.root("/sbin/getcfg A B -d x -f /tmp/none.conf").code == 250


def test_denying_guests_closes_the_share_at_restart_only(weak: Nas) -> None:
    lists = ("read list", "write list", "valid users")
    for key in lists:
        kept = weak.cfg(f"Public '{key}' -f /etc/config/smb.conf").replace(",guest", "")
        weak.out(f"/sbin/setcfg Public '{key}' {shlex.quote(kept)} -f /etc/config/smb.conf")
    weak.out("/sbin/setcfg Public 'invalid users' guest -f /etc/config/smb.conf")
    weak.out("/sbin/setcfg global 'map to guest' Never -f /etc/config/smb.conf; /etc/init.d/smb.sh restart")
    assert eventually(lambda: weak.open(445))
    assert weak.smb_right("Public", SESSIONS["SMB-002"]) == "none"
    assert weak.smb_right("Public", "reception%Weak-qnap-reception-71") == "write"
    assert weak.smb_right("Roentgen", SESSIONS["SMB-002"]) == "read"
    assert weak.cfg("global 'map to guest' -f /etc/config/smb.conf") == "Bad User"


def test_restarts_on_each_others_heels_leave_one_daemon(weak: Nas) -> None:
    for script in ("smb.sh", "ftp.sh", "thttpd.sh"):
        again = f"/etc/init.d/{script} restart"
        weak.out(f"{again}; {again}; /etc/init.d/{script} stop")
    assert not any(weak.open(port) for port in (445, 139, 21, 8080))


def test_smb_sh_stops_and_starts_samba(weak: Nas) -> None:
    weak.out("/etc/init.d/smb.sh stop")
    assert not weak.open(445)
    assert not weak.open(139)
    weak.out("/etc/init.d/smb.sh start")
    assert eventually(lambda: weak.open(445))


def test_switching_ftp_off_needs_the_restart(weak: Nas) -> None:
    weak.out("/sbin/setcfg FTP Enable FALSE")
    assert weak.open(21)
    weak.out("/etc/init.d/ftp.sh restart")
    assert not weak.open(21)
    weak.out("/sbin/setcfg FTP Enable TRUE; /sbin/setcfg FTP Port 2121; /etc/init.d/ftp.sh restart")
    assert eventually(lambda: weak.open(2121))
    assert not weak.open(21)


def test_ftp_follows_the_share_lists_after_its_own_restart(weak: Nas) -> None:
    address = f"ftp://{weak.ip}/Roentgen/readme.txt"
    assert weak.curl(address).out == "lab\n"
    assert weak.curl("-T", "/etc/hostname", address).code != 0
    assert weak.curl(f"ftp://{weak.ip}/Intern/readme.txt").code != 0
    weak.out("/sbin/setcfg Roentgen 'read list' '' -f /etc/config/smb.conf; /etc/init.d/ftp.sh restart")
    assert eventually(lambda: weak.open(21))
    assert weak.curl(address).code != 0
    assert weak.curl("--user", "reception:Weak-qnap-reception-71", address).out == "lab\n"


def test_odd_hosts_restart_ends_the_drift(lab: RunningLab) -> None:
    odd = nas_of(lab, "odd-qnap-5.2")
    odd.out("/etc/init.d/ftp.sh restart; /etc/init.d/smb.sh restart")
    assert not odd.open(21)
    assert eventually(lambda: odd.open(445))
    assert odd.smb_right("Archiv", SESSIONS["SMB-002"]) == "none"
    lab.reset("odd-qnap-5.2")
    assert odd.open(21)
    assert odd.smb_right("Archiv", SESSIONS["SMB-002"]) == "read"


def test_upnpcd_comes_back_unless_daemon_mgr_stops_it(weak: Nas) -> None:
    first = weak.out("pidof upnpcd")
    weak.out("killall upnpcd")
    assert eventually(lambda: weak.root("pidof upnpcd").out.strip() not in ("", first))
    weak.out("/sbin/setcfg UPnP_Global Enable FALSE -f /etc/config/upnpc.conf")
    weak.out('/sbin/daemon_mgr upnpcd stop "/sbin/upnpcd -i 300 &"')
    assert eventually(lambda: weak.root("pidof upnpcd").code == 1)
    weak.lab.reboot("weak-qnap-5.2")
    assert weak.root("pidof upnpcd").code == 1


def test_apps_are_switched_by_qpkg_cli_and_qpkg_service(weak: Nas) -> None:
    assert weak.out("/sbin/qpkg_cli --status CloudLink") == "[CLI] QPKG CloudLink is installed"
    assert "not found" in weak.out("/sbin/qpkg_cli --status Nothing")
    assert weak.out("/sbin/qpkg_cli --list").split() == [app["name"] for app in weak.profile.data["qpkgs"]]
    weak.out("/sbin/qpkg_cli --disable CloudLink")
    assert weak.cfg("CloudLink Enable -f /etc/config/qpkg.conf") == "FALSE"
    assert weak.root("pidof CloudLinkd").code == 1
    weak.out("/sbin/qpkg_service enable CloudLink; /sbin/qpkg_service start CloudLink")
    assert eventually(lambda: weak.root("pidof CloudLinkd").code == 0)


def test_login_sh_makes_sshd_config_anew_and_drops_the_session(weak: Nas) -> None:
    weak.out("echo PasswordAuthentication no >>/etc/config/ssh/sshd_config; /sbin/setcfg LOGIN 'SFTP Enable' TRUE")
    assert weak.root("setsid /etc/init.d/login.sh restart").code == 255
    assert eventually(lambda: weak.ssh("true").code == 0)
    text = weak.out("cat /etc/config/ssh/sshd_config")
    assert "PasswordAuthentication" not in text
    assert "Subsystem sftp /usr/libexec/sftp-server" in text


def test_ssh_off_is_off(weak: Nas) -> None:
    weak.root("/sbin/setcfg LOGIN 'SSH Enable' FALSE; setsid /etc/init.d/login.sh restart")
    assert eventually(lambda: not weak.open(22))


def test_the_portal_follows_its_ports(weak: Nas) -> None:
    assert "<version>5.2.6</version>" in weak.curl(f"http://{weak.ip}:8080/cgi-bin/authLogin.cgi").out
    weak.out("/sbin/setcfg System 'Web Access Port' 8081; /etc/init.d/thttpd.sh restart")
    assert eventually(lambda: weak.open(8081))
    assert not weak.open(8080)
    assert weak.open(443)
    weak.out("/sbin/setcfg Stunnel Enable 0; /etc/init.d/stunnel.sh restart")
    assert eventually(lambda: not weak.open(443))
    weak.out("/sbin/setcfg QWEB Enable 1; /etc/init.d/Qthttpd.sh restart")
    assert eventually(lambda: weak.open(80))


def test_nfs_makes_exports_from_nfssetting(weak: Nas) -> None:
    for section, value in (
        ("Access", "TRUE"),
        ("AllowIP", "*"),
        ("Permission", "rw"),
        ("SquashOption", "no_root_squash"),
    ):
        weak.out(f"/sbin/setcfg {section} /share/CACHEDEV1_DATA/Public '{value}' -f /etc/config/nfssetting")
    weak.out("/sbin/setcfg NFS Enable TRUE; /etc/init.d/nfs restart")
    assert '\n"/share/CACHEDEV1_DATA/Public" *(sec=sys,rw,' in weak.out("cat /etc/exports")
    weak.out("/sbin/setcfg NFS Enable FALSE; /etc/init.d/nfs restart")
    assert weak.out("cat /etc/exports") == ""


def test_orthanc_answers_where_the_profile_says(nas: Nas) -> None:
    assert (nas.open(4242), nas.open(8042)) == (bool(nas.profile.data.get("orthanc")),) * 2


def test_exports_are_as_nfssetting_says(nas: Nas) -> None:
    volume = "ZFS1_DATA" if nas.profile.data["os"].get("hero") else "CACHEDEV1_DATA"
    on = nas.cfg("NFS Enable -u") == "TRUE"
    lines = {line.split()[0].strip('"'): line for line in nas.out("cat /etc/exports").splitlines()}
    shares = nas.profile.data.get("nfs", {}) if on else {}
    assert set(lines) == {f"/share/{part}/{name}" for name in shares for part in (volume, "NFSv=4")}
    for name, clients in shares.items():
        for client in clients:
            assert f" {client['client']}(sec=sys,{client['right']}," in lines[f"/share/{volume}/{name}"]
            assert client["squash"] in lines[f"/share/{volume}/{name}"]


def test_the_certificate_is_what_the_profile_says(nas: Nas) -> None:
    wanted = nas.profile.data.get("certificate", {})
    pem = "/etc/stunnel/stunnel.pem"
    assert nas.out(f"stat -L -c '%a %u' {pem}") == "600 0"
    names = nas.out(f"openssl x509 -in {pem} -noout -subject -issuer").splitlines()
    subject, issuer = (line.partition("=")[2] for line in names)
    assert (subject == issuer) == ("signer" not in wanted)
    assert ("QNAP NAS" in subject) == ("subject" not in wanted)
    # Own key: none of the certificates whose key is public (qnap.md 7.2).
    shown = nas.out(f"openssl x509 -in {pem} -noout -fingerprint -sha256")
    assert not any(start in shown for start in ("=EF:1F:D0:69", "=D2:A9:28:E4", "=A0:88:A9:BB"))
    assert nas.root(f"openssl x509 -in {pem} -noout -checkend 0").code == (wanted.get("days", 1) < 0)
    served = nas.run("openssl", "s_client", "-connect", f"{nas.ip}:443").out
    assert "BEGIN CERTIFICATE" in served


def test_https_is_forced_where_the_truth_says_so(nas: Nas) -> None:
    code = nas.curl("-o", "/dev/null", "-w", "%{http_code}", f"http://{nas.ip}:8080/").out
    assert (code == "301") == nas.profile.truth["facts"]["web.https_forced"]


def test_ports_of_the_truth_are_open(nas: Nas) -> None:
    ports = {path for path in nas.profile.truth["facts"] if path.startswith("listeners[tcp/")}
    assert ports
    for path in ports:
        assert nas.open(int(path.partition("/")[2].partition("]")[0])), path


def test_hero_has_its_own_marks(nas: Nas) -> None:
    hero = nas.profile.truth["facts"]["platform.os"] == "QuTS hero"
    assert (nas.root("test -d /share/ZFS1_DATA").code == 0) == hero
    assert (nas.root("test -d /share/CACHEDEV1_DATA").code == 0) != hero
    assert (nas.root("test -f /etc/config/qsnapshot/zsnapshotJob.conf").code == 0) == hero
    assert (nas.root("test -f /etc/volume.conf").code == 0) != hero
    assert ("<is_zfs>1<" in nas.curl("-L", "-k", f"http://{nas.ip}:8080/cgi-bin/authLogin.cgi").out) == hero


def test_samba_reads_the_protocols_that_the_truth_says(nas: Nas) -> None:
    least = nas.out(
        "testparm -s --section-name=global --parameter-name='server min protocol' /etc/config/smb.conf 2>/dev/null"
    )
    assert {"NT1": 1, "SMB2": 2, "SMB3": 3}[least[:4]] == nas.profile.truth["facts"]["smb.min_protocol"]
