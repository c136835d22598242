"""The report of the last load of each corpus on the desk, kept so that no restart forgets what became of a file."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from tutor.domain import IngestReport, Noun
from tutor.errors import StoreFailed


class KeptReport(Noun):
    """What a load did, and when it ended."""

    at: datetime
    report: IngestReport


def keep_report(home: Path, report: IngestReport, at: datetime) -> None:
    """Keep it in place of the one before. Raises `StoreFailed`."""
    path = _path(home, report.corpus)
    fresh = path.with_name(f".{path.name}-new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(KeptReport(at=at, report=report).model_dump_json(), "utf-8")
        fresh.replace(path)
    except OSError as error:
        raise StoreFailed(f"{path} cannot be written: {error.strerror}.", "Check the disk and its owner.") from error


def last_report(home: Path, corpus: str) -> KeptReport | None:
    """The last one; none where there was none, or it was made by another version of Groundwork."""
    try:
        return KeptReport.model_validate_json(_path(home, corpus).read_bytes())
    except (OSError, ValidationError):
        return None


def _path(home: Path, corpus: str) -> Path:
    return home / "desk" / f"{corpus}.report.json"
