"""Smaller services of QTS: rsync, WebDAV, AFP, SNMP, iSCSI, discovery (qnap.md §5.3, §6, §7.3, §9.1)."""

from typing import Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Discovery, IscsiTarget, Rsync, Snmp, Switch, WebDav
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.platforms import ini
from nasward.platforms.ini import number, setting, switch, words
from nasward.platforms.qnap.apps import app
from nasward.platforms.qnap.marks import either, guess, no_file, pairs
from nasward.platforms.reading import contested, gap, malformed, unproven

_WEBDAV_LOOK = "Control Panel > Network & File Services > Win/Mac/NFS/WebDAV > WebDAV"
_SNMP_LOOK = "Control Panel > Network & File Services > SNMP"
_ISCSI_LOOK = "iSCSI & Fibre Channel > iSCSI Storage"


def interpret_rsync(evidence: Evidence) -> Rsync:
    """NORMAL lets plain rsync clients in with one account for all."""
    answer = evidence.answer("qnap.settings")
    own = setting(answer, "System", "Rsync Model", {"NORMAL": True, "QNAP": False}.get)
    return Rsync(setting(answer, "System", "Rsync Support", switch), own, _default_account(evidence, own))


def _default_account(evidence: Evidence, own: Leaf[bool]) -> Leaf[bool]:
    """The server falls back to rsync/rsync where its file names no account or no password (qnap.md §6.2)."""
    if isinstance(own, Unknown) or not own.value:
        return own
    answer = evidence.answer("qnap.rsyncd")
    if no_file(answer):
        return Known(True, answer.source, "no rsyncd.conf: built-in account")
    found = pairs(answer, "user", "password")
    if isinstance(found, Unknown):
        return found
    if not {found["user"], found["password"]} <= {"missing", "default", "own"}:
        return malformed(answer, "the account in a word that is not known", "user, password")
    return Known(found["user"] != "own" or found["password"] != "own", answer.source, "rsync user, rsync enpswd")  # noqa: S105 - a word


def interpret_webdav(evidence: Evidence) -> WebDav:
    """One switch for both; with which of them it is served stands in keys that are not known."""
    answer = evidence.answer("qnap.settings")
    switched = setting(answer, "QWEB", "Enable_WebDAV", switch)
    if isinstance(switched, Unknown) or not switched.value:
        return WebDav(switched, switched)
    why = "WebDAV is on; whether with or without TLS is not known"
    plain = unproven(answer, why, "Enable_WebDAV = 1", switched.key, "fail", _WEBDAV_LOOK)
    return WebDav(plain, unproven(answer, why, "Enable_WebDAV = 1", switched.key, "none", _WEBDAV_LOOK))


def interpret_afp(evidence: Evidence) -> Switch:
    """QNAP's own readers take a missing key for off."""
    return Switch(setting(evidence.answer("qnap.settings"), "Appletalk", "Enable", switch, default=False))


def interpret_snmp(evidence: Evidence) -> Snmp:
    """The switch has an old and a new name; how `Version` is written is not known."""
    settings, conf = evidence.answer("qnap.settings"), evidence.answer("qnap.snmpd")
    reading = setting(settings, "SNMP", "Version", words)
    version = guess(settings, reading, "what this number of a version means is not known", _SNMP_LOOK, lambda _: False)
    found = pairs(conf, "ro", "rw")
    if isinstance(found, Unknown):
        return Snmp(_snmp_enabled(settings), version, version, found, found)
    return Snmp(
        _snmp_enabled(settings),
        version,
        version,
        _community(conf, found["ro"], found["rw"]),
        _writable(conf, found["rw"]),
    )


def _snmp_enabled(answer: Answer) -> Leaf[bool]:
    new = setting(answer, "SNMP", "Service Enable", switch)
    old = setting(answer, "SNMP", "Server Enable", switch)
    if isinstance(new, Unknown) and new.reason is Reason.ABSENT:
        return setting(answer, "SNMP", "Server Enable", switch, default=False)
    if isinstance(new, Known) and isinstance(old, Known) and new.value != old.value:
        return contested(new, old, "the old and the new switch of SNMP disagree")
    return new


def _community(answer: Answer, read: str, write: str) -> Leaf[Literal["well-known", "own", "none"]]:
    """A community that may write may read too."""
    words_: tuple[Literal["well-known", "own", "none"], ...] = ("well-known", "own", "none")
    if not {read, write} <= set(words_):
        return malformed(answer, "a community in a word that is not known", "rocommunity, rwcommunity")
    return Known(next(word for word in words_ if word in (read, write)), answer.source, "rocommunity, rwcommunity")


def _writable(answer: Answer, word: str) -> Leaf[bool]:
    if word not in ("well-known", "own", "none"):
        return malformed(answer, "a community in a word that is not known", "rwcommunity", word)
    return Known(word != "none", answer.source, "rwcommunity")


def interpret_iscsi(evidence: Evidence) -> Items[IscsiTarget]:
    """Which sections are targets, and where CHAP is kept, is not known."""
    answer = evidence.answer("qnap.iscsi")
    missing = gap(answer)
    if missing is not None:
        return Items((), missing)
    conf = ini.parse(str(answer.content))
    raw = "no iscsi_trgt.conf" if no_file(answer) else f"{len(conf.sections)} sections in iscsi_trgt.conf"
    why = "which sections of the file are targets, and where CHAP is kept, is not known"
    return Items((), unproven(answer, why, raw, "", "none", _ISCSI_LOOK))


def interpret_discovery(evidence: Evidence) -> Discovery:
    """UPnP and Bonjour by their switches; DLNA by Twonky's and by the app QDMS."""
    answer = evidence.answer("qnap.settings")
    twonky = setting(answer, "TwonkyMedia", "Enable", switch)
    return Discovery(
        ssdp=setting(answer, "UPnP Service", "Enable", switch),
        bonjour=_bonjour(evidence.answer("qnap.bonjour")),
        dlna=either(app(evidence.answer("qnap.qpkg"), "QDMS"), twonky),
    )


def _bonjour(answer: Answer) -> Leaf[bool]:
    found = pairs(answer, "on", "off")
    if isinstance(found, Unknown):
        return found
    on, off = number(found["on"]), number(found["off"])
    if on is None or off is None:
        return malformed(answer, "no count of services", "Bonjour Service")
    if not on and not off:
        return Unknown(Reason.ABSENT, "no service of Bonjour is named", answer.source, "Bonjour Service")
    return Known(on > 0, answer.source, "Bonjour Service")
