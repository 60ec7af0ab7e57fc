"""The inventory reader on real `ansible-inventory` runs: right values, every mistake named with its place."""

import subprocess
from datetime import date
from pathlib import Path

import pytest

from nasward.inventory import Vault, load_scope, load_targets, refuse_outside
from nasward.inventory.ansible import tool
from nasward.model.errors import InventoryError

ROOT = Path(__file__).parents[3]


def write(folder: Path, text: str, name: str = "inventory.yml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_the_example_inventory_is_valid_and_shows_every_variable() -> None:
    (target,) = load_targets([ROOT / "inventory.example.yml"])
    assert (target.name, target.address, target.ssh.user) == ("reception-nas", "192.0.2.20", "auditor")
    assert target.maintenance_window is not None
    assert target.maintenance_window.days == frozenset(range(5))
    assert target.modalities[0].needs == frozenset({"ftp"})
    assert (target.phi_shares, target.vantages, target.login_budget) == (("xray", "befunde"), ("outside-1",), 3)


def test_ini_inventory_with_ports_and_groups(tmp_path: Path) -> None:
    file = write(tmp_path, "[clinic]\nnas1 ansible_host=10.9.9.9 ansible_port=2222 nasward_site=Nord\n", "hosts.ini")
    (target,) = load_targets([file])
    assert (target.address, target.ssh.port, target.site, target.groups) == ("10.9.9.9", 2222, "Nord", ("clinic",))


def test_unsafe_values_are_texts_and_no_templates(tmp_path: Path) -> None:
    file = write(tmp_path, "all: {hosts: {nas1: {ansible_user: !unsafe 'x{{y', ansible_password: !unsafe 'a{{b'}}}\n")
    (target,) = load_targets([file])
    assert target.ssh.user == "x{{y"
    assert target.ssh.password is not None
    assert target.ssh.password.reveal() == "a{{b"


def test_a_rendered_password_never_reaches_the_log_of_ansible(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "ansible.log"
    config = write(tmp_path, f"[defaults]\nlog_path = {log}\n", "ansible.cfg")
    monkeypatch.setenv("ANSIBLE_CONFIG", str(config))
    file = write(tmp_path, "all: {hosts: {nas1: {ansible_become_password: \"{{ 'Gehe' ~ 'im1' }}\"}}}\n")
    (target,) = load_targets([file])
    assert target.ssh.become_password is not None
    assert target.ssh.become_password.reveal() == "Geheim1"
    assert not log.exists() or "Geheim1" not in log.read_text()


def test_every_wrong_variable_is_named_with_file_and_line(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "all:\n  hosts:\n    one:\n      nasward_sight: Nord\n    two:\n      nasward_maintenance_window: sometimes\n"
        "      ansible_port: 99999\n",
    )
    with pytest.raises(InventoryError) as wrong:
        load_targets([file])
    assert str(wrong.value).splitlines() == [
        f"{file}:4: nasward_sight is no nasward variable; did you mean nasward_site?",
        f"{file}:6: nasward_maintenance_window must read like `Mon-Fri 19:00-06:00`",
        f"{file}:7: ansible_port must be a port from 1 to 65535",
    ]


@pytest.mark.parametrize(
    ("text", "limit", "told"),
    [
        ("all: [", "", "ansible cannot read it"),
        ("all:\n  hosts: {}\n", "", "no hosts; add the NAS"),
        ("all:\n  hosts: {nas1: {}}\n", "nosuch", "nosuch"),
    ],
)
def test_unusable_inventories_give_one_clear_sentence(tmp_path: Path, text: str, limit: str, told: str) -> None:
    file = write(tmp_path, text)
    with pytest.raises(InventoryError, match=told) as wrong:
        load_targets([file], limit)
    assert str(file) in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_a_missing_inventory_says_which(tmp_path: Path) -> None:
    with pytest.raises(InventoryError, match="no such inventory"):
        load_targets([tmp_path / "none.yml"])


def test_vaulted_and_templated_passwords_stay_closed_until_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    password_file = write(tmp_path, "vault-password\n", "vault.txt")
    sealed = subprocess.run(
        [tool("ansible-vault"), "encrypt_string", "--vault-password-file", str(password_file), "--name", "x", "s3cret"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    cipher = sealed.partition("|")[2]
    file = write(
        tmp_path,
        "all:\n  hosts:\n    one:\n      ansible_become_password: !vault |"
        + cipher.replace("\n", "\n  ")
        + "\n      ansible_password: \"{{ lookup('ansible.builtin.env', 'NASWARD_TEST_PW') }}\"\n",
    )
    monkeypatch.setenv("NASWARD_TEST_PW", "from-env")
    (target,) = load_targets([file], vault=Vault((password_file,)))
    assert target.ssh.become_password is not None
    assert target.ssh.password is not None
    assert "s3cret" not in repr(target)
    assert target.ssh.become_password.reveal() == "s3cret"
    assert target.ssh.password.reveal() == "from-env"


def test_scope_refuses_what_it_does_not_name(tmp_path: Path) -> None:
    targets = load_targets([ROOT / "inventory.example.yml"])
    scope = load_scope(write(tmp_path, "authorised_by: x\nuntil: 2027-01-01\nnetworks: [10.0.0.0/8]\n", "scope.yml"))
    with pytest.raises(InventoryError, match=r"reception-nas \(192\.0\.2\.20\) is outside"):
        refuse_outside(scope, targets, date(2026, 12, 1))
    with pytest.raises(InventoryError, match="ended on 2027-01-01"):
        refuse_outside(scope, targets, date(2027, 1, 2))
    refuse_outside(load_scope(ROOT / "scope.example.yml"), targets, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("authorised_by: x\nuntil: soon\nnetworks: [10.0.0.0/8]\n", ":2: until must be a date"),
        ("authorised_by: x\nuntil: 2027-01-01\nnetworks: [10.0.0.1/8]\n", ":3: networks:"),
        ("authorised_by: x\n", "must have exactly"),
    ],
)
def test_a_wrong_scope_is_named_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InventoryError) as wrong:
        load_scope(write(tmp_path, text, "scope.yml"))
    assert told in str(wrong.value)
