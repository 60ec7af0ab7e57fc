"""What differs from one QNAP-style host to the next, written into its empty writable layer."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.lab.contract import HostIdentity, Profile, Seeded
from tests.lab.layers import hide
from tests.lab.qnap.places import CONFIG, volume_of
from tests.lab.qnap.services import write_files, write_services
from tests.lab.qnap.settings import write_settings
from tests.lab.qnap.shares import smb_conf, write_shares
from tests.lab.qnap.users import users_of, write_users

PROFILE_KEYS = frozenset(
    {"os", "accounts", "shares", "smb", "ftp", "login", "upnp", "ddns", "qid", "qpkgs", "planted", "secrets"}
    | {"orthanc", "drift", "ulinux", "config", "nfs", "volumes", "snapshots", "cron", "certificate", "files"}
)
"""Explained at the top of `tests/lab/profiles/factory-qnap-5.2.yml`."""

_TEMPLATES = Path(__file__).parent / "templates"


def seed(profile: Profile, root: Path, host: HostIdentity) -> Seeded:
    """Write the first state of `host` below `root` (see `tests.lab.contract`)."""
    data = profile.data
    config, volume, old = root / CONFIG, volume_of(data), str(data["os"]["version"]).startswith("4.")
    for folder in (config, root / "etc/lab", root / volume / "homes", root / "usr/etc", root / "root"):
        folder.mkdir(parents=True, exist_ok=True)
    (root / "etc/config").symlink_to("/mnt/HDA_ROOT/.config")
    write_users(users_of(data["accounts"], host, md5=old), root, volume, host)
    write_shares(data, root)
    (config / "smb.conf").write_text(smb_conf(data), encoding="utf-8")
    (root / "etc/smb.conf").symlink_to("/etc/config/smb.conf")
    write_settings(data, root, host.name)
    _ssh(root, config, host)
    write_services(data, root)
    if old:
        # Known since QTS 4.4 (qnap.md 2.1).
        hide(root, "usr/sbin/user_expiry")
    _sudoers(root)
    write_files(data, root)
    _lab_only(data, root)
    return Seeded(("orthanc",) if data.get("orthanc") else (), _ports(data))


def _ssh(root: Path, config: Path, host: HostIdentity) -> None:
    """Keys live in /etc/config/ssh; /etc/ssh and /root/.ssh lead there (qnap.md 2.3)."""
    keys = config / "ssh"
    keys.mkdir(mode=0o755)
    private = keys / "ssh_host_ed25519_key"
    private.touch(mode=0o600)
    private.write_text(host.host_key, encoding="utf-8")
    private.chmod(0o400)
    (keys / "ssh_host_ed25519_key.pub").write_text(f"{host.host_key_public}\n", encoding="utf-8")
    (root / "etc/ssh").mkdir(exist_ok=True)
    for name in (private.name, f"{private.name}.pub"):
        (root / "etc/ssh" / name).symlink_to(f"/etc/config/ssh/{name}")
    (root / "root/.ssh").symlink_to("/etc/config/ssh")
    (config / "stunnel").mkdir()
    (root / "etc/stunnel").symlink_to("/etc/config/stunnel")


def _sudoers(root: Path) -> None:
    """The policy stands in /usr/etc/sudoers (qnap.md 2.2); Debian's sudo looks in /etc."""
    policy = root / "usr/etc/sudoers"
    shutil.copyfile(_TEMPLATES / "sudoers", policy)
    policy.chmod(0o440)
    (root / "usr/etc/sudoers.d").mkdir(mode=0o750)
    (root / "etc/sudoers").symlink_to("/usr/etc/sudoers")


def _lab_only(data: Mapping[str, Any], root: Path) -> None:
    """What no vendor file can say: unknown keys, and the drift between what is configured and what runs."""
    lab = root / "etc/lab"
    if data.get("ftp", {}).get("anonymous"):
        (lab / "ftp-anonymous").touch()
    drift = data.get("drift", {})
    if drift:
        (lab / "drift").mkdir()
    if drift.get("ftp_runs"):
        (lab / "drift/ftp").touch()
    if drift.get("guest"):
        (lab / "drift/smb.conf").write_text(smb_conf(data, drift["guest"]), encoding="utf-8")
    if data.get("orthanc"):
        shutil.copyfile(_TEMPLATES / "orthanc.json", lab / "orthanc.json")


def _ports(data: Mapping[str, Any]) -> tuple[tuple[int, bytes], ...]:
    ports: list[tuple[int, bytes]] = [(8080, b""), (443, b"")]
    if data.get("login", {}).get("ssh", True):
        ports.append((22, b"SSH-"))
    if data.get("smb", {}).get("enabled", True):
        ports += [(445, b""), (139, b"")]
    if data.get("ftp", {}).get("enabled") or data.get("drift", {}).get("ftp_runs"):
        ports.append((21, b"220"))
    if data.get("orthanc"):
        ports += [(4242, b""), (8042, b"")]
    return tuple(ports)
