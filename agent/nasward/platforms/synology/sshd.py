"""sshd_config: the first value of a directive wins, blocks may override it, what is missing has OpenSSH's default."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nasward.model.evidence import Answer
from nasward.model.leaf import Known, Leaf, Unknown
from nasward.platforms.reading import gap, malformed, unproven

_LOOK = "/etc/ssh/sshd_config"
_LINE = re.compile(r"(\w+)(?:\s*=\s*|\s+)(.+)")
_DEFAULTS: Mapping[str, str] = {
    "permitrootlogin": "prohibit-password",
    "passwordauthentication": "yes",
    "permitemptypasswords": "no",
    "allowtcpforwarding": "yes",
    "disableforwarding": "no",
    "permituserenvironment": "no",
    "challengeresponseauthentication": "yes",
    "usepam": "no",
    "kbdinteractiveauthentication": "yes",
    "authenticationmethods": "",
}
"""Of OpenSSH 7.4 (DSM 6.2.3) and 8.2 (DSM 7), sshd_config(5)."""


@dataclass(frozen=True, slots=True)
class _Line:
    block: str
    key: str
    value: str


def directive(answer: Answer, name: str, *, for_everybody: bool = False) -> Leaf[str]:
    """The value in force, in lower case. Unknown where a block or another file may override it.

    `for_everybody`: blocks for named users or addresses do not count.
    """
    missing = gap(answer, name)
    if missing is not None:
        return missing
    key = name.lower()
    lines = _lines(str(answer.content))
    if not str(answer.content).startswith("# read"):
        return malformed(answer, "sshd_config was not read to its end", name)
    before = [line for line in lines if line.key in (key, "include") and not line.block]
    if before and before[0].key == "include":
        return unproven(answer, "another file is included before it is set", "Include", name, "none", _LOOK)
    found = Known(before[0].value, answer.source, name) if before else _default(answer, name)
    if before or not any(line.key == "include" for line in lines):
        return _overridden(answer, found, lines, key, for_everybody)
    return unproven(answer, "another file is included that may set it", "Include", name, "none", _LOOK)


def _default(answer: Answer, name: str) -> Known[str]:
    return Known(_DEFAULTS[name.lower()], answer.source, f"{name} (missing: OpenSSH default)")


def _overridden(answer: Answer, found: Known[str], lines: list[_Line], key: str, for_everybody: bool) -> Leaf[str]:
    others = [line for line in lines if line.block and line.key == key and (line.block == "all" or not for_everybody)]
    different = next((line for line in others if line.value != found.value), None)
    if different is None:
        return found
    detail = f"a block sets it differently (Match {different.block})"
    return unproven(answer, detail, f"{found.value} / {different.value}", found.key, "fail", _LOOK)


def password_login(answer: Answer) -> Leaf[bool]:
    """Whether a password is taken: directly, or by PAM through the keyboard-interactive way."""
    if isinstance(methods := directive(answer, "AuthenticationMethods"), Unknown):
        return methods
    if methods.value:
        return unproven(answer, "more than a password may be demanded", methods.value, methods.key, "none", _LOOK)
    plain = _switch(answer, "PasswordAuthentication")
    if isinstance(plain, Unknown) or plain.value:
        return plain
    for name in ("UsePAM", _interactive(answer)):
        way = _switch(answer, name)
        if isinstance(way, Unknown):
            return way
        if not way.value:
            return plain
    return Known(True, answer.source, _interactive(answer))


def _interactive(answer: Answer) -> str:
    """Newer OpenSSH calls the same directive by another name."""
    named = any(line.key == "kbdinteractiveauthentication" for line in _lines(str(answer.content)))
    return "KbdInteractiveAuthentication" if named else "ChallengeResponseAuthentication"


def _switch(answer: Answer, name: str) -> Leaf[bool]:
    setting = directive(answer, name)
    if isinstance(setting, Unknown):
        return setting
    if setting.value not in ("yes", "no"):
        return malformed(answer, f"{name} is neither yes nor no", name, setting.value)
    return Known(setting.value == "yes", setting.source, setting.key)


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    block = ""
    for each in text.splitlines():
        found = _LINE.fullmatch(each.strip())
        if found is None or each.startswith("#"):
            continue
        key, value = found[1].lower(), found[2].split("#")[0].strip().strip('"').lower()
        if key == "match":
            block = value
        else:
            lines.append(_Line(block, key, value))
    return lines
