"""The admin portal of DSM (synology.md §15)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Literal

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Certificate, Package, Web
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.platforms.reading import field, gap, malformed
from nasward.platforms.synology.answers import at, doubt, major, nowhere, told
from nasward.platforms.synology.packages import running

Level = Literal["modern", "intermediate", "old"]

_LOOK = "Control Panel > Security > Advanced > TLS/SSL Profile Level"
_LEVELS: Mapping[int, Level] = {1: "modern", 2: "intermediate", 3: "old"}
_WEB_SERVER = "WebStation"
_ATTRIBUTE = re.compile(r"(subject|issuer|notAfter)= *(.*)")


def interpret_web(evidence: Evidence, packages: Items[Package]) -> Web:
    """Ports, forced TLS, session rules, certificates."""
    web, session = evidence.answer("synology.web"), evidence.answer("synology.session")
    return Web(
        http_port=field(web, "http_port", int),
        https_port=field(web, "https_port", int),
        https=_https(evidence),
        https_forced=field(web, "enable_https_redirect", bool),
        hsts=field(web, "enable_hsts", bool),
        compression=field(evidence.answer("synology.compression"), "http_compression", bool),
        session_minutes=field(session, "timeout", int),
        ip_check=told(field(session, "skip_ip_checking", bool), lambda skipped: not skipped),
        csrf=field(session, "enable_csrf_protection", bool),
        framing_blocked=field(evidence.answer("synology.embed"), "enable_block", bool),
        tls_level=_tls_level(evidence),
        user_server=running(packages, _WEB_SERVER),
        certificates=interpret_certificates(evidence),
    )


def _https(evidence: Evidence) -> Leaf[bool]:
    """A switch on DSM 6; always on from 7 on."""
    system = major(evidence.answer("synology.version"))
    if isinstance(system, Known) and system.value >= 7:
        return Known(True, system.source, system.key)
    return system if isinstance(system, Unknown) else field(evidence.answer("synology.web_v1"), "enable_https", bool)


def _tls_level(evidence: Evidence) -> Leaf[Level]:
    """The portal's own level, else the default one. What the numbers mean is known for DSM 6 only."""
    answer, system = evidence.answer("synology.tls"), major(evidence.answer("synology.version"))
    level = field(answer, "default-level", int)
    if _says_portal(answer):
        own = at(answer, "services.dsm.current-level", int)
        inherits = isinstance(own, Known) and own.value == 0
        level = level if inherits else own
    if isinstance(level, Unknown):
        return level
    if isinstance(system, Unknown):
        return system
    if system.value != 6 or level.value not in _LEVELS:
        return doubt(level, "what this TLS level means is not known; a handshake tells", _LOOK)
    return Known(_LEVELS[level.value], level.source, level.key)


def _says_portal(answer: Answer) -> bool:
    """Whether the portal has a level of its own, in whatever form."""
    services = answer.content.get("services") if isinstance(answer.content, Mapping) else None
    return isinstance(services, Mapping) and "dsm" in services


def interpret_certificates(evidence: Evidence) -> Items[Certificate]:
    """Certificates in use, from openssl's words about each."""
    answer = evidence.answer("synology.certificates")
    missing = gap(answer)
    if missing is not None:
        return Items((), missing)
    found: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in str(answer.content).split("\n"):
        if line.startswith("@"):
            current = found.setdefault(line[1:], {})
        elif attribute := _ATTRIBUTE.fullmatch(line):
            current[attribute[1]] = attribute[2].strip()
    return Items(tuple(_certificate(evidence, answer, name, found[name]) for name in found), None)


def _certificate(evidence: Evidence, answer: Answer, name: str, said: Mapping[str, str]) -> Certificate:
    subject, issuer = _said(answer, name, said, "subject"), _said(answer, name, said, "issuer")
    known = isinstance(subject, Known) and isinstance(issuer, Known)
    return Certificate(
        name,
        subject=subject,
        days_left=_days_left(evidence, answer, name, said),
        self_signed=Known(said["subject"] == said["issuer"], answer.source, f"{name}|issuer")
        if known
        else issuer
        if isinstance(issuer, Unknown)
        else malformed(answer, f"{name} has no subject", name),
        shared_key=nowhere(f"whether the key of {name} is public", "the certificate's fingerprint"),
    )


def _said(answer: Answer, name: str, said: Mapping[str, str], key: str) -> Leaf[str]:
    if said.get(key):
        return Known(said[key], answer.source, f"{name}|{key}")
    return malformed(answer, f"openssl names no {key} of {name}", f"{name}|{key}")


def _days_left(evidence: Evidence, answer: Answer, name: str, said: Mapping[str, str]) -> Leaf[int]:
    """Whole days from the collection to `notAfter` (`Nov 22 12:00:00 2027 GMT`)."""
    end = _said(answer, name, said, "notAfter")
    if isinstance(end, Unknown):
        return end
    try:
        last = datetime.strptime(" ".join(end.value.split()), "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)
        now = datetime.fromisoformat(evidence.as_of)
        return Known((last - (now if now.tzinfo else now.replace(tzinfo=UTC))).days, answer.source, end.key)
    except ValueError:
        return malformed(answer, f"the end of {name} is no date", end.key, end.value)
