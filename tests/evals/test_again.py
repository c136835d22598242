"""What asking again costs and gains, on a few questions: the model wavers as planned, and figures are of that."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.bench import again_page
from evals.bench.again import PEER, WAYS, Seen, cost, seconds, shown
from evals.bench.material import STARTER
from evals.bench.wavers import Fact, Pace, askable, in_its_words, in_other_words
from evals.injected import Case
from tests.conftest import NOW, SQL, cut_corpus
from tutor.ask import answer_from
from tutor.load import Loader, load
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.embedding_cache import EmbeddingCache
from tutor.store.shelf import Shelf


@pytest.fixture(scope="module")
def sql(tmp_path_factory: pytest.TempPathFactory, starter_home: Path, embedder: Embedder) -> Parts:
    """The machines on a home with four documents of one starter corpus under its own name."""
    home, folder = tmp_path_factory.mktemp("again"), tmp_path_factory.mktemp("sql-analytics")
    cut_corpus(STARTER / "sql-analytics", folder, SQL)
    with EmbeddingCache(starter_home / "cache" / "embeddings.sqlite") as cache:
        load(folder, "sql-analytics", Loader(Shelf(home / "releases"), embedder, cache), NOW)
    return Parts(read_settings(home=home))


@pytest.fixture(scope="module")
def some(sql: Parts) -> list[tuple[str, Case]]:
    """What can be asked there."""
    return askable(sql)


def test_facts_stand_in_the_passages_of_their_questions(some: list[tuple[str, Case]]) -> None:
    """Each question once; what is wrong differs from what is right; of one kind only where that is asked for."""
    assert len(some) >= 5
    for known in (in_its_words(some), in_other_words(some)):
        assert len({fact.question for fact in known}) == len(known) > 3
        assert all(fact.right != fact.wrong for fact in known)
    assert in_its_words(some) == in_its_words(some)
    assert {fact.kind for fact in in_its_words(some, only="number")} == {"number"}


def test_what_is_paid_for(sql: Parts, some: list[tuple[str, Case]]) -> None:
    """A stable question takes three redraws and a disputed one nine; one request asks for several where it can."""
    known = in_its_words(some, only="number")[:2]
    found = cost(sql, known)
    ways = found["ways"]
    assert (found["questions"], found["disputed"], set(ways)) == (2, 1, set(WAYS))
    assert [ways[name]["redraws"] for name in WAYS] == [6, 6, 5, 5]
    assert [ways[name]["requests"] for name in WAYS] == [2 + 1 + 3, 2 + 3 + 9, 2 + 2, 2 + 10]
    assert ways[PEER]["ratio"] == 1
    assert ways["adaptive"]["ratio"] < ways["adaptive, one reply a request"]["ratio"]


def test_what_is_shown(sql: Parts, some: list[tuple[str, Case]]) -> None:
    """Asked once, a wrong first answer is all there is; asked again, the right fact comes from the redraws."""
    found = shown(sql, in_its_words(some, only="number")[:4])
    assert (found["questions"], found["wavering"]) == (4, 2)
    assert found["once"]["has_right"]["value"] == 0
    assert found["again"]["has_right"]["value"] > 0
    assert found["again"]["right"]["value"] >= found["once"]["right"]["value"]
    assert found["again"]["has_wrong"]["value"] <= found["once"]["has_wrong"]["value"]
    assert found["once"]["same"]["value"] < found["again"]["same"]["value"]


def test_statements_are_counted_as_what_they_are(sql: Parts, some: list[tuple[str, Case]]) -> None:
    """The sources' own sentences are right; the wrong fact is wrong, and without a mark where nothing disputes it."""
    (question, _), *_ = some
    answer = answer_from(question, sql.releases(), sql.under(sql.settings.model_copy(update={"redraws": 0})))
    texts = [each.claim.text for each in answer.stated]
    seen = Seen.of(answer, Fact(question, "", right=texts[0], wrong="Nothing.", kind=""), wavers=False)
    assert (seen.statements, seen.right, seen.has_right, seen.has_wrong) == (len(texts), len(texts), True, False)
    seen = Seen.of(answer, Fact(question, "", right="Nothing.", wrong=texts[0], kind=""), wavers=False)
    assert (seen.right, seen.has_right, seen.has_wrong, seen.unmarked_wrong) == (len(texts) - 1, False, True, True)


def test_seconds_and_the_page(sql: Parts, some: list[tuple[str, Case]]) -> None:
    """Both are timed for each question but the first, the end comes after the slowest redraw, and all is shown."""
    known = in_its_words(some, only="number")
    timed = seconds(sql, known[:3], Pace(0.05, 0.0005))
    assert timed["runs"] == 2
    assert timed["all"]["least"] >= 1
    assert timed["first"]["least"] > 0
    figures = {
        "cost": cost(sql, known[:1]),
        "time": timed,
        "shown": {"lexical": {"in the source's words": shown(sql, known[:2])}},
    }
    page = "\n".join(again_page.details(figures))
    assert "to five separate ones" in page
    assert "lexical, in the source's words" in page
