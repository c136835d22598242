"""How the desk says things: sizes, times, and what became of a file, in the words of the report."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from tutor.domain import FileReport, FileStatus

_UNITS = ("bytes", "kB", "MB", "GB", "TB")


def size(count: float) -> str:
    """Bytes in the unit that fits."""
    unit = 0
    while count >= 1000 and unit < len(_UNITS) - 1:
        count, unit = count / 1000, unit + 1
    return f"{f'{count:.1f}'.removesuffix('.0') if count < 100 else f'{count:.0f}'} {_UNITS[unit]}"


def when(at: datetime) -> str:
    """The time where the curator is."""
    try:
        zone = ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    here = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone)
    return f"{here.day} {here:%B %Y, %H:%M}"


def counted(count: int, one: str, many: str = "") -> str:
    """A number of things."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def became(file: FileReport) -> str:
    """What became of a file, beside its status: why, or how much of it there is."""
    if file.reason:
        return file.reason
    empty = f", {file.pages_without_text} without text" if file.pages_without_text else ""
    pages = f", {counted(file.pages, 'page')}{empty}" if file.pages else ""
    measured = f"{counted(file.chunks, 'passage')}, {counted(file.characters, 'character')}{pages}"
    return "; ".join((measured, *file.notes))


def in_short(files: Iterable[FileReport]) -> str:
    """How many files ended in which way."""
    statuses = [file.status for file in files]
    counts = {status: statuses.count(status) for status in FileStatus}
    return ", ".join(f"{count} {status.value}" for status, count in counts.items() if count)
