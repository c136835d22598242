"""Every corpus that ships is complete, dated and licensed, and every example in its documents runs as it says."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.corpora.reading import Fence, Part, parts
from tests.corpora.running import RESULT, Finding, data_findings, python_findings, sql_findings

ROOT = Path(__file__).parents[2] / "corpora"
CORPORA = sorted(path.parent for path in ROOT.glob("*/corpus.toml"))
DOCUMENTS = sorted(ROOT.rglob("*.md"))
KINDS = {"sql", "sql error", "python", "output", "json", "toml", "text"}  # text is not checked
REGISTRIES = {"pypi", "npmjs", "crates"}  # labels of host names

every_corpus = pytest.mark.parametrize("corpus", CORPORA, ids=[path.name for path in CORPORA])
every_document = pytest.mark.parametrize(
    "document", DOCUMENTS, ids=[path.relative_to(ROOT).as_posix() for path in DOCUMENTS]
)


def manifest(corpus: Path) -> dict[str, Any]:
    """The corpus's `corpus.toml`."""
    return tomllib.loads((corpus / "corpus.toml").read_text("utf-8"))


def read(document: Path) -> list[Part]:
    """The parts of a document."""
    return parts(document.read_text("utf-8"))


def wrong(findings: list[Finding]) -> list[Finding]:
    """Those of the findings that found something wrong."""
    return [finding for finding in findings if finding.wrong]


@every_corpus
def test_manifest_names_the_documents_there_are(corpus: Path) -> None:
    """A manifest names each Markdown file of its folder once, and nothing else."""
    named = sorted(source["path"] for source in manifest(corpus)["sources"])
    assert named == sorted(path.relative_to(corpus).as_posix() for path in corpus.rglob("*.md"))


@every_corpus
def test_corpus_has_enough_documents(corpus: Path) -> None:
    """A corpus has ten documents or more."""
    assert len(manifest(corpus)["sources"]) >= 10


@every_corpus
def test_sources_are_licensed_and_dated(corpus: Path) -> None:
    """The corpus and each source name a licence; a source was reviewed before it is due for review again."""
    described = manifest(corpus)
    assert described["licence"].strip()
    for source in described["sources"]:
        assert source["licence"].strip(), source["path"]
        assert source["reviewed_on"] <= source["review_by"], source["path"]


@every_corpus
def test_references_are_web_pages_and_no_registries(corpus: Path) -> None:
    """A source refers to at least one page on the web, and to none on a package registry."""
    for source in manifest(corpus)["sources"]:
        addresses = [urlsplit(reference) for reference in source["references"]]
        assert addresses, source["path"]
        for address in addresses:
            assert address.scheme in ("http", "https"), source["path"]
            assert not REGISTRIES & set((address.hostname or "").split(".")), source["path"]


@every_document
def test_document_has_its_title_and_length(document: Path) -> None:
    """A document begins with its title in the manifest and has 800 to 1500 words."""
    corpus = ROOT / document.relative_to(ROOT).parts[0]
    titles = {corpus / source["path"]: source["title"] for source in manifest(corpus)["sources"]}
    text = document.read_text("utf-8")
    assert text.split("\n", 1)[0] == f"# {titles[document]}"
    assert 800 <= len(text.split()) <= 1500


@every_document
def test_blocks_are_of_known_kinds(document: Path) -> None:
    """Every fenced block says what it is, so that none escapes its check by a misspelt kind."""
    assert {part.info for part in read(document) if isinstance(part, Fence)} <= KINDS


@every_document
def test_sql_gives_what_the_document_says(document: Path) -> None:
    """SQL blocks run, result tables are what they give cell by cell, and error blocks raise an error."""
    assert wrong(sql_findings(read(document))) == []


@every_document
def test_python_prints_what_the_document_says(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python blocks run, and output blocks are what they print."""
    monkeypatch.chdir(tmp_path)
    assert wrong(python_findings(read(document))) == []


@every_document
def test_data_blocks_parse(document: Path) -> None:
    """JSON and TOML blocks are JSON and TOML."""
    assert wrong(data_findings(read(document))) == []


def test_the_checks_find_something_to_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The corpora have result tables, outputs and data blocks, so the tests above do not pass by checking nothing."""
    monkeypatch.chdir(tmp_path)
    sql = [finding for document in (ROOT / "sql-analytics").glob("*.md") for finding in sql_findings(read(document))]
    assert sum(finding.kind == RESULT for finding in sql) > 50
    assert sum(finding.kind == "sql error" for finding in sql) > 3
    assert sum(len(python_findings(read(document))) for document in DOCUMENTS) > 50
    assert sum(len(data_findings(read(document))) for document in DOCUMENTS) > 3
