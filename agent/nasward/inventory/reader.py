"""Any Ansible inventory → targets, every wrong nasward variable named with its file and line."""

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nasward.inventory.ansible import Vault, decrypt, list_inventory, render
from nasward.inventory.places import place_of
from nasward.inventory.variables import PARSERS, count
from nasward.model.errors import InventoryError
from nasward.model.target import Secret, SshAccess, Target

VANTAGE_GROUP = "nasward_vantages"
_PREFIX = "nasward_"
_LOGIN_PASSWORD = ("ansible_password", "ansible_ssh_password", "ansible_ssh_pass")
_BECOME_PASSWORD = ("ansible_become_password", "ansible_become_pass", "ansible_sudo_pass")

__all__ = ["Vault", "load_targets"]


def load_targets(sources: Sequence[Path], limit: str = "", vault: Vault | None = None) -> tuple[Target, ...]:
    """The targets of an inventory, in its order. Hosts of the group `nasward_vantages` are no targets.

    Raises InventoryError: unreadable, no host, or all wrong variables at once, one a line.
    """
    vault = vault or Vault()
    listed = list_inventory(sources, limit, vault)
    hostvars: Mapping[str, Any] = listed.get("_meta", {}).get("hostvars", {})
    vantages = set(listed.get(VANTAGE_GROUP, {}).get("hosts", []))
    names = [name for name in _hosts(listed) if name not in vantages]
    if not names:
        told = f" that match {limit!r}" if limit else ""
        raise InventoryError(f"{_join(sources)}: no hosts{told}; add the NAS under `all: hosts:`")
    groups = _groups(listed)
    reader = _Reader(sources, vault)
    targets = tuple(reader.target(name, hostvars.get(name, {}), groups.get(name, ())) for name in names)
    if reader.problems:
        raise InventoryError("\n".join(reader.problems))
    return targets


def _join(sources: Sequence[Path]) -> str:
    return ", ".join(str(source) for source in sources)


def _hosts(listed: Mapping[str, Any]) -> list[str]:
    """All host names in the order in which the groups list them."""
    found: dict[str, None] = dict.fromkeys(listed.get("_meta", {}).get("hostvars", {}))
    for group, body in listed.items():
        if group != "_meta":
            found.update(dict.fromkeys(body.get("hosts", [])))
    return list(found)


def _groups(listed: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group, body in listed.items():
        if group in {"_meta", "ungrouped"}:
            continue
        for host in body.get("hosts", []):
            found[host] = (*found.get(host, ()), group)
    return found


class _Reader:
    """Reads host after host and gathers every problem instead of stopping at the first."""

    def __init__(self, sources: Sequence[Path], vault: Vault) -> None:
        self._sources = sources
        self._vault = vault
        self.problems: list[str] = []

    def target(self, name: str, variables: Mapping[str, Any], groups: tuple[str, ...]) -> Target:
        own = self._own(name, variables)
        return Target(
            name=name,
            address=self._plain(name, variables, ("ansible_host", "ansible_ssh_host")) or name,
            ssh=self._access(name, variables, own),
            groups=groups,
            site=own.get("nasward_site", ""),
            owner=own.get("nasward_owner", ""),
            maintenance_window=own.get("nasward_maintenance_window"),
            phi_shares=own.get("nasward_phi_shares", ()),
            modalities=own.get("nasward_modalities", ()),
            vantages=own.get("nasward_vantages", ()),
            login_budget=own.get("nasward_login_budget"),
        )

    def _own(self, host: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """The parsed nasward variables of a host."""
        parsed: dict[str, Any] = {}
        for variable in variables:
            if not variable.startswith(_PREFIX):
                continue
            parse = PARSERS.get(variable)
            if parse is None:
                self._unknown(host, variable)
                continue
            try:
                parsed[variable] = parse(variables[variable])
            except ValueError as wrong:
                self._problem(host, variable, str(wrong))
        return parsed

    def _access(self, host: str, variables: Mapping[str, Any], own: Mapping[str, Any]) -> SshAccess:
        key_file = self._plain(host, variables, ("ansible_ssh_private_key_file", "ansible_private_key_file"))
        return SshAccess(
            user=self._plain(host, variables, ("ansible_user", "ansible_ssh_user")),
            port=self._port(host, variables),
            password=self._secret(host, variables, _LOGIN_PASSWORD),
            become_password=self._secret(host, variables, _BECOME_PASSWORD),
            key_file=Path(key_file).expanduser() if key_file else None,
            host_key=own.get("nasward_host_key", ""),
            known_hosts=own.get("nasward_known_hosts"),
        )

    def _port(self, host: str, variables: Mapping[str, Any]) -> int:
        told = self._plain(host, variables, ("ansible_port", "ansible_ssh_port"))
        try:
            port = count(told or 22)
        except ValueError:
            port = 0
        if not 0 < port < 1 << 16:
            self._problem(host, "ansible_port", "must be a port from 1 to 65535")
            return 22
        return port

    def _plain(self, host: str, variables: Mapping[str, Any], names: Sequence[str]) -> str:
        """The first of the variables that is set, as text, opened or rendered where it must be."""
        value = self._secret(host, variables, names)
        return value.reveal() if value else ""

    def _secret(self, host: str, variables: Mapping[str, Any], names: Sequence[str]) -> Secret | None:
        """A reference to the first of the variables that is set; opened only when it is used."""
        name = next((name for name in names if variables.get(name) not in (None, "")), "")
        if not name:
            return None
        value = variables[name]
        if isinstance(value, Mapping) and "__ansible_vault" in value:
            ciphertext = str(value["__ansible_vault"])
            return Secret(lambda: decrypt(ciphertext, self._vault))
        if isinstance(value, Mapping) and "__ansible_unsafe" in value:  # `!unsafe`: never a template
            return Secret(str(value["__ansible_unsafe"]))
        if isinstance(value, str) and "{{" in value:
            return Secret(lambda: render(self._sources, host, name, self._vault))
        return Secret(str(value))

    def _unknown(self, host: str, variable: str) -> None:
        near = difflib.get_close_matches(variable, PARSERS, 1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(PARSERS))}"
        self._problem(host, variable, f"is no nasward variable; {hint}")

    def _problem(self, host: str, variable: str, told: str) -> None:
        line = f"{place_of(self._sources, variable, host)}: {variable} {told}"
        if line not in self.problems:
            self.problems.append(line)
