"""Writes the first state of one simulated DSM host from its profile. The keys: profiles/weak-synology-7.2.yml."""

import hashlib
import json
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab.contract import HostIdentity, Profile, Seeded
from tests.lab.synology.accounts import Person, files_of, people_of

PROFILE_KEYS = {
    "dsm", "accounts", "groups", "shares", "smb", "ftp", "ftp_security", "sftp", "terminal", "ddns", "forwards",
    "router", "quickconnect", "autoblock", "secrets", "orthanc",
}  # fmt: skip

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"
_LAB = "usr/libexec/lab/synology"
_CERTIFICATE = "usr/syno/etc/certificate/system/default"
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
    for path, text, mode in files_of(people, data.get("groups", []), _TEMPLATES, version.numbers[0]):
        _write(root / path, text, mode)
    state = _state(data, version, host, people)
    _write(root / "var/lib/lab/synology/state.json", json.dumps(state, indent=1), 0o600)
    _write(root / "var/lib/lab/synology/ftp/readme.txt", "FTP of the lab's NAS\n")
    for share in data.get("shares", []):
        _write_share(root, share)
    _write_ssh(root, host)
    _write_certificate(root, host.name)
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
    link = root / "usr/syno" / tool
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(f"/{_LAB}/{link.name}")


def _state(data: Mapping[str, Any], version: _Version, host: HostIdentity, people: list[Person]) -> dict[str, Any]:
    """The factory state of this DSM with the profile laid over it (see the layer's factory-N.json)."""
    factory = _HERE / "layer" / _LAB / f"factory-{6 if version.numbers[0] < 7 else 7}.json"
    state: dict[str, Any] = json.loads(factory.read_text(encoding="utf-8"))
    for key in _PLAIN:
        state[key].update(data.get(key, {}))
    state.update({key: data[key] for key in ("forwards", "router", "ddns") if key in data})
    state["shares"] = [_share_state(share) for share in data.get("shares", [])]
    state["mail"] = {person.name: person.mail for person in people if person.mail}
    return state | {"dsm": version.words, "hostname": host.name}


_RIGHT = {"none": "na", "read": "ro", "write": "rw"}


def _share_state(share: Mapping[str, Any]) -> dict[str, Any]:
    """`guest` and `users` as DSM's rights: `unset` gives none of its own, so that a guest gets what `users` has."""
    name = str(share["name"])
    given = {"guest": share.get("guest", "none"), "@users": share.get("users", "unset")}
    rights = {who: _RIGHT[right] for who, right in given.items() if right != "unset"}
    return {
        "name": name,
        "path": f"/volume1/{name}",
        "desc": share.get("description", ""),
        "hidden": bool(share.get("hidden")),
        "uuid": hashlib.sha256(name.encode()).hexdigest()[:32],
        "rights": {"@administrators": "rw", **rights},
    }


def _write_share(root: Path, share: Mapping[str, Any]) -> None:
    """The folder, open to all on disk: who gets in is the business of smbd, as with DSM's own access lists."""
    folder = root / "volume1" / str(share["name"])
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    for name in share.get("files", []):
        _write(folder / name, "a harmless file of the lab\n", 0o666)


def _write_ssh(root: Path, host: HostIdentity) -> None:
    _write(root / "etc/ssh/ssh_host_ed25519_key", host.host_key, 0o600)
    _write(root / "etc/ssh/ssh_host_ed25519_key.pub", host.host_key_public + "\n")
    _write(root / "etc/lab/keys/auditor", host.auditor_key.rstrip("\n") + "\n")
    (root / "etc/lab").chmod(0o755)


def _write_certificate(root: Path, name: str) -> None:
    """A self-signed certificate where DSM keeps its own, for the portal and for FTP over TLS."""
    folder = root / _CERTIFICATE
    folder.mkdir(parents=True)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days",
         "365", "-subj", f"/CN={name}", "-keyout", folder / "privkey.pem", "-out", folder / "cert.pem"],
        check=True, stdin=subprocess.DEVNULL, capture_output=True,
    )  # fmt: skip
    (folder / "privkey.pem").chmod(0o600)
    (folder / "fullchain.pem").symlink_to("cert.pem")


def _seeded(state: Mapping[str, Any], orthanc: bool) -> Seeded:
    """What starts at boot, by the same rules as `apply` in the layer."""
    wanted: list[tuple[str, bool, list[tuple[int, bytes]]]] = [
        ("sshd", state["terminal"]["enable_ssh"], [(state["terminal"]["ssh_port"], b"SSH-")]),
        ("smbd", state["smb"]["enable_samba"], [(445, b""), (139, b"")]),
        ("vsftpd", state["ftp"]["enable_ftp"] or state["ftp"]["enable_ftps"], [(state["ftp"]["portnum"], b"220")]),
        ("nginx", True, [(5000, b""), (5001, b"")]),
        ("orthanc", orthanc, [(4242, b""), (8042, b"")]),
    ]
    running = [(name, ports) for name, on, ports in wanted if on]
    return Seeded(tuple(name for name, _ in running), tuple(port for _, ports in running for port in ports))
