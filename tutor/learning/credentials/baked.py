"""A badge as a picture that carries its credential: Open Badges 3.0, section 5.3.2.1, baking an SVG.

The picture is drawn from the credential: a name, what was reached, who issued it and when. It can be shown anywhere,
and whoever has the file can take the credential out and verify it.
"""

from __future__ import annotations

import re
import textwrap
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from tutor.errors import BadCredential

Json = dict[str, Any]
_NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
_SVG = "http://www.w3.org/2000/svg"
_LONGEST_ISSUER = 30  # letters that fit into the picture
_NOT_XML = re.compile(r"[\u007f-\u009f\ufffe\uffff]")  # what JSON may have as it is, and XML not or not well
_PARSER: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def baked(document: Json, written: str) -> str:
    """An SVG of the badge with `written`, its JSON, inside."""
    data = _NOT_XML.sub(lambda found: f"\\u{ord(found.group()):04x}", written.strip())
    data = data.replace("]]>", "]]]]><![CDATA[>")
    inside = f"<openbadges:credential><![CDATA[\n{data}\n]]></openbadges:credential>\n"
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _svg(inside + _drawn(document))


def picture(document: Json) -> str:
    """The picture alone."""
    return _svg(_drawn(document))


def _svg(content: str) -> str:
    return (
        f'<svg xmlns="{_SVG}" xmlns:openbadges="{_NAMESPACE}" viewBox="0 0 400 400" role="img"'
        f' aria-labelledby="badge-title badge-text">\n{content}</svg>\n'
    )


def is_svg(raw: bytes) -> bool:
    """Whether these are the bytes of an XML file rather than of JSON."""
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def taken_out(raw: bytes) -> bytes:
    """The credential inside an SVG. Raises `BadCredential`."""
    try:
        root = etree.fromstring(raw, etree.XMLParser(**_PARSER))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadCredential(f"This picture cannot be read: {error}.", "Give the SVG as it was issued.") from error
    found = root.findall(f".//{{{_NAMESPACE}}}credential") if root.tag == f"{{{_SVG}}}svg" else []
    if len(found) != 1:
        raise BadCredential("There is no credential in this picture.", "Give the SVG as it was issued, or the JSON.")
    return str(found[0].get("verify") or found[0].text or "").encode()


def _drawn(document: Json) -> str:
    name = str(document.get("name") or document["credentialSubject"]["achievement"]["name"])
    lines = textwrap.wrap(name, 18)[:4]
    facts = (_score(document), f"issued by {_issuer(document)}", document["validFrom"][:10])
    below = [each for each in facts if each]
    title = "".join(
        f'<text x="200" y="{172 + 32 * number - 16 * len(lines)}" font-size="25" font-weight="700">'
        f"{_drawable(line)}</text>\n"
        for number, line in enumerate(lines)
    )
    small = "".join(
        f'<text x="200" y="{258 + 24 * number}" font-size="16">{_drawable(line)}</text>\n'
        for number, line in enumerate(below)
    )
    return (
        f'<title id="badge-title">{_drawable(name)}</title>\n'
        f'<desc id="badge-text">{_drawable("; ".join(below))}</desc>\n'
        '<circle cx="200" cy="200" r="192" fill="#1f6f66"/>\n'
        '<circle cx="200" cy="200" r="176" fill="none" stroke="#ffffff" stroke-width="3"/>\n'
        f'<g fill="#ffffff" font-family="sans-serif" text-anchor="middle">\n{title}{small}</g>\n'
    )


def _score(document: Json) -> str:
    subject = document["credentialSubject"]
    reached = [each.get("value") for each in _listed(subject.get("result"))]
    most = [each.get("valueMax") for each in _listed(subject["achievement"].get("resultDescription"))]
    return f"{reached[0]} of {most[0]} answers right" if any(reached[:1]) and any(most[:1]) else ""


def _issuer(document: Json) -> str:
    issuer = document["issuer"]
    words = str(issuer.get("name") or issuer.get("id")) if isinstance(issuer, dict) else str(issuer)
    return words if len(words) <= _LONGEST_ISSUER else words[: _LONGEST_ISSUER - 1] + "…"


def _listed(value: Any) -> list[Json]:
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _drawable(words: Any) -> str:
    """`words` without what XML cannot have."""
    return escape("".join(letter if letter.isprintable() else " " for letter in str(words)))
