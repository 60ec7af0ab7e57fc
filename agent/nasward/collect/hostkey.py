"""Is this the NAS we mean? Pinned key first, then known_hosts, never trust on first use unless asked for."""

import base64
import binascii
import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from nasward.model.errors import AnswerError
from nasward.model.outcome import Outcome
from nasward.model.target import SshAccess


@dataclass(frozen=True, slots=True)
class HostKey:
    """A server's public key: its type (`ssh-ed25519`) and its wire format."""

    type: str
    blob: bytes

    @property
    def fingerprint(self) -> str:
        """As OpenSSH prints it: `SHA256:…`."""
        return "SHA256:" + base64.b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")

    @property
    def line(self) -> str:
        """As it stands in a `.pub` file: type and base64."""
        return f"{self.type} {base64.b64encode(self.blob).decode()}"


@dataclass(frozen=True, slots=True)
class _Entry:
    key: HostKey
    revoked: bool
    patterns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownHosts:
    """One known_hosts file. Plain names are found at once; hashed and wildcard ones are tried in turn."""

    path: str
    plain: Mapping[str, Sequence[_Entry]] = field(default_factory=dict)
    others: Sequence[_Entry] = ()

    def find(self, address: str, port: int) -> tuple[_Entry, ...]:
        """All entries for an address; another port than 22 is written `[address]:port`."""
        name = address.lower() if port == 22 else f"[{address.lower()}]:{port}"
        found = list(self.plain.get(name, ()))
        return (*found, *(entry for entry in self.others if _matches(entry.patterns, name)))


def load_known_hosts(path: Path | None) -> KnownHosts:
    """The file at `path`, or the user's own. Read once per version of the file, then shared by all targets.

    A file that is not there is an empty one, as ssh sees it. Lines that make no sense are left out, as ssh does.
    """
    path = (path or Path("~/.ssh/known_hosts")).expanduser()
    try:
        return _load(str(path), path.stat().st_mtime_ns)
    except FileNotFoundError:
        return KnownHosts(str(path))
    except OSError as error:
        raise AnswerError(Outcome.ERROR, f"cannot read {path}: {error.strerror}") from None


@lru_cache(maxsize=16)
def _load(path: str, _version: int) -> KnownHosts:
    plain: dict[str, list[_Entry]] = defaultdict(list)
    others: list[_Entry] = []
    for line in Path(path).read_text(encoding="utf-8", errors="replace").splitlines():
        entry = _entry(line)
        if entry is None:
            continue
        if any(set("*?!|") & set(pattern) for pattern in entry.patterns):
            others.append(entry)
            continue
        for pattern in entry.patterns:
            plain[pattern].append(entry)
    return KnownHosts(path, plain, others)


def _entry(line: str) -> _Entry | None:
    words = line.split()
    marker = words.pop(0) if words and words[0].startswith("@") else ""
    if len(words) < 3 or words[0].startswith("#") or marker not in ("", "@revoked"):
        return None  # certificate authorities are not supported: such a host is unknown
    key = _key(words[1], words[2])
    hashed = words[0].startswith("|1|")
    patterns = (words[0],) if hashed else tuple(words[0].lower().split(","))
    return _Entry(key, bool(marker), patterns) if key else None


def _key(kind: str, text: str) -> HostKey | None:
    try:
        return HostKey(kind, base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return None


def _matches(patterns: Sequence[str], name: str) -> bool:
    if patterns[0].startswith("|1|"):
        return _hash_matches(patterns[0], name)
    if any(_wild(pattern[1:], name) for pattern in patterns if pattern.startswith("!")):
        return False
    return any(_wild(pattern, name) for pattern in patterns)


def _wild(pattern: str, name: str) -> bool:
    regex = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.fullmatch(regex, name) is not None


def _hash_matches(pattern: str, name: str) -> bool:
    try:
        salt, digest = (base64.b64decode(part) for part in pattern[3:].split("|"))
    except ValueError:
        return False
    return hmac.compare_digest(hmac.digest(salt, name.encode(), "sha1"), digest)


def preferred_types(access: SshAccess, address: str) -> tuple[str, ...]:
    """Key types that we can verify, so that a server with several keys shows one of those."""
    if access.host_key:
        kind, _, text = access.host_key.strip().partition(" ")
        return (kind,) if text else ()
    found = load_known_hosts(access.known_hosts).find(address, access.port)
    return tuple(dict.fromkeys(entry.key.type for entry in found if not entry.revoked))


def verify(access: SshAccess, address: str, key: HostKey, *, accept_new: bool = False) -> str:
    """Where the trust in `key` comes from: `inventory`, `known_hosts` or `first-use`.

    Raises `AnswerError` with the remedy when there is none. A pin in the inventory overrules known_hosts.
    """
    if access.host_key:
        return _verify_pin(access.host_key.strip(), key)
    known = load_known_hosts(access.known_hosts)
    entries = known.find(address, access.port)
    if any(entry.revoked and entry.key.blob == key.blob for entry in entries):
        raise AnswerError(Outcome.ERROR, f"host key {key.fingerprint} is marked as revoked in {known.path}")
    stored = [entry.key for entry in entries if not entry.revoked]
    if any(candidate.blob == key.blob for candidate in stored):
        return "known_hosts"
    if stored:
        remedy = f"if the NAS was reinstalled, remove its lines from {known.path}"
        raise _mismatch(f"{known.path} has {_fingerprints(stored)}", key, remedy)
    if accept_new:
        return "first-use"
    raise AnswerError(
        Outcome.ERROR,
        f"host key unknown: the NAS shows {key.type} {key.fingerprint}; compare it with the NAS itself, "
        f"then pin it in the inventory or add it to {known.path}",
    )


def _verify_pin(pin: str, key: HostKey) -> str:
    if pin.startswith("SHA256:"):
        wanted = pin.rstrip("=")
    else:
        words = [*pin.split(), "", ""]
        parsed = _key(words[0], words[1])
        if not parsed or not parsed.blob:
            raise AnswerError(Outcome.ERROR, "the pinned host key is neither SHA256:… nor an OpenSSH public key")
        wanted = parsed.fingerprint
    if hmac.compare_digest(wanted.encode(), key.fingerprint.encode()):
        return "inventory"
    raise _mismatch(f"the inventory pins {wanted}", key, "if the NAS was reinstalled, pin its new key")


def _mismatch(wanted: str, key: HostKey, remedy: str) -> AnswerError:
    text = f"host key mismatch: {wanted}, the NAS shows {key.type} {key.fingerprint}; nothing was sent to it; {remedy}"
    return AnswerError(Outcome.ERROR, text)


def _fingerprints(keys: Sequence[HostKey]) -> str:
    return ", ".join(dict.fromkeys(f"{key.type} {key.fingerprint}" for key in keys))
