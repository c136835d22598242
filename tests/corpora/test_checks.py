"""The checks of the documents see what is wrong: a check that accepts everything proves nothing."""

from __future__ import annotations

import sqlite3

import pytest

from tests.corpora.reading import Fence, Table, Words, parts
from tests.corpora.running import data_findings, python_findings, sql_findings

SQL = "```sql\nCREATE TABLE t (a, b);\nINSERT INTO t VALUES (1, 'x;|'), (2.5, NULL);\nSELECT a, b FROM t; -- all\n```\n"
RIGHT = "| a | b |\n|---|---|\n| 1 | x;\\| |\n| 2.5 | NULL |\n"


def test_parts() -> None:
    """Fences, tables and paragraphs are found in order with their lines; a heading has no words."""
    assert parts(f"# T\n\nSay:\n\n```sql error\nx\n```\n\n{RIGHT}\n- item\n") == [
        Words("", 1),
        Words("Say:", 3),
        Fence("sql error", "x\n", 5),
        Table(("a", "b"), (("1", "x;|"), ("2.5", "NULL")), 9),
        Words("item", 14),
    ]


@pytest.mark.parametrize(
    ("after", "found"),
    [
        (f"Result:\n\n{RIGHT}", [True]),
        (f"Result:\n\n{RIGHT.replace('2.5', '2')}", [False]),
        (f"Result:\n\n{RIGHT.replace('b |', 'c |')}", [False]),
        (f"Result:\n\n{RIGHT}| 3 | y |\n", [False]),
        (f"Result:\n\nAs said.\n\n{RIGHT}", [False]),
        (f"As said.\n\nResult:\n\n{RIGHT}", [False]),
        ("Result:\n", [False]),
        (f"As said.\n\n{RIGHT}", []),
        (RIGHT, []),
        ("```sql error\nSELECT nothing;\n```\n", [True]),
        ("```sql error\nSELECT 1;\n```\n", [False]),
    ],
)
def test_sql_findings(after: str, found: list[bool]) -> None:
    """A result table is compared with the rows before it; one that is announced must be there; errors must happen."""
    assert [not finding.wrong for finding in sql_findings(parts(f"{SQL}\n{after}"))] == found


def test_sql_that_fails() -> None:
    """A block that fails without being marked fails the check."""
    with pytest.raises(sqlite3.OperationalError):
        sql_findings(parts("```sql\nSELECT nothing;\n```"))


@pytest.mark.parametrize(
    ("after", "found"),
    [
        ("```output\n2\n```", [True]),
        ("Output:\n\n```output\n2\n```", [True]),
        ("```output\n3\n```", [False]),
        ("```output\n2\n\n```", [False]),
        ("As said:\n\n```output\n2\n```", [False]),
        ("```output\n2\n```\n\n```output\n2\n```", [True, False]),
    ],
)
def test_python_findings(after: str, found: list[bool]) -> None:
    """An output block must be what the block right before it printed; names are kept from block to block."""
    document = parts(f"```python\na = 1\n```\n\n```python\nprint(a + 1)\n```\n\n{after}")
    assert [not finding.wrong for finding in python_findings(document)] == found


def test_python_that_fails() -> None:
    """A block that raises fails the check."""
    with pytest.raises(ZeroDivisionError):
        python_findings(parts("```python\n1 / 0\n```"))


def test_data_findings() -> None:
    """JSON and TOML blocks that do not parse are found with their lines."""
    document = parts('```json\n{"a": 1}\n```\n\n```json\n{a: 1}\n```\n\n```toml\na =\n```\n\n```text\n{\n```')
    assert [(finding.line, not finding.wrong) for finding in data_findings(document)] == [
        (1, True),
        (5, False),
        (9, False),
    ]
