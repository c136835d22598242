"""From an assessment that was passed to a badge that anybody verifies."""

from __future__ import annotations

import json
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
import tomlkit

from tests.conftest import NOW, ROOT
from tests.roads.asking import Asking
from tutor.credential import earner_of, identity, sample_of, verify
from tutor.domain import Exercise, ExerciseKind, Label, Sitting
from tutor.domain.credentials import Outcome
from tutor.errors import BadInput
from tutor.evidence import badges, choose, issued, passed, shown, signer
from tutor.learn import answer, begin, course, outcome
from tutor.parts import Parts

LATER = NOW + timedelta(minutes=25)


@pytest.fixture
def teaching(tmp_path: Path) -> Path:
    """A folder with one skill that the corpus `sql` of the tests teaches."""
    own = tomllib.loads((ROOT / "corpora" / "sql-analytics" / "skills.toml").read_text("utf-8"))["skills"]
    joins = next(each for each in own if each["id"] == "join-tables") | {"needs": []}
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "skills.toml").write_text(tomlkit.dumps({"skills": [joins]}), "utf-8")
    return tmp_path / "sql"


def sat(parts: Parts, teaching: Path, left_out: int = 0) -> Sitting:
    """An assessment of which so many were left out, and the others answered right."""
    given = course(parts, {"sql": teaching}, ["sql"])
    sitting = begin(given.skill("join-tables"), given, parts, NOW)
    for exercise in sitting.exercises[left_out:]:
        answer(exercise, right(exercise), parts, LATER, sitting.id)
    return sitting


def right(exercise: Exercise) -> str:
    """What is right; of a choice its letter."""
    if exercise.kind is ExerciseKind.CHOICE:
        return "abcd"[exercise.options.index(exercise.answer)]
    return exercise.answer.partition(" → ")[0]


def test_what_was_asked_and_answered(asking: Asking, teaching: Path) -> None:
    """Twenty items with answer, verdict, words and release of the sources; how it was asked, and what nobody saw."""
    parts = asking.parts()
    sitting = sat(parts, teaching, left_out=1)
    evidence = shown(sitting, parts)
    found = outcome(sitting, parts)
    assert (len(evidence.items), evidence.right) == (20, found.right)
    assert evidence.right >= (evidence.needed or 99)
    first, *others = evidence.items
    assert (first.answer, first.verdict, first.reason) == (
        "(left out)", Label.NOT_ENOUGH_INFO, "left out, which counts as wrong",
    )  # fmt: skip
    release = parts.releases(["sql"])[0]
    titles = {source.title for source in release.texts.sources().values()}
    for item, exercise in zip(others, sitting.exercises[1:], strict=True):
        assert (item.cited[0].source in titles, item.cited[0].release) == (True, release.release.id)
        assert item.at == LATER
        if exercise.kind is ExerciseKind.CHOICE:
            assert item.answer[3:] == exercise.answer
            assert item.answer in item.question
    for words in ("Closed book", "25 minutes", "Taken without supervision", parts.judge.fingerprint, "the first"):
        assert words in evidence.circumstances
    assert [each.url for each in evidence.alignments] == [
        each.uri.replace("http:", "https:") for each in sitting.aligned
    ]
    assert sitting.aligned


def test_what_was_not_passed_is_refused(asking: Asking, teaching: Path) -> None:
    """With what was reached and what to do; so is an assessment that nobody took."""
    parts = asking.parts()
    with pytest.raises(BadInput, match="tutor learn assess SKILL"):
        choose(parts, "nothing")
    sitting = sat(parts, teaching, left_out=12)
    for refused in (lambda: shown(sitting, parts), lambda: choose(parts, "join-tables")):
        with pytest.raises(BadInput, match=r"of 20 right.*not passed.*tutor learn assess sql/join-tables"):
            refused()
    with pytest.raises(BadInput, match=sitting.id):
        choose(parts, "nothing")
    assert passed(parts) == []


def test_the_badge(asking: Asking, teaching: Path, tmp_path: Path) -> None:
    """It verifies in each of its forms, has the work sample by its hash, and is put on record."""
    parts = asking.parts()
    sitting = sat(parts, teaching)
    assert choose(parts, sitting.id) == choose(parts, "sql/join-tables") == passed(parts)[0]
    work = tmp_path / "report.sql"
    work.write_text("SELECT 1", "utf-8")
    by = signer(earner_of("Ada Li"), identity(parts.settings.home, "tutor"))
    made = issued(sitting, [sample_of(work, "A report")], by, parts, LATER)
    for name in ("badge.json", "badge.svg", "badge.html"):
        assert verify(made.files[name].encode(), LATER).holds is Outcome.PASSED
    told = json.dumps(made.credential)
    assert all(words in told for words in ("A report", "What this does not prove", sitting.can))
    (badge,) = badges(parts)
    assert (badge.id, badge.skill, badge.assessment) == (made.credential["id"], "sql/join-tables", sitting.id)
    assert verify(json.dumps(badge.credential).encode(), LATER).holds is Outcome.PASSED
