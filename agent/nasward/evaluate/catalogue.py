"""The catalogue: all checks, controls and profiles of the shipped folder and of the user's own."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nasward.evaluate.document import Document, Problem, read_document
from nasward.evaluate.load import Loaded, load_check
from nasward.evaluate.profiles import profile_from
from nasward.model.check import Check
from nasward.model.errors import CheckError
from nasward.model.profile import Profile
from nasward.resources import checks_dir, playbooks_dir

_ASIDE = frozenset({"controls", "profiles", "advisories"})
"""Folders of a catalogue that hold no checks."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Checks by id, profiles by name, controls by area, and a digest over every file they came from."""

    checks: Mapping[str, Check]
    profiles: Mapping[str, Profile]
    controls: Mapping[str, Mapping[str, Any]]
    digest: str


@dataclass(frozen=True, slots=True)
class _Read:
    """The files of a catalogue, parsed. `strange` are the checks that do not come with nasward."""

    checks: tuple[Loaded, ...]
    strange: tuple[Loaded, ...]
    controls: Mapping[str, Document]
    profiles: tuple[Document, ...]
    digest: str

    @property
    def documents(self) -> tuple[Document, ...]:
        return (*(each.document for each in self.checks), *self.controls.values(), *self.profiles)


def load_catalogue(folders: Sequence[Path]) -> Catalogue:
    """Read the folders in turn. Checks that do not come with nasward are linted on the way (ours were, before).

    Raises CheckError that lists every problem, one per line.
    """
    read = _read(folders)
    if read.strange:
        _lint(read, read.strange)
    catalogue = _catalogue(read)
    problems = _problems(read)
    if problems:
        raise CheckError("\n".join(map(str, problems)))
    return catalogue


def lint_catalogue(folders: Sequence[Path]) -> tuple[Problem, ...]:
    """Every problem of every file, by file and line. Raises CheckError where a folder cannot be read."""
    read = _read(folders)
    _lint(read, read.checks)
    _catalogue(read)
    return _problems(read)


def _problems(read: _Read) -> tuple[Problem, ...]:
    return tuple(sorted({problem for document in read.documents for problem in document.problems}))


def _lint(read: _Read, checks: Sequence[Loaded]) -> None:
    # Lint imports protobuf and Jinja (90 ms): a scan with the shipped checks alone starts without.
    from nasward.evaluate.lint import lint_checks

    lint_checks(checks, read.controls, playbooks_dir() / "remediations")


def _catalogue(read: _Read) -> Catalogue:
    checks: dict[str, Check] = {}
    for each in read.checks:
        if each.check is None:
            continue
        if each.check.id in checks:
            each.document.report(f"{each.check.id} is already the id of {checks[each.check.id].file}", "id")
        checks.setdefault(each.check.id, each.check)
    profiles = {} if _problems(read) else _profiles(read.profiles, checks)
    controls = {area: document.data for area, document in read.controls.items()}
    return Catalogue(dict(sorted(checks.items())), profiles, controls, read.digest)


def _profiles(documents: Sequence[Document], checks: Mapping[str, Check]) -> dict[str, Profile]:
    found: dict[str, Profile] = {}
    for document in documents:
        profile = profile_from(document, checks)
        if profile and profile.name in found:
            document.report(f"there is a profile named {profile.name} already", "name")
        elif profile:
            found[profile.name] = profile
    return found


def _read(folders: Sequence[Path]) -> _Read:
    digest = hashlib.sha256()
    checks: list[Loaded] = []
    strange: list[Loaded] = []
    profiles: list[Document] = []
    controls: dict[str, Document] = {}
    for folder in folders:
        ours = folder.resolve() == checks_dir().resolve()
        for path in _files(folder):
            inside = path.relative_to(folder)
            digest.update(f"{inside}\0{path.stat().st_size}\0".encode() + path.read_bytes())
            if inside.parts[0] == "profiles":
                profiles.append(read_document(path, _label(path)))
            elif inside.parts[0] == "controls":
                controls[path.stem] = _control(path)
            elif inside.parts[0] not in _ASIDE:
                checks.append(load_check(path, _label(path)))
                strange.extend(() if ours else checks[-1:])
    return _Read(tuple(checks), tuple(strange), controls, tuple(profiles), digest.hexdigest())


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise CheckError(f"{folder}: there is no such folder of checks")
    return sorted(path for path in folder.rglob("*") if path.suffix in (".yml", ".yaml") and path.is_file())


def _label(path: Path) -> str:
    """How a file is called in messages: relative to where the user stands, if it lies below."""
    here = Path.cwd()
    return str(path.resolve().relative_to(here)) if path.resolve().is_relative_to(here) else str(path)


def _control(path: Path) -> Document:
    document = read_document(path, _label(path))
    data = document.data
    if not document.problems and not (isinstance(data, dict) and data.get("id") == path.stem and "title" in data):
        document.report(f"a control has `id: {path.stem}`, a title and its frameworks")
    elif not document.problems and not _are_frameworks(data.get("frameworks")):
        document.report("`frameworks` must be lists of entries with an `id`", "frameworks")
    return document


def _are_frameworks(value: object) -> bool:
    lists = value.values() if isinstance(value, dict) else (None,)
    return all(
        isinstance(entries, list)
        and all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in entries)
        for entries in lists
    )
