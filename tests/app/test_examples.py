"""The questions that an empty page offers."""

from __future__ import annotations

from app.examples import example_questions
from tutor.ask import answer_from
from tutor.domain import BlockKind
from tutor.parts import Parts
from tutor.store.texts import Texts
from tutor.text.mapped import plain


def _headings(texts: Texts) -> set[str]:
    documents = [document for path in texts.paths if (document := texts.document(path))]
    return {
        plain(document.text[block.start : block.end])
        for document in documents
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    }


def test_examples_are_headings_of_every_corpus_in_turn(parts: Parts) -> None:
    """Three examples of two corpora: real headings, the first of one corpus, the second of the other, all different."""
    business, sql = (release.texts for release in parts.releases(["business", "sql"]))
    examples = example_questions([business, sql], 3)
    assert len(set(examples)) == 3
    assert [example in _headings(business) for example in examples] == [True, False, True]
    assert examples[1] in _headings(sql)


def test_no_more_examples_than_there_are(parts: Parts) -> None:
    """Asked for more than the sources have, it gives at most one of a document; of no corpus none."""
    texts = parts.releases(["sql"])[0].texts
    assert 0 < len(example_questions([texts], 100)) <= len(texts.paths)
    assert example_questions([], 3) == []


def test_every_example_has_an_answer(parts: Parts) -> None:
    """Who begins with an example is answered, not refused."""
    releases = parts.releases()
    examples = example_questions([release.texts for release in releases], 8)
    assert len(examples) == 8
    assert [example for example in examples if answer_from(example, releases, parts).refused] == []
