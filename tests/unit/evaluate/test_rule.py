"""No subject is ever silence, and what was not measured is never judged."""

import dataclasses

import pytest

from nasward.evaluate.rule import evaluate
from nasward.model.check import Severity
from nasward.model.facts import Facts, Platform
from nasward.model.leaf import Known, Reason, Unknown
from nasward.model.outcome import Vantage
from nasward.model.verdict import FactUsed, Ruling, Subject, Verdict, fingerprint

from .make import DENIED, SYNOLOGY, check, known, share, shares


def judged(facts: Facts, **changes: object) -> list[tuple[str, str, bool, str]]:
    verdicts = evaluate((check(**changes),), facts, "nas-1")
    return [(v.subject.kind, v.subject.name, v.subject.rest, v.ruling.value) for v in verdicts]


def one(facts: Facts, **changes: object) -> Verdict:
    (verdict,) = evaluate((check(**changes),), facts, "nas-1")
    return verdict


def test_a_finding_says_everything() -> None:
    verdict = one(shares(share("xray", guest_access="read")))
    subject = Subject("share", "xray")
    assert verdict == Verdict(
        check="SMB-005",
        title="A shared folder lets guests in",
        subject=subject,
        ruling=Ruling.FAIL,
        severity=Severity.CRITICAL,
        risk=check().risk,
        reason="Guests have read access to xray",
        fingerprint=fingerprint("nas-1", "SMB-005", subject),
        why="One wrong choice publishes an archive.",
        evidence=(FactUsed("shares[xray].guest_access", "read", "synology.share", "guest"),),
        area="A01",
        remediation="smb_share_deny_guest",
        side_effect="Staff lose access.",
        parameters={"share": "xray"},
    )


def test_a_pass_names_its_facts_and_proposes_nothing() -> None:
    verdict = one(shares(share("xray", guest_access="none")))
    assert (verdict.ruling, verdict.reason) == (Ruling.PASS, "shares[xray].guest_access is none")
    assert (verdict.remediation, verdict.manual, verdict.side_effect, verdict.parameters) == ("", "", "", {})


def test_an_unmeasured_verdict_names_the_leaf_it_hangs_on() -> None:
    verdict = one(shares(share("xray", guest_access=DENIED)))
    assert verdict.ruling is Ruling.UNMEASURED
    assert (verdict.code, verdict.leans) == ("denied", "none")
    assert verdict.reason == "shares[xray].guest_access: permission list: Permission denied"
    wanted = "denied: permission list: Permission denied"
    assert verdict.evidence == (FactUsed("shares[xray].guest_access", None, "synology.share", "xray", wanted),)


def test_a_leaning_leaf_keeps_its_reading_and_the_place_to_look() -> None:
    guess = Unknown(
        Reason.UNPROVEN, "the key is not proven", "s", "k", raw="guest=rw", leans="fail", look="Menu > Share"
    )
    verdict = one(shares(share("xray", guest_access=guess)))
    assert (verdict.code, verdict.leans) == ("unproven", "fail")
    assert verdict.reason == (
        "shares[xray].guest_access: the key is not proven; it reads guest=rw; look at Menu > Share"
    )


def test_the_blamed_leaf_is_the_one_that_decides() -> None:
    """`kind` is unknown too, but it is `hidden` that the answer hangs on."""
    facts = shares(share("xray", guest_access="read", hidden=DENIED))
    verdict = one(facts, pass_when='share.kind == "home" && false || share.guest_access == "none" || share.hidden')
    assert verdict.reason.startswith("shares[xray].hidden: ")


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (shares(missing=DENIED), [("nas", "", False, "unmeasured")]),
        (shares(), [("nas", "", False, "not_applicable")]),
        (
            shares(share("b", guest_access="none"), share("a", guest_access="write"), missing=DENIED),
            [("share", "b", False, "pass"), ("share", "a", False, "fail"), ("share", "", True, "unmeasured")],
        ),
        (
            shares(share("a", guest_access="none"), share("b")),
            [("share", "a", False, "pass"), ("share", "b", False, "unmeasured")],
        ),
    ],
    ids=["unknown list", "empty list", "cut list", "unknown leaf"],
)
def test_lists(facts: Facts, wanted: list[tuple[str, str, bool, str]]) -> None:
    assert judged(facts) == wanted


def test_an_item_told_twice_gives_one_verdict_the_worst() -> None:
    assert judged(shares(share("a", guest_access="none"), share("a", guest_access="read"))) == [
        ("share", "a", False, "fail")
    ]
    assert judged(shares(share("a", guest_access="none"), share("a"))) == [("share", "a", False, "unmeasured")]


@pytest.mark.parametrize(
    ("kind", "ruling"), [("data", "fail"), ("home", "not_applicable"), (DENIED, "unmeasured")], ids=str
)
def test_applies(kind: object, ruling: str) -> None:
    verdict = one(shares(share("a", guest_access="read", kind=kind)), applies='share.kind == "data"')
    assert verdict.ruling == ruling
    assert verdict.evidence[0].fact == "shares[a].kind"


@pytest.mark.parametrize(
    ("vendor", "platforms", "vantage", "ruling"),
    [
        (Known("synology", "identity"), ("qnap",), Vantage.SSH, "not_applicable"),
        (Known("synology", "identity"), ("synology",), Vantage.SSH, "fail"),
        (DENIED, ("synology", "qnap"), Vantage.SSH, "unmeasured"),
        (DENIED, ("synology", "qnap"), Vantage.LAN, "fail"),
        (DENIED, ("synology",), Vantage.LAN, "unmeasured"),
    ],
)
def test_platforms(vendor: object, platforms: tuple[str, ...], vantage: Vantage, ruling: str) -> None:
    facts = shares(share("a", guest_access="read"), platform=Platform(vendor=vendor))  # type: ignore[arg-type]
    assert one(facts, platforms=platforms, vantage=vantage).ruling == ruling


def test_help_follows_the_vendor() -> None:
    facts = shares(share("a", guest_access="read"), platform=Platform(vendor=Known("qnap", "identity")))
    verdict = one(facts)
    assert (verdict.remediation, verdict.manual) == ("", "Privilege > Shared Folders")
    nameless = one(dataclasses.replace(facts, platform=Platform()), vantage=Vantage.LAN)
    assert (nameless.remediation, nameless.manual) == ("", "QNAP: Privilege > Shared Folders")
    assert one(facts, manual={}, vantage=Vantage.LAN).manual
    unread = one(shares(share("a", guest_access="read")), parameters={"path": "share.path"})
    assert unread.remediation == ""
    assert "not measured" in unread.manual


def test_a_hostile_name_stays_data() -> None:
    name = "$(reboot) {{ 7*7 }} \"x' ; <b>[a].b"
    verdict = one(shares(share(name, guest_access="read")))
    assert verdict.reason == f"Guests have read access to {name}"
    assert verdict.parameters == {"share": name}
    assert verdict.subject.name == name
    assert verdict.evidence[0].fact == f"shares[{name}].guest_access"


@pytest.mark.parametrize("finding", ["{{ share.nowhere.at_all }}", "{{ 1 // 0 }}", "{{ share.name.__class__.mro() }}"])
def test_a_text_that_goes_wrong_falls_back_to_the_title(finding: str) -> None:
    assert one(shares(share("a", guest_access="read")), finding=finding).reason == "A shared folder lets guests in"


def test_a_rule_that_breaks_is_unmeasured() -> None:
    verdict = one(shares(share("a", guest_access="read")), pass_when='share.name.matches("(")')
    assert (verdict.ruling, verdict.code) == (Ruling.UNMEASURED, "error")


def test_a_rule_on_the_nas_with_a_cut_list() -> None:
    rule = {
        "for_each": "",
        "item": "",
        "pass_when": "shares.size() < 3",
        "finding": "{{ shares | length }}",
        "parameters": {},
    }
    assert one(shares(share("a"), share("b")), **rule).reason == "shares is a, b"
    assert one(shares(share("a"), share("b"), missing=DENIED), **rule).code == "denied"
    assert one(shares(share("a"), share("b"), share("c")), **rule).reason == "3"


def test_one_open_share_seen_fails_the_nas_however_many_were_not_seen() -> None:
    rule = {"for_each": "", "item": "", "finding": "open", "parameters": {}}
    rule["pass_when"] = '!shares.exists(s, s.guest_access != "none")'
    open_share, shut = share("a", guest_access="read"), share("b", guest_access="none")
    assert one(shares(open_share, shut, missing=DENIED), **rule).ruling is Ruling.FAIL
    assert one(shares(shut, missing=DENIED), **rule).code == "denied"
    assert one(shares(missing=DENIED), **rule).code == "denied"
    rule["pass_when"] = 'size(shares.filter(s, s.guest_access == "none")) < 9'
    assert one(shares(shut, missing=DENIED), **rule).ruling is Ruling.UNMEASURED


def test_order_is_by_check_and_then_as_in_the_facts() -> None:
    facts = shares(share("z", guest_access="none"), share("a", guest_access="none"))
    checks = (check(id="SMB-900"), check(id="ACC-900"))
    verdicts = evaluate(checks, facts, "nas-1")
    assert [(v.check, v.subject.name) for v in verdicts] == [
        ("ACC-900", "z"),
        ("ACC-900", "a"),
        ("SMB-900", "z"),
        ("SMB-900", "a"),
    ]
    assert verdicts == evaluate(checks[::-1], facts, "nas-1")
    assert len({v.fingerprint for v in verdicts}) == 4


def test_unknown_values_are_said_to_be_unknown() -> None:
    facts = Facts(platform=SYNOLOGY, shares=shares(share("a", hidden=True), share("b", hidden=DENIED)).shares)
    rule = {
        "for_each": "",
        "item": "",
        "pass_when": "false && platform.build == ''",
        "parameters": {},
        "finding": "{{ shares | selectattr('hidden') | map(attribute='name') | join }} on build {{ platform.build }}",
    }
    assert one(facts, **rule).reason == "a on build unknown"
    assert known("x").value == "x"
