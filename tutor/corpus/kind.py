"""What a file really is: told by its bytes; its name decides only what kind of text a text is."""

from __future__ import annotations

import codecs
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import BinaryIO

_HEAD = 4096  # bytes that are looked at


@dataclass(frozen=True)
class Foreign:
    """A file that nothing here can read: what it is and what to do about it, in words."""

    what: str
    cure: str

    def __str__(self) -> str:
        return f"{self.what}: {self.cure}"


_PICTURE = Foreign("it is a picture", "put it into a PDF, whose pages the extra `ocr` reads")
_SOUND = Foreign("it is a sound or film", "add a transcript as text")
_ARCHIVE = Foreign("it is an archive", "unpack it and load the folder")
_PROGRAM = Foreign("it is a program", "there is no text for learners in it")
_DATABASE = Foreign("it is a database", "export what learners need as CSV")
_FONT = Foreign("it is a font", "there is no text in it")

_MAGIC: tuple[tuple[int, bytes, str | Foreign], ...] = (
    (0, b"%PDF-", "pdf"),
    (0, b"{\\rtf", "rtf"),
    (0, b"\x89PNG", _PICTURE),
    (0, b"\xff\xd8\xff", _PICTURE),
    (0, b"GIF87a", _PICTURE),
    (0, b"GIF89a", _PICTURE),
    (0, b"II*\0", _PICTURE),
    (0, b"MM\0*", _PICTURE),
    (0, b"8BPS", _PICTURE),
    (0, b"\0\0\1\0", _PICTURE),
    (8, b"WEBP", _PICTURE),
    (4, b"ftypheic", _PICTURE),
    (4, b"ftypheix", _PICTURE),
    (4, b"ftypmif1", _PICTURE),
    (4, b"ftypavif", _PICTURE),
    (0, b"AT&TFORM", Foreign("it is a DjVu scan", "save it as PDF with a text layer")),
    (0, b"%!PS", Foreign("it is PostScript", "save it as PDF")),
    (4, b"ftyp", _SOUND),
    (0, b"ID3", _SOUND),
    (0, b"\xff\xfb", _SOUND),
    (0, b"OggS", _SOUND),
    (0, b"fLaC", _SOUND),
    (8, b"WAVE", _SOUND),
    (8, b"AVI ", _SOUND),
    (0, b"\x1aE\xdf\xa3", _SOUND),
    (0, b"\x1f\x8b", _ARCHIVE),
    (0, b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (0, b"Rar!\x1a\x07", _ARCHIVE),
    (0, b"BZh", _ARCHIVE),
    (0, b"\xfd7zXZ\0", _ARCHIVE),
    (0, b"\x28\xb5\x2f\xfd", _ARCHIVE),
    (257, b"ustar", _ARCHIVE),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"\0asm", _PROGRAM),
    (0, b"SQLite format 3\0", _DATABASE),
    (0, b"PAR1", _DATABASE),
    (0, b"wOFF", _FONT),
    (0, b"wOF2", _FONT),
    (0, b"OTTO", _FONT),
    (0, b"\0\1\0\0\0", _FONT),
    (0, b"ITSF", Foreign("it is a compiled help file", "save its pages as HTML")),
    (60, b"BOOKMOBI", Foreign("it is a Kindle book", "convert it to EPUB")),
    (0, b"\xffWPC", Foreign("it is a WordPerfect document", "save it as .docx")),
    (0, b"\xdb\xa5", Foreign("it is a very old Word document", "save it as .docx")),
    (0, b"-----BEGIN PGP", Foreign("it is a signature or key", "there is no text for learners in it")),
)
_WITH_ZEROS: tuple[tuple[bytes, Foreign], ...] = ((b"MZ", _PROGRAM), (b"BM", _PICTURE))  # too short to tell by alone

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS: tuple[tuple[str, str | Foreign], ...] = (
    ("EncryptedPackage", "locked"),
    ("__properties_version1.0", "msg"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("WordDocument", Foreign("it is a Word document from before 2007", "save it as .docx")),
    ("PowerPoint Document", Foreign("it is a presentation from before 2007", "save it as .pptx")),
    ("VisioDocument", Foreign("it is a drawing", "save it as PDF")),
)
_MEMBERS: tuple[tuple[str, str | Foreign], ...] = (
    ("word/", "docx"),
    ("ppt/", "pptx"),
    ("xl/workbook.bin", Foreign("it is a binary workbook", "save it as .xlsx")),
    ("xl/", "xlsx"),
    ("META-INF/container.xml", "epub"),
    ("Index/Document.iwa", Foreign("it is an Apple document", "export it as PDF, .docx, .pptx or .xlsx")),
)
_MIMETYPES: Mapping[bytes, str] = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odt",
}
_CUT_OFF: Mapping[str, str] = {  # endings of zipped files, for those that are too broken to be looked into
    ".docx": "docx", ".docm": "docx", ".pptx": "pptx", ".ppsx": "pptx", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".odt": "odt", ".ods": "odt", ".odp": "odt", ".epub": "epub",
}  # fmt: skip
_TEXTS: Mapping[str, str] = {
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown", ".mdx": "mdx",
    ".qmd": "quarto", ".rmd": "quarto",
    ".txt": "text", ".text": "text", ".log": "text",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".rst": "rst", ".rest": "rst",
    ".adoc": "asciidoc", ".asciidoc": "asciidoc", ".asc": "asciidoc",
    ".org": "org",
    ".csv": "csv", ".tsv": "csv", ".tab": "csv",
    ".json": "json", ".ndjson": "json", ".jsonl": "json", ".ipynb": "notebook",
    ".eml": "mail", ".mht": "mail", ".mhtml": "mail",
}  # fmt: skip
_BINARIES = frozenset({  # endings of files that are no text, for those that are one all the same
    ".pdf", ".doc", ".docx", ".docm", ".dot", ".rtf", ".odt", ".ppt", ".pptx", ".xls", ".xlsx", ".ods", ".odp",
    ".epub", ".msg", ".jpg", ".jpeg", ".png", ".gif",
})  # fmt: skip
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_DRAWING = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*(?:<!DOCTYPE\s+svg[^>]*>\s*)?<svg\b", re.DOTALL
)
_MAIL = re.compile(rb"(?:[A-Z][\w-]*:[^\n]*\n(?:[ \t][^\n]*\n)*){0,40}?(?:MIME-Version|Message-ID):", re.IGNORECASE)


def kind_of(raw: bytes | BinaryIO, ending: str) -> str | Foreign:
    """The name of the kind of a file, a key of `PARSERS`, or why there is no parser for it."""
    file = io.BytesIO(raw) if isinstance(raw, bytes) else raw
    head = file.read(_HEAD)
    ending = ending.lower()
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(file, head, ending)
    if head.startswith(_OLE):
        return _ole(file)
    known = next((kind for at, magic, kind in _MAGIC if head.startswith(magic, at)), None)
    if known is None and b"\0" in head:
        known = next((kind for magic, kind in _WITH_ZEROS if head.startswith(magic)), None)
    return known or _text(head, ending)


def _zipped(file: BinaryIO, head: bytes, ending: str) -> str | Foreign:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            mimetype = _mimetype(archive) if "mimetype" in names else b""
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError, UnicodeDecodeError):
        inside = next((kind for start, kind in _MEMBERS if start.encode() in head), _ARCHIVE)
        return _CUT_OFF.get(ending, inside)
    if mimetype in _MIMETYPES:
        return _MIMETYPES[mimetype]
    office = "[Content_Types].xml" in names
    kinds = (
        kind
        for start, kind in _MEMBERS
        if (office or start[0].isupper()) and any(name.startswith(start) for name in names)
    )
    return next(kinds, _ARCHIVE)


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    with archive.open("mimetype") as file:
        return file.read(100).strip().removesuffix(b"-template")


def _ole(file: BinaryIO) -> str | Foreign:
    import olefile

    try:
        with olefile.OleFileIO(file) as archive:
            streams = {parts[0] for parts in archive.listdir()}
    except (OSError, ValueError, IndexError, RecursionError):
        return "damaged"
    kinds = (kind for stream, kind in _STREAMS if stream in streams)
    return next(kinds, Foreign("it is an old Office file of an unknown sort", "save it in a newer format"))


def _text(head: bytes, ending: str) -> str | Foreign:
    if ending in (".txt", ".text", ".xml", "") or ending in _BINARIES:
        if _PAGE.match(head):
            return "html"
        if _DRAWING.match(head):
            return _PICTURE
    if ending == ".svg":
        return _PICTURE
    if ending in _TEXTS:
        return _TEXTS[ending]
    return _misnamed(head, ending)


def _misnamed(head: bytes, ending: str) -> str | Foreign:
    """What a file is that is not what its name says, or whose name says nothing."""
    if not head.strip():
        return "text" if ending in _BINARIES else _unknown(head, ending)
    if ending == ".pdf" and b"%PDF-" in head[:1024]:
        return "pdf"
    if _MAIL.match(head) and (ending in _BINARIES or not ending):
        return "mail"
    if ending not in _BINARIES:
        return _unknown(head, ending)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "damaged"
    return "csv" if ending in (".xls", ".xlsx", ".ods") else "text"


def _reads(head: bytes) -> bool:
    """Whether it is text in UTF-8; a character may be cut in two where the head ends."""
    try:
        return "\0" not in codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False


def _unknown(head: bytes, ending: str) -> str | Foreign:
    if ending:
        return Foreign(f"there is no parser for {ending}", "save it in one of the formats of docs/curators.md")
    if head.strip() and _reads(head):
        return "text"
    return Foreign("its name has no ending and it is no text in UTF-8", "name it by what it is")
