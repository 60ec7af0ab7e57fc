"""The remediations that ship: `playbooks/remediations/NAME/{about.yml, synology.yml, qnap.yml}`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from nasward.model.errors import CheckError
from nasward.model.plan import Remediation, Undo

VENDORS = ("synology", "qnap")
_KEYS = {"title", "side_effect", "danger", "undo", "minutes", "order", "parameters", "cuts"}


def load_remediations(root: Path) -> dict[str, Remediation]:
    """All remediations by name. Raises CheckError naming every wrong about.yml."""
    found: dict[str, Remediation] = {}
    problems: list[str] = []
    for about in sorted(root.glob("*/about.yml")):
        try:
            found[about.parent.name] = _remediation(about)
        except (ValueError, KeyError, TypeError, YAMLError) as wrong:
            problems.append(f"{about}: {' '.join(str(wrong).split())}")
    if problems:
        raise CheckError("\n".join(problems))
    return found


def _remediation(about: Path) -> Remediation:
    body: Mapping[str, Any] = YAML(typ="safe").load(about.read_text(encoding="utf-8"))
    if set(body) - _KEYS or _KEYS - {"cuts"} - set(body):
        raise ValueError(f"must have exactly {', '.join(sorted(_KEYS))} (cuts may be left out)")
    undo = body["undo"]
    return Remediation(
        name=about.parent.name,
        title=str(body["title"]).strip(),
        side_effect=str(body["side_effect"]).strip(),
        danger=str(body["danger"] or "").strip(),
        undo=Undo(bool(undo["possible"]), str(undo.get("note") or "").strip()),
        minutes=int(body["minutes"]),
        order=int(body["order"]),
        parameters=tuple(body["parameters"] or ()),
        platforms=tuple(vendor for vendor in VENDORS if about.with_name(f"{vendor}.yml").exists()),
        cuts=tuple(body.get("cuts") or ()),
    )
