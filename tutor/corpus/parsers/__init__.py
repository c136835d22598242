"""One file per format; each turns bytes into canonical text and its blocks.

A parser is a function `bytes -> Parsed`. It raises `UnreadableFile` with words a curator can act on.
A new format is one new file here and one line in `PARSERS`, under the name that `tutor.corpus.kind` tells it by.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tutor.corpus.parsed import Parsed
from tutor.corpus.parsers.asciidoc import parse_asciidoc
from tutor.corpus.parsers.csv import parse_csv
from tutor.corpus.parsers.dialects import parse_mdx, parse_quarto
from tutor.corpus.parsers.docx import parse_docx
from tutor.corpus.parsers.epub import parse_epub
from tutor.corpus.parsers.html import parse_html
from tutor.corpus.parsers.json import parse_json
from tutor.corpus.parsers.mail import parse_mail, parse_msg
from tutor.corpus.parsers.markdown import parse_markdown
from tutor.corpus.parsers.notebook import parse_notebook
from tutor.corpus.parsers.odt import parse_odt
from tutor.corpus.parsers.org import parse_org
from tutor.corpus.parsers.pdf import parse_pdf
from tutor.corpus.parsers.plain_text import parse_plain_text
from tutor.corpus.parsers.pptx import parse_pptx
from tutor.corpus.parsers.rst import parse_rst
from tutor.corpus.parsers.rtf import parse_rtf
from tutor.corpus.parsers.unreadable import refuse_damaged, refuse_locked
from tutor.corpus.parsers.xlsx import parse_xls, parse_xlsx

READ_BY = "parsers-1"  # named in every release; parsers that read a file otherwise than before are a new name

PARSERS: Mapping[str, Callable[[bytes], Parsed]] = {
    "asciidoc": parse_asciidoc,
    "csv": parse_csv,
    "damaged": refuse_damaged,
    "docx": parse_docx,
    "epub": parse_epub,
    "html": parse_html,
    "json": parse_json,
    "locked": refuse_locked,
    "mail": parse_mail,
    "markdown": parse_markdown,
    "mdx": parse_mdx,
    "msg": parse_msg,
    "notebook": parse_notebook,
    "odt": parse_odt,
    "org": parse_org,
    "pdf": parse_pdf,
    "pptx": parse_pptx,
    "quarto": parse_quarto,
    "rst": parse_rst,
    "rtf": parse_rtf,
    "text": parse_plain_text,
    "xls": parse_xls,
    "xlsx": parse_xlsx,
}
