"""Messages as files: MIME (RFC 5322, RFC 2045) and Outlook's own; subject, sender, date and text, no attachments."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from tutor.corpus.parsed import Parsed, decode, valid
from tutor.corpus.parsers.marked import html_pieces
from tutor.corpus.parsers.written import Piece, heading, paragraph, plain_pieces, written
from tutor.errors import UnreadableFile

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)


def parse_mail(raw: bytes) -> Parsed:
    """The text of a message; where it has only HTML, that. Raises `UnreadableFile` where there is no message."""
    message = message_from_bytes(raw.lstrip(), _class=EmailMessage, policy=policy.compat32)
    if not message.keys():
        raise UnreadableFile("The file has no headers, so it is no message.", "Name it .txt if it is text.")
    parts = [part for part in message.walk() if not part.is_multipart()]
    attached = [name for part in parts if (name := _attached(part))]
    texts = {kind: [_text(part) for part in parts if part.get_content_type() == kind and not _attached(part)]
             for kind in ("text/plain", "text/html")}  # fmt: skip
    plain = "\n\n".join(texts["text/plain"])
    body = plain_pieces(plain) if plain.strip() else (p for text in texts["text/html"] for p in html_pieces(text))
    subject = _header(message, "Subject")
    return written(_pieces(subject, _header(message, "From"), _header(message, "Date"), body), subject, _left(attached))


def parse_msg(raw: bytes) -> Parsed:
    """The same of a message of Outlook. Raises `UnreadableFile`."""
    from oxmsg import Message as Outlook

    try:
        message = Outlook.load(io.BytesIO(raw))
        subject, sender = message.subject or "", message.sender or ""
        plain, page = message.body or "", message.html_body or ""
        sent = message.sent_date.isoformat(" ", "minutes") if message.sent_date else ""
        attached = [each.file_name or "without a name" for each in message.attachments]
    except (KeyError, ValueError, OSError, IndexError, AttributeError, UnicodeDecodeError) as error:
        raise UnreadableFile("The message is damaged.", "Save it as .eml.") from error
    body = plain_pieces(_lines(plain)) if plain.strip() else html_pieces(page)
    return written(_pieces(subject, sender, sent, body), subject, _left(attached))


def _pieces(subject: str, sender: str, sent: str, body: Iterator[Piece]) -> Iterator[Piece]:
    pieces = [piece for piece in body if piece]
    if not pieces and not subject:
        return
    yield heading(1, subject)
    said = ", ".join(filter(None, (f"From {sender}" if sender else "", sent)))
    yield paragraph(said) if pieces else ""
    yield from pieces


def _left(attached: list[str]) -> tuple[str, ...]:
    return (
        (f"attachments were left out: {', '.join(attached)[:200]}; save them as files of their own",)
        if attached
        else ()
    )


def _attached(part: Message) -> str:
    """The name of an attachment; empty for what is the message itself and for pictures within it."""
    name = part.get_filename() or ""
    is_text = part.get_content_type() in ("text/plain", "text/html")
    if part.get_content_disposition() == "attachment" or (name and not is_text):
        return "" if part.get("Content-ID") and part.get_content_maintype() == "image" else name or "without a name"
    return ""


def _header(message: Message, name: str) -> str:
    """A header as people read it, its encoded words decoded (RFC 2047)."""
    from email.header import decode_header

    words = []
    try:
        for raw, charset in decode_header(str(message.get(name, ""))):
            words.append(decode(raw, charset or "") if isinstance(raw, bytes) else raw)
    except (ValueError, UnreadableFile):
        words = [str(message.get(name, ""))]
    return " ".join(valid("".join(words)).split())


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        return ""
    declared = _CHARSET.search(str(part.get("Content-Type", "")))
    return _lines(decode(payload, declared.group(1) if declared else ""))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
