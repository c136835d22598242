"""A case is valid or says why not, with its file and line; places are found from words and held against the text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.case import Case, Kind, load_cases, main, misplaced, placed, says
from tutor.errors import BadInput

TEXT = "# Rates\n\nA day rate pays for\nunpaid days. VAT is never income. VAT is never income.\n"
WORDS = "A day rate pays for unpaid days."
ROW: Mapping[str, Any] = {
    "id": "c-1",
    "corpus": "rates",
    "kind": "answerable",
    "question": "What does a day rate pay for?",
    "gold_spans": [{"document": "rates.md", "start": 9, "end": 41, "words": WORDS.replace("for ", "for\n")}],
    "gold_answer": "Unpaid days.",
}
REFUSED: Mapping[str, Any] = {
    "id": "c-2", "corpus": "rates", "kind": "unanswerable-near", "question": "Which rate?", "refuse": True,
    "why": "None."
}  # fmt: skip


def write(path: Path, *rows: Mapping[str, Any]) -> Path:
    """A file with the rows, one a line."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


def test_cases_are_loaded_in_order(tmp_path: Path) -> None:
    """Rows become cases, empty lines are passed over, and a case knows its documents and what it is counted with."""
    file = write(tmp_path / "cases.jsonl", ROW, REFUSED)
    file.write_text("\n" + file.read_text("utf-8"), "utf-8")
    answerable, refused = load_cases(file)
    assert (answerable.kind, answerable.documents, answerable.cluster) == (
        Kind.ANSWERABLE, ("rates.md",), "rates/rates.md"
    )  # fmt: skip
    assert (refused.refuse, refused.documents, refused.cluster) == (True, (), "rates/c-2")
    assert Case.model_validate(dict(REFUSED) | {"topic": "rates.md"}).cluster == answerable.cluster


def test_a_question_may_hold_any_line_end_of_unicode(tmp_path: Path) -> None:
    """Only a line feed ends a row: a paragraph separator in a question is part of it."""
    file = tmp_path / "cases.jsonl"
    file.write_text(json.dumps(dict(ROW) | {"question": "One\u2029two\x85?"}, ensure_ascii=False) + "\n", "utf-8")
    assert load_cases(file)[0].question == "One\u2029two\x85?"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "guess"}, "kind"),
        ({"answer": "?"}, "answer"),
        ({"question": ""}, "question"),
        ({"gold_answer": ""}, "gold answer"),
        ({"gold_spans": []}, "gold spans or gold documents"),
        ({"gold_spans": [{"document": "rates.md", "start": 0, "end": 3, "words": "VAT is"}]}, "no room for 6"),
        ({"refuse": True, "why": "x"}, "a case to refuse has no gold spans"),
        ({"kind": "unanswerable-far"}, "is to be refused"),
        ({"kind": "multi-source"}, "two documents"),
        ({"kind": "contradictory"}, "two documents"),
        ({"kind": "reworded"}, "names its group"),
        ({"kind": "stale"}, "`at`"),
        ({"kind": "number"}, "numbers that must be there"),
        ({"kind": "code"}, "terms that must be there"),
        ({"kind": "injection"}, "planted text"),
        ({"kind": "follow-up"}, "`before`"),
        ({"before": ["What is VAT?"]}, "`before`"),
        ({"kind": "quiz"}, "belong to a quiz"),
        ({"kind": "quiz", "options": ["a", "b"], "correct": [2]}, "not there: [2]"),
        ({"kind": "stale", "at": "some day"}, "at"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_line(change: Mapping[str, Any], words: str, tmp_path: Path) -> None:
    """An error names the file, the line, the case and the field or the rule that is broken."""
    file = write(tmp_path / "cases.jsonl", REFUSED, dict(ROW) | dict(change))
    with pytest.raises(BadInput) as raised:
        load_cases(file)
    assert f"{file} line 2 (c-1)" in raised.value.message
    assert words in raised.value.message


def test_a_refusal_says_why_and_rewordings_may_be_refused_together(tmp_path: Path) -> None:
    """A case to refuse needs a reason; a file that is none, and lines that are no objects, are refused at the door."""
    with pytest.raises(BadInput, match="says in `why`"):
        load_cases(write(tmp_path / "cases.jsonl", dict(REFUSED) | {"why": ""}))
    for content, words in (("{", "line 1 is not JSON"), ("[1]", "line 1 is not an object")):
        (tmp_path / "cases.jsonl").write_text(content, "utf-8")
        with pytest.raises(BadInput, match=words):
            load_cases(tmp_path / "cases.jsonl")
    with pytest.raises(BadInput, match="cannot be read"):
        load_cases(tmp_path / "none.jsonl")


def test_ids_are_of_one_case_and_rewordings_share_their_gold(tmp_path: Path) -> None:
    """Two cases of one id are told apart by nobody; two wordings of one question cannot have two answers."""
    with pytest.raises(BadInput, match="several cases of one id: c-1"):
        load_cases(write(tmp_path / "cases.jsonl", ROW, ROW))
    wordings: list[dict[str, Any]] = [dict(ROW) | {"id": name, "kind": "reworded", "group": "g"} for name in ("a", "b")]
    assert len(load_cases(write(tmp_path / "cases.jsonl", *wordings))) == 2
    with pytest.raises(BadInput, match="b and a are rewordings"):
        load_cases(write(tmp_path / "cases.jsonl", wordings[0], wordings[1] | {"numbers": ["7"]}))


def test_places_are_found_from_words_whatever_the_white_space() -> None:
    """A span with words only gets its place and the words as they stand there, also in a planted text."""
    row = dict(ROW) | {
        "gold_spans": [{"document": "rates.md", "words": WORDS}, {"document": "more.md", "words": "Ask twice."}],
        "planted": [{"document": "more.md", "text": "# More\n\nAsk\ntwice.\n"}],
    }
    first, second = placed(row, {"rates.md": TEXT})["gold_spans"]
    assert first == ROW["gold_spans"][0]
    assert second == {"document": "more.md", "start": 8, "end": 18, "words": "Ask\ntwice."}


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ({"document": "rates.md", "words": "VAT is income."}, "nowhere"),
        ({"document": "rates.md", "words": "VAT is never income."}, "2 times"),
        ({"document": "none.md", "words": "VAT"}, "no document none.md"),
        ({"document": "rates.md"}, "incomplete"),
        ("rates.md", "incomplete"),
    ],
)
def test_words_without_one_place_are_refused(span: object, words: str) -> None:
    """Words that stand nowhere or several times have no place, unless the row says which of them is meant."""
    with pytest.raises(BadInput, match=words):
        placed(dict(ROW) | {"gold_spans": [span]}, {"rates.md": TEXT})
    second = TEXT.rindex("VAT is never income.")
    meant = {"document": "rates.md", "start": second, "end": second + 20, "words": "VAT is never income."}
    assert placed(dict(ROW) | {"gold_spans": [meant]}, {"rates.md": TEXT})["gold_spans"] == [meant]


@given(st.text(min_size=1), st.data())
def test_a_place_holds_the_words(text: str, data: st.DataObject) -> None:
    """Whatever stretch of a text is quoted once, its place is found and nothing is misplaced there."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    words = text[start:end]
    if words.split() and text.count(words) == 1 and words == words.strip():
        try:
            row = placed(dict(ROW) | {"gold_spans": [{"document": "rates.md", "words": words}]}, {"rates.md": text})
        except BadInput:
            return  # with other white space the same words stand there once more
        case = Case.model_validate(row)
        assert case.gold_spans[0].words == text[case.gold_spans[0].start : case.gold_spans[0].end]
        assert misplaced(case, {"rates.md": text}) == []


def test_words_that_moved_are_misplaced() -> None:
    """When the text changes, the span that no longer holds its words is named; so is a document that went."""
    case = Case.model_validate(dict(ROW) | {"also_spans": [{"document": "b.md", "start": 0, "end": 1, "words": "B"}]})
    assert misplaced(case, {"rates.md": TEXT, "b.md": "B"}) == []
    assert len(misplaced(case, {"rates.md": "New! " + TEXT, "b.md": "A"})) == 2
    assert misplaced(case, {"rates.md": TEXT}) == ["c-1: there is no document b.md"]


def test_a_planted_document_takes_nobodys_place() -> None:
    """A planted text under the name of a document of the corpus would silently replace it."""
    case = Case.model_validate(dict(ROW) | {"planted": [{"document": "rates.md", "text": TEXT}]})
    assert "the corpus has one of that name" in misplaced(case, {"rates.md": TEXT})[0]


def test_what_must_be_said_may_be_written_in_several_ways() -> None:
    """Whole words count, in any case and white space; ways are separated by a bar."""
    assert says("It costs EUR\n1,024 in all.", "1024|1,024")
    assert says("Use Nulls  Last.", "NULLS LAST")
    assert says("Write NULLIF(b, 0).", "NULLIF(b, 0)")
    assert not says("It costs 11024.", "1024|1,024")
    assert not says("", "x")
    assert not says("anything", "|")


def test_check_and_fill_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Filling writes places into the file, checking finds them; a moved text is status 1, a bad file status 2."""
    (tmp_path / "rates").mkdir()
    (tmp_path / "rates" / "rates.md").write_text(TEXT, "utf-8")
    file = write(tmp_path / "cases.jsonl", dict(ROW) | {"gold_spans": [{"document": "rates.md", "words": WORDS}]})
    corpora = ["--corpora", str(tmp_path)]
    assert main(["check", str(file), *corpora]) == 2
    assert "line 1 (c-1)" in capsys.readouterr().err
    assert main(["fill", str(file), *corpora]) == 0
    assert main(["check", str(file), *corpora]) == 0
    assert json.loads(file.read_text("utf-8")) == ROW
    (tmp_path / "rates" / "rates.md").write_text("Changed. " + TEXT, "utf-8")
    assert main(["check", str(file), *corpora]) == 1
    assert "c-1: rates.md 9-41 has" in capsys.readouterr().out


def test_a_file_that_cannot_be_filled_stays_as_it_was(tmp_path: Path) -> None:
    """One wrong row, and nothing is written: neither over the file nor beside it."""
    (tmp_path / "rates").mkdir()
    (tmp_path / "rates" / "rates.md").write_text(TEXT, "utf-8")
    file = write(tmp_path / "cases.jsonl", ROW, dict(ROW) | {"id": "c-3", "kind": "stale"})
    before = file.read_bytes()
    assert main(["fill", str(file), "--corpora", str(tmp_path)]) == 2
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.jsonl", "rates"]
