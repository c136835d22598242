"""The committed cases: each is valid, stands on words of its corpus, and agrees with itself; every kind is there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

from evals.case import CORPORA, STARTER, Case, Kind, Texts, load_cases, misplaced, says, texts_in
from evals.loaders import with_planted
from tests.conftest import ROOT
from tutor.corpus.manifest import read_manifest
from tutor.parts import Parts

CASES: Mapping[str, list[Case]] = {path.stem: load_cases(path) for path in STARTER}
TEXTS: Mapping[str, Texts] = {name: texts_in(CORPORA / name) for name in CASES}
AT_LEAST = {
    Kind.ANSWERABLE: 10, Kind.REWORDED: 24, Kind.MULTI_SOURCE: 5, Kind.NEAR: 10, Kind.FAR: 4, Kind.STALE: 3,
    Kind.CONTRADICTORY: 3, Kind.FALSE_PREMISE: 5, Kind.INJECTION: 3, Kind.CODE: 5, Kind.NUMBER: 6, Kind.FOLLOW_UP: 5,
}  # fmt: skip

every_corpus = pytest.mark.parametrize("name", CASES)


@every_corpus
def test_there_are_enough_of_every_kind(name: str) -> None:
    """Each corpus has 60 cases or more and every kind of them, and each of its documents is asked about."""
    counted = Counter(case.kind for case in CASES[name])
    assert counted.total() >= 60
    assert {kind: counted[kind] for kind in AT_LEAST if counted[kind] < AT_LEAST[kind]} == {}
    assert {case.corpus for case in CASES[name]} == {name}
    assert set(TEXTS[name]) <= {document for case in CASES[name] for document in case.documents}


@every_corpus
def test_places_hold_their_words(name: str) -> None:
    """Gold spans stand word for word in the canonical text of the corpus."""
    assert [wrong for case in CASES[name] for wrong in misplaced(case, TEXTS[name])] == []


def test_the_text_that_is_checked_is_the_text_that_is_released(parts: Parts) -> None:
    """What a release holds is what gold spans count in."""
    (release,) = parts.releases(["sql"])
    for path in release.texts.paths:
        document = release.texts.document(path)
        assert document is not None
        assert document.text == TEXTS["sql-analytics"][path]


@every_corpus
def test_groups_have_three_wordings_or_more_and_there_are_six(name: str) -> None:
    """Stability over rewordings needs several wordings, no two of them alike."""
    groups = defaultdict(list)
    for case in CASES[name]:
        if case.group:
            groups[case.group].append(case.question)
    assert len(groups) >= 6
    assert all(len(set(questions)) == len(questions) >= 3 for questions in groups.values())


@every_corpus
def test_no_question_is_asked_twice(name: str) -> None:
    """A case asked twice would count twice."""
    asked = Counter((*case.before, case.question) for case in CASES[name])
    assert [each for each, often in asked.items() if often > 1] == []


@every_corpus
def test_a_gold_answer_says_what_must_be_there(name: str) -> None:
    """Numbers and terms stand in the gold answer and in the words it stands on; what must not be said is planted."""
    for case in CASES[name]:
        words = " ".join(span.words for span in case.gold_spans)
        for wanted in (*case.numbers, *case.terms):
            assert says(case.gold_answer, wanted), (case.id, wanted)
            assert says(words, wanted), (case.id, wanted)
        for bad in case.never:
            assert not says(f"{case.gold_answer} {words}", bad), (case.id, bad)
            assert any(says(each.text, bad) for each in case.planted), (case.id, bad)


@every_corpus
def test_a_stale_case_is_asked_when_all_its_sources_are_overdue(name: str) -> None:
    """Each source that answers was due for review before the day of the question, and only in such cases."""
    sources = read_manifest(CORPORA / name, name).sources
    for case in CASES[name]:
        places = {span.document for span in (*case.gold_spans, *case.also_spans)}
        due = [sources[document].review_by for document in places if document in sources]
        if case.kind is Kind.STALE:
            assert case.at, case.id
            assert due, case.id
            assert all(day and day < case.at for day in due), case.id
        else:
            assert case.at is None, case.id


@every_corpus
def test_what_is_unanswered_is_about_a_document_that_is_there(name: str) -> None:
    """A question near the corpus says which document it is near, so that it is counted with that topic."""
    topics = {case.topic for case in CASES[name] if case.kind is Kind.NEAR}
    assert topics <= set(TEXTS[name])


@every_corpus
def test_planted_documents_can_stand_together(name: str, tmp_path: Path) -> None:
    """All planted documents of a corpus have names of their own, so one more release serves all cases."""
    copy = with_planted(CORPORA / name, CASES[name], tmp_path / name)
    planted = {each.document for case in CASES[name] for each in case.planted}
    assert len(planted) >= 6
    assert {path.name for path in copy.iterdir()} == planted | {path.name for path in (CORPORA / name).iterdir()}


def test_the_corpora_with_cases_are_those_that_ship() -> None:
    """A new starter corpus needs cases."""
    assert set(CASES) == {path.parent.name for path in (ROOT / "corpora").glob("*/corpus.toml")}
