"""Acceptances in corpus.toml: beside what its curator wrote, and only ever a manifest."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutor.corpus.manifest import MANIFEST, read_manifest
from tutor.corpus.vetting.accepting import accept, reject
from tutor.domain import Acceptance, Finding, FindingKind, Weight
from tutor.domain.vetting import key_of
from tutor.errors import BadInput, BadManifest

DAY = date(2026, 11, 21)
WRITTEN = (
    '# ours since 2024\ntitle = "Notes"  # the title\n\n[[sources]]\npath = "a.md"\n# checked twice\nlicence = "MIT"\n'
)


def finding(words: str = "a@b.example", kind: FindingKind = FindingKind.LINKS) -> Finding:
    """A finding of these words in a.md."""
    key = key_of(kind, "a.md", words)
    return Finding(kind=kind, weight=Weight.SHOULD, path="a.md", words=words, says="It is.", cure="Mend it.", key=key)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one document and a manifest with comments."""
    (tmp_path / "a.md").write_text("Words.")
    (tmp_path / MANIFEST).write_text(WRITTEN, "utf-8")
    return tmp_path


def test_accepted_and_taken_back(folder: Path) -> None:
    """The reason and the day are kept, comments stay, and taking it back leaves the file as it was."""
    accept(folder, "notes", finding(), "It is\nmeant.", DAY)
    accept(folder, "notes", finding("other"), "That too.", DAY)
    text = (folder / MANIFEST).read_text("utf-8")
    assert text.startswith(WRITTEN)
    first, second = read_manifest(folder, "notes").accepted
    assert first == Acceptance(key=finding().key, reason="It is meant.", on=DAY)
    reject(folder, "notes", first.key)
    assert read_manifest(folder, "notes").accepted == (second,)
    reject(folder, "notes", second.key)
    assert (folder / MANIFEST).read_text("utf-8").strip() == WRITTEN.strip()


def test_accepted_again(folder: Path) -> None:
    """A second reason takes the place of the first."""
    accept(folder, "notes", finding(), "It is meant.", DAY)
    accept(folder, "notes", finding(), "It is an example.", DAY)
    assert [each.reason for each in read_manifest(folder, "notes").accepted] == ["It is an example."]


def test_a_folder_without_a_manifest(tmp_path: Path) -> None:
    """It gets one, with the title that it had without."""
    accept(tmp_path, "day-rates", finding(), "It is meant.", DAY)
    assert read_manifest(tmp_path, "other").corpus.title == "Day rates"


def test_what_should_not_be_known_is_not_repeated(folder: Path) -> None:
    """The comment beside a key names file and words, but no personal data and nothing of a secret."""
    accept(folder, "notes", finding("gone.md"), "It comes later.", DAY)
    accept(folder, "notes", finding("anna@firma-berger.de", FindingKind.PERSONAL), "She agreed.", DAY)
    text = (folder / MANIFEST).read_text("utf-8")
    assert "# a.md: gone.md" in text
    assert "anna" not in text


def test_what_cannot_be_accepted(folder: Path) -> None:
    """Without a reason, without a folder or with a broken manifest nothing is written."""
    for given_reason in ("", "  \n ", "x" * 2000):
        with pytest.raises(BadInput, match="reason"):
            accept(folder, "notes", finding(), given_reason, DAY)
    with pytest.raises(BadInput, match="no folder"):
        accept(folder / "a.md", "notes", finding(), "It is meant.", DAY)
    with pytest.raises(BadInput, match="accepts nothing"):
        reject(folder, "notes", "links-0000000000")
    assert (folder / MANIFEST).read_text("utf-8") == WRITTEN
    (folder / MANIFEST).write_text("title = ", "utf-8")
    with pytest.raises(BadManifest):
        accept(folder, "notes", finding(), "It is meant.", DAY)
    assert (folder / MANIFEST).read_text("utf-8") == "title = "


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=300), st.text(max_size=300))
def test_any_words_can_be_accepted(folder: Path, reason: str, words: str) -> None:
    """Whatever characters reason and words have, the file stays a manifest and the reason is kept or refused."""
    try:
        accept(folder, "notes", finding(words), reason, DAY)
    except BadInput:
        assert not reason.split() or not reason.isprintable()
        return
    kept = {each.key: each.reason for each in read_manifest(folder, "notes").accepted}
    assert kept[finding(words).key] == " ".join(reason.split())
