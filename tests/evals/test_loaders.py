"""Questions of others become cases, and planted documents stand beside a corpus."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evals.case import Case, Kind, Planted, misplaced, texts_in
from evals.loaders import sets, strangers, with_planted
from tutor.errors import BadInput

DATA = Path(__file__).parents[3] / "shared" / "data"
QUIZ: Mapping[str, Any] = {
    "id": "a:1", "question": "What is kept?", "options": ["Nothing", "Dates"], "correct": [1], "gold_docs": ["one.md"]
}  # fmt: skip
PARAGRAPH: Mapping[str, Any] = {
    "question": "Who wrote it?", "answers": ["Ada", "Ada King"], "gold_docs": ["one.md"],
    "gold_spans": [{"doc": "one.md", "start": 0, "end": 3, "text": "Ada"},
                   {"doc": "one.md", "start": 0, "end": 8, "text": "Ada King"}],
}  # fmt: skip
NONE: Mapping[str, Any] = {
    "question": "Who read it?", "answerable": False, "answers": [], "gold_docs": [], "asked_about": {"doc": "one.md"}
}  # fmt: skip


def make_set(folder: Path, *rows: Mapping[str, Any]) -> Path:
    """A set with one document and the rows."""
    (folder / "corpus").mkdir(parents=True)
    (folder / "corpus" / "one.md").write_text("Ada King wrote it.\n", "utf-8")
    (folder / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return folder


def test_a_row_becomes_a_case_of_its_kind(tmp_path: Path) -> None:
    """A quiz keeps its options, a question any of its answers, and one without an answer is to be refused."""
    (found,) = sets(make_set(tmp_path / "a", QUIZ, PARAGRAPH, NONE)).values()
    quiz, answered, refused = found
    assert (quiz.id, quiz.corpus, quiz.kind, quiz.correct, quiz.gold_answer) == ("a:1", "a", Kind.QUIZ, (1,), "Dates")
    assert (answered.id, answered.kind, answered.terms) == ("a:2", Kind.ANSWERABLE, ("Ada|Ada King",))
    assert [span.words for span in (*answered.gold_spans, *answered.also_spans)] == ["Ada", "Ada King"]
    assert (refused.kind, refused.refuse, refused.cluster) == (Kind.NEAR, True, answered.cluster)


def test_one_set_or_a_folder_of_sets(tmp_path: Path) -> None:
    """The same layout is read at either level; strangers are the other sets' questions, all to be refused."""
    for name in ("a", "b"):
        make_set(tmp_path / name, QUIZ, NONE)
    found = sets(tmp_path)
    assert list(found) == ["a", "b"]
    assert sets(tmp_path / "a") == {"a": found["a"]}
    asked = list(strangers(found))
    assert [(case.id, case.corpus, case.refuse) for case in asked] == [
        ("b:asked:a:1", "b", True),
        ("a:asked:a:1", "a", True),
    ]
    assert asked[0].cluster == "b/a/one.md"


@pytest.mark.parametrize(
    "row", [{"id": "x"}, dict(QUIZ) | {"correct": [5]}, dict(QUIZ) | {"question": ""}, dict(QUIZ) | {"correct": ["b"]},
            dict(PARAGRAPH) | {"gold_spans": [{"doc": "one.md"}]}, dict(QUIZ) | {"options": [], "correct": []}],
)  # fmt: skip
def test_a_row_that_is_no_question_is_named(row: Mapping[str, Any], tmp_path: Path) -> None:
    """The error says in which file and line it stands."""
    folder = make_set(tmp_path / "a", QUIZ, row)
    with pytest.raises(BadInput, match="line 2 is no question"):
        sets(folder)


def test_a_folder_without_questions_is_refused(tmp_path: Path) -> None:
    """An error says what the folder must hold."""
    with pytest.raises(BadInput, match=r"has no questions\.jsonl"):
        sets(tmp_path)


def test_planted_documents_stand_beside_the_others(tmp_path: Path) -> None:
    """The copy has both; the corpus itself stays as it is, and no document takes another's place."""
    corpus = make_set(tmp_path / "a") / "corpus"
    planted = (Planted(document="two.md", text="Bea read it.\n"),)
    case = Case(id="x", corpus="a", kind=Kind.ANSWERABLE, question="?", gold_documents=("one.md",), gold_answer="Bea",
                planted=planted)  # fmt: skip
    copy = with_planted(corpus, [case, case.model_copy(update={"id": "y"})], tmp_path / "copy")
    assert texts_in(copy) == {"one.md": "Ada King wrote it.\n", "two.md": "Bea read it.\n"}
    assert list(texts_in(corpus)) == ["one.md"]
    with pytest.raises(BadInput, match="one already"):
        with_planted(copy, [case], tmp_path / "again")


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data is not here")
@pytest.mark.parametrize(
    ("folder", "cases"), [("curricula", {"data-science-for-beginners": 120, "iot-for-beginners": 144,
                                         "ml-for-beginners": 149}), ("squad2-half", {"squad2-half": 2943})]
)  # fmt: skip
def test_real_sets_are_read_whole(folder: str, cases: Mapping[str, int]) -> None:
    """Every row of real sets becomes a case, and its documents and words are where it says."""
    found = sets(DATA / folder)
    assert {name: len(each) for name, each in found.items()} == cases
    for name, each in found.items():
        home = DATA / folder / name if folder == "curricula" else DATA / folder
        texts = texts_in(home / "corpus")
        assert [wrong for case in each for wrong in misplaced(case, texts)] == []
