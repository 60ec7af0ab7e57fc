"""One YAML file to one check. Every problem with the file's shape is found at once, each with its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from nasward.evaluate.document import Document, read_document
from nasward.model.check import Check, CheckCase, Expectation, Risk, Vendor
from nasward.model.outcome import Vantage

_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*-[0-9]{3,}")
_AREA = re.compile(r"A[0-9]{2}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_RESERVED = frozenset({
    *("as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let", "loop"),
    *("namespace", "null", "package", "return", "true", "var", "void", "while"),
})  # fmt: skip
_KEYS = frozenset({
    *("id", "title", "why", "risk", "area", "platforms", "vantage", "for_each", "as", "applies", "pass", "finding"),
    *("remediation", "manual", "parameters", "side_effect", "references", "tests"),
})  # fmt: skip
_CASE_KEYS = frozenset({"name", "facts", "unknown", "expect", "subject"})
_EXPECTATIONS = get_args(Expectation)
_VENDORS: tuple[Vendor, ...] = get_args(Vendor)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file of the catalogue: its check, None where the shape was too broken for one, and where all stands."""

    document: Document
    check: Check | None


def load_check(path: Path, file: str) -> Loaded:
    """Read one check. Problems stay in the document."""
    document = read_document(path, file)
    if document.problems:
        return Loaded(document, None)
    if not isinstance(document.data, dict):
        document.report("a check is a mapping of keys to values")
        return Loaded(document, None)
    check = _Reader(document).check()
    return Loaded(document, None if document.problems else check)


class _Reader:
    """Typed reading of one document's top-level keys."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.data: dict[str, Any] = document.data

    def check(self) -> Check:
        for key in self.data:
            if key not in _KEYS:
                self.document.report(f"unknown key `{key}`", key, at_key=True)
        platforms = self.platforms()
        for_each, item = self.subject()
        check = Check(
            id=self.text("id", _ID, "is not like SMB-005"),
            title=self.text("title"),
            why=self.text("why"),
            risk=self.risk(),
            area=self.text("area", _AREA, "is not like A01"),
            platforms=platforms,
            vantage=self.vantage(),
            pass_when=self.text("pass"),
            finding=self.text("finding"),
            side_effect=self.text("side_effect"),
            for_each=for_each,
            item=item,
            applies=self.text("applies", required=False),
            remediation=self.per_vendor("remediation", platforms),
            manual=self.per_vendor("manual", platforms),
            parameters=self.parameters(),
            references=self.texts("references", required=False),
            cases=self.cases(),
            file=self.document.file,
        )
        self.helped(check)
        return check

    def text(self, key: str, pattern: re.Pattern[str] | None = None, wrong: str = "", *, required: bool = True) -> str:
        if key not in self.data:
            if required:
                self.document.report(f"`{key}` is missing")
            return ""
        value = self.data[key]
        if not isinstance(value, str) or not value.strip():
            self.document.report(f"`{key}` must be text", key)
            return ""
        if pattern and not pattern.fullmatch(value):
            self.document.report(f"`{key}` {wrong}: {value}", key)
        return value.strip()

    def texts(self, key: str, *, required: bool = True) -> tuple[str, ...]:
        if key not in self.data:
            if required:
                self.document.report(f"`{key}` is missing")
            return ()
        value = self.data[key]
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.document.report(f"`{key}` must be a list of texts", key)
            return ()
        return tuple(value)

    def risk(self) -> Risk:
        risk = self.data.get("risk")
        if not isinstance(risk, dict) or set(risk) != {"likelihood", "impact"}:
            self.document.report("`risk` must be {likelihood: 1 to 5, impact: 1 to 5}", "risk")
            return Risk(1, 1)
        for key, value in risk.items():
            if type(value) is not int or not 1 <= value <= 5:
                self.document.report(f"`{key}` must be a whole number from 1 to 5", "risk", key)
                return Risk(1, 1)
        return Risk(risk["likelihood"], risk["impact"])

    def platforms(self) -> tuple[Vendor, ...]:
        named = self.texts("platforms")
        for position, each in enumerate(named):
            if each not in _VENDORS:
                self.document.report(f"unknown platform `{each}`; known: {', '.join(_VENDORS)}", "platforms", position)
        if "platforms" in self.data and not named:
            self.document.report("`platforms` names none", "platforms")
        return tuple(vendor for vendor in _VENDORS if vendor in named)

    def vantage(self) -> Vantage:
        value = self.text("vantage")
        known = [each.value for each in Vantage]
        if value and value not in known:
            self.document.report(f"unknown vantage `{value}`; known: {', '.join(known)}", "vantage")
        return Vantage(value) if value in known else Vantage.SSH

    def subject(self) -> tuple[str, str]:
        for_each = self.text("for_each", required=False)
        if not for_each:
            if "as" in self.data:
                self.document.report("`as` names the item of `for_each`, which is missing", "as", at_key=True)
            return "", ""
        item = self.text("as", required=False) or for_each.rsplit(".", 1)[-1].removesuffix("s")
        if not _NAME.fullmatch(item) or item in _RESERVED:
            self.document.report(f"`{item}` cannot name an item: give another name with `as`", "as")
        return for_each, item

    def per_vendor(self, key: str, platforms: tuple[Vendor, ...]) -> dict[str, str]:
        value = self.data.get(key)
        if value is None:
            return {}
        if isinstance(value, str):
            return dict.fromkeys(platforms, value)
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            self.document.report(f"`{key}` must be text, or a text per platform", key)
            return {}
        for vendor in value:
            if vendor not in platforms:
                self.document.report(f"`{vendor}` is none of this check's platforms", key, vendor, at_key=True)
        return dict(value)

    def parameters(self) -> dict[str, str]:
        value = self.data.get("parameters", {})
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            self.document.report("`parameters` must be a mapping of names to expressions", "parameters")
            return {}
        return dict(value)

    def helped(self, check: Check) -> None:
        for vendor in check.platforms:
            if vendor not in check.remediation and vendor not in check.manual:
                self.document.report(f"neither `remediation` nor `manual` says what to do on {vendor}")

    def cases(self) -> tuple[CheckCase, ...]:
        tests = self.data.get("tests", [])
        if not isinstance(tests, list):
            self.document.report("`tests` must be a list of cases", "tests")
            return ()
        found = tuple(self.case(each, position) for position, each in enumerate(tests))
        names = [case.name for case in found]
        for position, name in enumerate(names):
            if name and name in names[:position]:
                self.document.report(f"two cases are named `{name}`", "tests", position, "name")
        return found

    def case(self, data: object, position: int) -> CheckCase:
        way = ("tests", position)
        if not isinstance(data, Mapping):
            self.document.report("a case is a mapping of keys to values", *way)
            return CheckCase("", {}, "unmeasured")
        for key in data:
            if key not in _CASE_KEYS:
                self.document.report(f"unknown key `{key}` in a case", *way, key, at_key=True)
        name, facts, expect = data.get("name"), data.get("facts"), data.get("expect", "")
        unknown, subject = data.get("unknown", []), data.get("subject", "")
        if not isinstance(name, str) or not name:
            self.document.report("a case needs a `name`", *way)
        if not isinstance(facts, Mapping):
            self.document.report("a case needs `facts`, a mapping ({} where all is unknown)", *way)
        if expect not in _EXPECTATIONS:
            self.document.report(f"`expect` must be one of {', '.join(_EXPECTATIONS)}", *way, "expect")
        if not isinstance(unknown, list) or not all(isinstance(each, str) for each in unknown):
            self.document.report("`unknown` must be a list of paths", *way, "unknown")
            unknown = []
        if not isinstance(subject, str):
            self.document.report("`subject` must be the name of an item", *way, "subject")
            subject = ""
        return CheckCase(str(name), facts if isinstance(facts, Mapping) else {}, expect, tuple(unknown), subject)
