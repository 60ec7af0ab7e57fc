"""What a stranger got: answers of the outside probes as facts of one vantage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from nasward.model.evidence import Answer
from nasward.model.facts import Access, BlankLogin, Stranger, StrangerFtp, StrangerShare, StrangerSmb, StrangerSsh
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.model.outcome import Outcome, Vantage
from nasward.platforms.reading import contested, field, gap, malformed

BLANK_NAME = "(blank)"
"""How the login without any name is called."""
_NO_SHARE = frozenset({"ipc$"})
_OFF = Known(False, "login")
_ACCESS: Mapping[str, Access] = {"none": "none", "read": "read", "write": "write"}
_PROTOCOLS: Mapping[str, Literal["smb", "ftp", "ssh"]] = {"smb": "smb", "ftp": "ftp", "ssh": "ssh"}


class Heard:
    """The answers of one vantage."""

    def __init__(self, answers: Sequence[Answer], vantage: Vantage) -> None:
        self._answers = [answer for answer in answers if answer.vantage is vantage]
        self._by_name = {(answer.source, answer.subject.casefold()): answer for answer in reversed(self._answers)}
        self._vantage = vantage

    def __bool__(self) -> bool:
        return bool(self._answers)

    def answer(self, source: str, subject: str = "") -> Answer:
        """The answer about a subject (names of shares without case); NOT_ASKED where there is none."""
        found = self._by_name.get((source, subject.casefold()))
        return found or Answer(source, self._vantage, Outcome.NOT_ASKED, subject=subject, detail="this run did not ask")

    def subjects(self, source: str) -> tuple[str, ...]:
        """What a source was asked about."""
        return tuple(answer.subject for answer in self._answers if answer.source == source)


@dataclass(frozen=True, slots=True)
class Inside:
    """What the inside view lends to the outside one: names that no stranger was shown, and logins worth a try.

    `shares_missing`: why more shares may exist than are named. `alone`: no inside view was had at all, so that what
    a stranger is shown is all there is to know. `smb_on`, `ftp_on`: whether the settings serve it; off where alone.
    """

    shares: tuple[str, ...] = ()
    shares_missing: Unknown | None = None
    alone: bool = False
    candidates: tuple[str, ...] = ()
    smb_on: Leaf[bool] = _OFF
    ftp_on: Leaf[bool] = _OFF


def interpret_stranger(heard: Heard, inside: Inside) -> Stranger:
    """The outside view of one vantage; where nothing was asked, nothing is known."""
    if not heard:
        return Stranger()
    return Stranger(_smb(heard, inside), _ftp(heard, inside), _ssh(heard), _blank_logins(heard, inside))


def _smb(heard: Heard, inside: Inside) -> StrangerSmb:
    reach = field(heard.answer("smb.reach"), "open", bool)
    if isinstance(reach, Known) and not reach.value:
        doubt = _doubt(reach, inside.smb_on)
        return StrangerSmb(reach, doubt or reach, doubt or reach, Items((), doubt))
    null, guest = _session(heard, "smb.null", reach), _session(heard, "smb.guest", reach)
    names = _share_names(heard, inside)
    shares = tuple(
        StrangerShare(n, _share(heard, null, "smb.null", n), _share(heard, guest, "smb.guest", n)) for n in names
    )
    return StrangerSmb(
        reach, null, guest, Items(shares, _unlisted(heard, null, guest) if inside.alone else inside.shares_missing)
    )


def _doubt(closed: Known[bool], served: Leaf[bool]) -> Unknown | None:
    """Why a closed port says nothing of the service: by the settings it is on, so it may start, or listen elsewhere."""
    if isinstance(served, Unknown):
        return served
    if not served.value:
        return None
    return contested(served, closed, "the settings say that it is on, and its port is closed to a stranger")


def _session(heard: Heard, source: str, reach: Leaf[bool]) -> Leaf[bool]:
    """Whether a session was given; a port that did not answer explains better why that is not known."""
    session = field(heard.answer(source), "accepted", bool)
    if isinstance(session, Unknown) and session.reason is Reason.NOT_ASKED and isinstance(reach, Unknown):
        return reach
    return session


def _share_names(heard: Heard, inside: Inside) -> tuple[str, ...]:
    """Every share that was listed, tried or is known from the inside; the inside's spelling wins."""
    tried = (*heard.subjects("smb.null.share"), *heard.subjects("smb.guest.share"))
    names: dict[str, str] = {}
    for name in (*inside.shares, *_listed(heard, "smb.null"), *_listed(heard, "smb.guest"), *tried):
        names.setdefault(name.casefold(), name)
    return tuple(name for key, name in names.items() if key not in _NO_SHARE)


def _listed(heard: Heard, source: str) -> Iterable[str]:
    content = heard.answer(source).content
    listed = content.get("listed") if isinstance(content, Mapping) else ()
    return [name for name in listed if isinstance(name, str) and name] if isinstance(listed, list | tuple) else ()


def _share(heard: Heard, session: Leaf[bool], source: str, name: str) -> Leaf[Access]:
    if isinstance(session, Known) and not session.value:
        return Known("none", session.source, session.key)
    answer = heard.answer(f"{source}.share", name)
    word = field(answer, "access", str)
    if isinstance(word, Unknown):
        return session if word.reason is Reason.NOT_ASKED and isinstance(session, Unknown) else word
    if word.value not in _ACCESS:
        return malformed(answer, "an access in a word that is not known", "access", word.value)
    return Known(_ACCESS[word.value], word.source, f"{name}|access")


def _unlisted(heard: Heard, null: Leaf[bool], guest: Leaf[bool]) -> Unknown | None:
    """Why a stranger may get at more shares than were listed."""
    for source, session in (("smb.null", null), ("smb.guest", guest)):
        if isinstance(session, Unknown):
            return session
        listing = field(heard.answer(source), "listing", str)
        if session.value and listing != Known("ok", source, "listing"):
            return Unknown(Reason.DENIED, "a session was given and no list of shares", source, "listing")
    return None


def _ftp(heard: Heard, inside: Inside) -> StrangerFtp:
    reach = heard.answer("ftp.reach")
    opened, greets = field(reach, "open", bool), field(reach, "greeting", bool)
    if isinstance(opened, Known) and not opened.value:
        silent = _doubt(opened, inside.ftp_on) or opened
        return StrangerFtp(opened, silent, silent, silent)
    offer = heard.answer("ftp.offer")
    mute = opened if isinstance(opened, Unknown) else _mute(reach, greets)
    return StrangerFtp(
        reachable=opened if isinstance(opened, Unknown) else greets,
        anonymous=_or_mute(field(heard.answer("ftp.anonymous"), "accepted", bool), mute),
        plain_login=_or_mute(field(offer, "plain_login", bool), mute),
        tls_offered=_or_mute(field(offer, "tls", bool), mute),
    )


def _mute(reach: Answer, greets: Leaf[bool]) -> Unknown | None:
    """A port that is open and does not greet may be a server that is busy: what it allows stays open."""
    if isinstance(greets, Known) and not greets.value:
        return Unknown(Reason.ERROR, "the FTP port is open and does not greet", reach.source, "greeting")
    return greets if isinstance(greets, Unknown) else None


def _or_mute(leaf: Leaf[bool], mute: Unknown | None) -> Leaf[bool]:
    return mute if mute is not None and isinstance(leaf, Unknown) and leaf.reason is Reason.NOT_ASKED else leaf


def _ssh(heard: Heard) -> StrangerSsh:
    reach = heard.answer("ssh.reach")
    opened = field(reach, "open", bool)
    return StrangerSsh(opened if isinstance(opened, Unknown) or not opened.value else field(reach, "banner", bool))


def _blank_logins(heard: Heard, inside: Inside) -> Items[BlankLogin]:
    """One entry per account that was or should have been tried, so that none is passed over in silence."""
    names = dict.fromkeys((*inside.candidates, *heard.subjects("login.blank")))
    return Items(tuple(_blank_login(heard.answer("login.blank", name), name) for name in names), None)


def _blank_login(answer: Answer, account: str) -> BlankLogin:
    name = account or BLANK_NAME
    missing = gap(answer, name)
    if missing is not None:
        if answer.outcome is Outcome.NOT_ASKED and answer.detail == "budget":
            missing = Unknown(Reason.BUDGET, "not tried, to stay under the lock-out limit", answer.source, name)
        return BlankLogin(name, missing, missing)
    word = field(answer, "protocol", str)
    protocol: Leaf[Literal["smb", "ftp", "ssh"]] = (
        word
        if isinstance(word, Unknown)
        else Known(_PROTOCOLS[word.value], word.source, word.key)
        if word.value in _PROTOCOLS
        else malformed(answer, "a protocol that is not known", "protocol", word.value)
    )
    return BlankLogin(name, protocol, field(answer, "accepted", bool))
