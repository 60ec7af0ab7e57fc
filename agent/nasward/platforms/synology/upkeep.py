"""Updates and time of DSM (synology.md §16, §17)."""

from typing import Literal

from nasward.model.evidence import Evidence
from nasward.model.facts import Time, Updates
from nasward.model.leaf import Known, Leaf, Unknown
from nasward.platforms.reading import field
from nasward.platforms.synology.answers import doubt, nowhere, word

Policy = Literal["security", "all", "notify", "none"]

_LOOK = "Control Panel > Update & Restore > Update Settings"
_TIME_LOOK = "Control Panel > Regional Options > Time"
_POLICIES: dict[str, Policy] = {"hotfix-security": "security", "hotfix": "all", "notify": "notify"}


def interpret_updates(evidence: Evidence) -> Updates:
    """The update page's settings."""
    return Updates(
        check=field(evidence.answer("synology.upgrade_v1"), "auto_download", bool),
        policy=_policy(evidence),
        servers_genuine=nowhere("the addresses of its update servers", _LOOK),
        last_check=nowhere("the day of the last update check", _LOOK),
    )


def _policy(evidence: Evidence) -> Leaf[Policy]:
    """`autoupdate_enable` beside the type is DSM 7's. What the two mean when they disagree is not known."""
    answer = evidence.answer("synology.upgrade")
    policy = word(field(answer, "autoupdate_type", str), _POLICIES, _LOOK)
    switch = field(answer, "autoupdate_enable", bool)
    off = isinstance(switch, Known) and not switch.value
    if off and isinstance(policy, Known) and policy.value != "notify":
        return doubt(policy, "automatic updates are off and have a kind", _LOOK, "fail")
    return policy


def interpret_time(evidence: Evidence) -> Time:
    """NTP as a client and as a server. The server's name stays there while it is not used."""
    answer = evidence.answer("synology.ntp")
    mode: Leaf[bool] = word(field(answer, "enable_ntp", str), {"ntp": True, "manual": False}, _TIME_LOOK)
    return Time(
        synchronised=mode,
        server=mode if isinstance(mode, Unknown) else field(answer, "server", str),
        serves=field(evidence.answer("synology.ntp_server"), "enable", bool),
    )
