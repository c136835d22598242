"""The road of a learner's own data: how long they learned and how fast, all of it in one file, and all of it gone."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tutor import __version__
from tutor.brief import current
from tutor.domain import Lesson, Noun, Skill
from tutor.errors import BadInput, StoreFailed, wrong_fields
from tutor.learn import History
from tutor.learning.credentials.dids import did_key
from tutor.learning.credentials.keys import opened_key
from tutor.learning.mastery import skill_key
from tutor.learning.velocity import Read, Spent, Velocity, spent, velocity
from tutor.parts import Parts
from tutor.settings_file import from_environment, in_file, save
from tutor.store.record import Kind, Record

FORM = 1  # of the exported file; a change of a key's meaning makes the next one
_OWN_SETTINGS = ("project", "versions", "language")  # what the settings say of the learner
_NOT_CARRIED = frozenset({"home", "evals", "api_key"})  # places of this machine, and a secret
_ALL = 10_000_000  # entries: more than anyone reads lessons in a life
_LONGEST_READ = 24 * 60 * 60.0  # seconds

Json = dict[str, Any]


class Traces(Noun):
    """What there is of a learner under a home: entries on record, names of keys, and settings in the file."""

    entries: int
    keys: tuple[str, ...]
    settings: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether there is nothing."""
        return not (self.entries or self.keys or self.settings)


class Erased(Traces):
    """What was removed, and in words what was not."""

    stays: tuple[str, ...]


def read(skill: Skill, lesson: Lesson, seconds: float, parts: Parts, now: datetime) -> int:
    """Put on record that the lesson of the skill was read until `now`, for so many seconds; returns the entry's id.

    Raises `BadInput` for a time that cannot be, and `StoreFailed`.
    """
    if not 0 < seconds <= _LONGEST_READ:
        raise BadInput(f"Nobody reads for {seconds:g} seconds at a stretch.", "Give more than 0, and a day at most.")
    span = lesson.section.span
    body = {"skill": skill_key(skill), "document": span.document, "start": span.start, "end": span.end}
    return parts.record.add(Kind.READ, {**body, "seconds": round(seconds, 1)}, now)


class Pace(Noun):
    """The time spent on each skill that any is known of, by its key, and how fast those asked for were shown."""

    spent: dict[str, Spent]
    velocity: Velocity


def pace(skills: Sequence[Skill], parts: Parts, now: datetime) -> Pace:
    """How long was spent on the skills, and how fast they were shown, by the record. Raises `StoreFailed`."""
    history = History(parts)
    wanted = {skill_key(skill) for skill in skills}
    times = {skill: own for skill, own in spent(_reads(parts.record), history.tried, now).items() if skill in wanted}
    return Pace(spent=times, velocity=velocity(history.mastery(skills).values(), times.values()))


def _reads(record: Record) -> list[Read]:
    found = []
    for entry in reversed(record.entries(Kind.READ, limit=_ALL)):
        try:
            found.append(Read.model_validate({**entry.body, "at": entry.at}))
        except ValidationError as error:
            raise StoreFailed(
                f"Entry {entry.id} of the record is no lesson that was read: {wrong_fields(error)}.",
                "Another version of Groundwork wrote it: read it with that version.",
            ) from error
    return found


# ------------------------------------------------------------------ export


def exported(parts: Parts, now: datetime, *, with_keys: bool = False) -> bytes:
    """All that is kept of the learner, as JSON in UTF-8 (docs/json.md): a picture of one moment.

    Without secrets: of keys the public part, unless `with_keys` says otherwise, and never the key of a model's server.
    Raises `StoreFailed`.
    """
    home = parts.settings.home
    whole = {
        "form": FORM,
        "groundwork": __version__,
        "exported_at": now.isoformat(),
        "brief": current(parts.record).model_dump(mode="json"),
        "record": _record(parts.record),
        "settings": parts.settings.model_dump(mode="json", exclude=set(_NOT_CARRIED)),
        "keys": [_key(home, name, with_keys) for name in _keys(home)],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def _record(record: Record) -> dict[str, list[Json]]:
    """Every entry by its kind, oldest first; read at once, so that what is about another comes with it."""
    found: dict[str, list[Json]] = {kind.value: [] for kind in Kind}
    for number, at, kind, about, body in record.rows("SELECT id, at, kind, about, body FROM entries ORDER BY id"):
        found.setdefault(kind, []).append({"id": number, "at": at, "about": about, "body": json.loads(body)})
    return found


def _keys(home: Path) -> list[str]:
    return sorted(path.stem for path in (home / "keys").glob("*.pem"))


def _key(home: Path, name: str, with_private: bool) -> Json:
    key = opened_key(home / "keys", name)
    told = {"name": name, "did": did_key(key), "public": key.multibase}
    return {**told, "private": (home / "keys" / f"{name}.pem").read_text("ascii")} if with_private else told


# ------------------------------------------------------------------ erase


def traces(home: Path) -> Traces:
    """What `erase` would remove. Raises `StoreFailed`, and `BadSettings` where the settings cannot be read."""
    entries = 0
    if (home / "record.sqlite").exists():
        with Record(home / "record.sqlite") as record:
            ((entries,),) = record.rows("SELECT count(*) FROM entries")
    return Traces(entries=entries, keys=tuple(_keys(home)), settings=tuple(_set_in_file()))


def erase(home: Path) -> Erased:
    """Remove the record, the keys, and what the settings say of the learner; for good.

    What is gone, and what stays, is said. Raises `StoreFailed`, and `BadSettings` where the settings cannot be read:
    what was removed until then is gone, and erasing again removes the rest.
    """
    found = traces(home)
    entries = 0
    if (home / "record.sqlite").exists():
        with Record(home / "record.sqlite") as record:
            entries = record.erase()
    _remove_keys(home / "keys")
    if found.settings:
        save(dict.fromkeys(found.settings))
    return Erased(entries=entries, keys=found.keys, settings=found.settings, stays=tuple(_stays(home)))


def _remove_keys(folder: Path) -> None:
    """All of the folder: beside the keys there may be one that was being made when its process was killed."""
    try:
        for path in folder.glob("*"):
            path.unlink()
        if folder.exists():
            folder.rmdir()
    except OSError as error:
        raise StoreFailed(
            f"The keys in {folder} cannot be removed: {error.strerror}.", "Remove that folder yourself."
        ) from error


def _set_in_file() -> Iterator[str]:
    """Which of the learner's settings stand in the file. Raises `BadSettings`."""
    chosen = in_file()
    yield from (name for name in _OWN_SETTINGS if chosen.get(name))


def _stays(home: Path) -> Iterator[str]:
    places = {
        "releases": "the releases of the corpora",
        "cache": "the embedding cache, made of the sources",
        "desk": "the files and load reports on the curator's desk",
        "fetched": "the sources that were fetched",
        "evals": "the eval runs",
        "settings.toml": "the other settings, a key for a model's server among them",
    }
    yield from (f"{words} ({home / name})" for name, words in places.items() if (home / name).exists())
    for name in _OWN_SETTINGS:
        if variable := from_environment(name):
            yield f"{name}, which the environment variable {variable} sets"
    yield "badges and exports that you saved elsewhere, and what a model's server keeps of what it was sent"
