"""One self-contained HTML file: no script, nothing from elsewhere, readable offline and on paper."""

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from nasward import __version__
from nasward.model.text import printable
from nasward.model.verdict import Results, Ruling
from nasward.report.standing import findings, leaning, settled, standing, subject_text, unmeasured

_TEMPLATES = Path(__file__).with_name("templates")


def render(results: Results) -> str:
    """The report as HTML text. Everything that came from a NAS is escaped and stripped of control characters."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["safe_text"] = partial(printable, limit=1000)
    return environment.get_template("report.html.j2").render(
        results=results,
        standing=standing(results),
        findings=findings,
        leaning=leaning,
        unmeasured=unmeasured,
        passed=partial(settled, ruling=Ruling.PASS),
        not_applicable=partial(settled, ruling=Ruling.NOT_APPLICABLE),
        subject_text=subject_text,
        version=__version__,
    )
