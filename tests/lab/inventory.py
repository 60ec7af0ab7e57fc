"""The Ansible inventory by which nasward, and anyone else in the lab, reaches the hosts."""

from collections.abc import Iterable
from pathlib import Path

from ruamel.yaml import YAML

from tests.lab.contract import HostIdentity


def write_inventory(file: Path, hosts: Iterable[HostIdentity], key_file: Path) -> None:
    """Write it as YAML: the auditor's login by key, sudo by password, the host key known beforehand."""
    entries = {
        host.name: {
            "ansible_host": host.ip,
            "ansible_user": "auditor",
            "ansible_ssh_private_key_file": str(key_file),
            "ansible_become_password": host.auditor_password,
            "nasward_host_key": host.host_key_public,
        }
        for host in hosts
    }
    yaml = YAML(typ="safe")
    yaml.default_flow_style = False
    yaml.width = 4096
    with file.open("w", encoding="utf-8") as out:
        yaml.dump({"all": {"hosts": entries}}, out)
    file.chmod(0o600)


def write_known_hosts(file: Path, hosts: Iterable[HostIdentity]) -> None:
    """The same host keys as OpenSSH wants them."""
    file.write_text("".join(f"{host.ip},{host.name} {host.host_key_public}\n" for host in hosts))
