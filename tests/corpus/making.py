"""Small files of many formats, made by hand so that a test shows what is in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:p="urn:p" xmlns:r="urn:r"'
ODF = 'xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:b" xmlns:draw="urn:d" xmlns:dc="urn:c"'
RELATIONS = '<Relationships xmlns="urn:rel">{}</Relationships>'


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive with those parts."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return raw.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A Word document with that body; other parts by name, as `styles="<w:style ..."`."""
    wrapped = {f"word/{name}.xml": f"<w:{name} {W}>{content}</w:{name}>" for name, content in parts.items()}
    document = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **wrapped})


def run(words: str) -> str:
    """A run of words in a Word document."""
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def para(words: str, properties: str = "") -> str:
    """A paragraph of a Word document."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{run(words)}</w:p>"


def pptx(slides: Sequence[str], notes: Mapping[int, str] | None = None, target: str = "slides/slide{}.xml") -> bytes:
    """A presentation of those slides, each the XML of its shapes; notes by the number of the slide."""
    listed = "".join(f'<p:sldId id="{256 + at}" r:id="r{at}"/>' for at in range(len(slides)))
    relations = "".join(
        f'<Relationship Id="r{at}" Type="x/slide" Target="{target.format(at + 1)}"/>' for at in range(len(slides))
    )
    parts = {
        "[Content_Types].xml": "<Types/>",
        "ppt/presentation.xml": f"<p:presentation {A}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": RELATIONS.format(relations),
    }
    for at, shapes in enumerate(slides, start=1):
        parts[f"ppt/slides/slide{at}.xml"] = f"<p:sld {A}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
    for at, words in (notes or {}).items():
        target = f'<Relationship Id="n" Type="x/notesSlide" Target="../notesSlides/n{at}.xml"/>'
        parts[f"ppt/slides/_rels/slide{at}.xml.rels"] = RELATIONS.format(target)
        parts[f"ppt/notesSlides/n{at}.xml"] = f"<p:notes {A}>{shape(words, 'body')}</p:notes>"
    return zipped(parts)


def shape(words: str, place: str = "", depth: int = 0) -> str:
    """A shape of a slide with a paragraph for each line."""
    holder = f'<p:nvPr><p:ph type="{place}"/></p:nvPr>' if place else ""
    lines = "".join(f'<a:p><a:pPr lvl="{depth}"/><a:r><a:t>{line}</a:t></a:r></a:p>' for line in words.split("\n"))
    return f"<p:sp>{holder}<p:txBody>{lines}</p:txBody></p:sp>"


def odf(body: str, sort: str = "text", **parts: str) -> bytes:
    """An OpenDocument file with that body; other parts by name."""
    content = f"<office:document-content {ODF}><office:body><office:{sort}>{body}</office:{sort}></office:body>"
    mimetype = f"application/vnd.oasis.opendocument.{sort}"
    others = {f"{name}.xml": content for name, content in parts.items()}
    return zipped({"mimetype": mimetype, "content.xml": f"{content}</office:document-content>", **others})


def epub(chapters: Mapping[str, str], spine: Sequence[str], **parts: str) -> bytes:
    """A book: chapters as HTML by name, and in which order they are read."""
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in chapters)
    order = "".join(f'<itemref idref="{name}"/>' for name in spine)
    package = (
        f'<package xmlns:dc="urn:dc"><metadata><dc:title>The book</dc:title></metadata>'
        f"<manifest>{items}</manifest><spine>{order}</spine></package>"
    )
    container = '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": container,
            "OPS/book.opf": package,
            **{f"OPS/{name}": page for name, page in chapters.items()},
            **{f"META-INF/{name}.xml": content for name, content in parts.items()},
        }
    )


Text = tuple[float, float, float, str]


def pdf(pages: Sequence[Sequence[Text]], title: str = "", bold: Sequence[str] = ()) -> bytes:
    """A PDF of A4 pages, each texts as (x, y, size, words), drawn in that order; some of them bold."""
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", _font("Helvetica"), _font("Helvetica-Bold"), f"<</Title({title})>>"]
    kids = []
    for texts in pages:
        drawn = "".join(
            f"BT /F{2 if words in bold else 1} {size} Tf {x} {y} Td ({_escaped(words)}) Tj ET\n"
            for x, y, size, words in texts
        )
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}endstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {len(objects)} 0 R"
            "/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>>>"
        )
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    raw, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(raw))
        raw += f"{number} 0 obj{content}endobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    end = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer<</Root 1 0 R/Info 5 0 R/Size {count}>>"
    return f"{raw}{end}\nstartxref\n{len(raw)}\n%%EOF".encode("latin-1")


def _font(name: str) -> str:
    return f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>"


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def ole(*streams: str) -> bytes:
    """An old Office file (compound file, version 3) with empty streams of those names, three at most."""
    sector = 512
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + bytes.fromhex("3e000300feff09000600") + bytes(10)
    header += (1).to_bytes(4, "little") + (1).to_bytes(4, "little") + bytes(4) + (4096).to_bytes(4, "little")
    header += b"\xfe\xff\xff\xff" + bytes(4) + b"\xfe\xff\xff\xff" + bytes(4) + bytes(4) + b"\xff\xff\xff\xff" * 108
    fat = b"\xfd\xff\xff\xff\xfe\xff\xff\xff" + b"\xff\xff\xff\xff" * (sector // 4 - 2)
    entries = [_entry("Root Entry", 5, 1 if streams else -1)]
    entries += [_entry(name, 2, -1, at + 2 if at + 1 < len(streams) else -1) for at, name in enumerate(streams)]
    return header + fat + b"".join(entries).ljust(sector, b"\0")


def _entry(name: str, sort: int, child: int, right: int = -1) -> bytes:
    written = (name + "\0").encode("utf-16-le")
    links = b"".join((at & 0xFFFFFFFF).to_bytes(4, "little") for at in (-1, right, child))
    start = (0xFFFFFFFE).to_bytes(4, "little")
    return (
        written.ljust(64, b"\0")
        + len(written).to_bytes(2, "little")
        + bytes((sort, 1))
        + links
        + bytes(36)
        + start
        + bytes(8)
    )
