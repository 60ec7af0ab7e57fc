"""Undoing what a journal holds, and the journal itself."""

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from ansible_collections.nasward.nas.plugins.plugin_utils.change import apply
from ansible_collections.nasward.nas.plugins.plugin_utils.dsm import DsmUser
from ansible_collections.nasward.nas.plugins.plugin_utils.journal import Journal
from ansible_collections.nasward.nas.plugins.plugin_utils.restore import restore
from ruamel.yaml import YAML
from scripted import ScriptedNas

CASES = YAML(typ="safe").load(Path(__file__).parents[2] / "cases" / "ansible" / "restore.yml")
ADMIN = ["api=SYNO.Core.User", "method=get", "version=1", 'name="admin"', 'additional=["expired"]']
DISABLE = ["api=SYNO.Core.User", "method=set", "version=1", 'name="admin"', 'expired="now"']


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_restore(case: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "nas.jsonl").write_text("".join(json.dumps(record) + "\n" for record in case["journal"]))
    nas, journal = ScriptedNas(case["exchanges"]), Journal(str(tmp_path), "nas")
    result = restore(nas.nas, journal, case.get("check", False))
    nas.assert_done()
    assert {key: result[key] for key in case["result"]} == case["result"]
    assert result.get("failed", False) == case["result"].get("failed", False)
    assert case.get("message", "") in result.get("msg", "")
    assert [case["warning"] in told for told in result["warnings"]] == ([True] if "warning" in case else [])
    assert [entry["id"] for entry in journal.pending()] == case["pending"]


def _disable(folder: Path, last: dict[str, Any]) -> dict[str, Any]:
    exchanges = [
        {"asked": ADMIN, "data": {"users": [{"name": "admin", "expired": "normal"}]}},
        {"asked": [], "stdout": "auditor"},
        last,
    ]
    nas = ScriptedNas(exchanges)
    change = DsmUser(nas.nas, {"name": "admin", "enabled": False})
    return apply(change, False, Journal(str(folder), "nas", "step-1"))


def test_the_earlier_state_is_on_disk_before_the_nas_is_touched(tmp_path: Path) -> None:
    folder = tmp_path / "journal"
    with pytest.raises(AssertionError):  # the script ends at the moment of the change, as a kill would
        _disable(folder, {"asked": ["anything else"]})
    assert stat.S_IMODE((folder / "nas.jsonl").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    (record,) = Journal(str(folder), "nas").pending()
    assert record["prior"] == {"expired": "normal"}
    assert record["wanted"] == {"expired": "now"}
    assert (record["step"], record["host"], record["module"]) == ("step-1", "nas", "nasward.nas.dsm_user")
    assert record["args"] == {"name": "admin", "enabled": False}
    assert record["time"].endswith("+00:00")


def test_a_line_torn_by_a_kill_spoils_neither_what_was_nor_what_comes(tmp_path: Path) -> None:
    file = tmp_path / "nas.jsonl"
    file.write_text('{"id": "a", "module": "m", "args": {}, "prior": 1}\n{"id": "b", "modu')
    Journal(str(tmp_path), "nas").settle("a", applied=True)
    assert [entry["id"] for entry in Journal(str(tmp_path), "nas").pending()] == ["a"]
    Journal(str(tmp_path), "nas").undone("a")
    assert Journal(str(tmp_path), "nas").pending() == []


@pytest.mark.parametrize("host", ["../../etc/nas", "a/b", "..", "käse"])
def test_no_host_name_leaves_the_folder(tmp_path: Path, host: str) -> None:
    Journal(str(tmp_path / "journal"), host).undone("x")
    (file,) = (tmp_path / "journal").iterdir()
    assert file.suffix == ".jsonl"


def test_a_link_in_the_journals_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "nas.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        Journal(str(tmp_path), "nas").undone("x")
