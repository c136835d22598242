"""Reading `skills.toml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.learning.teaching import PAGE, STARTER, documents, starter
from tutor.errors import BadSkills
from tutor.learning.skills import SKILLS, read_skills, written_in

LEAVE = '[[skills]]\nid = "leave"\ntitle = "Leaving"\ncan = "Can leave a harbour."\n{}\n'
TEACHES = '[[skills.teaches]]\ndocument = "boats.md"\nwords = "{}"\n'
FENDERS = "Fenders are the cushions between boat and quay."


def read(folder: Path, text: str) -> list[str]:
    """The ids of the skills that `text` holds, of a corpus with one page."""
    (folder / "boats.md").write_text(PAGE)
    (folder / SKILLS).write_text(text, "utf-8")
    texts = documents("boats", folder)
    return [skill.id for skill in read_skills(folder / SKILLS, "boats", texts.get)]


@pytest.mark.parametrize("corpus", STARTER)
def test_starter_corpora_teach_skills(corpus: str) -> None:
    """Each has a dozen skills or more, in order; the words stand in the documents, and each section is read once."""
    skills, texts = starter(corpus)
    assert len(skills) >= 12
    before: set[str] = set()
    for skill in skills:
        assert set(skill.needs) <= before
        before.add(skill.id)
        for lesson in skill.lessons:
            span = lesson.words.span
            assert texts[span.document].text[span.start : span.end] == lesson.words.quote
            assert span.within(lesson.section.span)
            assert 0 < lesson.minutes < 10
    assert STARTER == ["freelance-business", "llm-workflows", "sql-analytics"]


def test_no_file_is_no_skill(tmp_path: Path) -> None:
    """A corpus without the file has no skills."""
    assert read_skills(tmp_path / SKILLS, "boats", lambda _: None) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("skills = 3", "does not hold 1 to"),
        ("[[skills", "cannot be read"),
        (LEAVE.format(""), "'leave' cannot be used: teaches: Field required"),
        (LEAVE.format('colour = "red"') + TEACHES.format(FENDERS), "colour: Extra inputs"),
        (LEAVE.format('needs = ["swim"]') + TEACHES.format(FENDERS), "leave needs swim, which is not there"),
        (LEAVE.format('needs = ["leave"]') + TEACHES.format(FENDERS), "leave needs leave: a circle has no beginning"),
        (2 * (LEAVE.format("") + TEACHES.format(FENDERS)), "several skills called leave"),
        (
            LEAVE.format("") + TEACHES.format("Fenders are blue."),
            "leave: “Fenders are blue.” does not stand in boats.md",
        ),
        (LEAVE.format("") + TEACHES.format("the"), "stands"),
        (LEAVE.format("") + TEACHES.format(FENDERS) + TEACHES.format("Start the engine."), "more than once"),
        (LEAVE.format("") + TEACHES.format(FENDERS).replace("boats", "ships"), "has no document 'ships.md'"),
    ],
)
def test_what_cannot_be_used(tmp_path: Path, text: str, words: str) -> None:
    """The error names the file and the entry."""
    with pytest.raises(BadSkills) as caught:
        read(tmp_path, text)
    assert words in caught.value.message
    assert str(tmp_path / SKILLS) in caught.value.message
    assert caught.value.cure


def test_a_file_that_is_no_list_of_skills(tmp_path: Path) -> None:
    """One that is too large is not taken in, and one that is not UTF-8 is told."""
    for raw in (b"#" * 2_000_001, b"\xff"):
        (tmp_path / SKILLS).write_bytes(raw)
        with pytest.raises(BadSkills, match=str(tmp_path / SKILLS)):
            written_in(tmp_path)


def test_a_skill_comes_after_what_it_needs(tmp_path: Path) -> None:
    """Whatever the order in the file."""
    sail = LEAVE.replace("leave", "sail", 1).format('needs = ["leave"]') + TEACHES.format(
        "The light is shown after sunset."
    )
    assert read(tmp_path, sail + LEAVE.format("") + TEACHES.format(FENDERS)) == ["leave", "sail"]
