"""Short ways to a check and to facts."""

from typing import Any

from nasward.model.check import Check, Risk
from nasward.model.facts import Facts, Platform, Share
from nasward.model.leaf import Items, Known, Reason, Unknown, complete
from nasward.model.outcome import Vantage

DENIED = Unknown(Reason.DENIED, "permission list: Permission denied", "synology.share", "xray")
SYNOLOGY = Platform(vendor=Known("synology", "identity"))


def known(value: Any) -> Known[Any]:
    """A leaf as an interpreter would give it."""
    return Known(value, "synology.share", "guest")


def check(**changes: Any) -> Check:
    """SMB-005 with changes."""
    values: dict[str, Any] = {
        "id": "SMB-005",
        "title": "A shared folder lets guests in",
        "why": "One wrong choice publishes an archive.",
        "risk": Risk(4, 5),
        "area": "A01",
        "platforms": ("synology", "qnap"),
        "vantage": Vantage.SSH,
        "pass_when": 'share.guest_access == "none"',
        "finding": "Guests have {{ share.guest_access }} access to {{ share.name }}",
        "side_effect": "Staff lose access.",
        "for_each": "shares",
        "item": "share",
        "remediation": {"synology": "smb_share_deny_guest"},
        "manual": {"qnap": "Privilege > Shared Folders"},
        "parameters": {"share": "share.name"},
    }
    return Check(**{**values, **changes})


def shares(*items: Share, missing: Unknown | None = None, platform: Platform = SYNOLOGY) -> Facts:
    """Facts with these shared folders."""
    return Facts(platform=platform, shares=Items(items, missing))


def share(name: str, **leaves: Any) -> Share:
    """A shared folder with known leaves; an Unknown stays one."""
    return Share(name, **{key: each if isinstance(each, Unknown) else known(each) for key, each in leaves.items()})


__all__ = ["DENIED", "SYNOLOGY", "check", "complete", "known", "share", "shares"]
