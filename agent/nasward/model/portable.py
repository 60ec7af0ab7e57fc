"""Evidence as a JSON document and back, canonically: the same evidence gives the same bytes."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from nasward.model.errors import EvidenceError
from nasward.model.evidence import EVIDENCE_SCHEMA, Answer, CollectStats, Evidence, Login
from nasward.model.outcome import Outcome, Vantage


def dump_evidence(evidence: Evidence) -> str:
    """Canonical JSON text."""
    return json.dumps(asdict(evidence), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def parse_evidence(text: str, place: str) -> Evidence:
    """Raises EvidenceError, naming `place`, for anything that nasward did not write like this."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise EvidenceError(f"{place}: no JSON ({broken}); was the file cut?") from broken
    if not isinstance(body, Mapping) or body.get("schema") != EVIDENCE_SCHEMA:
        raise EvidenceError(f"{place}: no evidence file of schema {EVIDENCE_SCHEMA}")
    try:
        return _evidence(body)
    except (AttributeError, KeyError, TypeError, ValueError) as wrong:
        raise EvidenceError(f"{place}: not as nasward writes evidence: {wrong!r}") from wrong


def _evidence(body: Mapping[str, Any]) -> Evidence:
    login = dict(body["login"])
    login["outcome"] = Outcome(login["outcome"])
    return Evidence(
        target=str(body["target"]),
        address=str(body["address"]),
        as_of=str(body["as_of"]),
        login=Login(**login),
        answers=tuple(_answer(answer) for answer in body["answers"]),
        stats=CollectStats(**body["stats"]),
    )


def _answer(body: Mapping[str, Any]) -> Answer:
    for key in ("source", "subject", "detail"):
        if not isinstance(body.get(key, ""), str):
            raise TypeError(f"{key} of an answer is no text")
    return Answer(**{**body, "outcome": Outcome(body["outcome"]), "vantage": Vantage(body["vantage"])})
