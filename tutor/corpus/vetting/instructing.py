"""Text that speaks to a model instead of a learner, and text that no learner sees.

Corpus text reaches a model as data, quoted and judged, and no list of phrases is a boundary: this finds what was put
there plainly, so that a curator looks at it (OWASP LLM01:2025, indirect prompt injection).
Characters that hide or turn text are those of Unicode TR 36 and of "Trojan Source" (Boucher and Anderson, 2021).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.corpus.vetting.material import Fault, Material, in_place
from tutor.domain import BlockKind, Document, Finding, FindingKind, Weight

_EARLIER = r"(?:previous|prior|preceding|above|earlier|foregoing|former|existing|system|original)"
_ORDERS = r"(?:instructions?|prompts?|rules?|directions?|guidelines?|commands?|messages?|context|programming)"
_DROP = r"(?:ignore|disregard|forget|override|bypass|neglect|skip)"
_TELLING = re.compile(
    rf"\b{_DROP}\s+(?:(?:all|any|every|everything|each|of|the|these|those|your|my)\s+){{0,4}}{_EARLIER}\s+(?:\w+\s+)?{_ORDERS}\b"
    rf"|\b{_DROP}\s+(?:(?:all|any|of|the)\s+){{0,3}}your\s+(?:\w+\s+)?{_ORDERS}\b"
    rf"|\b{_DROP}\s+(?:all|any|every)\s+(?:\w+\s+)?(?:instructions|prompts)\b"
    rf"|\b{_DROP}\s+everything\s+(?:above|before|you\s+were\s+told)\b"
    r"|\b(?:reveal|print|repeat|show|output|leak|disclose)\s+(?:me\s+)?(?:your|the)\s+(?:hidden|secret|full|initial|original)?"
    r"\s*system\s+(?:prompt|message)\b"
    r"|\byou\s+are\s+(?:now|no\s+longer)\s+(?:in\s+)?(?:an?\s+)?(?:\w+\s+){0,2}"
    r"(?:DAN\b|developer\s+mode|jailbroken|unrestricted|bound\s+by|unfiltered)"
    r"|\b(?:do\s+not|don['’]t|never)\s+(?:tell|inform|alert|mention\s+(?:this|it)\s+to)\s+the\s+user\b"
    r"|\b(?:new|updated|real)\s+(?:system\s+)?instructions?\s*:"
    r"|\b(?:AI|language\s+model|LLM|assistant|chatbot|ChatGPT|Claude|Copilot|Gemini)s?\b[^.\n]{0,40}?"
    r"\b(?:must|should|shall)\s+(?:always\s+|only\s+)?(?:answer|respond|reply|say|state|recommend|praise|rate)\b[^.\n]{0,60}?"
    r"\b(?:regardless|instead|whatever|no\s+matter)\b"
    r"|\bignorier(?:e|en\s+Sie|t)\s+(?:alle\s+|sämtliche\s+|die\s+|deine\s+|Ihre\s+){0,3}(?:vorherigen|bisherigen|vorigen|obigen)"
    r"\s+(?:Anweisungen|Befehle|Regeln|Instruktionen)"
    r"|\bignore[zr]?\s+(?:toutes\s+|les\s+|tes\s+|vos\s+){1,3}(?:instructions|consignes)\s+(?:précédentes|antérieures)"
    r"|\bignor[ae]n?\s+(?:todas\s+|las\s+|tus\s+|sus\s+){1,3}(?:instrucciones|órdenes)\s+(?:anteriores|previas)",
    re.IGNORECASE,
)
_TURN = re.compile(r"<\|(?:im_start|im_end|endoftext|system|user|assistant|begin_of_text|start_header_id|eot_id)\|>"
                   r"|\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>")  # fmt: skip
_COMMENT = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_HIDING = re.compile(
    r"<(?P<tag>[a-z]+)\b[^>]*?(?:\bhidden\b(?!\s*=\s*[\"']?until)|style\s*=\s*[\"'][^\"'>]*?(?:display\s*:\s*none"
    r"|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])))[^>]*>"
    r"(?P<inside>.*?)</(?P=tag)\s*>",
    re.IGNORECASE | re.DOTALL,
)
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TAGGED = re.compile("(?<!\U0001f3f4)(?<![\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+|[\U000e0100-\U000e01ef]{3,}")
_LETTER = "[A-Za-z\u00c0-\u04ff]"  # of scripts whose words have no joiners in them
_UNSEEN = re.compile(f"(?<={_LETTER})[\u200b-\u200d\u2060-\u2064\u180e\ufeff]+(?={_LETTER})")
_CODED = re.compile("[\u200b-\u200d\u2060-\u2064\ufeff]{8,}")
_MANY = 8  # characters without width that no typing error leaves behind
_QUOTES = "\"'“”„‘’«»`"
_HIDDEN_CURE = "Delete it, or write it so that learners see it."


def instructing(material: Material) -> Iterator[Finding]:
    """Words that give a model orders, and words that are hidden from a reader."""
    for document in material.documents:
        yield from _hidden(document)
        yield from _orders(document)
        yield from _characters(document)


def _hidden(document: Document) -> Iterator[Finding]:
    """Comments and elements that are not shown; an innocent comment is none of our business."""
    for match in _COMMENT.finditer(document.text):
        order = _TELLING.search(match.group(1)) or _TURN.search(match.group(1))
        if order and not _in_code(document, match.start()):
            says = "A comment that readers do not see gives a model orders."
            yield in_place(_fault(Weight.MUST, says, "Delete it."), document, *match.span())
    for match in _HIDING.finditer(document.text):
        if len(match.group("inside").split()) >= 3 and not _in_code(document, match.start()):
            says = "Words that a browser would hide are read by a model all the same."
            yield in_place(_fault(Weight.MUST, says, _HIDDEN_CURE), document, *match.span())


def _orders(document: Document) -> Iterator[Finding]:
    comments = [match.span() for match in _COMMENT.finditer(document.text)]
    for match in (*_TELLING.finditer(document.text), *_TURN.finditer(document.text)):
        if any(start <= match.start() < end for start, end in comments):
            continue  # told of with the comment, or shown as an example of one
        if _in_code(document, match.start()) or _quoted(document.text, *match.span()):
            says = "It quotes words that give a model orders. That is right where the text is about such words."
            cure = "Accept it, if so."
            yield in_place(_fault(Weight.NOTE, says, cure), document, *match.span())
        else:
            says = "It speaks to a model, not to a learner."
            cure = "Delete it; where the text is about such words, put them in quotation marks."
            yield in_place(_fault(Weight.MUST, says, cure), document, *match.span())


def _characters(document: Document) -> Iterator[Finding]:
    text = document.text
    for match in _CODED.finditer(text):
        says = f"{len(match.group())} characters without width in a row carry something that only a program reads."
        yield in_place(_fault(Weight.MUST, says, "Delete them."), document, *match.span(), _coded(match.group()))
    for match in _TAGGED.finditer(text):
        spelled = "".join(chr(ord(each) - 0xE0000) for each in match.group() if 0xE0020 <= ord(each) <= 0xE007E)
        says = f"Characters without a shape spell something that only a program reads: {spelled or match.group()!r}."
        yield in_place(_fault(Weight.MUST, says, "Delete them."), document, *match.span(), _coded(match.group()))
    turned = list(_TURNED.finditer(text))
    if turned:
        first, count = turned[0], len(turned)
        says = f"{count} character{'s' * (count > 1)} turn the direction of writing: what is read is not what is seen."
        cure = "Delete them; languages written from right to left do without."
        yield in_place(
            _fault(Weight.SHOULD, says, cure), document, *_around(text, first.start()), _coded(first.group())
        )
    unseen = [match for match in _UNSEEN.finditer(text) if not _CODED.fullmatch(match.group())]
    if unseen:
        count = sum(len(match.group()) for match in unseen)
        says = f"{count} character{'s' * (count > 1)} without width: they split words that a search then does not find."
        weight = Weight.SHOULD if count >= _MANY else Weight.NOTE
        start, end = _around(text, unseen[0].start())
        yield in_place(_fault(weight, says, "Delete them."), document, start, end)


def _fault(weight: Weight, says: str, cure: str) -> Fault:
    return Fault(FindingKind.INSTRUCTING, weight, says, cure)


def _around(text: str, position: int) -> tuple[int, int]:
    """The line around `position`, at most some words of it."""
    start = max(text.rfind("\n", 0, position) + 1, position - 60)
    end = text.find("\n", position)
    return start, min(len(text) if end < 0 else end, position + 60)


def _coded(characters: str) -> str:
    return " ".join(f"U+{ord(each):04X}" for each in characters[:12])


def _in_code(document: Document, position: int) -> bool:
    blocks = (block for block in document.blocks if block.kind is BlockKind.CODE)
    return any(block.start <= position < block.end for block in blocks) or _ticked(document.text, position)


def _ticked(text: str, position: int) -> bool:
    """Whether `position` stands between two backticks of its line."""
    start = text.rfind("\n", 0, position) + 1
    return text.count("`", start, position) % 2 == 1


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether the words stand between quotation marks in their paragraph."""
    paragraph = text.rfind("\n\n", 0, start) + 1
    close = text.find("\n\n", end)
    before, after = text[paragraph:start], text[end : close if close >= 0 else len(text)]
    opened = re.search(rf"(?:^|[\s(\[|:—–-])[{_QUOTES}][^{_QUOTES}]*$", before)
    return bool(opened) and any(mark in after for mark in _QUOTES)
