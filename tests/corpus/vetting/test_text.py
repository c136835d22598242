"""Language, readability and thin files: told of a document as a whole, and only where there is enough to tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.vetting.conftest import TODAY, Look
from tutor.corpus.files import Taken
from tutor.corpus.manifest import read_manifest
from tutor.corpus.split import split
from tutor.corpus.vetting.language import language
from tutor.corpus.vetting.material import Material
from tutor.corpus.vetting.readability import readability, syllables
from tutor.corpus.vetting.thin import thin
from tutor.domain import Block, BlockKind, Document, Landmark, Source, Weight

GERMAN = (
    "Die Flut ist kurz nach Neumond und Vollmond am höchsten und heißt dann Springflut. Wer segelt, liest vorher "
    "die Tafeln und rechnet mit Wind und Strömung. Bei Nippflut ist der Unterschied zwischen Hoch- und Niedrigwasser "
    "klein, und manche Häfen sind dann den ganzen Tag über zu erreichen.\n"
)
ENGLISH = (
    "The tide is highest shortly after new moon and full moon, and is then called a spring tide. Who sails reads the "
    "tables first and takes wind and current into account. At neap tide the difference is small, and some harbours can "
    "be reached all day and all night.\n"
)
HARD = (
    "Notwithstanding the aforementioned contractual considerations, intermediaries administering multijurisdictional "
    "reconciliation obligations necessarily accommodate institutional heterogeneity, organisational interdependencies "
    "and jurisdictional particularities throughout their operationalisation. "
)


@pytest.mark.parametrize(("text", "said"), [(GERMAN, "en"), (ENGLISH, "de"), (GERMAN + "```sh\nls\n```\n", "en-GB")])
def test_another_language(look: Look, text: str, said: str) -> None:
    """A document in another language than the corpus says is named."""
    (found,) = look(language, f"# Tides\n\n{text}", f'title = "Notes"\nlanguage = "{said}"\n')
    assert (found.path, found.weight) == ("a.md", Weight.SHOULD)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GERMAN, "de"),
        (ENGLISH, "en"),
        ("Die Flut ist hoch.", "en"),
        (f"{ENGLISH}\n```text\n{GERMAN}```\n", "en"),
        (GERMAN, "tlh"),
    ],
)
def test_the_language_of_the_corpus(look: Look, text: str, said: str) -> None:
    """Its own language, a short text, code in another one, and a language nobody can tell are no finding."""
    assert look(language, f"# Tides\n\n{text}", f'title = "Notes"\nlanguage = "{said}"\n') == []


def test_hard_to_read(look: Look) -> None:
    """Only what is hard for everyone is a note; plain prose, short texts and other languages are none."""
    (found,) = look(readability, f"# Terms\n\n{HARD * 8}\n")
    assert found.weight is Weight.NOTE
    assert look(readability, f"# Tides\n\n{ENGLISH * 8}\n") == []
    assert look(readability, f"# Terms\n\n{HARD}\n") == []
    assert look(readability, f"# Terms\n\n{HARD * 8}\n", 'title = "Notes"\nlanguage = "de"\n') == []


@pytest.mark.parametrize(
    ("word", "count"),
    [("tide", 1), ("the", 1), ("table", 2), ("invoice", 2), ("payment", 2), ("asked", 1), ("database", 3), ("I", 1)],
)
def test_syllables(word: str, count: int) -> None:
    """Silent endings do not count."""
    assert syllables(word) == count


def test_little_text(look: Look) -> None:
    """A file that is hardly more than its headings is named, one of a few sentences is not."""
    (found,) = look(thin, {"a.md": "# Tides\n\nTo be written.\n", "b.md": f"# Tides\n\n{ENGLISH}"})
    assert (found.path, found.weight) == ("a.md", Weight.SHOULD)


def test_pages_without_a_text_layer() -> None:
    """Of a scanned page only a picture is there: which pages these are is said, a single one as a note."""
    text = f"{ENGLISH}\n\n \n\n{ENGLISH}"
    starts = (0, len(ENGLISH), len(ENGLISH) + 3)

    def told(*pages: int) -> list[tuple[str, Weight]]:
        marks = tuple(Landmark(kind="page", label=str(number), start=at) for number, at in enumerate(pages, start=1))
        document = Document(
            corpus="notes", path="a.pdf", source=Source(title="A"), text=text, markdown=False,
            blocks=(Block(kind=BlockKind.PROSE, start=0, end=len(text)),), landmarks=marks,
        )  # fmt: skip
        taken = Taken(document=document, chunks=tuple(split(document)))
        manifest = read_manifest(Path("nowhere"), "notes")
        return [(each.says, each.weight) for each in thin(Material(manifest, [taken], frozenset(), TODAY))]

    assert told(0, starts[2]) == []
    assert told(*starts) == [("1 of 3 pages have no text layer: 2.", Weight.NOTE)]
    assert told(0, starts[1], starts[1] + 1, starts[2]) == [("2 of 4 pages have no text layer: 2, 3.", Weight.NOTE)]
