"""SSH and Telnet of DSM (synology.md §8): the Terminal page, and sshd_config with OpenSSH's defaults."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Ssh, Switch
from nasward.model.leaf import Known, Leaf, Unknown
from nasward.platforms.reading import contested, entry, field, gap, malformed
from nasward.platforms.synology.answers import nowhere, word
from nasward.platforms.synology.service_files import is_none
from nasward.platforms.synology.sshd import directive, password_login

_LOOK = "Control Panel > Terminal & SNMP > Terminal"
_ROOT: Mapping[str, Literal["no", "key", "yes"]] = {
    "yes": "yes", "no": "no", "prohibit-password": "key", "without-password": "key", "forced-commands-only": "key",
}  # fmt: skip
_YES_NO = {"yes": True, "no": False}
_FORWARDING = {**_YES_NO, "all": True, "local": True, "remote": True}
_LISTS = ("ssh_cipher", "ssh_kex", "ssh_mac")


def interpret_ssh(evidence: Evidence) -> Ssh:
    """Switch and port of the Terminal page; who may log in and how by sshd_config."""
    terminal, config = evidence.answer("synology.terminal"), evidence.answer("synology.sshd_config")
    return Ssh(
        enabled=field(terminal, "enable_ssh", bool),
        port=field(terminal, "ssh_port", int),
        root_login=word(directive(config, "PermitRootLogin"), _ROOT, "/etc/ssh/sshd_config", "fail"),
        password_login=password_login(config),
        empty_passwords=word(directive(config, "PermitEmptyPasswords"), _YES_NO, "/etc/ssh/sshd_config", "fail"),
        forwarding=_forwarding(config),
        user_environment=_user_environment(config),
        weak_algorithms=_weak(terminal, evidence.answer("synology.sshd_t")),
    )


def interpret_telnet(evidence: Evidence) -> Switch:
    """Telnet's switch."""
    enabled = field(evidence.answer("synology.terminal"), "enable_telnet", bool)
    return Switch(enabled, nowhere("a port of Telnet", _LOOK))


def _forwarding(config: Answer) -> Leaf[bool]:
    """For everybody: what a block gives root or admin (as DSM ships it) does not count."""
    off = word(directive(config, "DisableForwarding", for_everybody=True), _YES_NO, "/etc/ssh/sshd_config")
    if isinstance(off, Unknown):
        return off
    if off.value:
        return Known(False, off.source, off.key)
    allowed = directive(config, "AllowTcpForwarding", for_everybody=True)
    return word(allowed, _FORWARDING, "/etc/ssh/sshd_config", "fail")


def _user_environment(config: Answer) -> Leaf[bool]:
    """Newer OpenSSH takes a pattern of names too: then users may set those."""
    setting = directive(config, "PermitUserEnvironment")
    return setting if isinstance(setting, Unknown) else Known(setting.value != "no", setting.source, setting.key)


def _weak(terminal: Answer, effective: Answer) -> Leaf[str]:
    """Algorithms in force that DSM itself grades low (`security_level` 0); sshd's own word must not contradict."""
    graded = _graded(terminal)
    if isinstance(graded, Unknown):
        return graded
    missing = gap(effective)
    if missing is not None:
        return missing
    shown = sorted(name for name, in_use in graded.items() if in_use)
    leaf = Known(",".join(shown), terminal.source, "ssh_cipher, ssh_kex, ssh_mac")
    if is_none(effective):
        return leaf
    in_force = _in_force(effective)
    if not in_force:
        return malformed(effective, "sshd did not say which algorithms are in force")
    really = sorted(name for name in graded if name in in_force)
    if really != shown:
        other = Known(",".join(really), effective.source)
        return contested(leaf, other, f"weak algorithms by the API: {leaf.value or '-'}, by sshd: {other.value or '-'}")
    return leaf


def _graded(terminal: Answer) -> dict[str, bool] | Unknown:
    """Every algorithm that DSM grades low, and whether it is in use."""
    missing = gap(terminal, "ssh_cipher")
    if missing is not None:
        return missing
    low: dict[str, bool] = {}
    for key in _LISTS:
        listed = terminal.content.get(key) if isinstance(terminal.content, Mapping) else None
        if isinstance(listed, str) or not isinstance(listed, Sequence) or not listed:
            return malformed(terminal, f"{key} is no list", key)
        for row in listed:
            wrong = _row(terminal, row, key, low)
            if wrong is not None:
                return wrong
    return low


def _row(terminal: Answer, row: Any, key: str, low: dict[str, bool]) -> Unknown | None:  # noqa: ANN401 - hostile JSON
    if not isinstance(row, Mapping):
        return malformed(terminal, f"{key} has a row that is no object", key)
    name, used = entry(terminal, row, "name", str, key), entry(terminal, row, "in_use", bool, key)
    level = entry(terminal, row, "security_level", int, key)
    for leaf in (name, used, level):
        if isinstance(leaf, Unknown):
            return leaf
    if isinstance(name, Known) and isinstance(used, Known) and isinstance(level, Known) and level.value == 0:
        low[name.value] = used.value
    return None


def _in_force(effective: Answer) -> frozenset[str]:
    lines = (line.split() for line in str(effective.content).splitlines())
    return frozenset(name for parts in lines if len(parts) == 2 for name in parts[1].split(","))
