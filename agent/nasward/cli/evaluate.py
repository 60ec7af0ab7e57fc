"""`nasward evaluate`: the second half of scan, offline."""

import json
from pathlib import Path

import click

from nasward.cli.files import load_evidence
from nasward.cli.options import PATH, check_options, rules_from
from nasward.cli.output import FORMATS, emit
from nasward.model.facts import Facts
from nasward.model.leaf import Known
from nasward.model.text import printable


@click.command()
@click.argument("evidence", type=PATH, nargs=-1, required=True)
@check_options
@click.option("--facts", "show_facts", is_flag=True, help="Print the facts with their provenance; judge nothing.")
@click.option("-f", "--format", "formats", type=click.Choice(FORMATS), multiple=True, help="Default: table.")
@click.option("-o", "--output", "folder", type=PATH, help="Folder for reports.")
@click.option("-v", "--verbose", is_flag=True, help="List what was not measured one by one.")
@click.pass_context
def evaluate(
    ctx: click.Context,
    /,
    evidence: tuple[Path, ...],
    profile_name: str,
    check_dirs: tuple[Path, ...],
    show_facts: bool,
    formats: tuple[str, ...],
    folder: Path | None,
    verbose: bool,
) -> None:
    """Judge EVIDENCE files, or folders of them. No NAS is asked; no network is used."""
    from nasward import audit
    from nasward.report.standing import standing

    loaded = load_evidence(evidence)
    catalogue, profile = rules_from(profile_name, check_dirs)
    audited = [audit.judge(one, catalogue, profile) for one in loaded]
    if show_facts:
        documents = {one.evidence.target: one.facts for one in audited}
        click.echo(_facts_json(documents) if "json" in formats else _facts_text(documents), nl=False)
        return
    started = max(one.evidence.as_of for one in audited)
    results = audit.results("evaluated", started, profile, audited, catalogue.digest)
    emit(results, formats, folder, verbose)
    ctx.exit(standing(results).exit_code)


def _facts_text(documents: dict[str, Facts]) -> str:
    from nasward.model.walk import walk

    lines = []
    for target, facts in documents.items():
        lines.append(f"{printable(target)}\n")
        for path, leaf in walk(facts):
            told = f"= {leaf.value!r}" if isinstance(leaf, Known) else f"unknown ({leaf.reason}: {leaf.detail})"
            place = f"{leaf.source} {leaf.key}".strip()
            lines.append(printable(f"  {path} {told}   [{place}]", 500) + "\n")
    return "".join(lines)


def _facts_json(documents: dict[str, Facts]) -> str:
    from dataclasses import asdict

    from nasward.model.walk import walk

    body = {
        target: {path: {"known": isinstance(leaf, Known), **asdict(leaf)} for path, leaf in walk(facts)}
        for target, facts in documents.items()
    }
    return json.dumps(body, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
