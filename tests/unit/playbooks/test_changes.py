"""Every kind of change against a NAS that answers by script; the cases are data."""

from pathlib import Path
from typing import Any

import pytest
from ansible_collections.nasward.nas.plugins.modules import dsm_api
from ansible_collections.nasward.nas.plugins.plugin_utils.change import apply
from ansible_collections.nasward.nas.plugins.plugin_utils.journal import Journal
from ansible_collections.nasward.nas.plugins.plugin_utils.restore import KINDS
from ansible_collections.nasward.nas.plugins.plugin_utils.shell import NasError
from ruamel.yaml import YAML
from scripted import ScriptedNas

CASES = Path(__file__).parents[2] / "cases" / "ansible"
NO_JOURNAL = Journal("", "nas")


def _cases() -> list[Any]:
    loader = YAML(typ="safe")
    found = [case for file in ("dsm.yml", "qts.yml") for case in loader.load(CASES / file)]
    return [pytest.param(case, id=f"{case['module'].rsplit('.')[-1]}: {case['name']}") for case in found]


def _defaults(module: str) -> dict[str, Any]:
    """What Ansible fills in for options that a task leaves out."""
    options = YAML(typ="safe").load(dsm_api.DOCUMENTATION)["options"] if module.endswith("dsm_api") else {}
    return {name: option.get("default") for name, option in options.items()}


@pytest.mark.parametrize("case", _cases())
def test_change(case: dict[str, Any]) -> None:
    nas = ScriptedNas(case["exchanges"])
    change = KINDS[case["module"]](nas.nas, _defaults(case["module"]) | case["args"])
    change.patience = 0  # type: ignore[misc]
    if "error" in case:
        with pytest.raises(NasError) as caught:
            apply(change, case.get("check", False), NO_JOURNAL)
        assert case["error"] in str(caught.value)
        assert "\n" not in str(caught.value)
    else:
        result = apply(change, case.get("check", False), NO_JOURNAL)
        _compare(result, case)
    nas.assert_done()


def _compare(result: dict[str, Any], case: dict[str, Any]) -> None:
    assert {key: result[key] for key in case["result"]} == case["result"]
    assert result.get("failed", False) == case["result"].get("failed", False)
    assert case.get("message", "") in result.get("msg", "")
    told = result.get("warnings", [])
    assert [case["warning"] in warning for warning in told] == ([True] if "warning" in case else [])
    for side, state in case.get("diff", {}).items():
        assert result["diff"][side] == state
