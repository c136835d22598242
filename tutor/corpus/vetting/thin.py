"""Files and pages with little in them to learn from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tutor.corpus.files import Taken
from tutor.corpus.vetting.material import Fault, Material, of_file
from tutor.domain import Document, Finding, FindingKind, Weight
from tutor.text.words import words

LITTLE = 30  # words: less than the smallest section that makes a passage of its own


def thin(material: Material) -> Iterator[Finding]:
    """Files that hardly say anything, and pages of which only a picture is there."""
    for taken in material.taken:
        count = _said(taken)
        if count < LITTLE:
            says = (
                f"It has {count} word{'s' * (count != 1)} beside its headings: there is hardly anything to answer from."
            )
            cure = "Say more in it, join it with another file, or take it out of the folder."
            yield of_file(Fault(FindingKind.THIN, Weight.SHOULD, says, cure), taken.document.path, "little text")
        empty = _empty_pages(taken.document)
        if empty:
            pages = sum(mark.kind == "page" for mark in taken.document.landmarks)
            says = (
                f"{len(empty)} of {pages} pages have no text layer: {', '.join(empty[:12])}{', …' * (len(empty) > 12)}."
            )
            cure = "Make the text of scanned pages readable (OCR) and load it again, or accept that they are pictures."
            weight = Weight.SHOULD if 2 * len(empty) > pages or len(empty) > 2 else Weight.NOTE
            yield of_file(Fault(FindingKind.THIN, weight, says, cure), taken.document.path, f"pages {' '.join(empty)}")


def _said(taken: Taken) -> int:
    text = taken.document.text
    return sum(len(words(text[each.start : each.end])) for chunk in taken.chunks for each in chunk.sentences)


def _empty_pages(document: Document) -> list[str]:
    """The pages without letters, by their labels."""
    pages = [mark for mark in document.landmarks if mark.kind == "page"]
    edges = [*(mark.start for mark in pages), len(document.text)]
    return [
        mark.label or str(number)
        for number, (mark, (start, end)) in enumerate(zip(pages, pairwise(edges), strict=True), start=1)
        if not any(character.isalnum() for character in document.text[start:end])
    ]
