"""Everything about a check that its shape does not show: names, expressions, remediations, and what its cases prove."""

from collections.abc import Container, Sequence
from pathlib import Path

from nasward.evaluate import texts, typed
from nasward.evaluate.cases import WrongFactsError, can_be_decided, case_facts, hollow
from nasward.evaluate.document import Document, read_document
from nasward.evaluate.load import Loaded
from nasward.evaluate.rule import evaluate
from nasward.evaluate.schema import ListOf, Piece, Scope, facts_shape, resolve
from nasward.model.check import Check
from nasward.model.verdict import Ruling


def lint_checks(loaded: Sequence[Loaded], areas: Container[str], remediations: Path) -> None:
    """Note every problem in the documents of these checks.

    `areas` are the known ids of `controls/`, `remediations` is the folder of playbooks by name.
    """
    for each in loaded:
        if each.check:
            _lint(each.check, each.document, areas, remediations)


def _lint(check: Check, document: Document, areas: Container[str], remediations: Path) -> None:
    if check.area not in areas:
        document.report(f"there is no controls/{check.area}.yml", "area")
    _lint_remediations(check, document, remediations)
    if _lint_names(check, document):
        _lint_cases(check, document)


def _lint_names(check: Check, document: Document) -> bool:
    """Looks at `for_each`, the expressions and the finding's text. True where the check can be evaluated."""
    before = len(document.problems)
    if check.for_each and not isinstance(resolve(check.for_each.split(".")), ListOf):
        document.report(f"`{check.for_each}` is no list of the facts", "for_each")
        return False
    if check.item in facts_shape().fields:
        document.report(f"`{check.item}` is already a name in the facts: give the item another one with `as`", "as")
        return False
    scope = Scope(check.for_each, check.item)
    expressions = [(check.pass_when, "pass"), *([(check.applies, "applies")] if check.applies else [])]
    for text, key in expressions:
        for flaw in typed.flaws(text, scope):
            document.report(flaw.message, key, offset=flaw.offset)
    for name, text in check.parameters.items():
        for flaw in typed.flaws(text, scope, yes_or_no=False):
            document.report(flaw.message, "parameters", name, offset=flaw.offset)
    for message in texts.flaws(check.finding, scope):
        document.report(f"the finding {message}", "finding")
    return len(document.problems) == before


def _lint_remediations(check: Check, document: Document, folder: Path) -> None:
    wanted: set[str] = set()
    for vendor, name in check.remediation.items():
        if not (folder / name / f"{vendor}.yml").is_file():
            document.report(f"there is no playbooks/remediations/{name}/{vendor}.yml", "remediation", vendor)
            continue
        about = read_document(folder / name / "about.yml").data
        parameters = about.get("parameters") or [] if isinstance(about, dict) else []
        for parameter in parameters:
            if parameter not in check.parameters:
                document.report(f"the remediation {name} needs the parameter `{parameter}`", "remediation", vendor)
        wanted.update(parameters)
    for parameter in check.parameters:
        if parameter not in wanted:
            document.report(f"no remediation uses the parameter `{parameter}`", "parameters", parameter, at_key=True)


def _lint_cases(check: Check, document: Document) -> None:
    for wanted in ("pass", "fail", "unmeasured"):
        if all(case.expect != wanted for case in check.cases):
            document.report(f"`tests` has no case that expects {wanted}", "tests", at_key=True)
    for position, case in enumerate(check.cases):
        try:
            case_facts(case)
        except WrongFactsError as error:
            document.report(str(error), "tests", position, *error.way)
            continue
        if case.expect == "fail":
            _lint_finding(check, document, position)
        elif case.expect == "unmeasured":
            _lint_unmeasured(check, document, position)
    for facts in hollow(check):
        wrong = next((each for each in evaluate((check,), facts, "") if each.ruling != Ruling.UNMEASURED), None)
        if wrong:
            document.report(f"gives {wrong.ruling} where nothing is known", "pass")
            return


def _lint_unmeasured(check: Check, document: Document, position: int) -> None:
    case = check.cases[position]
    if not case.unknown:
        document.report("an unmeasured case names in `unknown` the leaves that it hangs on", "tests", position)
    elif not can_be_decided(check, case):
        paths = ", ".join(case.unknown)
        document.report(f"stays undecided whatever {paths} may be: other leaves are unknown too", "tests", position)


def _lint_finding(check: Check, document: Document, position: int) -> None:
    facts = case_facts(check.cases[position])
    try:
        texts.render(check.finding, _nodes(check, facts))
    except texts.TextError as error:
        document.report(
            f"the finding cannot be written for the case `{check.cases[position].name}`: {error}", "finding"
        )


def _nodes(check: Check, facts: Piece) -> dict[str, object]:
    nodes = {name: getattr(facts, name) for name in facts_shape().fields}
    listed = facts
    for segment in check.for_each.split(".") if check.for_each else ():
        listed = getattr(listed, segment)
    return {**nodes, check.item: next(iter(listed))} if check.for_each and len(listed) else nodes
