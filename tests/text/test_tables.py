"""A row of a table is read out under the names of its columns."""

from __future__ import annotations

import pytest

from tests.checking.passages import passages
from tutor.text.tables import header_of, read_out


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("| Plan | Price |", "| **small** | 20 |", "Plan: small; Price: 20"),
        ("| | Price |", "| small | 20 |", "small; Price: 20"),
        ("| Plan | Price |", "| small | |", "Plan: small"),
        ("| Plan | Price |", "| small | 20 | spare |", "Plan: small; Price: 20"),
        ("Plan | Price", r"a \| b | 20", "Plan: a | b; Price: 20"),
    ],
)
def test_each_cell_follows_the_name_of_its_column(header: str, row: str, said: str) -> None:
    """Marks are left out, empty cells say nothing, and a bar that is written as a character is one."""
    assert read_out(header, row) == said


def test_the_header_of_a_row_stands_above_the_rule_of_its_own_table() -> None:
    """Of two tables in a passage each row has its own header; prose and a table without a rule have none."""
    (found,) = passages(
        "Prices.\n\n| Plan | Price |\n|---|---|\n| small | 20 |\n\n| City | Day |\n|---|---|\n| Oslo | 3 |\n"
    )
    texts = [sentence.text.strip() for sentence in found.sentences]
    headers = {
        text: None if (header := header_of(found, index)) is None else texts[header] for index, text in enumerate(texts)
    }
    assert headers["Prices."] is None
    assert headers["| small | 20 |"] == "| Plan | Price |"
    assert headers["| Oslo | 3 |"] == "| City | Day |"
