"""Names of tools and places, and which of them are alternatives."""

from __future__ import annotations

import pytest

from tutor.text.names import named, without_rivals


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a dashboard in postgres 16.2 and Power BI", [("PostgreSQL", "16.2"), ("Power BI", "")]),
        ("Next.js v14, C++ and C#", [("Next.js", "14"), ("C++", ""), ("C#", "")]),
        ("React Native rather than React", [("React Native", ""), ("React", "")]),
        ("R & D with excel, go to us", []),  # common words, and not written as the names are
        ("in the UK, in the US", [("United Kingdom", ""), ("United States", "")]),
        ("MySQLish, my.css, PHPUnit", []),
    ],
)  # fmt: skip
def test_names_with_their_versions(text: str, found: list[tuple[str, str]]) -> None:
    """However they are written, the longest name first, never a part of a word."""
    names = named(text)
    assert [(each.name, each.version) for each in names] == found
    assert all(text[each.start : each.end] == text[each.start : each.end].strip() for each in names)


def test_who_asks_for_another_means_it() -> None:
    """An alternative to what the question names is left out, and nothing else."""
    phrases = ["SQLite", "Power BI", "retail, in Germany"]
    assert without_rivals(phrases, "How do I do it in MySQL?") == ["Power BI", "retail, in Germany"]
    assert without_rivals(phrases, "Which rules hold in France?") == ["SQLite", "Power BI"]
    assert without_rivals(phrases, "How do I do it in sqlite 3, and in MySQL?") == phrases
    assert without_rivals(phrases, "How do I do it?") == phrases
