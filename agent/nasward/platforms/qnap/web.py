"""The admin portal of QTS, its user web server and its certificate (qnap.md §7.1, §7.2)."""

import re
from datetime import UTC, datetime

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Certificate, Web
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown, complete
from nasward.platforms import data
from nasward.platforms.ini import number, setting, switch
from nasward.platforms.reading import gap, malformed, unproven

_LOOK = "Control Panel > System > General Settings > System Administration > TLS version"
_FIELD = re.compile(r"^(subject|issuer|notAfter|sha256 Fingerprint)\s*=\s*(.*?)\s*$", re.IGNORECASE | re.MULTILINE)


def keep_certificate(text: str) -> str:
    """Only the lines that are asked for: openssl may print more."""
    return "".join(f"{key}={value}\n" for key, value in _FIELD.findall(text))


def interpret_web(evidence: Evidence) -> Web:
    """Ports and switches, with what QNAP's own readers take for missing keys."""
    answer = evidence.answer("qnap.settings")
    return Web(
        http_port=setting(answer, "System", "Web Access Port", number, default=8080),
        https_port=setting(answer, "Stunnel", "Port", number, default=443),
        https=setting(answer, "Stunnel", "Enable", switch, default=True),
        https_forced=setting(answer, "System", "Force SSL", switch, default=False),
        tls_level=_tls_level(evidence.answer("qnap.portal_tls")),
        user_server=setting(answer, "QWEB", "Enable", switch),
        certificates=_certificates(evidence),
    )


def _tls_level(answer: Answer) -> Unknown:
    """That this line of the generated file is what the vendor's switch sets is grade C."""
    missing = gap(answer)
    if missing is not None:
        return missing
    found = [line.split(None, 1)[1].strip() for line in str(answer.content).splitlines() if len(line.split()) > 1]
    raw = " / ".join(dict.fromkeys(found)) or "no SSLProtocol"
    why = "the key of the TLS level is not known, only what the generated file says"
    return unproven(answer, why, raw, "SSLProtocol", "fail" if _offers_old(raw) else "none", _LOOK)


def _offers_old(line: str) -> bool:
    """`All -SSLv2 -SSLv3` still offers TLS 1.0; `All -TLSv1 -TLSv1.1` does not."""
    words = line.lower().split()
    refused = {word[1:] for word in words if word.startswith("-")}
    named = {word.lstrip("+") for word in words if not word.startswith("-")}
    return bool({"tlsv1", "tlsv1.0", "tlsv1.1"} & named) or ("all" in named and not {"tlsv1", "tlsv1.1"} <= refused)


def _certificates(evidence: Evidence) -> Items[Certificate]:
    """The one of the portal, by openssl on the NAS: the key in the same file stays there."""
    answer = evidence.answer("qnap.certificate")
    missing = gap(answer)
    if missing is not None:
        return Items((), missing)
    found = {key.lower(): value for key, value in _FIELD.findall(str(answer.content))}
    if "subject" not in found:
        return Items((), malformed(answer, "openssl printed no certificate"))
    return complete([_certificate(answer, found, evidence.as_of)])


def _certificate(answer: Answer, found: dict[str, str], as_of: str) -> Certificate:
    def part(key: str) -> Leaf[str]:
        return Known(found[key], answer.source, key) if found.get(key) else _lost(answer, key)

    issuer, print_ = part("issuer"), part("sha256 fingerprint")
    shared = data.table("qnap/known.yml")["shared_certificates"]
    return Certificate(
        "admin portal",
        subject=part("subject"),
        days_left=_days_left(answer, part("notafter"), as_of),
        self_signed=issuer
        if isinstance(issuer, Unknown)
        else Known(issuer.value == found["subject"], answer.source, "subject, issuer"),
        shared_key=print_
        if isinstance(print_, Unknown)
        else Known(print_.value.upper() in shared, answer.source, "sha256 fingerprint"),
    )


def _lost(answer: Answer, key: str) -> Unknown:
    return Unknown(Reason.ABSENT, f"openssl printed no {key}", answer.source, key)


def _days_left(answer: Answer, end: Leaf[str], as_of: str) -> Leaf[int]:
    """Whole days from the collection to the end; negative where it is over."""
    if isinstance(end, Unknown):
        return end
    try:
        last = datetime.strptime(" ".join(end.value.split()), "%b %d %H:%M:%S %Y GMT").replace(tzinfo=UTC)
        now = datetime.fromisoformat(as_of)
        return Known((last - (now if now.tzinfo else now.replace(tzinfo=UTC))).days, answer.source, end.key)
    except ValueError:
        return malformed(answer, "a date that is none", end.key, end.value)
