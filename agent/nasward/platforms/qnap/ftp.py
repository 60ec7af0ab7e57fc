"""FTP of QTS (qnap.md §6.3)."""

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Ftp, Platform
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms.ini import number, read, setting, switch, words
from nasward.platforms.qnap.marks import guess
from nasward.platforms.qnap.version import release
from nasward.platforms.reading import unproven

_LOOK = "Control Panel > Network & File Services > FTP > Advanced (QTS 5: the app QuFTP Service)"
_QUFTP_LOOK = "App Center > QuFTP Service"


def interpret_ftp(evidence: Evidence, platform: Platform) -> Ftp:
    """Whether FTP is on. The keys for anonymous logins and TLS are not known, only that both are off where FTP is."""
    settings = evidence.answer("qnap.settings")
    plain = _plain(settings, evidence.answer("qnap.qpkg"), platform)
    return Ftp(
        plain=plain,
        tls=_hanging(plain, "the key for FTP with TLS is not known", "none"),
        anonymous=_hanging(plain, "the key for anonymous FTP is not known", "fail"),
        port=setting(settings, "FTP", "Port", number),
        confined=_confined(settings),
    )


def _confined(settings: Answer) -> Leaf[bool]:
    """What `Home` does to the root of a session is not known."""
    home = setting(settings, "FTP", "Home", words)
    return guess(settings, home, "what FTP Home confines is not known", _LOOK, lambda word: not switch(word))


def _plain(settings: Answer, qpkg: Answer, platform: Platform) -> Leaf[bool]:
    """The switch of uLinux.conf; since QTS 5 it may stay off while the app QuFTP serves."""
    plain = setting(settings, "FTP", "Enable", switch)
    if isinstance(plain, Unknown) or plain.value:
        return plain
    version = release(platform)
    if version is not None and version < (5,):
        return plain
    app = _app(qpkg)
    if isinstance(app, Unknown) or not app.value:
        return app if isinstance(app, Unknown) else plain
    why = "the app QuFTP is on; whether it serves FTP without TLS is not known"
    return unproven(qpkg, why, "QuFTP Enable = TRUE", app.key, "fail", _QUFTP_LOOK)


def _app(qpkg: Answer) -> Leaf[bool]:
    """Whether QuFTP is installed and on."""
    apps = read(qpkg)
    if isinstance(apps, Unknown):
        return apps
    if not apps.has("QuFTP"):
        return Known(False, qpkg.source, "QuFTP (not installed)")
    return setting(qpkg, "QuFTP", "Enable", switch)


def _hanging(plain: Leaf[bool], why: str, leans: str) -> Leaf[bool]:
    """Off where FTP is off altogether, else not readable."""
    if isinstance(plain, Known) and not plain.value:
        return plain
    if isinstance(plain, Unknown) and plain.reason is not Reason.UNPROVEN:
        return plain
    raw = plain.raw if isinstance(plain, Unknown) else "FTP Enable = True"
    return Unknown(Reason.UNPROVEN, why, plain.source, plain.key, raw, "fail" if leans == "fail" else "none", _LOOK)
