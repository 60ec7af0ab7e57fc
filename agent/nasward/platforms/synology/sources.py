"""What is asked of a Synology: one process of its web API, the password ladder and a few small files."""

from collections.abc import Sequence

from nasward.model.errors import AnswerError
from nasward.model.evidence import Answer, Raw, Source
from nasward.model.outcome import Outcome
from nasward.platforms import digests, passwords
from nasward.platforms.identity import SYNOLOGY as GUARD
from nasward.platforms.shell import colon_fields, read_file
from nasward.platforms.synology import box, webapi
from nasward.platforms.synology.service_files import service_sources
from nasward.platforms.synology.shares import share_names

_MISC = "/usr/syno/etc/synorelayd/misc.conf"
_SHARES_PER_CALL = 10
_MODEL_KEYS = '/^(unique|upnpmodelname)="/'


def first_sources() -> tuple[Source, ...]:
    """Everything that is known beforehand (exec 1)."""
    return (
        _text("synology.version", read_file("/etc.defaults/VERSION"), needs_root=False),
        _text("synology.model", read_file("/etc.defaults/synoinfo.conf", f"awk '{_MODEL_KEYS}'"), needs_root=False),
        _text("synology.passwd", colon_fields("/etc/passwd", 1, 3), needs_root=False),
        _text("synology.groups", colon_fields("/etc/group", 1, 4), needs_root=False),
        passwords.source("synology", GUARD),
        Source("synology.misc", read_file(_MISC), _misc, GUARD, limit=1 << 16),
        *service_sources(),
        webapi.question("synology.api", webapi.calls("first"), GUARD, limit=4 << 20, seconds=60),
        *box.first_sources(),
    )


def follow_up(answers: Sequence[Answer]) -> tuple[Source, ...]:
    """The rights of every share that exec 1 named (exec 2), a few shares per process, and what else hangs on exec 1."""
    names = next((share_names(a) for a in answers if a.source == "synology.shares"), ())
    chunks = [names[start : start + _SHARES_PER_CALL] for start in range(0, len(names), _SHARES_PER_CALL)]
    return (*(_rights(number, chunk) for number, chunk in enumerate(chunks)), *box.follow_up(answers))


def _rights(number: int, names: Sequence[str]) -> Source:
    asked = [call.about(name) for name in names for call in webapi.calls("rights")]
    return webapi.question(f"synology.rights.{number}", asked, GUARD, limit=8 << 20, seconds=60)


def _text(name: str, script: str, *, needs_root: bool) -> Source:
    return Source(name, script, digests.text(name), GUARD, needs_root=needs_root)


def _misc(raw: Raw) -> tuple[Answer, ...]:
    """synorelayd's misc.conf is JSON; only the UPnP switch is kept (synology.md §13.2)."""
    outcome, detail = digests.ended(raw)
    if outcome is not Outcome.OK:
        return (digests.untold("synology.misc", outcome, detail),)
    try:
        content = digests.allowed(digests.first_json(raw.stdout), ["upnp.enabled"])
    except AnswerError as error:
        return (digests.untold("synology.misc", error.outcome, error.detail),)
    return (digests.told("synology.misc", content),)
