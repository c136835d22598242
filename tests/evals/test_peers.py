"""Beside LangChain and LlamaIndex: what becomes of a peer's answer, and the comparison where they are installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evals.material import Material, material
from evals.peers.beside import OURS, PEERS, PYTHON, answer_of, compared, page
from evals.peers.scripted import UNKNOWN, scripted
from tests.evals.made import TEXTS, case
from tests.loopback import LoopbackModel
from tutor.models.lexical_judge import LexicalJudge
from tutor.settings import read_settings

(PLACE, TEXT) = next(iter(TEXTS.items()))
CORPUS, PATH = PLACE


def said(answer: str, *chunks: str) -> dict[str, Any]:
    """What a peer hands on."""
    return {"answer": answer, "passages": [{"path": PATH, "text": chunk} for chunk in chunks]}


def test_a_peers_statement_cites_the_chunk_that_has_its_words() -> None:
    """The whole chunk at its place, since no words are shown; a sentence of its own making cites nothing."""
    words = TEXT.text.strip().splitlines()[-1]
    found = answer_of(said(f"{words} Ships sail at noon on Mondays.", TEXT.text), case(), TEXTS, CORPUS)
    assert not found.refused
    first, *_, last = found.stated
    (citation,) = first.claim.citations
    assert TEXT.text[citation.span.start : citation.span.end] == citation.quote
    assert last.claim.citations == ()


def test_a_line_of_a_peers_answer_is_a_statement() -> None:
    """A heading does not run into the sentence that follows it, whose words stand elsewhere."""
    words = TEXT.text.strip().splitlines()[-1]
    found = answer_of(said(f"A heading\n{words}", TEXT.text), case(), TEXTS, CORPUS)
    assert next(each.claim.text for each in found.stated) == "A heading"
    assert all(each.claim.citations for each in found.stated[1:])


@pytest.mark.parametrize("words", [UNKNOWN, "The context does not mention it.", "Empty Response"])
def test_a_peer_refuses_by_its_words(words: str) -> None:
    """It has no other way to."""
    assert answer_of(said(words, TEXT.text), case(), TEXTS, CORPUS).refused


def test_a_document_that_is_not_there_is_no_passage() -> None:
    """A path of another corpus, and words that no document has."""
    foreign = {
        "answer": "Yes.",
        "passages": [{"path": "absent.md", "text": "x"}, {"path": PATH, "text": "no such words"}],
    }
    assert answer_of(foreign, case(), TEXTS, CORPUS).passages == ()


@pytest.mark.skipif(not PYTHON.exists(), reason="the peers are in .venv-peers only: make peers")
@pytest.mark.timeout(600)
def test_all_three_answer_the_same_cases(eval_home: Path, tmp_path: Path) -> None:
    """One scripted model, the same scorers, one table."""
    whole = material("sql-analytics", 2)
    cases = tuple(each for each in whole.cases if not each.planted and not each.before)[:3]
    texts = [file.read_text("utf-8") for file in whole.folders["sql-analytics"].glob("*.md")]
    with LoopbackModel(scripted((each.question for each in cases), texts)) as model:
        settings = read_settings(home=eval_home, model="scripted", base_url=model.base_url, redraws=0)
        found = compared(Material(cases, whole.folders), settings, LexicalJudge(), tmp_path)
    assert list(found["pipelines"]) == [OURS, *PEERS.values()]
    assert all(each["errors"] == 0 for each in found["pipelines"].values())
    table = "\n".join(page({"measured_at": "today", **found}))
    assert "| gold retrieved |" in table
