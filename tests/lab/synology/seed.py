"""Writes the first state of one simulated DSM host from its profile. The keys: profiles/weak-synology-7.2.yml."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab.contract import HostIdentity, Profile, Seeded
from tests.lab.synology import accounts, files
from tests.lab.synology.accounts import Person, people_of
from tests.lab.synology.certificates import write_certificate
from tests.lab.synology.reads import reads_of

PROFILE_KEYS = {
    "dsm", "accounts", "groups", "shares", "smb", "ftp", "ftp_security", "sftp", "terminal", "ddns", "forwards",
    "router", "quickconnect", "autoblock", "secrets", "orthanc",
    "api", "packages", "tasks", "cron", "containers", "firewall", "dos", "blocked", "files", "certificate", "sshd",
    "rsync_accounts", "smtp_password", "snmp_password",
}  # fmt: skip

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_LAB = "usr/libexec/lab/synology"
_PLAIN = ("smb", "ftp", "ftp_security", "sftp", "terminal", "quickconnect", "autoblock")
"""Profile keys whose values are laid over the factory state as they are."""


@dataclass(frozen=True, slots=True)
class _Version:
    """The `dsm` of a profile, with what follows from it."""

    product: str
    build: str
    update: int
    date: str
    model: str
    unique: str
    serial: str

    @property
    def numbers(self) -> list[int]:
        """Major, minor and micro."""
        return [*map(int, self.product.split(".")), 0, 0][:3]

    @property
    def words(self) -> dict[str, Any]:
        """What the templates and the state name."""
        major, minor, micro = self.numbers
        fix = f" Update {self.update}" if self.update else ""
        return {
            "major": major, "minor": minor, "micro": micro, "product": self.product, "build": self.build,
            "update": self.update, "date": self.date, "model": self.model, "serial": self.serial,
            "unique": self.unique, "firmware": f"DSM {self.product}-{self.build}{fix}",
        }  # fmt: skip


def seed(profile: Profile, root: Path, host: HostIdentity) -> Seeded:
    """Write the host's first state below `root` (`tests.lab.contract.Seed`)."""
    data = profile.data
    version = _Version(**data["dsm"])
    people = people_of(profile.name, data, host)
    _write_version(root, version)
    for path, text, mode in accounts.files_of(people, data.get("groups", []), _TEMPLATES, version.numbers[0]):
        _write(root / path, text, mode)
    state = _state(data, version, host, people)
    state["certificates"] = write_certificate(root, host.name, data.get("certificate", {}))
    _write_reads(root, data, state)
    _write(root / "var/lib/lab/synology/state.json", json.dumps(state, indent=1), 0o600)
    _write(root / "var/lib/lab/synology/ftp/readme.txt", "FTP of the lab's NAS\n")
    for share in data.get("shares", []):
        _write_share(root, share)
    _write_ssh(root, host, data.get("sshd", {}))
    _write_portal(root, _ports(state))
    return _seeded(state, bool(data.get("orthanc")))


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)


def _write_version(root: Path, version: _Version) -> None:
    """What says which DSM this is, and the service tool that goes with it."""
    words, major = version.words, version.numbers[0]
    text = (_TEMPLATES / f"VERSION-{major}").read_text(encoding="utf-8").format(**words)
    info = (_TEMPLATES / "synoinfo.conf").read_text(encoding="utf-8").format(**words)
    for folder in ("etc", "etc.defaults"):
        _write(root / folder / "VERSION", text)
        _write(root / folder / "synoinfo.conf", info)
    tool = "bin/synosystemctl" if major >= 7 else "sbin/synoservice"
    _link(root / "usr/syno" / tool)


def _link(link: Path) -> None:
    """A vendor's tool that not every host has."""
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(f"/{_LAB}/{link.name}")


def _write_reads(root: Path, data: Mapping[str, Any], state: Mapping[str, Any]) -> None:
    """What the state's read-only parts look like on disk."""
    for path, text, mode in files.files_of(data, state):
        _write(root / path, text, mode)
    for folder in ("etc", "etc.defaults"):
        info = root / folder / "synoinfo.conf"
        info.write_text(info.read_text(encoding="utf-8") + files.synoinfo_of(state), encoding="utf-8")
    if any(state["blocked"].values()):
        files.write_block_list(root / "etc/synoautoblock.db", state["blocked"])
    if {"ContainerManager", "Docker"} & {row["id"] for row in state["packages"]}:
        _link(root / "usr/local/bin/docker")


def _state(data: Mapping[str, Any], version: _Version, host: HostIdentity, people: list[Person]) -> dict[str, Any]:
    """The factory state of this DSM with the profile laid over it (see the layer's factory-N.json)."""
    factory = _HERE / "layer" / _LAB / f"factory-{6 if version.numbers[0] < 7 else 7}.json"
    state: dict[str, Any] = json.loads(factory.read_text(encoding="utf-8"))
    for key in _PLAIN:
        state[key].update(data.get(key, {}))
    state.update({key: data[key] for key in ("forwards", "router", "ddns") if key in data})
    state["shares"] = [_share_state(share) for share in data.get("shares", [])]
    state["mail"] = {person.name: person.mail for person in people if person.mail}
    state |= reads_of(data, version.numbers[0])
    return state | {"dsm": version.words, "hostname": host.name}


_SHARE_FLAGS = ("usb", "enc_auto_mount", "enable_recycle_bin", "recycle_bin_admin_only", "hide_unreadable")
_NFS_RULE = {
    "privilege": "rw", "root_squash": "root", "async": True, "insecure": False, "crossmnt": False,
    "security_flavor": {"sys": True, "kerberos": False, "kerberos_integrity": False, "kerberos_privacy": False},
}  # fmt: skip
"""A new rule as the control panel offers it (synology.md §10)."""
_RIGHT = {"none": "na", "read": "ro", "write": "rw"}


def _share_state(share: Mapping[str, Any]) -> dict[str, Any]:
    """`guest` and `users` as DSM's rights: `unset` gives none of its own, so that a guest gets what `users` has."""
    name = str(share["name"])
    given = {"guest": share.get("guest", "none"), "@users": share.get("users", "unset")}
    rights = {who: _RIGHT[right] for who, right in given.items() if right != "unset"}
    return {
        "name": name,
        "path": f"/volume{'USB1' if share.get('usb') else '1'}/{name}",
        "desc": share.get("description", ""),
        "hidden": bool(share.get("hidden")),
        "uuid": hashlib.sha256(name.encode()).hexdigest()[:32],
        "rights": {"@administrators": "rw", **rights},
        **{flag: bool(share.get(flag)) for flag in _SHARE_FLAGS},
        "encryption": int(share.get("encryption", 0)),
        "nfs": [_NFS_RULE | rule for rule in share.get("nfs", [])],
        "snapshots": share.get("snapshots", []),
    }


def _write_share(root: Path, share: Mapping[str, Any]) -> None:
    """The folder, open to all on disk: who gets in is the business of smbd, as with DSM's own access lists."""
    folder = root / ("volumeUSB1" if share.get("usb") else "volume1") / str(share["name"])
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    for name in share.get("files", []):
        _write(folder / name, "a harmless file of the lab\n", 0o666)


def _write_ssh(root: Path, host: HostIdentity, sshd: Mapping[str, str]) -> None:
    """The host's keys, and the layer's sshd_config with the profile's `sshd` in place of the (commented) lines."""
    text = (_HERE / "layer/etc/ssh/sshd_config").read_text(encoding="utf-8")
    for key, value in sshd.items():
        if re.search(rf"(?m)^#?{key} ", text):
            text = re.sub(rf"(?m)^#?{key} .*$", f"{key} {value}", text, count=1)
        else:
            text = text.replace("#Banner none\n", f"#Banner none\n{key} {value}\n")
    _write(root / "etc/ssh/sshd_config", text)
    _write(root / "etc/ssh/ssh_host_ed25519_key", host.host_key, 0o600)
    _write(root / "etc/ssh/ssh_host_ed25519_key.pub", host.host_key_public + "\n")
    _write(root / "etc/lab/keys/auditor", host.auditor_key.rstrip("\n") + "\n")
    (root / "etc/lab").chmod(0o755)


def _ports(state: Mapping[str, Any]) -> tuple[int, int]:
    """Of the admin portal: HTTP and HTTPS."""
    web = state["reads"]["SYNO.Core.Web.DSM get"]
    return web["http_port"], web["https_port"]


def _write_portal(root: Path, ports: tuple[int, int]) -> None:
    """The layer's nginx.conf at the host's own ports."""
    text = (_HERE / "layer/etc/nginx/nginx.conf").read_text(encoding="utf-8")
    http, https = ports
    _write(
        root / "etc/nginx/nginx.conf",
        text.replace("listen 5000;", f"listen {http};").replace("5001 ssl", f"{https} ssl"),
    )


def _seeded(state: Mapping[str, Any], orthanc: bool) -> Seeded:
    """What starts at boot, by the same rules as `apply` in the layer."""
    wanted: list[tuple[str, bool, list[tuple[int, bytes]]]] = [
        ("sshd", state["terminal"]["enable_ssh"], [(state["terminal"]["ssh_port"], b"SSH-")]),
        ("smbd", state["smb"]["enable_samba"], [(445, b""), (139, b"")]),
        ("vsftpd", state["ftp"]["enable_ftp"] or state["ftp"]["enable_ftps"], [(state["ftp"]["portnum"], b"220")]),
        ("nginx", True, [(port, b"") for port in _ports(state)]),
        ("orthanc", orthanc, [(4242, b""), (8042, b"")]),
    ]
    running = [(name, ports) for name, on, ports in wanted if on]
    return Seeded(tuple(name for name, _ in running), tuple(port for _, ports in running for port in ports))
