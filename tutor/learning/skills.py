"""`skills.toml`: what one can do after reading a corpus, in which order, and where the corpus teaches it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tutor.domain import Aligned, Citation, Document, Lesson, Skill
from tutor.errors import BadSkills, wrong_fields
from tutor.learning.material import Section, section_at, sections

SKILLS = "skills.toml"
_CURE = "See docs/decisions/practice.md for what it holds."
_MOST = 500  # skills of one corpus: more is a list nobody walks
_LARGEST = 2_000_000  # bytes


class _Taught(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str = Field(min_length=1)
    words: str = Field(min_length=1)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)
    title: str = Field(min_length=1, max_length=80)
    can: str = Field(pattern=r"^Can .*\S\.$", max_length=300)
    needs: tuple[str, ...] = ()
    teaches: tuple[_Taught, ...] = Field(min_length=1)
    aligned: tuple[Aligned, ...] = ()


Documents = Callable[[str], Document | None]


def read_skills(file: Path, corpus: str, document: Documents) -> list[Skill]:
    """The skills of `corpus`, each after those it needs; none where there is no such file.

    `document` gives the canonical text of a path. Raises `BadSkills`, which names the file and the entry.
    """
    return skills_in(written_in(file.parent), str(file), corpus, document)


def written_in(folder: Path) -> bytes:
    """What the file in `folder` holds; nothing where there is none. Raises `BadSkills` where its form is wrong."""
    file = folder / SKILLS
    if not file.is_file():
        return b""
    try:
        with file.open("rb") as opened:
            written = opened.read(_LARGEST + 1)
    except OSError as error:
        raise BadSkills(f"{file} cannot be read: {error.strerror}.", _CURE) from error
    if len(written) > _LARGEST:
        raise BadSkills(f"{file} has more than {_LARGEST:,} bytes.", _CURE)
    _ordered(_entries(written, str(file)), str(file))
    return written


def skills_in(written: bytes, file: str, corpus: str, document: Documents) -> list[Skill]:
    """The same from what the file holds; none where that is nothing. `file` is what errors call it."""
    if not written:
        return []
    entries = _entries(written, file)
    order = _ordered(entries, file)
    known: dict[str, tuple[Document, list[Section]]] = {}

    def taught(entry: _Entry) -> Iterator[Lesson]:
        for each in entry.teaches:
            if each.document not in known:
                found = document(each.document)
                if found is None:
                    raise BadSkills(f"{file}: {entry.id}: {corpus} has no document {each.document!r}.", "Correct it.")
                known[each.document] = (found, sections(found))
            yield _lesson(each, *known[each.document], f"{file}: {entry.id}")

    skills = {
        entry.id: Skill(
            id=entry.id,
            corpus=corpus,
            title=entry.title,
            can=entry.can,
            needs=entry.needs,
            lessons=tuple(taught(entry)),
            aligned=entry.aligned,
        )
        for entry in entries
    }
    for skill in skills.values():
        _read_once(skill, f"{file}: {skill.id}")
    return [skills[name] for name in order]


def _entries(written: bytes, file: str) -> list[_Entry]:
    return [_valid(raw, number, file) for number, raw in enumerate(_raw(written, file), start=1)]


def _raw(written: bytes, file: str) -> Sequence[Any]:
    try:
        held = tomllib.loads(written.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSkills(f"{file} cannot be read: {error}.", _CURE) from error
    entries = held.get("skills")
    if set(held) != {"skills"} or not isinstance(entries, list) or not 0 < len(entries) <= _MOST:
        raise BadSkills(f"{file} does not hold 1 to {_MOST} tables [[skills]] and nothing else.", _CURE)
    return entries


def _valid(raw: Any, number: int, file: str) -> _Entry:
    try:
        return _Entry.model_validate(raw)
    except ValidationError as error:
        name = raw.get("id") if isinstance(raw, Mapping) else None
        named = repr(name) if isinstance(name, str) else f"skill {number}"
        raise BadSkills(f"{file}: {named} cannot be used: {wrong_fields(error)}.", _CURE) from error


def _ordered(entries: Sequence[_Entry], file: str) -> list[str]:
    """The ids in an order in which each comes after those it needs, otherwise as they stand in the file."""
    twice = [name for name, count in Counter(entry.id for entry in entries).items() if count > 1]
    if twice:
        raise BadSkills(f"{file} has several skills called {', '.join(twice)}.", "Give each an id of its own.")
    known = {entry.id for entry in entries}
    for entry in entries:
        if unknown := [name for name in entry.needs if name not in known]:
            raise BadSkills(f"{file}: {entry.id} needs {', '.join(unknown)}, which is not there.", "Correct `needs`.")
    place = {entry.id: number for number, entry in enumerate(entries)}
    sorter = TopologicalSorter({entry.id: entry.needs for entry in entries})
    try:
        sorter.prepare()
    except CycleError as error:
        circle = " needs ".join(reversed(error.args[1]))
        raise BadSkills(f"{file}: {circle}: a circle has no beginning.", "Take one of these out of `needs`.") from error
    order: list[str] = []
    ready = sorted(sorter.get_ready(), key=place.__getitem__)
    while ready:
        order.append(ready.pop(0))
        sorter.done(order[-1])
        ready = sorted([*ready, *sorter.get_ready()], key=place.__getitem__)
    return order


def _lesson(taught: _Taught, document: Document, found: Sequence[Section], where: str) -> Lesson:
    places = [place.start() for place in re.finditer(re.escape(taught.words), document.text)]
    if len(places) != 1:
        often = f"stands {len(places)} times" if places else "does not stand"
        raise BadSkills(
            f"{where}: “{_short(taught.words)}” {often} in {taught.document}.", "Quote words that stand there once."
        )
    section = section_at(found, places[0])
    end = places[0] + len(taught.words)
    if section is None or end > section.end:
        raise BadSkills(
            f"{where}: “{_short(taught.words)}” is not within one section of {taught.document}.",
            "Quote words from below one heading.",
        )
    return Lesson(
        words=Citation.cut(document.text, document.span(places[0], end)),
        section=section.cited,
        heading=section.heading,
        minutes=section.minutes,
    )


def _read_once(skill: Skill, where: str) -> None:
    """Two lessons in one section would be read, and counted, twice."""
    counts = Counter(lesson.section.span for lesson in skill.lessons)
    for lesson in skill.lessons:
        if counts[lesson.section.span] > 1:
            heading = " > ".join(lesson.heading)
            raise BadSkills(f"{where} names the section “{heading}” more than once.", "Keep one of them.")


def _short(words: str) -> str:
    return words if len(words) <= 60 else words[:59] + "…"
