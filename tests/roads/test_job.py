"""A job post beside what the learner holds and the corpora teach."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_learn import FILE
from tests.conftest import NOW
from tests.roads.asking import Asking
from tutor.brief import keep
from tutor.domain import Brief, Citation, Coverage, Standing
from tutor.errors import BadInput
from tutor.job import match
from tutor.learn import Course, answer, course, path, practice

POST = "- Joining tables without multiplying rows\n- Ranking rows with window functions\n- Fluent French\n- Power BI"


@pytest.fixture
def taught(asking: Asking, tmp_path: Path) -> Course:
    """Two skills of the corpus `sql`."""
    (tmp_path / "skills.toml").write_text(FILE)
    return course(asking.parts(), {"sql": tmp_path}, ["sql"])


def test_held_missing_and_not_covered(asking: Asking, taught: Course) -> None:
    """A skill that was shown is held, others are missing; what no corpus teaches is said, tools by name."""
    parts = asking.parts()
    found = match(POST, taught, parts)
    assert [(each.words, each.coverage) for each in found.wanted] == [
        ("Joining tables without multiplying rows", Coverage.MISSING),
        ("Ranking rows with window functions", Coverage.MISSING),
        ("Fluent French", Coverage.UNCOVERED),
        ("Power BI", Coverage.UNCOVERED),
    ]
    assert found.wanted[0].skills == ("sql/join",)
    assert found.wanted[0].standings == (Standing.NOT_TRIED,)
    _practised(taught, asking)
    held = match(POST, taught, asking.parts()).only(Coverage.HELD)
    assert [each.words for each in held] == ["Joining tables without multiplying rows"]


def _practised(taught: Course, asking: Asking) -> None:
    """An exercise on joins answered right at twenty places."""
    parts, skill = asking.parts(), taught.skill("join")
    posed = practice(skill, taught, parts, 1)[0]
    document = taught.documents["sql"][posed.evidence.span.document]
    for place in range(20):
        evidence = Citation.cut(document.text, document.span(40 * place, 40 * place + 20))
        exercise = posed.model_copy(update={"id": f"at-{place}", "evidence": evidence})
        answer(exercise, exercise.answer, parts, NOW)


def test_an_empty_post(asking: Asking, taught: Course) -> None:
    """Is refused at the door."""
    with pytest.raises(BadInput):
        match(" ", taught, asking.parts())


def test_a_path_leads_to_what_the_brief_delivers(asking: Asking, taught: Course) -> None:
    """Without a goal; with one the brief only decides between skills that are worth as much."""
    parts = asking.parts()
    keep(Brief(deliverable="A league table that ranks rows by a window function"), parts, NOW)
    found = path("", 60, taught, parts)
    assert found.goal == "A league table that ranks rows by a window function"
    assert found.steps[-1].skill.id == "rank"
    first, *others = path("joins that multiply rows", 60, taught, parts).steps
    assert first.skill.id == "join"
    assert all(first.value > other.value for other in others)
