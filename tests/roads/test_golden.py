"""A release that answers its golden questions worse than the one before is not published."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import NOW, ROOT
from tests.roads.conftest import NOTES, Curating
from tutor.domain import IngestReport
from tutor.golden import by_rule
from tutor.load import Loader, load
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.settings import read_settings

BEES, BREAD, TIDES = NOTES
QUESTIONS = """[[question]]
ask = "How warm is a brood nest?"
document = "bees.md"

[[question]]
ask = "What is the capital of Peru?"
refuse = true

[[question]]
ask = "How long does bread rise?"
quote = "words that stand nowhere"
"""


@pytest.fixture
def golden(curating: Curating) -> Curating:
    """Notes with three golden questions, of which one asks for what was never there."""
    curating.write("questions.toml", QUESTIONS)
    return curating


def loaded(golden: Curating, *, force: bool = False) -> IngestReport:
    """A load that asks the golden questions."""
    return golden.load(asks=True, force=force)


def test_of_a_first_release_what_is_wrong_is_named(golden: Curating) -> None:
    """It is published: there is nothing that it could be worse than."""
    report = loaded(golden)
    assert [(bool(each.says), each.worse) for each in report.golden] == [(False, False), (False, False), (True, False)]
    assert report.golden[2].says == '"words that stand nowhere" is not cited'
    assert report.held == ""
    assert golden.found("How warm is a brood nest?")[0] == BEES


def test_what_is_worse_is_made_and_not_published(golden: Curating) -> None:
    """Learners keep the old release; the new one is kept to be published all the same."""
    first = loaded(golden)
    (golden.folder / BEES).unlink()
    second = loaded(golden)
    assert second.release == first.release
    assert second.golden[0].worse
    assert [each.worse for each in second.golden[1:]] == [False, False]
    assert golden.found("How warm is a brood nest?")[0] == BEES
    assert golden.shelf.release("notes", second.held).is_dir()
    with golden.shelf.writing("notes"):
        golden.shelf.publish("notes", second.held)
    assert golden.shelf.published()[0].id == second.held
    assert golden.left_over() == []


def test_by_force_it_is_published(golden: Curating) -> None:
    """The report says what is worse all the same."""
    first = loaded(golden)
    (golden.folder / BEES).unlink()
    second = loaded(golden, force=True)
    assert second.release != first.release
    assert second.held == ""
    assert second.golden[0].worse


@pytest.mark.parametrize("corpus", ["freelance-business", "llm-workflows", "sql-analytics"])
def test_starter_corpora_answer_theirs(starter_home: Path, embedder: Embedder, tmp_path: Path, corpus: str) -> None:
    """All of them, without a model."""
    shutil.copytree(starter_home / "cache", tmp_path / "cache")
    parts = Parts(read_settings(home=tmp_path))
    report = load(
        ROOT / "corpora" / corpus, corpus, Loader(parts.shelf, embedder, parts.cache, ask=by_rule(parts)), NOW
    )
    assert len(report.golden) >= 12
    assert [each for each in report.golden if each.says] == []
