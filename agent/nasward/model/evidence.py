"""Evidence: all answers of one target in one run. Portable, redacted, JSON."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from nasward.model.outcome import Outcome, Vantage

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]

EVIDENCE_SCHEMA = "nasward/evidence/1"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one source gave. `subject` names the item where a source is asked once per item (a share)."""

    source: str
    vantage: Vantage
    outcome: Outcome
    content: Json = None
    subject: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Raw:
    """The unredacted reply of one shell question. Lives only inside `collect`, never in evidence."""

    outcome: Outcome
    stdout: str = ""
    stderr: str = ""
    exit_code: int | None = None
    detail: str = ""
    """Why there is no whole reply, in our own words; "" where the outcome is ok."""


@dataclass(frozen=True, slots=True)
class Source:
    """One question to the inside of a NAS: a POSIX sh snippet whose stdout is the answer.

    `digest` turns the raw reply into redacted answers (one, or several where one process answers for many).
    `limit` is in bytes of stdout, `seconds` is the snippet's deadline on the NAS. A snippet that `needs_root`
    is not run without root: its answer is `denied`.
    """

    id: str
    script: str
    digest: Callable[[Raw], tuple[Answer, ...]]
    guard: str = ""
    """POSIX sh condition; where it is false the source is not asked (another vendor's question)."""
    needs_root: bool = True
    limit: int = 1 << 20
    seconds: int = 20


Privilege = Literal["root", "sudo", "user", "none"]


@dataclass(frozen=True, slots=True)
class Login:
    """How the inside was reached. `privilege` is `none` where no login was had; then `detail` says why."""

    outcome: Outcome
    user: str = ""
    privilege: Privilege = "none"
    detail: str = ""
    host_key: str = ""
    """OpenSSH public key line (`ssh-ed25519 AAAA…`) that the target proved, "" where none was seen."""
    host_key_source: str = ""
    """Where the trust in it came from: `inventory`, `known_hosts`, `first-use`."""


@dataclass(frozen=True, slots=True)
class CollectStats:
    """What the collection cost. `logins` are tries that a lock-out counter may have seen."""

    connections: int = 0
    execs: int = 0
    logins: int = 0


@dataclass(frozen=True)
class Evidence:
    """All answers of one target in one run."""

    target: str
    address: str
    as_of: str
    login: Login
    answers: tuple[Answer, ...]
    stats: CollectStats = field(default_factory=CollectStats)
    schema: str = EVIDENCE_SCHEMA

    def answer(self, source: str, subject: str = "") -> Answer:
        """The answer of a source; NOT_ASKED where there is none."""
        found = self._by_name.get((source, subject))
        return found or Answer(source, Vantage.SSH, Outcome.NOT_ASKED, subject=subject, detail="this run did not ask")

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], Answer]:
        """A NAS may name as many shares as it likes: no search may grow with their square. The first one counts."""
        return {(answer.source, answer.subject): answer for answer in reversed(self.answers)}

    def per_item(self, source: str) -> dict[str, Answer]:
        """All answers of a source that is asked once per item, by item."""
        return {a.subject: a for a in self.answers if a.source == source}
