"""Real questions, asked by nobody here and each for itself: hardly any of them is taken for a follow-up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tutor.writing.leaning import leans

DATA = Path(__file__).parents[3] / "shared" / "data"
CURRICULA = sorted(DATA.glob("curricula/*/questions.jsonl"))
SQUAD = [DATA / "squad2-half" / "questions.jsonl"]
pytestmark = pytest.mark.skipif(not SQUAD[0].is_file(), reason="../shared/data is not here")


@pytest.mark.parametrize("answerable", [True, False])
def test_questions_of_their_own_are_hardly_ever_changed(answerable: bool) -> None:
    """Fewer than 2 in 100 are said to lean. Those that are mostly do: "Which of these ..." points to the options."""
    files = [*CURRICULA, *SQUAD] if answerable else SQUAD
    rows = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    questions = [" ".join(row["question"].split()) for row in rows if row["answerable"] is answerable]
    assert len(questions) > 1000
    assert sum(map(leans, questions)) / len(questions) < 0.02
