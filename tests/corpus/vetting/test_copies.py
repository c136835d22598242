"""Copies: whole documents, passages, and texts that only have words in common."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.vetting.conftest import Look
from tutor.corpus.vetting.copies import _fingerprints, copies
from tutor.domain import Weight

WORDS = tuple(
    "tide moon harbour current wind boat rope mast sail keel anchor reef buoy chart log storm swell quay lock".split()  # noqa: SIM905
)


def prose(seed: int, words: int) -> str:
    """Sentences of ten words each, others for another seed."""
    chance = random.Random(seed)
    said = [chance.choice(WORDS) for _ in range(words)]
    lines = [" ".join(said[at : at + 10]).capitalize() + "." for at in range(0, words, 10)]
    return "\n".join(lines) + "\n"


def test_a_whole_document(look: Look) -> None:
    """The same document, or nearly the same, is named at the later one."""
    page = prose(1, 300)
    changed = page.replace("storm", "gale", 3)
    same, nearly = look(copies, {"a.md": page, "b.md": page, "c.md": changed})
    assert (same.path, same.weight) == ("b.md", Weight.SHOULD)
    assert "same as a.md" in same.says
    assert (nearly.path, nearly.weight) == ("c.md", Weight.SHOULD)
    assert "a.md in the same order" in nearly.says


def test_a_passage(look: Look) -> None:
    """A long passage in three documents is one note, at the first, that names the others."""
    shared = prose(2, 90)
    files = {f"{name}.md": f"# {name}\n\n{prose(seed, 200)}\n{shared}\n{prose(seed + 50, 200)}" for seed, name in
             enumerate("abc", 10)}  # fmt: skip
    (found,) = look(copies, files)
    assert (found.path, found.weight) == ("a.md", Weight.NOTE)
    assert "b.md line" in found.says
    assert "c.md line" in found.says
    assert found.span is not None
    assert abs((found.span[1] - found.span[0]) - len(shared)) < 60


def test_texts_that_are_their_own(look: Look) -> None:
    """Common words, a short sentence in common, the same code and one document's own repetition are no copies."""
    code = "\n```sh\n" + "\n".join(f"command {number} --with option" for number in range(60)) + "\n```\n"
    short = "This lesson was taught by people who know the tides and the moon very well indeed."
    pages = {f"{name}.md": f"{prose(seed, 300)}\n{short}\n{code}" for seed, name in enumerate("abc", 20)}
    pages["d.md"] = prose(30, 100) * 2
    assert look(copies, pages) == []


@given(st.lists(st.sampled_from(WORDS), min_size=20, max_size=60), st.integers(0, 30), st.integers(0, 30))
def test_twenty_words_in_common_are_found(shared: list[str], before: int, after: int) -> None:
    """Whatever stands around them, twenty equal words in a row have a fingerprint in common."""
    one = [f"a{number}" for number in range(before)] + shared
    other = shared + [f"b{number}" for number in range(after)]
    assert {value for _, value in _fingerprints(one)} & {value for _, value in _fingerprints(other)}
