"""Notebooks and JSON: cells and records in order with a landmark each."""

from __future__ import annotations

import json

import pytest

from tests.corpus.parsing import check_blocks, named
from tutor.corpus.parsers.json import parse_json
from tutor.corpus.parsers.notebook import parse_notebook
from tutor.domain import BlockKind
from tutor.errors import UnreadableFile

CELLS = [
    {"cell_type": "markdown", "source": ["# Fees\n", "\n", "Pay **now**.\n", "```\nleft open"]},
    {"cell_type": "code", "source": "print('x')", "outputs": [{"text": ["printed"]}]},
    {"cell_type": "markdown", "source": "The end."},
]
NOTEBOOK = {"cells": CELLS, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4}


def test_cells_without_outputs() -> None:
    """Markdown is Markdown, code is code, output is left out; a cell that leaves a fence open keeps it to itself."""
    parsed = parse_notebook(json.dumps(NOTEBOOK).encode())
    check_blocks(parsed)
    assert named(parsed)[2:] == [
        (BlockKind.CODE, "```\nleft open\n```"),
        (BlockKind.CODE, "```python\nprint('x')\n```"),
        (BlockKind.PROSE, "The end."),
    ]
    assert [(mark.label, parsed.text[mark.start :][:5]) for mark in parsed.landmarks] == [
        ("1", "# Fee"),
        ("2", "```py"),
        ("3", "The e"),
    ]
    assert "printed" not in parsed.text


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (json.dumps(NOTEBOOK).encode()[:100], "damaged or cut off"),
        (b"[1]", "no cells"),
        (b'{"cells": 3, "nbformat": 4}', "no cells"),
    ],
)
def test_what_is_no_notebook_says_so(raw: bytes, why: str) -> None:
    """Cut off, or JSON of something else."""
    with pytest.raises(UnreadableFile, match=why):
        parse_notebook(raw)


def test_json_records() -> None:
    """Values stand after their names, long ones are paragraphs, and a notebook is one by its shape."""
    records = [{"name": "Ann", "rates": [1, 2], "inner": {"paid": True, "none": None}}, {"text": "word " * 50}, "alone"]
    parsed = parse_json(json.dumps(records).encode())
    check_blocks(parsed)
    assert parsed.text.startswith("- name: Ann\n- rates: 1, 2\n- inner paid: yes\n\ntext: word word")
    assert [mark.label for mark in parsed.landmarks] == ["1", "2", "3"]
    assert parse_json(json.dumps(NOTEBOOK).encode()).landmarks[0].kind == "cell"


def test_json_lines() -> None:
    """Each line is a record; the one that is none is named."""
    assert len(parse_json(b'{"a": 1}\n\n{"a": "\\ud800"}\n').landmarks) == 2
    with pytest.raises(UnreadableFile, match="Line 2 is no JSON"):
        parse_json(b'{"a": 1}\n{"a": ')
