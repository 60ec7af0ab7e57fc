"""All formats say the same, and what a NAS says stays data in each of them."""

import json
from html.parser import HTMLParser

from rich.console import Console

from nasward.model.check import Risk
from nasward.model.outcome import Outcome
from nasward.model.verdict import Ruling
from nasward.report import html, table
from nasward.report import json as json_report
from nasward.report.standing import standing
from tests.unit.make import HOSTILE, results, target, verdict

RUN = results(
    target(
        "one",
        verdict("SMB-005", Ruling.FAIL, HOSTILE, remediation="smb_share_deny_guest", parameters={"share": HOSTILE}),
        verdict("ACC-001", Ruling.UNMEASURED, "scan", code="unproven", leans="fail"),
        verdict("FTP-004", Ruling.UNMEASURED, code="denied"),
        verdict("DDN-002", Ruling.FAIL, "x.example", risk=Risk(1, 1), manual="Control Panel > DDNS"),
        verdict("DDN-001", Ruling.PASS),
    ),
    target("two", login=Outcome.DENIED, incomplete=["no inside view: refused"]),
)


def test_exit_code_is_1_where_findings_and_gaps_meet_and_3_for_gaps_alone() -> None:
    assert standing(RUN).exit_code == 1
    assert standing(results(RUN.targets[1])).exit_code == 3
    assert standing(results(target("x", verdict("A", Ruling.PASS)))).exit_code == 0
    below = verdict("A", Ruling.FAIL, risk=Risk(2, 3))
    assert standing(results(target("x", below))).exit_code == 0


def test_json_has_the_shape_of_the_design_and_nothing_is_lost() -> None:
    body = json.loads(json_report.render(RUN))
    assert body["schema"] == "nasward/results/1"
    first = body["targets"][0]
    assert first["platform"]["version"] == "7.2.2"
    assert first["reached"] == {"ssh": "sudo", "ssh_detail": "", "lan": "ok"}
    found = first["verdicts"][0]
    assert found["subject"] == {"kind": "share", "name": HOSTILE, "rest": False}
    assert (found["verdict"], found["severity"], found["waiver"]) == ("fail", "critical", None)
    assert body["targets"][1]["reached"]["ssh"] == "denied"
    assert json_report.render(RUN) == json_report.render(RUN)


def test_the_table_shows_findings_before_gaps_and_no_escape_of_a_nas() -> None:
    screen = Console(width=140, color_system=None)
    with screen.capture() as captured:
        table.show(RUN, screen)
    text = captured.get()
    assert text.index("SMB-005") < text.index("ACC-001") < text.index("FTP-004")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "incomplete: two: no inside view: refused" in text
    assert "1 findings at or above high, 1 below, 1 leaning to fail, 2 not measured, 1 passed" in text


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]


def test_html_is_self_contained_and_escapes_what_a_nas_says() -> None:
    page = html.render(RUN)
    parsed = _Tags()
    parsed.feed(page)
    assert "b" in parsed.tags  # the tiles' own
    assert page.count("<b>") == 6
    assert "script" not in parsed.tags
    assert parsed.links == []
    assert "&lt;b&gt;" in page
    assert "{{ 7*7 }}" in page
    assert "\x1b" not in page
    assert "\u202e" not in page
