"""What is asked of a QNAP: its files, whole or key by key, never getcfg (qnap.md §0.1), and one vendor tool."""

from collections.abc import Sequence

from nasward.model.evidence import Answer, Source
from nasward.model.leaf import Unknown
from nasward.platforms import data, digests, files, passwords
from nasward.platforms.identity import QNAP as GUARD
from nasward.platforms.qnap.smbconf import keep_rights
from nasward.platforms.shell import colon_fields, ini_keys, read_file

_FILESYSTEMS = """[ -r /proc/filesystems ] || exit 127
if grep -q zfs /proc/filesystems; then echo zfs=yes; else echo zfs=no; fi"""
_NO_IP = """f=/etc/config/no-ip2.conf
if [ -s $f ]; then echo filled; elif [ -e $f ]; then echo empty; else echo none; fi"""
_EXPIRY = "/sbin/user_expiry"


def first_sources() -> tuple[Source, ...]:
    """Everything that is known beforehand (exec 1)."""
    return (
        _keys("qnap.version", needs_root=False),
        _text("qnap.filesystems", _FILESYSTEMS, needs_root=False),
        _keys("qnap.settings"),
        _keys("qnap.upnpc"),
        _keys("qnap.ddns"),
        _text("qnap.no_ip", _NO_IP),
        _keys("qnap.qpkg"),
        Source("qnap.smb_conf", read_file("/etc/config/smb.conf"), digests.text("qnap.smb_conf", keep_rights), GUARD),
        _text("qnap.passwd", colon_fields("/etc/config/passwd", 1, 3)),
        _text("qnap.groups", colon_fields("/etc/config/group", 1, 4)),
        passwords.source("qnap", GUARD),
    )


def follow_up(answers: Sequence[Answer]) -> tuple[Source, ...]:
    """Per account what QNAP's own tool says about its end (exec 2, qnap.md §2.1)."""
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
    return _text(name, ini_keys(table["file"], keys), needs_root=needs_root)


def _text(name: str, script: str, *, needs_root: bool = True) -> Source:
    return Source(name, script, digests.text(name), GUARD, needs_root=needs_root)
