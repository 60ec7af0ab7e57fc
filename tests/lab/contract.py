"""What the lab and its vendors agree on.

A vendor is a package beside this file (`tests/lab/synology`, `tests/lab/qnap`; `tests/lab/plain` is the least one) with

* `layer/`: a static file tree laid over the shared root file system. Everything in it belongs to root; a file is
  0755 if it may be executed, else 0644; a folder 0755. `.gitkeep` only keeps an empty folder in git.
* `seed.py` with `seed(profile, root, host) -> Seeded`: writes what differs from host to host below `root`, an empty
  folder that becomes the host's writable layer. It runs as uid 0 of the lab's own user namespace: `os.chown` to
  numeric ids and any mode work. It is called again for every reset and must give the same result.

The seed owes the host: `/etc/passwd`, `/etc/group` and `/etc/shadow` (with at least `root`, `sshd`, `nobody`, the
groups `tty` (5) and `nogroup`, and every account that a daemon's configuration names), the host key where
`sshd_config` looks for it (mode 0600), and the account `auditor`: administrator, `HostIdentity.auditor_key` in its
authorized_keys, `HostIdentity.auditor_password` as its password, sudo only with that password.
What the layers below have and this vendor has not, the seed takes away by `tests.lab.layers.hide`.
The lab itself writes `/etc/hostname`, `/etc/hosts` (before the seed, which may replace them) and
`/etc/lab/services` (after it).

Optional in `seed.py`: `PROFILE_KEYS`, a set of the top level keys a profile of this vendor may have besides
`vendor`, `about` and `truth`; then any other key is refused with its line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

Vendor = Literal["synology", "qnap", "plain"]


class LabError(Exception):
    """The lab cannot do what was asked. Its text is one line that says what and what to do."""


class ProfileError(LabError):
    """A profile is wrong: `file:line: what`."""


@dataclass(frozen=True, slots=True)
class Profile:
    """One kind of simulated NAS, from `tests/lab/profiles/NAME.yml`."""

    name: str
    vendor: Vendor
    data: Mapping[str, Any]
    """All of the file but `truth`: settings, shares, accounts, services, planted secrets."""
    truth: Mapping[str, Any]
    """The ground truth: what a scan of a fresh host must find."""
    file: Path


@dataclass(frozen=True, slots=True)
class HostIdentity:
    """What the lab gives to one host; made anew in every run, kept over a reset."""

    name: str
    ip: str
    auditor_key: str
    """The auditor's public key, a line for authorized_keys."""
    auditor_password: str
    host_key: str
    """The host's private ed25519 key (OpenSSH text, ends with a line feed)."""
    host_key_public: str
    """Its public half, `ssh-ed25519 AAAA…`, one line without a line feed."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """What a freshly seeded host will do when it starts."""

    services: Sequence[str]
    """Names for `/etc/lab/svc`, started at boot: sshd, smbd, nmbd, vsftpd, proftpd, nginx, orthanc."""
    ports: Sequence[tuple[int, bytes]]
    """TCP ports that answer once the host is up, each with the first bytes the server sends (b"" if it waits)."""


class Seed(Protocol):
    """The signature of a vendor's `seed`."""

    def __call__(self, profile: Profile, root: Path, host: HostIdentity) -> Seeded:
        """Write the host's first state below `root`."""
        ...
