"""Licences: missing, misspelled, and against what the corpus is for."""

from __future__ import annotations

import pytest

from tests.corpus.vetting.conftest import Look
from tutor.corpus.vetting.licence import licences
from tutor.domain import Weight

PAGE = "# Tides\n\nThe tide is highest after new moon.\n"


def manifest(licence: str, use: str = "", own: str = "") -> str:
    """A corpus.toml of these licences."""
    lines = ['title = "Notes"', f'licence = "{licence}"']
    lines += [f'use = "{use}"'] if use else []
    lines += ["[[sources]]", 'path = "a.md"', f'licence = "{own}"'] if own else []
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("licence", "use"),
    [
        ("CC-BY-4.0", "share"),
        ("cc-by-sa-4.0", "commercial"),
        ("MIT OR CC-BY-NC-4.0", "commercial"),
        ("(MIT OR CC-BY-ND-4.0) AND Apache-2.0", "share"),
        ("GPL-2.0-only WITH Classpath-exception-2.0", "commercial"),
        ("CC-BY-NC-ND-4.0", "private"),
        ("CC-BY-NC-ND-4.0", ""),
        ("LicenseRef-our-handbook", "private"),
        ("CC-BY-NC-4.0", "share"),
    ],
)
def test_licences_that_allow_it(look: Look, licence: str, use: str) -> None:
    """A licence that allows the declared use, whatever else it forbids, is no finding."""
    assert look(licences, PAGE, manifest(licence, use)) == []


@pytest.mark.parametrize(
    ("licence", "use", "weight"),
    [
        ("CC-BY-NC-4.0", "commercial", Weight.MUST),
        ("CC-BY-NC-SA-4.0 AND MIT", "commercial", Weight.MUST),
        ("CC-BY-NC-4.0 OR PolyForm-Noncommercial-1.0.0", "commercial", Weight.MUST),
        ("CC-BY-ND-4.0", "share", Weight.MUST),
        ("LicenseRef-vendor-terms", "commercial", Weight.SHOULD),
        ("all rights reserved", "private", Weight.SHOULD),
        ("", "share", Weight.MUST),
        ("", "", Weight.SHOULD),
    ],
)
def test_licences_that_do_not(look: Look, licence: str, use: str, weight: Weight) -> None:
    """One that forbids the use must be settled; one that cannot be judged should be."""
    (found,) = look(licences, PAGE, manifest(licence, use))
    assert (found.weight, found.path, found.span) == (weight, "corpus.toml", None)


def test_the_licence_of_one_source(look: Look) -> None:
    """What a source says for itself is told at the source, and a misspelling names what is meant."""
    (found,) = look(licences, PAGE, manifest("MIT", "commercial", own="CC BY NC 4.0"))
    assert (found.path, found.words) == ("a.md", "CC BY NC 4.0")
    assert "Is it CC-BY-NC-4.0?" in found.says


def test_many_without_one_are_one_finding(look: Look) -> None:
    """A folder without a manifest is told of once, not once a file."""
    (found,) = look(licences, {f"{number}.md": PAGE for number in range(9)})
    assert "9 files have no licence" in found.says
    assert "and 4 more" in found.says
