"""A page's main content becomes Markdown; what surrounds it is left out."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.parsing import check_blocks, named
from tutor.corpus.parsers.html import parse_html
from tutor.domain import BlockKind
from tutor.errors import UnreadableFile

PAGE = """<!doctype html><html><head><title>Late payment – Guide</title>
<style>p { color: red }</style><script>track()</script></head>
<body><header><nav><ul><li><a href="/">Home</a></li><li><a href="/shop">Our shop</a></li></ul></nav></header>
<main><article><h1>Late payment</h1>
<p>Interest runs from the <b>day after</b> the due date. It is <code>base + 8</code> points in the EU.</p>
<h2>Steps</h2><ol><li>Send a reminder after seven days.</li><li>Stop the work after thirty days.</li></ol>
<table><tr><th>Day</th><th>Step</th></tr><tr><td>7</td><td>reminder</td></tr></table>
<pre><code>SELECT *
FROM invoices</code></pre>
</article></main>
<footer>All rights reserved. Cookie settings.</footer></body></html>"""


def test_main_content_with_its_structure() -> None:
    """Headings, prose, lists, tables and code are kept; navigation, styles, scripts and footer are not."""
    parsed = parse_html(PAGE.encode())
    check_blocks(parsed)
    assert parsed.markdown
    assert [kind for kind, _ in named(parsed)] == [
        BlockKind.HEADING,
        BlockKind.PROSE,
        BlockKind.HEADING,
        BlockKind.ITEM,
        BlockKind.ITEM,
        BlockKind.TABLE,
        BlockKind.CODE,
    ]
    assert "SELECT *\nFROM invoices" in parsed.text
    for outside in ("Our shop", "track()", "color", "Cookie"):
        assert outside not in parsed.text


def test_title() -> None:
    """A page has the title it declares."""
    assert parse_html(PAGE.encode()).title == "Late payment"


def test_short_page_is_a_page() -> None:
    """Three lines are not too little."""
    parsed = parse_html(b"<main><h1>Rates</h1><p>Charge by the day.</p><ul><li>Never by the hour.</li></ul></main>")
    assert [kind for kind, _ in named(parsed)] == [BlockKind.HEADING, BlockKind.PROSE, BlockKind.ITEM]


@pytest.mark.parametrize("charset", ["windows-1252", "iso-8859-1", "us-ascii"])
def test_declared_charset(charset: str) -> None:
    """Pages that declare a Western charset are Windows-1252, as browsers read them."""
    page = f'<html><head><meta charset="{charset}"></head><body><p>The rate is “€500” – a day’s work.</p></body></html>'
    assert "The rate is “€500” – a day’s work." in parse_html(page.encode("cp1252")).text


def test_declared_charset_of_another_script() -> None:
    """A page in another script is read as it declares, also in the old way to declare it."""
    declared = '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">'
    page = f"<html><head>{declared}</head><body><p>Счёт оплачен.</p></body></html>"
    assert "Счёт оплачен." in parse_html(page.encode("koi8-r")).text


@pytest.mark.parametrize(
    "page",
    [
        b"<html><body><script>let page = 'made by a program'</script></body></html>",
        b"<html><body><img src='a.png'></body></html>",
        b"<html></html>",
        b"<!-- nothing -->",
    ],
)
def test_page_without_content_says_so(page: bytes) -> None:
    """A page of scripts or pictures is unreadable, and the reason can be acted on."""
    with pytest.raises(UnreadableFile, match="no main content"):
        parse_html(page)


def test_empty_page_is_empty() -> None:
    """No bytes, no text; the road says that the file holds none."""
    assert parse_html(b" \n").text == ""


TAGS = ["p", "div", "main", "h1", "ul", "li", "table", "tr", "td", "pre", "code", "a", "br", "script", "body", "head"]
REFERENCES = ["&nbsp;", "&#31;", "&#13;", "&#xC;", "&#312;", "&#xD800;", "&#xFFFF;", "&#9999999;"]
SOUP = st.lists(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS])
    | st.sampled_from(["<!--", "-->", "<", "&", "x", "\x0c", *REFERENCES])
    | st.text(max_size=10),
    max_size=40,
).map("".join)


@given(SOUP)
def test_any_soup_of_tags_is_a_page_or_unreadable(page: str) -> None:
    """Whatever is called HTML gives blocks at their places, or a reason why not."""
    with contextlib.suppress(UnreadableFile):
        check_blocks(parse_html(page.encode()))
