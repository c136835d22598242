"""Versions of tools as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.text.versions import other_version, versions

COVERED = [
    ("SQLite 3.40 and later", "SQLite 3.45"),
    ("SQLite 3.40 and later", "sqlite 3.40"),
    ("SQLite 3.40+", "SQLite 4"),
    ("PostgreSQL 14", "PostgreSQL 14.2"),
    ("PostgreSQL 14.2", "PostgreSQL 14"),
    ("PostgreSQL 14 to 16", "PostgreSQL 15.3"),
    ("PostgreSQL 14–16", "PostgreSQL 16.9"),
    ("Python 3.10, 3.11 and 3.12", "Python 3.11"),
    ("LangChain 1.x; LangGraph 1.x", "LangGraph 1.4"),
    ("Django 4.2 and earlier", "Django 3.2"),
    ("Tailwind CSS v4", "Tailwind CSS 4.1"),
    ("SQLite 3.40, PostgreSQL 18, MySQL 8.4, BigQuery and Snowflake in November 2026", "MySQL 8.4"),
    ("Python 3.12", "Python 3.11, Python 3.12"),
]
SILENT = [
    ("SQLite 3.40 and later", "PostgreSQL 14"),
    ("OpenAI and Ollama documentation of November 2026", "Ollama 0.12, OpenAI 3"),
    ("", "Python 3.12"),
    ("Python 3.12", ""),
    ("Python", "Python 3.12"),
    ("Tide tables 2026", "2025"),
    ("SQL:2016", "SQL 2011"),
]
OTHERS = [
    ("SQLite 3.40 and later", "SQLite 3.9", "It describes SQLite 3.40 and later; yours is SQLite 3.9."),
    ("PostgreSQL 16", "Python 3.12, PostgreSQL 14", "It describes PostgreSQL 16; yours is PostgreSQL 14."),
    ("PostgreSQL 14 to 16", "PostgreSQL 17", "It describes PostgreSQL 14 to 16; yours is PostgreSQL 17."),
    ("Python 3.10 and 3.11", "Python 3.12", "It describes Python 3.10, Python 3.11; yours is Python 3.12."),
    ("Django 4.2 and earlier", "django 5", "It describes Django 4.2 and earlier; yours is django 5."),
    ("vLLM 0.12 and later; langchain-openai 0.3 and later", "langchain-openai 0.2",
     "It describes langchain-openai 0.3 and later; yours is langchain-openai 0.2."),
]  # fmt: skip


@pytest.mark.parametrize(("described", "mine"), [*COVERED, *SILENT])
def test_what_is_covered_or_unknown_says_nothing(described: str, mine: str) -> None:
    """A version inside what is described is none to warn of, nor is a tool that only one side names."""
    assert other_version(described, mine) == ""


@pytest.mark.parametrize(("described", "mine", "words"), OTHERS)
def test_another_version_is_named_beside_the_learners(described: str, mine: str, words: str) -> None:
    """Numbers are compared as numbers: 3.9 is before 3.40."""
    assert other_version(described, mine) == words


@given(st.lists(st.integers(0, 999), min_size=1, max_size=4), st.lists(st.integers(0, 999), min_size=1, max_size=4))
def test_later_and_earlier_part_all_versions(low: list[int], mine: list[int]) -> None:
    """Each version is among those from another one on, or among those up to it."""
    text, own = ".".join(map(str, low)), ".".join(map(str, mine))
    later = other_version(f"Tool {text} and later", f"Tool {own}")
    earlier = other_version(f"Tool {text} and earlier", f"Tool {own}")
    assert not (later and earlier)
    assert bool(later) == (mine < low[: len(mine)])


@given(st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever stands in a manifest, versions have a tool and a text never contradicts itself."""
    assert all(each.tool for each in versions(text))
    assert other_version(text, text) == ""
