"""Reads the cases below tests/cases: raw replies of a NAS go through the real digests, facts come out.

A case is YAML:

* `raw`: source id to stdout, or to {stdout, stderr, exit, outcome}. Sources not named are not asked.
* `api`: Synology API answers by the id of the answer: {data} or {error: code}; rendered as the vendor prints them.
* `rights`: share to {users, groups, nfs, snapshots}: rows or {error: code}, for the second exec.
* `lan`: answers of the outside probes: {source, subject, content, outcome, detail}.
* `login`: outcome of the login, `ok` where it is not said. `as_of`: time of collection.
* `facts`: path to [value, source, key] for a known leaf, to {unknown: reason, …} for an unknown one, to `complete`
  or {missing: reason} for a list, to [names] for the names in a list.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from nasward.model.evidence import Answer, Evidence, Login, Raw, Source
from nasward.model.outcome import Outcome, Vantage
from nasward.platforms import questions
from nasward.platforms.synology import webapi

ROOT = Path(__file__).parents[2] / "cases"
VENDORS = ("synology", "qnap", "stranger")
_PER_SHARE = {
    "synology.share_users": ("users", "items"),
    "synology.share_groups": ("groups", "items"),
    "synology.share_nfs": ("nfs", "rule"),
    "synology.share_snapshots": ("snapshots", "snapshots"),
}
"""Source to its key in `rights`, and the name of its rows in the API."""
_IDENTITY = {"synology": "synology=yes\nqnap=no\n", "qnap": "synology=no\nqnap=yes\n"}


@dataclass(frozen=True)
class Case:
    name: str
    vendor: str
    body: Mapping[str, Any]

    def evidence(self) -> Evidence:
        login = Outcome(self.body.get("login", "ok"))
        answers = [*self._inside(), *(_outside(each) for each in self.body.get("lan", ()))]
        detail = "" if login is Outcome.OK else "no login"
        as_of = self.body.get("as_of", "2026-11-22T12:00:00+00:00")
        return Evidence("nas", "10.0.0.1", as_of, Login(login, "auditor", "sudo", detail), tuple(answers))

    def _inside(self) -> list[Answer]:
        replies = dict(self.body.get("raw", {}))
        if self.vendor in _IDENTITY:
            replies.setdefault("identity", _IDENTITY[self.vendor])
        if "api" in self.body:
            replies["synology.api"] = _compound("first", self.body["api"])
        first = _ask(questions.first_questions(), replies)
        later = questions.follow_up(first)
        rights = self.body.get("rights", {})
        if rights:
            asked = [
                call.about(str(name))
                for name, told in rights.items()
                for call in webapi.calls("rights")
                if _PER_SHARE[call.source][0] in told
            ]
            question = webapi.question("rights", asked, "", 1 << 20, 20)
            first += question.digest(Raw(Outcome.OK, _rights(rights), "", 0))
        return [*first, *_ask(later, replies)]


def load(vendor: str) -> list[Case]:
    files = sorted((ROOT / vendor).rglob("*.yml"))
    return [Case(str(f.relative_to(ROOT).with_suffix("")), vendor, YAML(typ="safe").load(f)) for f in files]


ALL = [case for vendor in VENDORS for case in load(vendor)]


def raw_of(reply: Any) -> Raw:
    if isinstance(reply, str):
        return Raw(Outcome.OK, reply, "", 0)
    outcome = Outcome(reply.get("outcome", "ok"))
    return Raw(outcome, reply.get("stdout", ""), reply.get("stderr", ""), reply.get("exit", 0))


def _ask(sources: tuple[Source, ...], replies: Mapping[str, Any]) -> tuple[Answer, ...]:
    """The answers of the sources that have a reply; one asked per account takes its reply from `id account`."""
    answers: list[Answer] = []
    for source in sources:
        for answer in source.digest(Raw(Outcome.NOT_ASKED)):
            key = f"{source.id} {answer.subject}" if answer.subject else source.id
            if key in replies:
                answers += source.digest(raw_of(replies[key]))
                break
            if source.id in replies:
                answers += source.digest(raw_of(replies[source.id]))
                break
    return tuple(answers)


def pretty(body: Any) -> str:
    """JSON as DSM prints it."""
    return json.dumps(body, indent=3, separators=(",", " : "), sort_keys=True) + "\n"


def _reply(answer: Mapping[str, Any]) -> dict[str, Any]:
    if "error" in answer:
        return {"success": False, "error": {"code": answer["error"]}}
    return {"success": True, "data": answer["data"]}


def _compound(group: str, answers: Mapping[str, Any]) -> str:
    results = [
        {"api": call.api, "method": call.method, "version": call.version, **_reply(answers[call.source])}
        for call in webapi.calls(group)
        if call.source in answers
    ]
    return "@@compound\n" + pretty({"data": {"has_fail": False, "result": results}, "success": True})


def _rights(shares: Mapping[str, Any]) -> str:
    results = []
    for told in shares.values():
        for call in webapi.calls("rights"):
            key, rows = _PER_SHARE[call.source]
            if key in told:
                body = (
                    told[key] if isinstance(told[key], dict) else {"data": {rows: told[key], "total": len(told[key])}}
                )
                results.append({"api": call.api, "method": call.method, "version": call.version, **_reply(body)})
    return "@@compound\n" + pretty({"data": {"has_fail": False, "result": results}, "success": True})


def _outside(each: Mapping[str, Any]) -> Answer:
    outcome = Outcome(each.get("outcome", "ok"))
    return Answer(
        each["source"], Vantage.LAN, outcome, each.get("content"), each.get("subject", ""), each.get("detail", "")
    )
