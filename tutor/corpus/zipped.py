"""Office files and books are zip archives of XML: opened with bounds, and nothing in them is believed."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from tutor.errors import UnreadableFile

_LARGEST = 200_000_000  # bytes of one part when unpacked
_MOST = 50_000  # parts
_DAMAGED = "The file is damaged or cut off."
_AGAIN = "Copy or download it again, or open it and save it anew."


def opened(raw: bytes) -> zipfile.ZipFile:
    """The archive. Raises `UnreadableFile` where it is damaged, cut off, or has too many parts."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, UnicodeDecodeError) as error:
        raise UnreadableFile(_DAMAGED, _AGAIN) from error
    if len(archive.filelist) > _MOST:
        raise UnreadableFile(f"The file has {len(archive.filelist):,} parts; {_MOST:,} are allowed.", "Split it.")
    return archive


def part(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """The bytes of the part with that name, if there is one. Raises `UnreadableFile`."""
    try:
        with archive.open(name) as file:
            content = file.read(_LARGEST + 1)
    except KeyError:
        return None
    except RuntimeError as error:  # how zipfile says that there is a password
        raise UnreadableFile("The file is protected with a password.", "Save a copy without a password.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise UnreadableFile(_DAMAGED, _AGAIN) from error
    if len(content) > _LARGEST:
        raise UnreadableFile(f"A part of the file unpacks to more than {_LARGEST:,} bytes.", "Split it.")
    return content


def tree(content: bytes | None) -> Any:
    """The root element of XML; nothing is fetched, no entity is expanded. Raises `UnreadableFile`."""
    from lxml import etree

    if content is None:
        raise UnreadableFile("A part that every such file has is missing.", _AGAIN)
    if b"<!ENTITY" in content:
        raise UnreadableFile("The file declares entities of its own, which no honest one does.", _AGAIN)
    strict = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    lenient = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    for parser in (strict, lenient):
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError:
            continue
        if root is not None:
            return root
    raise UnreadableFile(_DAMAGED, _AGAIN)


def local(element: Any) -> str:
    """The name of an element without its namespace; empty for comments and instructions."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: Any, name: str) -> str:
    """The value of the attribute with that name in whatever namespace; empty where there is none."""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")
