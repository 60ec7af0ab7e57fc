"""SSH, SFTP and Telnet of QTS (qnap.md §2.3). sshd_config is generated; the port is on sshd's command line."""

from collections.abc import Mapping
from typing import Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Ssh, Switch
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms import data
from nasward.platforms.ini import number, setting, switch
from nasward.platforms.qnap.marks import lines
from nasward.platforms.reading import malformed, unproven

_LOOK = "by SSH: cat /etc/config/ssh/sshd_config"
_ROOT: Mapping[str, Literal["no", "key", "yes"]] = {
    "yes": "yes",
    "no": "no",
    "prohibit-password": "key",
    "without-password": "key",
    "forced-commands-only": "key",
}
_FORWARDING = {"yes": True, "all": True, "local": True, "remote": True, "no": False}
_YES = {"yes": True, "no": False}
_ALGORITHMS = ("ciphers", "macs", "kexalgorithms")

_Directives = Mapping[str, str]


def interpret_ssh(evidence: Evidence) -> Ssh:
    """Switch and port from uLinux.conf, the rest from the generated file."""
    settings, conf = evidence.answer("qnap.settings"), evidence.answer("qnap.sshd_config")
    enabled = setting(settings, "LOGIN", "SSH Enable", switch, default=False)
    port = _port(settings)
    found = _directives(conf)
    if isinstance(found, Unknown):
        return Ssh(enabled, port, found, found, found, found, found, found)
    return Ssh(
        enabled,
        port,
        root_login=_root_login(conf, found),
        password_login=_flag(conf, found, "passwordauthentication", _YES, default=True),
        empty_passwords=_flag(conf, found, "permitemptypasswords", _YES, default=False),
        forwarding=_flag(conf, found, "allowtcpforwarding", _FORWARDING, default=True),
        user_environment=_flag(conf, found, "permituserenvironment", _YES, default=False),
        weak_algorithms=_weak(conf, found),
    )


def interpret_sftp(evidence: Evidence) -> Switch:
    """SFTP goes through SSH's port; QNAP's own script takes a missing key for on."""
    settings = evidence.answer("qnap.settings")
    return Switch(setting(settings, "LOGIN", "SFTP Enable", switch, default=True), _port(settings))


def interpret_telnet(evidence: Evidence) -> Switch:
    """What a missing key means is not known."""
    settings = evidence.answer("qnap.settings")
    return Switch(
        setting(settings, "LOGIN", "TELNET Enable", switch), setting(settings, "LOGIN", "TELNET Port", number)
    )


def _port(settings: Answer) -> Leaf[int]:
    return setting(settings, "LOGIN", "SSH Port", number, default=22)


def _directives(answer: Answer) -> _Directives | Unknown:
    """The first of each directive counts, as in sshd; what follows `Match` is for some only."""
    listed = lines(answer)
    if isinstance(listed, Unknown):
        return listed
    found: dict[str, str] = {}
    for line in listed:
        key, _, value = line.strip().replace("\t", " ").partition(" ")
        found.setdefault(key.lower(), value.strip().strip('"'))
    if not found:
        return malformed(answer, "the file has no settings in it")
    if "include" in found:
        return unproven(answer, "sshd_config includes another file, which is not read", found["include"], "include")
    return found


def _flag(answer: Answer, found: _Directives, key: str, means: Mapping[str, bool], *, default: bool) -> Leaf[bool]:
    """A directive whose default is the same in every OpenSSH."""
    if key not in found:
        return Known(default, answer.source, f"{key} (missing: sshd's default)")
    word = found[key].lower()
    return Known(means[word], answer.source, key) if word in means else malformed(answer, "an odd word", key, word)


def _root_login(answer: Answer, found: _Directives) -> Leaf[Literal["no", "key", "yes"]]:
    """`admin` is root here: where AllowUsers leaves it out, it cannot log in whatever else is said (grade C)."""
    key = "permitrootlogin"
    word = found.get(key, "").lower()
    if not word:
        return Unknown(
            Reason.ABSENT, "PermitRootLogin is missing; its default depends on the release", answer.source, key
        )
    if word not in _ROOT:
        return malformed(answer, "an odd word", key, word)
    allowed = found.get("allowusers")
    if word != "no" and allowed is not None and not any(n == "admin" or set("*?@!") & set(n) for n in allowed.split()):
        why = "PermitRootLogin lets admin in, and AllowUsers does not name it"
        return unproven(answer, why, f"PermitRootLogin {word}", key, "none", _LOOK)
    return Known(_ROOT[word], answer.source, key)


def _weak(answer: Answer, found: _Directives) -> Leaf[str]:
    """Known only where all three lists are given whole; else sshd's own defaults count, which are not read."""
    table = data.table("qnap/known.yml")["weak_ssh"]
    given = {key: found.get(key, "").lower() for key in _ALGORITHMS}
    weak = [name for key in _ALGORITHMS for name in given[key].lstrip("+^").split(",") if name in table[key]]
    if all(value and value[0] not in "+-^" for value in given.values()):
        return Known(",".join(weak), answer.source, "ciphers, macs, kexalgorithms")
    why = "sshd_config does not give all algorithms, and the defaults of this sshd are not read"
    raw = ",".join(weak) or "no weak one named"
    return unproven(answer, why, raw, "ciphers, macs, kexalgorithms", "fail" if weak else "none", _LOOK)
