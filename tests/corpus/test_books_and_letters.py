"""EPUB, OpenDocument, RTF and mail: their words in order, with chapters, slides and attachments told."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from tests.corpus.making import epub, odf
from tests.corpus.parsing import check_blocks, named
from tutor.corpus.parsers.epub import parse_epub
from tutor.corpus.parsers.mail import parse_mail
from tutor.corpus.parsers.odt import parse_odt
from tutor.corpus.parsers.rtf import parse_rtf
from tutor.domain import BlockKind
from tutor.errors import UnreadableFile

CHAPTERS = {
    "b.xhtml": "<html><body><h1>Second</h1><p>It is&nbsp;<b>late</b>.</p></body></html>",
    "a.xhtml": (
        "<html><head><title>The start</title></head><body><div>Loose words<p>One.</p>"
        "<ul><li>item<ol><li>inner</li></ol></li></ul>"
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
        "<pre>x = 1\n y</pre></div></body></html>"
    ),
    "unread.xhtml": "<html><body><p>Not in the spine.</p></body></html>",
}


def test_chapters_in_the_order_of_the_spine() -> None:
    """The spine decides, not the archive; each chapter is a landmark by its heading or title."""
    parsed = parse_epub(epub(CHAPTERS, ["a.xhtml", "b.xhtml", "missing.xhtml"]))
    check_blocks(parsed)
    assert parsed.text == (
        "Loose words\n\nOne.\n\n- item\n\n    1. inner\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n"
        "```\nx = 1\n y\n```\n\n"
        "# Second\n\nIt is late."
    )
    assert [(mark.kind, mark.label) for mark in parsed.landmarks] == [("chapter", "The start"), ("chapter", "Second")]
    assert parsed.title == "The book"


def test_a_chapter_cannot_lead_out_of_the_book() -> None:
    """Chapters are parts of the archive, whatever their path."""
    assert parse_epub(epub({"../../../etc/passwd": "<p>In the book.</p>"}, ["../../../etc/passwd"])).text == ""


def test_a_locked_book_says_so() -> None:
    """Chapters that a shop encrypted are not read as noise; an encrypted font hinders nobody."""
    locked = '<encryption><CipherReference URI="OPS/{}"/></encryption>'
    with pytest.raises(UnreadableFile, match="DRM"):
        parse_epub(epub(CHAPTERS, ["a.xhtml"], encryption=locked.format("a.xhtml")))
    assert parse_epub(epub(CHAPTERS, ["a.xhtml"], encryption=locked.format("font.otf"))).text


def test_open_document_text() -> None:
    """Headings, nested lists, notes and spaces; what was deleted is not there."""
    body = (
        "<text:tracked-changes><text:p>Deleted.</text:p></text:tracked-changes>"
        '<text:h text:outline-level="2">Fees</text:h><text:p>Pay<text:s text:c="2"/>in <text:span>30</text:span> days.'
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>By law.</text:p></text:note-body>"
        "</text:note></text:p><text:list><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>inner</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
    )
    parsed = parse_odt(odf(body, meta="<m xmlns:dc='urn:c'><dc:title>All fees</dc:title></m>"))
    check_blocks(parsed)
    assert parsed.text == "## Fees\n\nPay in 30 days.\n\nNote: By law.\n\n- one\n\n    - inner"
    assert parsed.title == "All fees"


def test_open_document_slides() -> None:
    """Slides are landmarks there as well."""
    page = "<draw:page><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame></draw:page>"
    parsed = parse_odt(odf(page.format("First.") + page.format("Second."), "presentation"))
    assert [(mark.kind, mark.label, parsed.text[mark.start :]) for mark in parsed.landmarks] == [
        ("slide", "1", "First.\n\nSecond."),
        ("slide", "2", "Second."),
    ]


def test_a_locked_open_document_says_so() -> None:
    """A password is named."""
    raw = odf("<text:p>x</text:p>", **{"META-INF/manifest": "<m><encryption-data/></m>"})
    with pytest.raises(UnreadableFile, match="password"):
        parse_odt(raw)


def test_rtf() -> None:
    """Paragraphs, letters of its code page and tables; fonts and colours are no words."""
    raw = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title The fees}}Gr\'fc\'dfe.\par Second.\par"
        rb"\trowd\cellx1\cellx2 A\cell B\cell\row\trowd\cellx1\cellx2 1\cell 2\cell\row\pard End.\par}"
    )
    parsed = parse_rtf(raw)
    check_blocks(parsed)
    assert parsed.text == "Grüße.\n\nSecond.\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\nEnd."
    assert parsed.title == "The fees"


def letter(plain: str, page: str = "") -> EmailMessage:
    """A message with that text, and that page where there is one."""
    message = EmailMessage()
    message["Subject"] = "Überfällig"
    message["From"] = "Ann <ann@example.org>"
    message.set_content(plain)
    if page:
        message.add_alternative(page, subtype="html")
    return message


def test_mail() -> None:
    """Subject, sender and text; of two versions the plain one, and attachments are told."""
    message = letter("Dear all,\n\n- roses\n- violets\n", "<p>Never seen.</p>")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="invoice.pdf")
    parsed = parse_mail(message.as_bytes())
    check_blocks(parsed)
    assert parsed.text == "# Überfällig\n\nFrom Ann \\<ann@example.org>\n\nDear all,\n\n- roses\n- violets"
    assert (parsed.title, len(parsed.notes)) == ("Überfällig", 1)
    assert "invoice.pdf" in parsed.notes[0]


def test_mail_that_is_a_page() -> None:
    """Where the plain version is empty, the page is read."""
    parsed = parse_mail(letter(" \n", "<div>Hello<br>all<ul><li>roses</li></ul></div>").as_bytes())
    assert [kind for kind, _ in named(parsed)][-2:] == [BlockKind.PROSE, BlockKind.ITEM]
    assert "Hello all" in parsed.text


def test_what_is_no_mail_says_so() -> None:
    """A file without headers is no message."""
    with pytest.raises(UnreadableFile, match="no headers"):
        parse_mail(b"just some words\n")
