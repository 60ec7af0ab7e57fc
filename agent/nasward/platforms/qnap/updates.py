"""Live Update of QTS (qnap.md §10.1)."""

import re
from urllib.parse import urlsplit

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Updates
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms import data, ini
from nasward.platforms.ini import setting, switch

_ADDRESSES = ("Live Update XML", "QTS Live Update XML", "Hero Live Update XML", "QPKG CENTER XML")
_DAY = re.compile(r"(\d{4})/(\d{2})/(\d{2})\b.*")


def interpret_updates(evidence: Evidence) -> Updates:
    """The check at login, the day of the last one, and whether all addresses are the vendor's."""
    answer = evidence.answer("qnap.settings")
    return Updates(
        check=setting(answer, "System", "Enable Live Update", switch),
        servers_genuine=_genuine(answer),
        last_check=setting(answer, "System", "Latest Check Live Update", _day),
    )


def _day(value: str) -> str | None:
    found = _DAY.fullmatch(value)
    return "-".join(found.groups()) if found else None


def _genuine(answer: Answer) -> Leaf[bool]:
    """Malware sets its own address (QSnatch: 127.0.0.1)."""
    settings = ini.read(answer)
    if isinstance(settings, Unknown):
        return settings
    found = [(key, value) for key in _ADDRESSES for value in settings.values("System", key) if value]
    if not found:
        return Unknown(Reason.ABSENT, "no update address is set", answer.source, "System|Live Update XML")
    foreign = next((key for key, value in found if not _vendors(value)), None)
    return Known(foreign is None, answer.source, f"System|{foreign or ', System|'.join(key for key, _ in found)}")


def _vendors(address: str) -> bool:
    domain = data.table("qnap/known.yml")["update_domain"]
    try:
        host = (urlsplit(address if "//" in address else f"//{address}").hostname or "").rstrip(".")
    except ValueError:
        return False
    return host == domain or host.endswith(f".{domain}")
