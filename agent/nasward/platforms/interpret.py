"""Evidence to facts, whatever the vendor."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from nasward.model.evidence import Evidence
from nasward.model.facts import Facts, Outside
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.model.outcome import Outcome, Vantage
from nasward.platforms import qnap, synology
from nasward.platforms.identity import interpret_vendor
from nasward.platforms.reading import filled
from nasward.platforms.stranger import Heard, Inside, interpret_stranger
from nasward.platforms.tasks import blank_candidates
from nasward.platforms.views import join_views

_VENDORS: Mapping[str, Callable[[Evidence], Facts]] = {
    "synology": synology.interpret_inside,
    "qnap": qnap.interpret_inside,
}


def interpret(evidence: Evidence) -> Facts:
    """Everything the evidence says, and nothing it does not. Never raises, whatever the answers hold."""
    inside = interpret_inside(evidence)
    lent = _lent(evidence, inside)
    outside = Outside(
        lan=interpret_stranger(Heard(evidence.answers, Vantage.LAN), lent),
        internet=interpret_stranger(Heard(evidence.answers, Vantage.INTERNET), replace(lent, candidates=())),
    )
    return replace(inside, outside=outside, views=join_views(inside.shares, outside.lan.smb))


def interpret_inside(evidence: Evidence) -> Facts:
    """The inside view alone: what the outside probes are told (`stranger_task`) hangs on it."""
    if evidence.login.outcome is not Outcome.OK:
        why = Unknown(Reason(evidence.login.outcome.value), evidence.login.detail or "there was no login", "login")
        return _nothing(why)
    vendor = interpret_vendor(evidence.answer("identity"))
    if isinstance(vendor, Unknown):
        return _nothing(vendor)
    facts = _VENDORS[vendor.value](evidence)
    return replace(facts, platform=replace(facts.platform, vendor=Known(vendor.value, vendor.source, vendor.key)))


def _nothing(why: Unknown) -> Facts:
    """No inside view: every leaf unknown for the same reason; the outside stays unasked."""
    blank = Facts()
    return replace(filled(blank, why), outside=blank.outside, views=blank.views)


def _lent(evidence: Evidence, inside: Facts) -> Inside:
    """Without any login the outside stands alone: then a stranger's own list of shares is all there is to know."""
    alone = evidence.login.outcome is not Outcome.OK
    names = tuple(share.name for share in inside.shares)
    lent = Inside(names, inside.shares.missing, alone, blank_candidates(inside))
    return lent if alone else replace(lent, smb_on=inside.smb.enabled, ftp_on=_either(inside.ftp.plain, inside.ftp.tls))


def _either(first: Leaf[bool], second: Leaf[bool]) -> Leaf[bool]:
    """True where one surely is; False where both surely are not."""
    if isinstance(first, Known) and not first.value:
        return second
    return second if isinstance(second, Known) and second.value else first
