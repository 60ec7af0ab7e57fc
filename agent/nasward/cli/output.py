"""Progress on stderr, results on stdout or in files."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nasward.cli.files import write_private
from nasward.model.verdict import Results

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from nasward.collect.fleet import Progress

INTERRUPTED = 130
FORMATS = ("table", "json", "html")
_FILES = {"table": "report.txt", "json": "results.json", "html": "report.html"}
WIDTH_WITHOUT_TERMINAL = 140


def console(*, stderr: bool = False) -> "Console":
    """A rich console; a wide plain one where no terminal is."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    return Console(stderr=stderr, width=None if stream.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)


@contextmanager
def progress(total: int, quiet: bool) -> "Iterator[Callable[[Progress], None]]":
    """A bar on a terminal; one line per finished NAS elsewhere; nothing when quiet."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bar(total) as update:
            yield update
    else:
        yield _line


def _line(step: "Progress") -> None:
    if step.state != "started":
        click.echo(f"{step.done}/{step.total} {step.target.name} {step.state}", err=True)


@contextmanager
def _bar(total: int) -> "Iterator[Callable[[Progress], None]]":
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("looking", total=total)
        yield lambda step: bar.update(task, completed=step.done)


def emit(results: Results, formats: Sequence[str], folder: Path | None, verbose: bool) -> None:
    """Prints the one format, or writes every format into the folder and prints the table."""
    chosen = tuple(dict.fromkeys(formats)) or ("table",)
    if folder is None:
        if len(chosen) > 1:
            raise click.UsageError("several formats need a folder: add -o DIR")
        click.echo(_render(results, chosen[0], verbose), nl=False)
        return
    for name in chosen:
        write_private(folder / _FILES[name], _render(results, name, True))
    click.echo(_render(results, "table", verbose), nl=False)
    click.echo(f"written: {', '.join(str(folder / _FILES[name]) for name in chosen)}", err=True)


def _render(results: Results, name: str, verbose: bool) -> str:
    if name == "json":
        from nasward.report import json

        return json.render(results)
    if name == "html":
        from nasward.report import html

        return html.render(results)
    from nasward.report import table

    screen = console()
    with screen.capture() as captured:
        table.show(results, screen, verbose)
    return captured.get()
