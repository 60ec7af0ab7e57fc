"""Plans: merged, ordered, simulated; every finding is in a step or listed as manual."""

from dataclasses import replace

import pytest

from nasward.inventory.variables import NEEDS
from nasward.model.facts import Account, Ddns, DdnsRecord, Facts
from nasward.model.leaf import Known, complete
from nasward.model.target import Modality, SshAccess, Target
from nasward.model.verdict import Ruling, Subject
from nasward.remediate.library import load_remediations
from nasward.remediate.plan import make_plan
from nasward.remediate.verify import transitions
from nasward.resources import playbooks_dir
from tests.unit.make import QTS, results, target, verdict

LIBRARY = load_remediations(playbooks_dir() / "remediations")


def known(value: object) -> Known[object]:
    return Known(value, "test")


def account(name: str, admin: bool, password: str = "set") -> Account:
    return Account(name, enabled=known(True), admin=known(admin), password=known(password))  # type: ignore[arg-type]


def plan_of(run: object, facts: Facts | None = None, nas: Target | None = None):  # type: ignore[no-untyped-def]
    nas = nas or Target("nas", "10.0.0.1", SshAccess(user="auditor"))
    return make_plan(run, {"nas": facts or Facts()}, {"nas": nas}, LIBRARY)  # type: ignore[arg-type]


def share(check: str, name: str):  # type: ignore[no-untyped-def]
    return verdict(check, Ruling.FAIL, name, remediation="smb_share_deny_guest", parameters={"share": name})


def test_findings_that_share_a_fix_become_one_step_and_steps_are_ordered() -> None:
    run = results(
        target(
            "nas",
            share("SMB-005", "xray"),
            share("SMB-001", "xray"),
            share("SMB-005", "other"),
            verdict("FTP-004", Ruling.FAIL, remediation="ftp_disable_plain"),
            verdict("DDN-002", Ruling.FAIL, "x", manual="Control Panel > DDNS"),
            verdict("FTP-001", Ruling.PASS, remediation="ftp_deny_anonymous"),
        )
    )
    plan = plan_of(run)
    assert [step.remediation.name for step in plan.steps] == [
        "ftp_disable_plain",
        "smb_share_deny_guest",
        "smb_share_deny_guest",
    ]
    merged = next(step for step in plan.steps if step.parameters == {"share": "xray"})
    assert merged.checks == ("SMB-005", "SMB-001")
    assert [(item.check, item.guide) for item in plan.manual] == [("DDN-002", "Control Panel > DDNS")]


def test_a_remediation_without_this_vendor_is_manual() -> None:
    found = verdict("FTP-001", Ruling.FAIL, remediation="ftp_deny_anonymous", manual="Control Panel > FTP")
    plan = plan_of(results(target("nas", found, platform=QTS)))
    assert plan.steps == ()
    assert plan.manual[0].guide == "Control Panel > FTP"


def disable(name: str):  # type: ignore[no-untyped-def]
    return verdict("ACC-001", Ruling.FAIL, name, remediation="account_disable", parameters={"account": name})


def test_disabling_the_last_administrator_or_oneself_is_refused() -> None:
    facts = Facts(accounts=complete([account("boss", True, "empty"), account("scan", False, "empty")]))
    plan = plan_of(results(target("nas", disable("boss"), disable("scan"), disable("auditor"))), facts)
    blocked = {step.parameters["account"]: step.blocked for step in plan.steps}
    assert blocked["scan"] == ""
    assert blocked["boss"] == "boss may be the last enabled administrator with a password"
    assert blocked["auditor"] == "auditor is the account that nasward logs in with"
    second = Facts(accounts=complete([account("boss", True, "empty"), account("other", True)]))
    assert plan_of(results(target("nas", disable("boss"))), second).steps[0].blocked == ""


def test_a_modality_that_needs_the_protocol_makes_the_fix_dangerous() -> None:
    nas = Target("nas", "10.0.0.1", modalities=(Modality("us-2", "10.0.0.9", frozenset({"ftp"})),))
    found = verdict("FTP-004", Ruling.FAIL, remediation="ftp_disable_plain")
    assert plan_of(results(target("nas", found)), nas=nas).steps[0].dangers == ("us-2 (10.0.0.9) needs ftp",)


@pytest.mark.parametrize(
    ("need", "remediation", "parameters"),
    [
        ("ftp", "ftp_disable_plain", {}),
        ("ftp_anonymous", "ftp_disable_plain", {}),
        ("ftp_anonymous", "ftp_deny_anonymous", {}),
        ("smb_guest", "smb_share_deny_guest", {"share": "xray"}),
    ],
)
def test_every_fix_announces_the_devices_that_it_cuts(need: str, remediation: str, parameters: dict[str, str]) -> None:
    nas = Target("nas", "10.0.0.1", modalities=(Modality("us-2", "10.0.0.9", frozenset({need})),))
    found = verdict("SMB-005", Ruling.FAIL, "xray", remediation=remediation, parameters=parameters)
    assert plan_of(results(target("nas", found)), nas=nas).steps[0].dangers == (f"us-2 (10.0.0.9) needs {need}",)


def test_fixes_cut_only_what_an_inventory_can_name() -> None:
    assert {need for remediation in LIBRARY.values() for need in remediation.cuts} <= NEEDS


def test_a_share_with_patient_data_is_found_whatever_its_case() -> None:
    nas = Target("nas", "10.0.0.1", phi_shares=("XRay",))
    step = plan_of(results(target("nas", share("SMB-005", "xray"))), nas=nas).steps[0]
    assert step.dangers == ("the share xray holds patient data: whoever uses it as guest is cut off",)


def test_the_name_by_which_the_nas_is_reached_is_not_cut() -> None:
    facts = Facts(ddns=Ddns(complete([DdnsRecord("Praxis.synology.me"), DdnsRecord("other.example")])))
    found = verdict("DDN-001", Ruling.FAIL, remediation="ddns_remove_record")
    by_name = plan_of(results(target("nas", found)), facts, Target("nas", "praxis.synology.me."))
    assert by_name.steps[0].blocked == "praxis.synology.me. is the name by which nasward reaches the NAS"
    assert plan_of(results(target("nas", found)), facts).steps[0].blocked == ""


def test_an_account_is_its_own_whatever_the_case() -> None:
    facts = Facts(accounts=complete([account("boss", True), account("auditor", True, "empty")]))
    nas = Target("nas", "10.0.0.1", SshAccess(user="Auditor"))
    assert plan_of(results(target("nas", disable("auditor"))), facts, nas).steps[0].blocked


def test_what_became_of_each_finding() -> None:
    old = [disable("gone"), disable("still"), disable("blind"), disable("good"), disable("hand")]
    before = results(target("nas", *old, verdict("DDN-001", Ruling.PASS)))
    after = results(
        target(
            "nas",
            disable("still"),
            verdict("ACC-001", Ruling.PASS, "good"),
            disable("hand"),
            verdict("DDN-001", Ruling.FAIL),
        )
    )
    manual = plan_of(results(target("nas", verdict("ACC-001", Ruling.FAIL, "hand", manual="by menu"))))
    fates = {(t.check, t.subject): (t.fate, t.detail) for t in transitions(before, after, manual)}
    assert fates["ACC-001", "gone"] == ("fixed", "it is gone")
    assert fates["ACC-001", "good"] == ("fixed", "")
    assert fates["ACC-001", "still"][0] == "still open"
    assert fates["ACC-001", "hand"] == ("manual", "by menu")
    assert fates["DDN-001", ""][0] == "regressed"
    dark = results(target("nas", verdict("ACC-001", Ruling.UNMEASURED, "blind", reason="denied")))
    assert {t.fate for t in transitions(before, dark, manual)} == {"not verified"}
    assert {t.fate for t in transitions(before, results(), manual)} == {"not verified"}


def test_a_login_that_was_not_tried_again_is_not_verified() -> None:
    blank = replace(verdict("ACC-021", Ruling.FAIL, "scan"), subject=Subject("login", "scan"))
    other = replace(verdict("ACC-021", Ruling.PASS, "else"), subject=Subject("login", "else"))
    found = transitions(results(target("nas", blank)), results(target("nas", other)), plan_of(results()))
    assert [(t.fate, t.detail) for t in found] == [("not verified", "this login was not tried again")]


def test_what_could_not_be_listed_before_did_not_regress() -> None:
    dark = replace(verdict("SMB-005", Ruling.UNMEASURED), subject=Subject("nas", ""))
    after = results(target("nas", share("SMB-005", "xray")))
    assert transitions(results(target("nas", dark)), after, plan_of(results())) == ()
    seen = results(target("nas", verdict("SMB-005", Ruling.PASS, "other")))
    assert [t.fate for t in transitions(seen, after, plan_of(results()))] == ["regressed"]
