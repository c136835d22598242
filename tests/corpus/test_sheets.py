"""Tables of figures are tables with a header, bounded, and what is cut is told."""

from __future__ import annotations

import io
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from tests.corpus.making import odf
from tests.corpus.parsing import check_blocks, named
from tutor.corpus.parsers.csv import parse_csv
from tutor.corpus.parsers.odt import parse_odt
from tutor.corpus.parsers.sheets import COLUMNS, ROWS
from tutor.corpus.parsers.xlsx import parse_xls, parse_xlsx
from tutor.domain import BlockKind
from tutor.errors import UnreadableFile


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_with_any_separator(separator: str) -> None:
    """The sign that separates is told from the rows; quoted cells keep theirs and their line ends."""
    text = f'Day{separator}Step\n7{separator}"mail{separator}\nthen call"\n'
    parsed = parse_csv(text.encode("utf-16"))
    check_blocks(parsed)
    assert parsed.text.split("\n") == [
        "| Day | Step |",
        "| --- | --- |",
        f"| 7 | mail{separator.strip() or ''} then call |".replace("mail|", "mail\\|"),
    ]


def test_captions_and_several_tables() -> None:
    """A line with one cell is a caption; an empty row begins another table."""
    kinds = [kind for kind, _ in named(parse_csv(b"Cups,,\nTeam,Cups\nBlues,1\n,\n,,\nA,B\n1,2\n"))]
    assert kinds == [BlockKind.PROSE, BlockKind.TABLE, BlockKind.TABLE]


def test_long_and_wide_tables_are_cut_with_a_word() -> None:
    """What is beyond the bounds is not taken, and the notes say how much that is."""
    rows = [",".join(str(at) for at in range(COLUMNS + 5))] * (ROWS + 7)
    parsed = parse_csv("\n".join(rows).encode())
    assert parsed.text.count("\n") == ROWS
    assert parsed.notes == (
        f"the first 5,000 of {ROWS + 7:,} rows were taken; split the file to have all",
        "the first 60 of 65 columns were taken; split the file to have all",
    )


def test_an_unclosed_quote_ends() -> None:
    """A quote mark that is never closed does not take the file with it."""
    assert "| a | b |" in parse_csv(b'a,b\n1,"' + b"x,y\n" * 300_000).text


def test_workbook_sheet_by_sheet() -> None:
    """Every visible sheet is a landmark and a heading; numbers, dates and truth are written as people do."""
    book = Workbook()
    first = book.active
    assert first is not None
    first.title = "Rates"
    first.append(["Day", "Rate", "Paid", "At"])
    first.append([date(2026, 3, 1), 500.0, True, datetime(2026, 3, 1, 14, 30)])  # noqa: DTZ001 - workbooks know no time zones
    first.append([None, 0.1 + 0.2, None, None])
    hidden = book.create_sheet("Secret")
    hidden.append(["x"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Two").append(["alone"])
    parsed = parse_xlsx(saved(book))
    assert "| 2026-03-01 | 500 | yes | 2026-03-01 14:30 |\n|  | 0.3 |  |  |" in parsed.text
    assert [(mark.kind, mark.label) for mark in parsed.landmarks] == [("sheet", "Rates"), ("sheet", "Two")]
    assert parsed.notes == ("Secret: a hidden sheet, left out",)
    assert "x" not in parsed.text.split()


def test_a_sheet_that_claims_to_be_endless() -> None:
    """OpenDocument says how often a cell or row is repeated: only what has words is, and not without end."""
    cell = '<table:table-cell table:number-columns-repeated="{}"><text:p>{}</text:p></table:table-cell>'
    rows = (
        f"<table:table-row>{cell.format(2, 'a')}{cell.format(1_000_000, '')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1000000">'
        f"{cell.format(1, 'b')}{cell.format(1, 'c')}</table:table-row>"
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    )
    parsed = parse_odt(odf(f'<table:table table:name="S">{rows}</table:table>', "spreadsheet"))
    assert parsed.text.startswith("## S\n\n| a | a |\n| --- | --- |\n| b | c |")
    assert parsed.text.count("\n") <= ROWS + 3
    assert parsed.notes


@pytest.mark.parametrize(
    ("parse", "raw"), [(parse_xlsx, b"PK\x03\x04"), (parse_xls, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")]
)
def test_damaged_workbooks_say_so(parse: object, raw: bytes) -> None:
    """A broken workbook has a reason."""
    with pytest.raises(UnreadableFile, match="damaged"):
        parse(raw)  # type: ignore[operator]
