"""Excel workbooks, new and old: a landmark and a heading for each sheet, its tables below."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator, Sequence
from typing import Any

from tutor.corpus.parsed import Parsed
from tutor.corpus.parsers.sheets import Cut, sheet, shown
from tutor.corpus.parsers.written import Mark, Piece, heading, written
from tutor.corpus.zipped import opened
from tutor.errors import UnreadableFile

_BROKEN = (IndexError, KeyError, ValueError, AssertionError, TypeError, struct.error)  # what xlrd stumbles with
_DAMAGED = ("The workbook is damaged.", "Open it, save it anew, and load it again.")


def parse_xlsx(raw: bytes) -> Parsed:
    """The values of all visible sheets, formulas as their last result. Raises `UnreadableFile`."""
    from openpyxl import load_workbook

    opened(raw).close()  # says in words what is wrong with the archive
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about styles, which are not looked at
        try:
            book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        except (KeyError, ValueError, TypeError, AttributeError, SyntaxError) as error:
            raise UnreadableFile(*_DAMAGED) from error
        cut = Cut()
        pieces = list(_sheets(book.worksheets, cut))
    title = book.properties.title if book.properties else ""
    return written(pieces, title=str(title or ""), notes=tuple(cut.notes))


def _sheets(sheets: Sequence[Any], cut: Cut) -> Iterator[Piece]:
    for each in sheets:
        if each.sheet_state != "visible":
            cut.notes.append(f"{each.title}: a hidden sheet, left out")
            continue
        each.reset_dimensions()  # what the file says of its size is not believed
        yield Mark("sheet", each.title)
        yield heading(2, each.title)
        yield from sheet(each.title, _rows(each), cut)


def _rows(each: Any) -> Iterator[list[str]]:
    try:
        for row in each.iter_rows(values_only=True):
            yield [shown(value) for value in row[:2000]]
    except (KeyError, ValueError, TypeError, SyntaxError) as error:
        raise UnreadableFile(*_DAMAGED) from error


def parse_xls(raw: bytes) -> Parsed:
    """The same of workbooks from before Excel 2007. Raises `UnreadableFile`."""
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=raw, on_demand=True, logfile=io.StringIO())
    except (xlrd.XLRDError, xlrd.compdoc.CompDocError) as error:
        if "encrypted" in str(error).lower():
            raise UnreadableFile("The workbook is protected with a password.", "Save a copy without one.") from error
        raise UnreadableFile("The workbook is damaged.", "Save it as .xlsx.") from error
    except _BROKEN as error:
        raise UnreadableFile("The workbook is damaged.", "Save it as .xlsx.") from error
    cut = Cut()
    try:
        pieces = list(_old_sheets(book, cut))
    except (*_BROKEN, xlrd.XLRDError) as error:
        raise UnreadableFile("The workbook is damaged.", "Save it as .xlsx.") from error
    return written(pieces, notes=tuple(cut.notes))


def _old_sheets(book: Any, cut: Cut) -> Iterator[Piece]:
    for each in book.sheets():
        if each.visibility:
            cut.notes.append(f"{each.name}: a hidden sheet, left out")
            continue
        yield Mark("sheet", each.name)
        yield heading(2, each.name)
        rows = ([_old_value(cell, book.datemode) for cell in each.row(number)] for number in range(each.nrows))
        yield from sheet(each.name, rows, cut)


def _old_value(cell: Any, mode: int) -> str:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return shown(xlrd.xldate_as_datetime(cell.value, mode))
        except (ValueError, OverflowError):
            return shown(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return shown(bool(cell.value))
    return "" if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK, xlrd.XL_CELL_ERROR) else shown(cell.value)
