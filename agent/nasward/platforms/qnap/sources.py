"""What is asked of a QNAP: its files, whole or key by key, never getcfg (qnap.md §0.1), and one vendor tool."""

import shlex
from collections.abc import Callable, Sequence

from nasward.model.evidence import Answer, Source
from nasward.model.leaf import Unknown
from nasward.platforms import data, digests, files, passwords
from nasward.platforms.identity import QNAP as GUARD
from nasward.platforms.qnap import containers
from nasward.platforms.qnap.apps import docker
from nasward.platforms.qnap.marks import NO_FILE
from nasward.platforms.qnap.smbconf import keep_rights
from nasward.platforms.qnap.web import keep_certificate
from nasward.platforms.shell import colon_fields, ini_keys, read_file

_FILESYSTEMS = """[ -r /proc/filesystems ] || exit 127
if grep -q zfs /proc/filesystems; then echo zfs=yes; else echo zfs=no; fi"""
_NO_IP = """f=/etc/config/no-ip2.conf
if [ -s $f ]; then echo filled; elif [ -e $f ]; then echo empty; else echo none; fi"""
_EXPIRY = "/sbin/user_expiry"
_OPENSSL = "openssl x509 -noout -subject -issuer -enddate -fingerprint -sha256 -in"
_SSL_PROTOCOL = "awk 'tolower($1) == \"sslprotocol\"'"


def first_sources() -> tuple[Source, ...]:
    """Everything that is known beforehand (exec 1)."""
    return (*_settings(), *_people(), *_services(), *_traces())


def _settings() -> tuple[Source, ...]:
    """INI files, key by key."""
    names = ("settings", "upnpc", "ddns", "qid", "qpkg", "firewall", "antivirus", "volumes", "iscsi")
    return (
        _keys("qnap.version", needs_root=False),
        _text("qnap.filesystems", _FILESYSTEMS, needs_root=False),
        *(_keys(f"qnap.{name}") for name in names),
        _text("qnap.no_ip", _NO_IP),
    )


def _people() -> tuple[Source, ...]:
    """Accounts, their passwords' states and keys."""
    return (
        _text("qnap.passwd", colon_fields("/etc/config/passwd", 1, 3)),
        _text("qnap.shells", colon_fields("/etc/config/passwd", 1, 7)),
        _text("qnap.groups", colon_fields("/etc/config/group", 1, 4)),
        passwords.source("qnap", GUARD),
        _text("qnap.password_days", colon_fields("/etc/config/shadow", 1, 3)),
        _text("qnap.second_factor", _shell("second_factor.sh")),
        _text("qnap.authorized_keys", _shell("authorized_keys.sh")),
    )


def _services() -> tuple[Source, ...]:
    """Files of services, and what openssl and ZFS say."""
    known = data.table("qnap/known.yml")
    sections = {"allow": ";".join(f"[{name}]".lower() for name in known["nfs_sections"])}
    exports = "awk '/^[ \\t]*[\"\\/]/'"
    return (
        Source("qnap.smb_conf", read_file("/etc/config/smb.conf"), digests.text("qnap.smb_conf", keep_rights), GUARD),
        _text("qnap.sshd_config", read_file("/etc/config/ssh/sshd_config", _awk("sshd_config.awk"))),
        _text("qnap.rsyncd", _optional("/etc/config/rsyncd.conf", _awk("rsyncd.awk"))),
        _text("qnap.nfssetting", _optional("/etc/config/nfssetting", _awk("sections.awk", **sections))),
        _text("qnap.exports", _optional("/etc/exports", exports), needs_root=False),
        _text(
            "qnap.snmpd", read_file("/etc/config/snmpd.conf", _awk("snmpd.awk", known=";".join(known["communities"])))
        ),
        _text("qnap.bonjour", read_file("/etc/config/uLinux.conf", _awk("bonjour.awk"))),
        _text("qnap.stores", _optional("/etc/config/3rd_pkg_v2.conf", _awk("stores.awk"))),
        _text("qnap.certificate", read_file("/etc/stunnel/stunnel.pem", _OPENSSL), keep=keep_certificate),
        _text("qnap.portal_tls", read_file("/etc/apache-sys-proxy-ssl.conf", _SSL_PROTOCOL), needs_root=False),
        _text("qnap.zfs", _shell("zfs.sh"), needs_root=False),
        _text("qnap.snapshots", _shell("snapshots.sh")),
        _text("qnap.listeners", _shell("netstat.sh"), needs_root=False),
    )


def _traces() -> tuple[Source, ...]:
    """What starts by itself, and where a foreign hand shows."""
    return (
        _text("qnap.crontab", read_file("/etc/config/crontab", _awk("crontab.awk"))),
        _text("qnap.hooks", _hooks()),
        _text("qnap.hosts", read_file("/etc/hosts", _awk("hosts.awk")), needs_root=False),
        _text("qnap.sudoers", _shell("sudoers.sh")),
    )


def follow_up(answers: Sequence[Answer]) -> tuple[Source, ...]:
    """Per account what QNAP's own tool says about its end (qnap.md §2.1), and containers (exec 2)."""
    return (*_expiries(answers), *_containers(answers))


def _containers(answers: Sequence[Answer]) -> tuple[Source, ...]:
    """Where docker lies is only known from the apps (qnap.md §11.2)."""
    path = next((docker(a) for a in answers if a.source == "qnap.qpkg"), None)
    if path is None:
        return ()
    script = f"docker={shlex.quote(path)}\n{_shell('containers.sh')}"
    return (Source(containers.SOURCE, script, containers.digest, GUARD),)


def _expiries(answers: Sequence[Answer]) -> tuple[Source, ...]:
    listed = next((files.uids(a) for a in answers if a.source == "qnap.passwd"), {})
    if isinstance(listed, Unknown):
        return ()
    known = {name: uid.value for name, uid in listed.items() if not isinstance(uid, Unknown)}
    return tuple(_expiry(name, uid) for name, uid in known.items())


def _expiry(name: str, uid: int) -> Source:
    script = f"[ -e {_EXPIRY} ] || exit 127\n[ -x {_EXPIRY} ] || exit 126\n{_EXPIRY} -C -A -u {uid} >/dev/null 2>&1"
    return Source("qnap.user_expiry", script, digests.exit_code("qnap.user_expiry", name), GUARD, limit=1000, seconds=5)


def _keys(name: str, *, needs_root: bool = True) -> Source:
    """A file of which only the keys of `keys.yml` leave the box."""
    table = data.table("qnap/keys.yml")[name]
    keys = [(str(section), str(key)) for section, listed in table["keys"].items() for key in listed]
    if table.get("optional"):
        allow = ";".join(f"{section}|{key}".lower() for section, key in keys)
        return _text(
            name,
            _optional(table["file"], f"awk -v allow={shlex.quote(allow)} {shlex.quote(data.text('ini_keys.awk'))}"),
        )
    return _text(name, ini_keys(table["file"], keys), needs_root=needs_root)


def _text(name: str, script: str, *, needs_root: bool = True, keep: Callable[[str], str] = str) -> Source:
    return Source(name, script, digests.text(name, keep), GUARD, needs_root=needs_root)


def _shell(name: str) -> str:
    return data.text(f"qnap/shell/{name}")


def _awk(name: str, **values: str) -> str:
    """An awk program beside this module, with its values."""
    given = "".join(f"-v {key}={shlex.quote(value)} " for key, value in values.items())
    return f"awk {given}{shlex.quote(_shell(name))}"


def _optional(path: str, command: str) -> str:
    """As `read_file`, but a file that is surely not there is an answer of its own."""
    quoted = shlex.quote(path)
    return (
        f"(\n{read_file(path, command)}\n) || {{ nq_code=$?\n"
        f"[ $nq_code = 127 ] && [ ! -e {quoted} ] || exit $nq_code\necho {shlex.quote(NO_FILE)}; }}"
    )


def _hooks() -> str:
    """Presence of each sign; the paths may be patterns, and the shell sorts out which are there."""
    signs = data.table("qnap/known.yml")["hooks"]
    return "\n".join(
        f'found=no; for file in {" ".join(paths)}; do [ ! -e "$file" ] || found=yes; done\n'
        f"echo {shlex.quote(name)}=$found"
        for name, paths in signs.items()
    )
