"""Where a foreign hand shows on DSM: start files, keys, uid 0, hosts, sudo rules (synology.md §1.5, §6, §18)."""

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import AuthorizedKeys, Hook, NamedThing, Tampering
from nasward.model.leaf import Items, Known, Leaf, Unknown
from nasward.platforms import files
from nasward.platforms.reading import malformed, unproven
from nasward.platforms.synology.answers import pair, pairs, told

_HOOKS = ("rc.local", "rc.d", "optware")
_VENDORS_UID0 = frozenset({"root"})
"""The one account with uid 0 in the factory passwd (measured on 6.2.3)."""


def interpret_hooks(evidence: Evidence) -> Items[Hook]:
    """What Security Advisor flags: /etc/rc.local, /usr/local/etc/rc.d and, as `optware`, /opt/bin."""
    answer = evidence.answer("synology.hooks")
    found = pairs(answer)
    if isinstance(found, Unknown):
        return Items((), found)
    return Items(tuple(Hook(name, pair(answer, name, _yes)) for name in _HOOKS), None)


def _yes(said: str) -> bool:
    if said not in ("yes", "no"):
        raise ValueError(said)
    return said == "yes"


def interpret_authorized_keys(evidence: Evidence) -> Items[AuthorizedKeys]:
    """How many keys may log in as each account of passwd."""
    answer = evidence.answer("synology.authorized_keys")
    found = pairs(answer)
    if isinstance(found, Unknown):
        return Items((), found)
    if not found:
        return Items((), malformed(answer, "no account was listed"))
    if "#elsewhere" in str(answer.content).split("\n"):
        told = "sshd_config looks for keys at another place, which is not read"
        missing = unproven(answer, told, "AuthorizedKeysFile", "AuthorizedKeysFile", look="/etc/ssh/sshd_config")
        return Items(tuple(AuthorizedKeys(name, missing) for name in found), None)
    return Items(tuple(AuthorizedKeys(name, pair(answer, name, int)) for name in found), None)


def interpret_tampering(evidence: Evidence) -> Tampering:
    """Signs that need no comparison with a clean system."""
    return Tampering(
        extra_uid0=_extra_uid0(evidence.answer("synology.passwd")),
        blocked_update_hosts=told(_count(evidence.answer("synology.hosts"), "synology"), lambda count: count > 0),
        sudo_drop_ins=_count(evidence.answer("synology.sudoers"), "files"),
    )


def _count(answer: Answer, name: str) -> Leaf[int]:
    return pair(answer, name, int)


def _extra_uid0(passwd: Answer) -> Items[NamedThing]:
    known = files.uids(passwd)
    if isinstance(known, Unknown):
        return Items((), known)
    zero = sorted(name for name, uid in known.items() if isinstance(uid, Known) and uid.value == 0)
    odd = next((uid for uid in known.values() if isinstance(uid, Unknown)), None)
    return Items(tuple(NamedThing(name) for name in zero if name not in _VENDORS_UID0), odd)
