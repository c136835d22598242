"""Word documents keep headings, lists, tables and notes, and nothing that is not there any more."""

from __future__ import annotations

import pytest

from tests.corpus.making import docx, para, run, zipped
from tests.corpus.parsing import check_blocks, named
from tutor.corpus.parsers.docx import parse_docx
from tutor.domain import BlockKind
from tutor.errors import UnreadableFile

STYLES = (
    '<w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="berschrift1"/></w:style>'
    '<w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
)


SPAN, START = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>'


def styled(name: str) -> str:
    """The properties of a paragraph of that style."""
    return f'<w:pStyle w:val="{name}"/>'


def listed(depth: int) -> str:
    """The properties of an item so deep."""
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>'


def cell(words: str, properties: str = "") -> str:
    """A cell of a table."""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{para(words)}</w:tc>"


def test_headings_and_lists() -> None:
    """Headings are told by the style's own name or what it is based on; items are numbered where their list counts."""
    body = (
        para("Contents 1", styled("TOC1"))
        + para("Fees", styled("berschrift1"))
        + para("By the day", styled("Own"))
        + para("Say so.")
        + para("First", listed(0))
        + para("inner", listed(1))
        + para("Second", listed(0))
    )
    parsed = parse_docx(docx(body, styles=STYLES, numbering=NUMBERING))
    check_blocks(parsed)
    assert parsed.text == "# Fees\n\n# By the day\n\nSay so.\n\n1. First\n\n    - inner\n\n2. Second"
    assert parsed.title == "Fees"


def test_merged_and_ragged_tables() -> None:
    """What is merged stands in each cell that it covers, and rows that lack cells are filled up."""
    rows = (
        f"<w:tr>{cell('Country')}{cell('2025', SPAN)}</w:tr>",
        f"<w:tr>{cell('EU', START)}{cell('8')}{cell('9')}</w:tr>",
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('a | b')}</w:tr>",
    )
    parsed = parse_docx(docx(f"<w:tbl>{''.join(rows)}</w:tbl>"))
    assert [kind for kind, _ in named(parsed)] == [BlockKind.TABLE]
    assert parsed.text.split("\n")[0] == "| Country | 2025 | 2025 |"
    assert parsed.text.split("\n")[3] == "| EU | a \\| b |  |"


def test_changes_and_margins() -> None:
    """Inserted words are there, deleted ones, headers and footers are not; a note follows its paragraph."""
    body = (
        f"<w:p>{run('Pay ')}<w:ins>{run('within ')}</w:ins><w:del><w:r><w:delText>after </w:delText></w:r></w:del>"
        f'{run("30 days.")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + para("Next.")
    )
    notes = (
        f'<w:footnote w:type="separator" w:id="0">{para("---")}</w:footnote>'
        f'<w:footnote w:id="2">{para("By law.")}</w:footnote>'
    )
    raw = docx(body, footnotes=notes, header1=para("The header"), footer1=para("The footer"))
    assert parse_docx(raw).text == "Pay within 30 days.\n\nNote: By law.\n\nNext."


def test_pages_of_the_last_printing() -> None:
    """Where the file says where pages began, they are landmarks."""
    body = para("One.") + "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Two.</w:t></w:r></w:p>"
    parsed = parse_docx(docx(body))
    assert [(mark.label, parsed.text[mark.start :]) for mark in parsed.landmarks] == [
        ("1", "One.\n\nTwo."),
        ("2", "Two."),
    ]


def test_text_boxes_once() -> None:
    """A box that is there twice, for programs old and new, is read once."""
    box = f"<w:txbxContent>{para('In the box.')}</w:txbxContent>"
    both = f"<AlternateContent><Choice>{box}</Choice><Fallback>{box}</Fallback></AlternateContent>"
    assert parse_docx(docx(f"<w:p>{run('Beside.')}<w:r>{both}</w:r></w:p>")).text == "Beside.\n\nIn the box."


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (docx(para("Words."))[:200], "damaged or cut off"),
        (zipped({"[Content_Types].xml": "", "word/other.xml": ""}), "is missing"),
        (docx(para("Words.")).replace(b"document.xml", b"documant.xml"), "is missing"),
        (zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "declares entities"),
    ],
)
def test_broken_documents_say_so(raw: bytes, why: str) -> None:
    """Cut off, emptied or booby-trapped: each has its reason."""
    with pytest.raises(UnreadableFile, match=why):
        parse_docx(raw)
