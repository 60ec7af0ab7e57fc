"""How ansible-playbook is called: on the named hosts only, paths whole, no secret among the words."""

import shlex
from pathlib import Path

import pytest

from nasward.model.target import Secret
from nasward.remediate import apply
from nasward.remediate.apply import Access, run_bundle


def test_words_of_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import ansible_runner

    called: dict[str, object] = {}

    class Done:
        status = "successful"

    def record(**options: object) -> Done:
        called.update(options)
        return Done()

    monkeypatch.setattr(ansible_runner, "run", record)
    (tmp_path / apply.SITE).write_text("---\n")
    vault = tmp_path / "it's a vault"
    access = Access((), (vault,), None, Secret("hidden"))
    run_bundle(tmp_path, apply.SITE, access, check=True, hosts=("a", "b"))
    words = shlex.split(str(called["cmdline"]))
    assert words == ["--diff", "--limit", "a,b", "--check", "--vault-password-file", str(vault), "-K"]
