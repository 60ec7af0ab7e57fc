"""First state of a plain host."""

import os
from pathlib import Path

from tests.lab.contract import HostIdentity, Profile, Seeded
from tests.lab.layers import hide
from tests.lab.passwords import crypt_hash

PROFILE_KEYS = frozenset({"motd"})
_AUDITOR, _USERS = 1026, 100
_PASSWD = """\
root:x:0:0:root:/root:/bin/sh
auditor:x:1026:100::/home/auditor:/bin/sh
sshd:x:110:65534::/run/sshd:/bin/false
nobody:x:65534:65534:nobody:/:/bin/false
"""
_GROUP = """\
root:x:0:
tty:x:5:
shadow:x:42:
users:x:100:
administrators:x:101:auditor
nogroup:x:65534:
"""
_SSHD_CONFIG = """\
HostKey /etc/ssh/ssh_host_ed25519_key
UsePAM yes
UseDNS no
"""


def seed(profile: Profile, root: Path, host: HostIdentity) -> Seeded:
    """Two accounts, sudo with a password, sshd, no `timeout`."""
    password = crypt_hash(host.auditor_password, "$6$plainhost")
    _write(root / "etc/passwd", _PASSWD)
    _write(root / "etc/group", _GROUP)
    _write(root / "etc/shadow", f"root:!:19000::::::\nauditor:{password}:19000::::::\n", 0o600)
    _write(root / "etc/sudoers", "root ALL=(ALL) ALL\n%administrators ALL=(ALL) ALL\n", 0o440)
    _write(root / "etc/ssh/sshd_config", _SSHD_CONFIG)
    _write(root / "etc/ssh/ssh_host_ed25519_key", host.host_key, 0o600)
    _write(root / "etc/motd", str(profile.data["motd"]))
    home = root / "home/auditor"
    _write(home / ".ssh/authorized_keys", f"{host.auditor_key}\n", 0o600)
    for path in (home, home / ".ssh", home / ".ssh/authorized_keys"):
        os.chown(path, _AUDITOR, _USERS)
    hide(root, "usr/bin/timeout")
    return Seeded(services=("sshd",), ports=((22, b"SSH-"),))


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
