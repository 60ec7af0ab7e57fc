"""NFS of DSM (synology.md §10): the rules of every share, beside /etc/exports, which DSM generates from them."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from nasward.model.evidence import Answer, Evidence
from nasward.model.facts import Nfs, NfsExport, Share
from nasward.model.leaf import Items, Known, Leaf, Reason, Unknown
from nasward.platforms.reading import contested, entry, field, malformed
from nasward.platforms.synology.answers import word
from nasward.platforms.synology.exports import Rule, Squash, exported
from nasward.platforms.synology.listing import listed_rows

_LOOK = "Control Panel > Shared Folder > Edit > NFS Permissions"
_SQUASH: Mapping[str, Squash] = {
    "root": "none", "admin": "root_to_admin", "guest": "root", "all_admin": "all_to_admin", "all_guest": "all",
}  # fmt: skip
"""`root` is DSM's word for "no mapping"."""
_EVERYONE = frozenset({"*", "0.0.0.0/0", "0.0.0.0/0.0.0.0", "::/0"})

_Leaves = Mapping[str, Leaf[Any]]


def interpret_nfs(evidence: Evidence, shares: Items[Share]) -> Nfs:
    """The switch, and every client of every share. While NFS is on, /etc/exports must say the same."""
    enabled = field(evidence.answer("synology.nfs"), "enable_nfs", bool)
    rules, missing = _rules(evidence, shares)
    if isinstance(enabled, Known) and not enabled.value:
        return Nfs(enabled, Items(tuple(_export(*key, leaves) for key, leaves in rules.items()), missing))
    why = enabled if isinstance(enabled, Unknown) else None
    return Nfs(enabled, _beside_file(evidence.answer("synology.exports"), rules, why or missing, why))


def _rules(evidence: Evidence, shares: Items[Share]) -> tuple[dict[tuple[str, str], _Leaves], Unknown | None]:
    """The API's rules by path and client, and why they may not be all."""
    found: dict[tuple[str, str], _Leaves] = {}
    missing = shares.missing
    for share in shares:
        answer = evidence.answer("synology.share_nfs", share.name)
        listed, gone = listed_rows(answer, "rule")
        if isinstance(share.path, Unknown):
            missing = missing or share.path
            continue
        missing = missing or gone
        for row in listed:
            client = row.get("client") if isinstance(row, Mapping) else None
            if not isinstance(row, Mapping) or not isinstance(client, str) or not client:
                missing = missing or malformed(answer, "a rule without a client was listed", "rule")
            else:
                found[share.path.value, client] = _row(answer, row, f"rule[{client}]")
    return found, missing


def _row(answer: Answer, row: Mapping[str, Any], key: str) -> _Leaves:
    return {
        "access": word(
            entry(answer, row, "privilege", str, f"{key}.privilege"), {"rw": "write", "ro": "read"}, _LOOK, "fail"
        ),
        "squash": word(entry(answer, row, "root_squash", str, f"{key}.root_squash"), _SQUASH, _LOOK, "fail"),
        "insecure": entry(answer, row, "insecure", bool, f"{key}.insecure"),
        "kerberos": _kerberos(answer, row, f"{key}.security_flavor"),
    }


def _kerberos(answer: Answer, row: Mapping[str, Any], key: str) -> Leaf[bool]:
    """Demanded where the plain flavour is not allowed."""
    flavours = row.get("security_flavor")
    if not isinstance(flavours, Mapping):
        return malformed(answer, "the rule names no security flavours", key)
    plain = entry(answer, flavours, "sys", bool, f"{key}.sys")
    return plain if isinstance(plain, Unknown) else Known(not plain.value, plain.source, plain.key)


def _beside_file(
    answer: Answer, rules: dict[tuple[str, str], _Leaves], missing: Unknown | None, why: Unknown | None
) -> Items[NfsExport]:
    """Both listings together: a leaf is known only where both say the same."""
    file = exported(answer)
    if isinstance(file, Unknown):
        return Items(tuple(_export(*key, _all(why or file)) for key in rules), missing or file)
    keys = list(dict.fromkeys((*rules, *file)))
    one_sided = next((key for key in keys if key not in rules or key not in file), None)
    if missing is None and one_sided is not None:
        missing = _lonely(answer, one_sided, rules)
    joined = (_joined(answer, key, rules.get(key), file.get(key), why or missing) for key in keys)
    return Items(tuple(_export(*key, leaves) for key, leaves in zip(keys, joined, strict=True)), missing)


def _lonely(answer: Answer, key: tuple[str, str], rules: Mapping[tuple[str, str], _Leaves]) -> Unknown:
    where = ("DSM's rules", "/etc/exports") if key in rules else ("/etc/exports", "DSM's rules")
    detail = f"{key[0]} for {key[1]} stands in {where[0]} and not in {where[1]}"
    return Unknown(Reason.CONTESTED, detail, f"synology.share_nfs, {answer.source}")


def _all(why: Unknown) -> _Leaves:
    return {each.name: why for each in fields(Rule)}


def _joined(
    answer: Answer, key: tuple[str, str], leaves: _Leaves | None, rule: Rule | None, missing: Unknown | None
) -> _Leaves:
    if leaves is None or rule is None:
        return _all(missing or _lonely(answer, key, {key: leaves} if leaves else {}))
    return {name: _agreed(answer, name, leaf, getattr(rule, name), key) for name, leaf in leaves.items()}


def _agreed(answer: Answer, name: str, leaf: Leaf[Any], value: object, key: tuple[str, str]) -> Leaf[Any]:
    if isinstance(leaf, Unknown) or leaf.value == value:
        return leaf
    other = Known(value, answer.source, f"{key[0]} {key[1]}")
    return contested(leaf, other, f"{name}: DSM's rule says {leaf.value}, /etc/exports {value}")


def _export(path: str, client: str, leaves: _Leaves) -> NfsExport:
    """Path and client are the export's identity: they have the provenance of whichever leaf is known."""
    source = next((leaf.source for leaf in leaves.values() if leaf.source), "synology.share_nfs")
    return NfsExport(
        f"{path} {client}",
        path=Known(path, source, f"{path} {client}"),
        client=Known(client, source, f"{path} {client}"),
        everyone=Known(client in _EVERYONE, source, f"{path} {client}"),
        access=leaves["access"],
        squash=leaves["squash"],
        insecure_ports=leaves["insecure"],
        kerberos=leaves["kerberos"],
    )
