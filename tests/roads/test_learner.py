"""The road of a learner's own data: all of it comes along, none of it stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.learning.teaching import starter
from tutor.brief import keep
from tutor.domain import Brief
from tutor.errors import BadInput, StoreFailed
from tutor.learner import erase, exported, pace, read, traces
from tutor.learning.credentials.keys import opened_key
from tutor.learning.velocity import Spent
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.record import Kind


@pytest.fixture
def parts(empty_home: Path) -> Parts:
    """The machines of a home whose learner has a brief, read a lesson, asked, has a key, and told what they work on."""
    (empty_home / "settings.toml").write_text('project = "Quagga census"\nredraws = 2\napi_key = "sk-hidden"\n')
    parts = Parts(read_settings())
    keep(Brief(client="Quagga Ltd"), parts, NOW)
    skill = starter("sql-analytics")[0][0]
    read(skill, skill.lessons[0], 61.04, parts, NOW)
    asked = parts.record.add(Kind.QUESTION, {"question": "What is a quagga?", "corpora": ["sql"]}, NOW)
    parts.record.add(Kind.FEEDBACK, {"says": "quagga"}, NOW, about=asked)
    opened_key(empty_home / "keys", "tutor")
    return parts


def test_all_of_it_comes_along(parts: Parts) -> None:
    """Every entry with what it is about, the brief, the settings; no secret but a key that was asked for."""
    raw = exported(parts, NOW)
    found = json.loads(raw)
    assert {kind for kind, entries in found["record"].items() if entries} == {"brief", "read", "question", "feedback"}
    assert set(found["record"]) == set(Kind)
    (feedback,), (question,) = found["record"]["feedback"], found["record"]["question"]
    assert (feedback["about"], feedback["at"]) == (question["id"], NOW.isoformat())
    assert found["record"]["read"][0]["body"]["seconds"] == 61.0
    assert found["brief"]["client"] == "Quagga Ltd"
    assert found["settings"]["project"] == "Quagga census"
    assert found["keys"][0]["did"].endswith(found["keys"][0]["public"])
    assert not any(secret in raw for secret in (b"sk-hidden", b"PRIVATE KEY"))
    kept = json.loads(exported(parts, NOW, with_keys=True))["keys"][0]["private"]
    assert kept == (parts.settings.home / "keys" / "tutor.pem").read_text()


def test_none_of_it_stays(parts: Parts) -> None:
    """No word of the learner is in any file, while the record is open; other settings and what is no learner's stay."""
    home = parts.settings.home
    (home / "desk").mkdir()
    before = traces(home)
    gone = erase(home)
    assert (gone.entries, gone.keys, gone.settings) == (before.entries, ("tutor",), ("project",))
    assert gone.entries == 4
    assert any("desk" in each for each in gone.stays)
    assert not any(b"uagga" in file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert not (home / "keys").exists()
    assert read_settings().redraws == 2
    assert traces(home).empty
    parts.record.add(Kind.QUESTION, {"question": "A new one?", "corpora": []}, NOW)
    assert traces(home).entries == 1


def test_nothing_to_erase(empty_home: Path) -> None:
    """A home without a learner stays as it is."""
    assert erase(empty_home).empty
    assert list(empty_home.iterdir()) == []


def test_time_and_velocity(parts: Parts) -> None:
    """What was read is time spent on its skill; a read that is none is named."""
    skills = starter("sql-analytics")[0]
    found = pace(skills, parts, NOW)
    assert found.spent == {f"sql-analytics/{skills[0].id}": Spent(reading=61 / 60)}
    assert found.velocity.words == "0 skills shown in 1 min on record: too little to say how fast you learn."
    assert pace(skills[1:], parts, NOW).velocity.words == "No time is on record yet."
    spoilt = parts.record.add(Kind.READ, {"skill": "x"}, NOW)
    with pytest.raises(StoreFailed, match=f"Entry {spoilt} of the record is no lesson"):
        pace(skills, parts, NOW)


@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), 1e6])
def test_a_time_that_cannot_be(empty_home: Path, seconds: float) -> None:
    """Nothing of it comes on record."""
    parts = Parts(read_settings())
    skill = starter("sql-analytics")[0][0]
    with pytest.raises(BadInput, match="Nobody reads"):
        read(skill, skill.lessons[0], seconds, parts, NOW)
    assert parts.record.entries(Kind.READ) == []
