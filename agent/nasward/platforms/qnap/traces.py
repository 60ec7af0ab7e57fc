"""Where a foreign hand shows on a QNAP (qnap.md §11.3, §11.4): presence and counts only, no content."""

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import AuthorizedKeys, Hook, NamedThing, Tampering
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown, complete
from nasward.platforms import data, files
from nasward.platforms.ini import number
from nasward.platforms.qnap.marks import pairs
from nasward.platforms.reading import gap, malformed

_AUTORUN = Unknown(
    Reason.UNPROVEN,
    "autorun.sh lies in the flash partition, which is not mounted and is not touched",
    look="Control Panel > Hardware > General > Run user defined processes during startup > View autorun.sh",
)


def interpret_hooks(evidence: Evidence) -> Items[Hook]:
    """The places of `known.yml`, and autorun.sh, which nothing can see without a change to the NAS."""
    answer = evidence.answer("qnap.hooks")
    names = list(data.table("qnap/known.yml")["hooks"])
    found = pairs(answer, *names)
    hooks = [Hook(name, found if isinstance(found, Unknown) else _present(answer, name, found[name])) for name in names]
    return complete((*hooks, Hook("autorun.sh", _AUTORUN)))


def _present(answer: Answer, name: str, word: str) -> Leaf[bool]:
    if word not in ("yes", "no"):
        return malformed(answer, "presence in a word that is not known", name, word)
    return Known(word == "yes", answer.source, name)


def interpret_authorized_keys(evidence: Evidence) -> Items[AuthorizedKeys]:
    """Accounts and how many keys each has; admin always stands there."""
    answer = evidence.answer("qnap.authorized_keys")
    missing = gap(answer)
    if missing is not None:
        return Items((), missing)
    counts: dict[str, int] = {}
    for line in str(answer.content).splitlines():
        name, _, count = line.rpartition(":")
        if not name or number(count) is None:
            return Items((), malformed(answer, "a line that is no count of keys"))
        counts[name] = counts.get(name, 0) + int(count)
    if "admin" not in counts:
        return Items((), malformed(answer, "the keys of admin were not counted"))
    return complete(AuthorizedKeys(name, Known(count, answer.source, name)) for name, count in counts.items())


def interpret_tampering(evidence: Evidence) -> Tampering:
    """Foreign uid 0, vendor names in the hosts file, drop-ins of sudo."""
    return Tampering(
        extra_uid0=_extra_uid0(evidence.answer("qnap.passwd")),
        blocked_update_hosts=_blocked(evidence.answer("qnap.hosts")),
        sudo_drop_ins=_count(evidence.answer("qnap.sudoers"), "files"),
    )


def _extra_uid0(answer: Answer) -> Items[NamedThing]:
    """`admin` is the vendor's own uid 0 (qnap.md §2.1); a name with two uids counts by the worse one."""
    missing = gap(answer)
    if missing is not None:
        return Items((), missing)
    known = files.uids(answer)
    if isinstance(known, Unknown):
        return Items((), known)
    rows = (line.partition(":") for line in str(answer.content).splitlines())
    return complete(map(NamedThing, dict.fromkeys(n for n, _, uid in rows if uid.strip() == "0" and n != "admin")))


def _count(answer: Answer, key: str) -> Leaf[int]:
    found = pairs(answer, key)
    if isinstance(found, Unknown):
        return found
    count = number(found[key])
    return malformed(answer, "no count", key, found[key]) if count is None else Known(count, answer.source, key)


def _blocked(answer: Answer) -> Leaf[bool]:
    count = _count(answer, "qnap")
    return count if isinstance(count, Unknown) else Known(count.value > 0, count.source, "names of qnap.com")
