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
        if step.parameters.get("share") in target.phi_shares:
            found.append(
                f"the share {step.parameters['share']} holds patient data: whoever uses it as guest is cut off"
            )
    return tuple(found)


def lock_out(step: Step, facts: Facts, target: Target | None) -> str:
    """Why this step would lock the administrators out, "" where the facts show that it does not."""
    name = step.parameters.get("account")
    if step.remediation.name != "account_disable" or not isinstance(name, str):
        return ""
    if target is not None and target.ssh.user == name:
        return f"{name} is the account that nasward logs in with"
    disabled = next((account for account in facts.accounts if account.name == name), None)
    if disabled is not None and _is_known(disabled.admin, False):
        return ""
    others = [a for a in facts.accounts if a.name != name and _can_administer(a)]
    return "" if others else f"{name} may be the last enabled administrator with a password"


def _can_administer(account: Account) -> bool:
    return _is_known(account.admin, True) and _is_known(account.enabled, True) and _is_known(account.password, "set")


def _is_known(leaf: object, value: object) -> bool:
    return isinstance(leaf, Known) and leaf.value == value
