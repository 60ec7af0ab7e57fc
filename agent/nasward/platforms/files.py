"""The small Unix files that both vendors have: passwd as name:uid, group as name:members."""

from collections.abc import Mapping

from nasward.model.evidence import Answer
from nasward.model.leaf import Known, Leaf, Reason, Unknown
from nasward.platforms.reading import gap, malformed

_MOST_GROUPS = 500
"""Groups of one account: each is looked up in the rights of each share."""


def uids(answer: Answer) -> Mapping[str, Leaf[int]] | Unknown:
    """Account to uid from `name:uid` lines; a name with two different uids is contested."""
    missing = gap(answer)
    if missing is not None:
        return missing
    found: dict[str, Leaf[int]] = {}
    for name, number in _pairs(answer):
        if not (number.isascii() and number.isdigit() and len(number) <= 10):
            continue
        uid = Known(int(number), answer.source, name)
        twice = Unknown(Reason.CONTESTED, f"{name} has two uids", answer.source, name)
        found[name] = uid if found.get(name, uid) == uid else twice
    return found or malformed(answer, "no account was listed")


def uid_of(known: Mapping[str, Leaf[int]] | Unknown, name: str, source: str) -> Leaf[int]:
    """The uid of one account."""
    if isinstance(known, Unknown):
        return known
    return known.get(name) or Unknown(Reason.ABSENT, "the account has no line in passwd", source, name)


def members(answer: Answer) -> Mapping[str, frozenset[str]] | Unknown:
    """Group to members from `name:member,member` lines."""
    missing = gap(answer)
    if missing is not None:
        return missing
    found: dict[str, frozenset[str]] = {}
    for name, listed in _pairs(answer):
        found[name] = found.get(name, frozenset()) | {each for each in listed.split(",") if each}
    return found or malformed(answer, "no group was listed")


def groups_of(groups: Mapping[str, frozenset[str]], account: str) -> frozenset[str]:
    """The groups that name the account as a member."""
    return frozenset(name for name, listed in groups.items() if account in listed)


def memberships(answer: Answer, account: str) -> frozenset[str] | Unknown:
    """The groups that name the account as a member. Ask once per NAS, not once per share."""
    groups = members(answer)
    if isinstance(groups, Unknown):
        return groups
    found = groups_of(groups, account)
    if len(found) > _MOST_GROUPS:
        return malformed(answer, f"{account} is a member of {len(found)} groups", account)
    return found


def _pairs(answer: Answer) -> list[tuple[str, str]]:
    """The lines with a colon; DSM keeps an index in a line that begins with `#`."""
    lines = str(answer.content).splitlines()
    split = (line.partition(":") for line in lines if not line.startswith("#"))
    return [(name, rest.strip()) for name, colon, rest in split if name and colon]
