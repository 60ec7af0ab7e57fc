"""Looks at a plan before it is sent: would it lock the admin out, would it cut a device off."""

from nasward.model.facts import Account, Facts
from nasward.model.leaf import Known
from nasward.model.plan import Step
from nasward.model.target import Target


def dangers(step: Step, target: Target | None) -> tuple[str, ...]:
    """Every reason why this step needs `--accept`, in words; empty where none is known."""
    found = [step.remediation.danger] if step.remediation.danger else []
    if target is not None:
        found += [
            f"{device.name} ({device.address}) needs {', '.join(sorted(device.needs & set(step.remediation.cuts)))}"
            for device in target.modalities
            if device.needs & set(step.remediation.cuts)
        ]
        share = step.parameters.get("share")
        if isinstance(share, str) and _same(share, *target.phi_shares):  # SMB names have no case
            found.append(f"the share {share} holds patient data: whoever uses it as guest is cut off")
    return tuple(found)


def lock_out(step: Step, facts: Facts, target: Target | None) -> str:
    """Why this step would lock the administrators out, "" where the facts show that it does not."""
    if step.remediation.name == "ddns_remove_record":
        return _loses_name(facts, target)
    name = step.parameters.get("account")
    if step.remediation.name == "account_disable" and isinstance(name, str):
        return _loses_account(name, facts, target)
    return ""


def _loses_name(facts: Facts, target: Target | None) -> str:
    names = [record.hostname.rstrip(".") for record in facts.ddns.records]
    if target is None or not _same(target.address.rstrip("."), *names):
        return ""
    return f"{target.address} is the name by which nasward reaches the NAS"


def _loses_account(name: str, facts: Facts, target: Target | None) -> str:
    if target is not None and _same(name, target.ssh.user):
        return f"{name} is the account that nasward logs in with"
    disabled = next((account for account in facts.accounts if account.name == name), None)
    if disabled is not None and _is_known(disabled.admin, False):
        return ""
    others = [a for a in facts.accounts if a.name != name and _can_administer(a)]
    return "" if others else f"{name} may be the last enabled administrator with a password"


def _same(text: str, *others: str) -> bool:
    """Whether one of the others is the same text but for case."""
    return text.casefold() in {other.casefold() for other in others}


def _can_administer(account: Account) -> bool:
    return _is_known(account.admin, True) and _is_known(account.enabled, True) and _is_known(account.password, "set")


def _is_known(leaf: object, value: object) -> bool:
    return isinstance(leaf, Known) and leaf.value == value
