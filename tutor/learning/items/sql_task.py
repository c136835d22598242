"""SQL task: a question that a query of the source answers, with the tables of the source to answer it on."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence

from tutor.domain import Exercise, ExerciseKind, SqlTask
from tutor.learning.items.parts import Material
from tutor.learning.items.sandbox import VARIANTS, NotRun, Rows, run
from tutor.learning.material import Code, Section, points_elsewhere

_SHOWN = 12  # rows of the result that are shown: what comes after them is known by the query
_FIGURES = 9  # significant figures in which two numbers must agree
_CREATES = re.compile(r"^\s*(?:CREATE|INSERT)\b", re.IGNORECASE)
_MADE = re.compile(r"\b(?:CREATE (?:TABLE|VIEW)|INSERT INTO) (\w+)", re.IGNORECASE)
_LITERAL = re.compile(r"'(?:[^']|'')*'|(?<![\w.])\d+(?:\.\d+)?(?![\w.])")
_ASKS = re.compile(r"^\s*(?:WITH|SELECT)\b", re.IGNORECASE)
_ORDERED = re.compile(r"\bORDER\s+BY\b(?![^()]*\))", re.IGNORECASE)


def sql_tasks(material: Material) -> Iterator[Exercise]:
    """A task for each query of the section; its tables are made as the document makes them up to there."""
    setup: list[str] = []
    for section in material.beside:
        for code in section.codes:
            if code.info == "sql" and section == material.section and _ASKS.match(code.content):
                yield from _task(material, setup, code)
            if code.info == "sql":
                setup += [each for each in statements(code.content) if _CREATES.match(each)]
        if section == material.section:
            return


def _task(material: Material, setup: Sequence[str], code: Code) -> Iterator[Exercise]:
    found = statements(code.content)
    if len(found) != 1:
        return
    query = found[0].strip().rstrip(";")
    task = SqlTask(setup="\n".join(each.strip() for each in setup), solution=query)
    try:
        expected = run(task, query)
    except NotRun:
        return
    evidence = material.section.document
    start = code.cited.span.start + code.cited.quote.index(found[0].strip())
    cited = type(code.cited).cut(evidence.text, evidence.span(start, start + len(found[0].strip())))
    yield material.exercise(ExerciseKind.SQL, _question(material.section, code, task, expected), query, cited, sql=task)


def _question(section: Section, code: Code, task: SqlTask, expected: Rows) -> str:
    """What is asked for, in the words that stand before the query, with the tables and the rows it shall give."""
    before = [each.text for each in section.sentences if each.cited.span.end <= code.cited.span.start]
    made = [(found[1], each.strip()) for each in statements(task.setup) if (found := _MADE.search(each))]
    views = [each for name, each in made if _names(task.solution, name) and not each.startswith("INSERT")]
    reached = " ".join((task.solution, *views))
    used = [each for name, each in made if _names(reached, name)]
    named = list(dict.fromkeys(_LITERAL.findall(task.solution)))
    shown = [" | ".join(expected.columns), *(" | ".join(map(_cell, row)) for row in expected.rows[:_SHOWN])]
    more = len(expected.rows) - _SHOWN
    lines = [
        "Write a query for SQLite that gives the result below, and the right one when the rows of the tables change.",
        *[each for each in before[-2:] if not (points_elsewhere(each) or each.endswith(":"))],
        *([f"Values that the query of the source names: {', '.join(named)}"] if named else []),
        "Tables:",
        *used,
        "Result:",
        *shown,
        *([f"… and {more} more rows"] if more > 0 else []),
    ]
    return "\n".join(lines)


def difference(task: SqlTask, answer: str) -> str:
    """What a learner's query does otherwise than the source's, in words; empty where they give the same rows.

    Names of columns do not count, and the order of rows only where the source's query has one.
    """
    for without in VARIANTS:
        expected = run(task, task.solution, without=without)
        try:
            found = run(task, answer, without=without)
        except NotRun as reason:
            return str(reason)
        said = _compared(expected, found, ordered=bool(_ORDERED.search(task.solution)))
        if said:
            return said if without is None else f"With other rows in the tables it is not right any more: {said}"
    return ""


def _compared(expected: Rows, found: Rows, *, ordered: bool) -> str:
    if len(found.columns) != len(expected.columns):
        return f"it gives {_counted(len(found.columns), 'column')}, asked for are {len(expected.columns)}."
    if len(found.rows) != len(expected.rows):
        return f"it gives {_counted(len(found.rows), 'row')}, asked for are {len(expected.rows)}."
    wanted, given = ([tuple(map(_same, row)) for row in each.rows] for each in (expected, found))
    if sorted(wanted) != sorted(given):
        keyed = zip(expected.rows, wanted, strict=True)
        lacking = next(row for row, key in keyed if wanted.count(key) != given.count(key))
        return f"the row {' | '.join(map(_cell, lacking))} is not among its rows."
    if ordered and wanted != given:
        return "the rows are right and their order is not."
    return ""


def _same(value: object) -> str:
    """Equal for values that are the same number however it is stored."""
    if isinstance(value, int | float):
        return f"n{float(value):.{_FIGURES}g}" if abs(value) > 1e-9 else "n0"
    return "null" if value is None else f"t{value!r}"


def _cell(value: object) -> str:
    return "NULL" if value is None else str(value)


def _counted(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _names(query: str, table: str) -> bool:
    return bool(re.search(rf"\b{re.escape(table)}\b", query, re.IGNORECASE))


def statements(script: str) -> list[str]:
    """The statements of a script, each with its semicolon if it has one."""
    found: list[str] = []
    held = ""
    for piece in re.split(r"(?<=;)", script):
        held += piece
        if sqlite3.complete_statement(held):
            found.append(held)
            held = ""
    return [each for each in (*found, held) if each.strip()]
