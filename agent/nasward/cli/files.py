"""The files that a run leaves behind: evidence and reports, readable by their owner only."""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from nasward.model.errors import EvidenceError, UsageError
from nasward.model.evidence import Evidence
from nasward.model.portable import dump_evidence, parse_evidence

EVIDENCE_LIMIT = 64 << 20


def write_private(file: Path, text: str) -> None:
    """Writes whole or not at all, mode 0600 in a folder of mode 0700. Raises UsageError where it cannot."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = file.with_name(file.name + ".part")
        part.touch(mode=0o600)
        part.write_text(text, encoding="utf-8")
        part.replace(file)
    except OSError as wrong:
        raise UsageError(f"{file}: cannot be written ({wrong.strerror}); name another folder with -o") from wrong


def evidence_file(folder: Path, target: str) -> Path:
    """Where the evidence of a target lies; a name with odd characters stays one file name."""
    return folder / f"{quote(target, safe=' ._-@')}.json"


def save_evidence(folder: Path, evidence: Evidence) -> None:
    """One file per target."""
    write_private(evidence_file(folder, evidence.target), dump_evidence(evidence))


def load_evidence(paths: Iterable[Path]) -> list[Evidence]:
    """Evidence files, and all such files of folders. Raises EvidenceError with the place."""
    found = []
    for path in paths:
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        if not files:
            raise EvidenceError(f"{path}: holds no evidence file (*.json)")
        found += [_load(file) for file in files]
    return found


def _load(file: Path) -> Evidence:
    try:
        with file.open(encoding="utf-8") as stream:
            text = stream.read(EVIDENCE_LIMIT + 1)
    except (OSError, UnicodeDecodeError) as wrong:
        raise EvidenceError(f"{file}: cannot be read ({wrong})") from wrong
    if len(text) > EVIDENCE_LIMIT:
        raise EvidenceError(f"{file}: larger than {EVIDENCE_LIMIT >> 20} MiB; that is no evidence of one NAS")
    return parse_evidence(text, str(file))
