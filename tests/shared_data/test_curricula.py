"""Real lessons that nobody here wrote: exact offsets everywhere, and citations that are the very words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.corpus.parsing import check_blocks, check_chunks
from tutor.ask import answer_from
from tutor.corpus.files import find_files, parse_file
from tutor.corpus.manifest import read_manifest
from tutor.load import Loader, load
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.settings import read_settings

CURRICULA = Path(__file__).parents[3] / "shared" / "data" / "curricula"
NAMES = sorted(path.name for path in CURRICULA.glob("*")) or ["absent"]
ASKED_OF = NAMES[:1]  # the others are asked in evals/: embedding them takes a minute
ASKED = 40
pytestmark = pytest.mark.skipif(not CURRICULA.is_dir(), reason="../shared/data/curricula is not here")


@pytest.mark.parametrize("curriculum", NAMES)
def test_offsets_are_exact(curriculum: str) -> None:
    """Every block, chunk and sentence of every lesson is where it says, and no words are lost on the way."""
    folder = CURRICULA / curriculum / "corpus"
    manifest = read_manifest(folder, curriculum)
    for found in find_files(folder):
        document = parse_file(found, found.file.read_bytes(), manifest)
        check_blocks(document)
        check_chunks(document)


@pytest.mark.parametrize("curriculum", ASKED_OF)
def test_citations_are_the_very_words(curriculum: str, tmp_path: Path, embedder: Embedder) -> None:
    """Whatever is asked, each quote shown stands in the canonical text at its place; most questions are answered."""
    parts = Parts(read_settings(home=tmp_path, redraws=0))
    load(CURRICULA / curriculum / "corpus", curriculum, Loader(parts.shelf, embedder, parts.cache), datetime.now(UTC))
    releases = parts.releases([curriculum])
    rows = (CURRICULA / curriculum / "questions.jsonl").read_text("utf-8").splitlines()
    answers = [answer_from(json.loads(row)["question"], releases, parts) for row in rows[:: len(rows) // ASKED]]
    shown = [citation for answer in answers for each in answer.stated for citation in each.claim.citations]
    for citation in shown:
        document = releases[0].texts.document(citation.span.document)
        assert document is not None
        assert document.text[citation.span.start : citation.span.end] == citation.quote
    assert len(shown) > len(answers)
    assert sum(answer.refused for answer in answers) < len(answers) / 4
