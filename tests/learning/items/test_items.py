"""Exercises made by rule: what holds for all of them, what the checks find, and how they are graded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.checking.judges import EveryWord
from tests.learning.teaching import STARTER, documents, starter
from tutor.domain import Exercise, ExerciseKind, Judgement, Label, SqlTask
from tutor.learning.items.checks import (
    GIVEN_AWAY,
    SEVERAL_RIGHT,
    TWICE,
    UNANSWERABLE,
    Made,
    also_right,
    asked_twice,
    sound,
)
from tutor.learning.items.checks import flaws as flaws_of
from tutor.learning.items.find_error import ARROW
from tutor.learning.items.grading import graded
from tutor.learning.items.made import exercises_of, made_of
from tutor.learning.items.parts import Material
from tutor.learning.items.sandbox import NotRun, run
from tutor.learning.material import sections
from tutor.models.judge import Pair

TASK = SqlTask(
    setup="CREATE TABLE t (id INTEGER, n INTEGER); INSERT INTO t VALUES (1, 5), (2, 6), (3, 7), (4, 8);",
    solution="SELECT id, n FROM t WHERE n > 5 ORDER BY id",
)


@pytest.fixture(scope="module", params=[(STARTER[0], 8), (STARTER[1], 9), (STARTER[2], 1)], ids=STARTER)
def made(request: pytest.FixtureRequest) -> list[Made]:
    """All exercises on one skill of each starter corpus."""
    corpus, number = request.param
    skills, texts = starter(corpus)
    return made_of(skills[number], texts)


class Carries:
    """A judge that finds one statement in the source, and no other."""

    fingerprint = "carries"

    def __init__(self, said: str) -> None:
        self._said = said

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """By the statement."""
        labels = [Label.SUPPORTED if pair.claim == self._said else Label.REFUTED for pair in pairs]
        return [Judgement(label=label, score=float(label is Label.SUPPORTED), reason="") for label in labels]


def test_sound_exercises(made: list[Made]) -> None:
    """A good share passes; each cites the canonical text, and its own answer is right while others are not."""
    kept, failed = sound(made)
    assert len(kept) >= 20
    assert len(kept) + len(failed) == len({each.exercise.id for each in made})
    texts = {each.exercise.id: each.material.section.document.text for each in made}
    for exercise in kept:
        span = exercise.evidence.span
        assert texts[exercise.id][span.start : span.end] == exercise.evidence.quote
        right = exercise.answer.partition(ARROW)[2] or exercise.answer
        assert graded(exercise, right, EveryWord()).right
        assert graded(exercise, "", EveryWord()).right is False
        assert graded(exercise, "something quite different", EveryWord()).right is False


def test_the_checks_find_what_is_wrong(made: list[Made]) -> None:
    """An answer that the source lacks, one that the question holds, two that are right, and the same question twice."""
    kept = {each.id for each in sound(made)[0]}
    gap = next(each for each in made if each.exercise.kind is ExerciseKind.FILL_IN and each.exercise.id in kept)
    choice = next(each for each in made if each.exercise.kind is ExerciseKind.CHOICE and each.exercise.id in kept)

    def checks(each: Made, **changed: object) -> set[str]:
        return {flaw.check for flaw in flaws_of(Made(each.exercise.model_copy(update=changed), each.material))}

    assert checks(gap) == checks(choice) == set()
    assert UNANSWERABLE in checks(gap, answer="zanzibar")
    assert GIVEN_AWAY in checks(gap, prompt=f"{gap.exercise.prompt} {gap.exercise.answer}")
    assert SEVERAL_RIGHT in checks(choice, options=(choice.exercise.answer,) * 4)
    twin = gap.exercise.model_copy(update={"id": "twin"})
    assert {name: flaw.check for name, flaw in asked_twice([gap.exercise, twin]).items()} == {"twin": TWICE}


def test_the_judge_finds_a_second_right_answer(made: list[Made]) -> None:
    """Where the source carries what should be wrong, the exercise is kept back."""
    error = next(each for each in made if each.exercise.kind is ExerciseKind.FIND_ERROR)
    said = error.material.section.sentences[0].text
    true = error.exercise.model_copy(update={"prompt": f"x\nOne word\n“{said}”"})
    assert set(also_right([Made(true, error.material)], Carries(said))) == {true.id}
    assert also_right([error], Carries(said)) == {}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT n, id FROM t WHERE n > 5 ORDER BY id", "the row"),
        ("SELECT id FROM t WHERE n > 5", "it gives 1 column, asked for are 2"),
        ("SELECT id, n FROM t", "it gives 4 rows, asked for are 3"),
        ("SELECT id, n FROM t WHERE n > 5 ORDER BY id DESC", "their order is not"),
        ("VALUES (2, 6), (3, 7), (4, 8)", "With other rows in the tables"),
        ("DROP TABLE t", "Only one query"),
        ("ATTACH 'x.db' AS x", "Only one query"),
        ("PRAGMA table_info(t)", "Only one query"),
        ("SELECT 1; SELECT 2", "Only one query"),
        ("SELECT load_extension('x')", "Only one query"),
        (
            "WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT max(x), 1 FROM r",
            "not come to an end",
        ),
        ("nonsense", "syntax error"),
        ("\ud800", "cannot take"),
    ],
)
def test_queries_that_are_not_right(query: str, words: str) -> None:
    """Each is refused or told apart, and comes to an end."""
    asked = _sql(TASK)
    attempt = graded(asked, query, EveryWord())
    assert attempt.right is False
    assert words in attempt.verdict.reason


def test_queries_that_are_right() -> None:
    """However they are written."""
    for query in (
        TASK.solution,
        "WITH x AS (SELECT * FROM t) SELECT id AS a, n * 1.0 AS b FROM x WHERE n > 5 ORDER BY 1;",
    ):
        assert graded(_sql(TASK), query, EveryWord()).right
    with pytest.raises(NotRun):
        run(TASK, "SELECT a.id FROM t a, t b, t c, t d, t e, t f")


def test_options_that_are_numbers() -> None:
    """A letter names an option, a number is the option itself."""
    asked = _sql(TASK).model_copy(update={"kind": ExerciseKind.CHOICE, "options": ("50", "1", "3", "2"), "answer": "2"})
    assert [each for each in ("2", "d", "D.", "b", "1", "4", "") if graded(asked, each, EveryWord()).right] == [
        "2",
        "d",
        "D.",
    ]


def test_own_words_are_graded_by_criteria(made: list[Made]) -> None:
    """Each criterion has the learner's words and the source's; what is close is neither right nor wrong."""
    short = next((each.exercise for each in made if each.exercise.kind is ExerciseKind.SHORT), None)
    if short is None:
        pytest.skip("this skill has none")
    criterion = short.criteria[0]
    whole = graded(short, f"Let me think. {criterion.text}", EveryWord())
    assert whole.right
    assert whole.met[0].said
    assert whole.met[0].criterion.evidence.quote == short.evidence.quote
    most = criterion.text.split()
    close = graded(short, " ".join(most[: max(1, round(0.9 * len(most)))]), EveryWord())
    if close.verdict.label is Label.NOT_ENOUGH_INFO:
        assert close.right is None


def _sql(task: SqlTask) -> Exercise:
    skills, _ = starter("sql-analytics")
    evidence = skills[0].lessons[0].words
    return Exercise(
        id="q", prompt="Q\nWrite it.", answer=task.solution, evidence=evidence, kind=ExerciseKind.SQL, sql=task
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The act bans such reviews in the whole country since 6 April.", ExerciseKind.FILL_IN),
        ("A cap relates to the fee, for example 100% of the fees of an order.", ExerciseKind.FIND_ERROR),
        ("A key that is empty never matches, not even another that is empty.", ExerciseKind.FIND_ERROR),
        ("Adding the two March users would give 33.3 percent of the whole.", ExerciseKind.FILL_IN),
    ],
)
def test_what_is_not_asked(tmp_path: Path, text: str, kind: ExerciseKind) -> None:
    """A day, the figure of an example, and what the grammar gives away are not worth asking for."""
    assert kind not in {each.kind for each in _taught(tmp_path, text)}
    assert _taught(tmp_path, "The lower limit is always 35 percent of what the client pays.")


def test_options_that_fit(tmp_path: Path) -> None:
    """Before JOIN stand kinds of joins, and a cell that alone repeats the cue is no choice."""
    others = "Use SUM for money. Use COUNT for rows. Take MIN for the first day. Take MAX for the last."
    gap = next(each for each in _taught(tmp_path, f"Build the cells by the LEFT JOIN of all months. {others}")
               if each.kind is ExerciseKind.CHOICE)  # fmt: skip
    assert {"LEFT", "INNER", "RIGHT", "FULL", "CROSS"} >= set(gap.options)
    table = "| Area | Check |\n|---|---|\n" + "".join(
        f"| {area} | {check} |\n"
        for area, check in (("Grain", "the grain is stated"), ("Sums", "parts add up"),
                            ("Time", "one zone is named"), ("Keys", "no value repeats"))
    )  # fmt: skip
    asked = {each.prompt for each in _taught(tmp_path, table)}
    assert not any("“Grain”" in each for each in asked)
    assert any("“Sums”" in each for each in asked)


def _taught(folder: Path, text: str) -> list[Exercise]:
    """The sound exercises on a page with that text."""
    (folder / "page.md").write_text(f"# Page\n\n## Part\n\n{text}\n", "utf-8")
    document = documents("own", folder)["page.md"]
    there = tuple(sections(document))
    return sound(exercises_of([Material("own/skill", each, there) for each in there]))[0]
