"""Evidence files that nasward did not write: one clear sentence, whatever is in them."""

import json
from typing import Any

import pytest

from nasward.model.errors import EvidenceError
from nasward.model.portable import parse_evidence

ANSWER: dict[str, Any] = {"source": "smb.reach", "vantage": "lan", "outcome": "ok", "content": {"open": True}}


def document(**answer: Any) -> str:
    head = {"schema": "nasward/evidence/1", "target": "nas", "address": "10.0.0.1", "as_of": ""}
    return json.dumps({**head, "login": {"outcome": "ok"}, "stats": {}, "answers": [{**ANSWER, **answer}]})


def test_a_file_as_nasward_writes_it() -> None:
    assert parse_evidence(document(), "e.json").answers[0].content == {"open": True}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "[" * 200_000, document(subject=None), document(detail=5), document(source=["x"]), document(more=1)],
    ids=["empty", "list", "deep", "subject", "detail", "source", "key"],
)
def test_anything_else(text: str) -> None:
    with pytest.raises(EvidenceError, match=r"^e\.json: "):
        parse_evidence(text, "e.json")
