"""Practical tasks: checklists of the sources, done in one's own project."""

from __future__ import annotations

import pytest

from tests.learning.teaching import STARTER, starter, tried
from tutor.domain import Label
from tutor.learning.items.grading import graded
from tutor.learning.items.task import FEWEST, MOST, done_of, tasks
from tutor.learning.mastery import mastery
from tutor.learning.review import due_list
from tutor.models.lexical_judge import LexicalJudge


@pytest.mark.parametrize("corpus", STARTER)
def test_the_checklists_of_the_starter_corpora(corpus: str) -> None:
    """Most skills have one; each item is a sentence that stands in the source."""
    skills, documents = starter(corpus)
    found = {skill.id: tasks(skill, documents) for skill in skills}
    assert sum(map(bool, found.values())) >= len(skills) / 2
    for task in (each for held in found.values() for each in held):
        assert FEWEST <= len(task.criteria) <= MOST
        for item in task.criteria:
            span = item.evidence.span
            assert documents[span.document].text[span.start : span.end] == item.evidence.quote
            assert task.evidence.span.start <= span.start < span.end <= task.evidence.span.end


def test_what_is_ticked_is_told_and_never_counts() -> None:
    """Neither as shown nor as due: nobody saw it."""
    skills, documents = starter("sql-analytics")
    skill = next(skill for skill in skills if skill.id == "use-windows")
    task = tasks(skill, documents)[0]
    attempt = graded(task, "3, 1 and 99; 3 again", LexicalJudge())
    assert done_of(task, attempt.words) == [1, 3]
    assert attempt.verdict.label is Label.NOT_CHECKED
    assert attempt.right is None
    assert attempt.verdict.reason.startswith("2 of 5 done, by your own word")
    said = tried(task, None).model_copy(update={"attempt": attempt})
    assert mastery(skill, [said]).tried == 0
    assert due_list([said], said.at, 60).due == ()
