"""DDNS, myQNAPcloud Link and UPnP of QTS (qnap.md §7.3)."""

from nasward.model.evidence import Evidence
from nasward.model.facts import Ddns, DdnsRecord, PortForward, Remote
from nasward.model.leaf import Items, Known, Leaf, Unknown, complete
from nasward.platforms.ini import read, setting, switch
from nasward.platforms.reading import gap, unproven

_LOOK = "myQNAPcloud > DDNS"
_UPNP = "myQNAPcloud > Auto Router Configuration"
_CLOUD_LOOK = "myQNAPcloud > Overview"


def interpret_ddns(evidence: Evidence) -> Ddns:
    """myQNAPcloud's name where one is set; a third party's cannot be read, only that it was once set up."""
    answer = evidence.answer("qnap.ddns")
    name = setting(answer, "QNAP DDNS Service", "Host Name", str)
    other = _third_party(evidence)
    if isinstance(name, Unknown):
        return Ddns(Items((), name))
    if not name.value:
        return Ddns(Items((), other))
    record = DdnsRecord(name.value, Known("myQNAPcloud", name.source, name.key), Known(True, name.source, name.key))
    return Ddns(Items((record,), other))


def _third_party(evidence: Evidence) -> Unknown | None:
    answer = evidence.answer("qnap.no_ip")
    missing = gap(answer)
    if missing is not None or str(answer.content).strip() in ("none", "empty"):
        return missing
    return unproven(
        answer,
        "no-ip2.conf is there: whether a third party's DDNS is on is not known",
        "/etc/config/no-ip2.conf is not empty",
        "",
        "fail",
        _LOOK,
    )


def interpret_remote(evidence: Evidence) -> Remote:
    """Relay, UPnP and the QNAP ID."""
    upnp = setting(evidence.answer("qnap.upnpc"), "UPnP_Global", "Enable", switch, default=False)
    return Remote(
        relay=_relay(evidence),
        auto_mapping=upnp,
        cloud_account=_cloud_account(evidence),
        forwards=_forwards(evidence, upnp),
    )


def _forwards(evidence: Evidence, upnp: Leaf[bool]) -> Items[PortForward]:
    """None while UPnP is off. What upnpc.conf lists beside its switch has no known format (qnap.md §1.4, §7.3)."""
    if isinstance(upnp, Unknown):
        return Items((), upnp)
    if not upnp.value:
        return complete(())
    told = "which ports upnpc.conf lists is not known"
    return Items(
        (), unproven(evidence.answer("qnap.upnpc"), told, "UPnP_Global Enable = True", upnp.key, "fail", _UPNP)
    )


def _cloud_account(evidence: Evidence) -> Leaf[bool]:
    """3 is signed in; what the other numbers are is not known (qnap.md §7.3)."""
    answer = evidence.answer("qnap.qid")
    status = setting(answer, "QNAP ID Service", "STATUS", str)
    if isinstance(status, Unknown):
        return status
    if status.value == "3":
        return Known(True, status.source, status.key)
    return unproven(answer, "what this STATUS means is not known", status.value, status.key, "none", _CLOUD_LOOK)


def _relay(evidence: Evidence) -> Leaf[bool]:
    """myQNAPcloud Link is the app CloudLink; without a section it is not installed."""
    answer = evidence.answer("qnap.qpkg")
    apps = read(answer)
    if isinstance(apps, Unknown):
        return apps
    if not apps.has("CloudLink"):
        return Known(False, answer.source, "CloudLink (not installed)")
    return setting(answer, "CloudLink", "Enable", switch)
