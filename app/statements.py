"""Statements as a learner sees them: data for the element that shows them, made from nouns. Nothing is drawn here."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from app.reading import heading_path, visible_blocks
from tutor.checking.decide import Standing, standing
from tutor.checking.worded import dissent, doubt, of_statement
from tutor.domain import Block, BlockKind, Check, Citation, Claim, Document, Label, Passage, Span, Statement, Withheld
from tutor.text.freshness import cautions
from tutor.text.mapped import plain

Data = dict[str, Any]
Open = Callable[[str, str], Document]  # (corpus, path) -> the document of the release that was asked

_AROUND = 350  # characters shown on each side of a quote: enough to see what it is about
_LONGEST_BLOCK = 3000  # of a longer one only the part around the quote is shown
_NEAREST = 3
_REDRAWN = "from the redraws; the first answer did not say it"

BLANK: Data = {
    "key": "", "kind": "", "sign": "", "mark": "", "text": "", "why": "", "note": "", "translation": "", "copy": "",
    "said": "", "cites": [], "sides": [], "others": {"label": "", "words": []},
}  # fmt: skip


@dataclass(frozen=True)
class Setting:
    """What the statements of one answer are shown with; `numbers` are those of its sources, by corpus and path."""

    open: Open
    releases: Mapping[str, str]
    today: date
    conversation: int
    numbers: Mapping[tuple[str, str], int]
    versions: str = ""  # of the learner's tools


def numbers(decided: Sequence[Statement | Withheld]) -> dict[tuple[str, str], int]:
    """The sources of an answer, numbered as they are first cited."""
    statements = [each.statement if isinstance(each, Withheld) else each for each in decided]
    shown = (citation for each in statements for citation in (*each.claim.citations, each.against) if citation)
    places = ((citation.span.corpus, citation.span.document) for citation in shown)
    return {place: number for number, place in enumerate(dict.fromkeys(places), 1)}


def stated(statements: Sequence[Statement], setting: Setting, *, complete: bool, chosen: bool = False) -> Data:
    """The group of what is stated; while the answer is not `complete` it is still asked again, or `chosen` again."""
    items = [
        _item(each, setting)
        | _mark(each, chosen=chosen)
        | {"why": _why(each), "note": _note(each, complete=complete, chosen=chosen)}
        for each in statements
    ]
    return {"key": "stated", "label": "Statements", "folded": False, "items": items}


def withheld(held: Sequence[Withheld], setting: Setting) -> Data:
    """The folded group of what was withheld, each with the reason."""
    items = [
        _item(each.statement, setting)
        | {"kind": "withheld", "sign": "⊘", "mark": "Withheld", "why": "", "note": each.reason, "copy": ""}
        for each in held
    ]
    count = f"{len(items)} statement{'s' if len(items) != 1 else ''} withheld, and why"
    return {"key": "withheld", "label": count, "folded": True, "items": items}


def nearest(passages: Sequence[Passage], setting: Setting) -> Data:
    """The places that come nearest to a question that is not answered, each section once."""
    sections: dict[tuple[str, ...], Span] = {}
    for passage in passages:
        sections.setdefault((passage.span.corpus, passage.span.document, *passage.heading), passage.span)
    spans = list(sections.values())[:_NEAREST]
    cites = [_cite([Citation(span=span, quote=_words(span, setting))], setting) for span in spans]
    items = [
        {**BLANK, "key": f"nearest-{place}", "kind": "nearest", "cites": [cite]} for place, cite in enumerate(cites)
    ]
    return {"key": "nearest", "label": "Read what comes nearest", "folded": False, "items": items}


def _words(span: Span, setting: Setting) -> str:
    return setting.open(span.corpus, span.document).text[span.start : span.end]


def with_said(groups: Sequence[Data], said: Mapping[str, str]) -> list[Data]:
    """The groups with what the learner said of statements, by their text."""
    return [
        {**group, "items": [{**item, "said": said.get(item["text"], "")} for item in group["items"]]}
        for group in groups
    ]


# ------------------------------------------------------------------ one statement


def _item(statement: Statement, setting: Setting) -> Data:
    claim = statement.claim
    cites = [_cite(group, setting) for group in _by_place(claim.citations)]
    return {
        **BLANK,
        "key": hashlib.sha256(claim.text.encode()).hexdigest()[:16],
        "text": claim.text,
        "translation": claim.translation,
        "cites": cites,
        "sides": _sides(statement, cites, setting),
        "others": _others(statement),
        "copy": _copied(claim, cites),
    }


def _others(statement: Statement) -> Data:
    """What redraws say that contradict it, to be looked at on demand."""
    found = dissent(statement)
    return {
        "label": "What the others say" if found else "",
        "words": [{"who": who, "words": words} for who, words in found],
    }


def _sides(statement: Statement, cites: Sequence[Data], setting: Setting) -> list[Data]:
    """The words against a statement, after those for it where it has both; what is cited already has no chip again."""
    against, grounding = statement.against, statement.verdict(Check.GROUNDING)
    if against is None or grounding is None:
        return []
    cited = any(each.span.overlaps(against.span) for each in statement.claim.citations)
    refuting = {
        "label": "Against it",
        "quote": plain(against.quote),
        "cites": [] if cited else [_cite([against], setting)],
    }
    if grounding.label is not Label.SUPPORTED:
        return [refuting]
    return [{"label": "For it", "quote": " … ".join(cite["quote"] for cite in cites), "cites": []}, refuting]


def _mark(statement: Statement, *, chosen: bool) -> Data:
    """What was found, in a word and a sign: not in colour alone."""
    doubts, how = doubt(statement, chosen=chosen), standing(statement)
    if how is Standing.DISPUTED:
        return {"kind": "disputed", "sign": "≠", "mark": f"Supported, but {doubts}"}
    count = len({(citation.span.corpus, citation.span.document) for citation in statement.claim.citations})
    sources = f"{count} source{'s' if count > 1 else ''}"
    but = f", but {doubts}" if doubts else ""
    once = " once" if how is Standing.SAID_ONCE else ""
    if statement.claim.applies:
        return {
            "kind": f"applied{once}",
            "sign": "◆",
            "mark": f"Applied to your project, on the words of {sources}{but}",
        }
    return {"kind": f"supported{once}", "sign": "✓", "mark": f"Supported by {sources}{but}"}


def _why(statement: Statement) -> str:
    """What kind of evidence carries it, as a sentence."""
    grounding = statement.verdict(Check.GROUNDING)
    return f"{grounding.reason[:1].upper()}{grounding.reason[1:]}." if grounding and grounding.reason else ""


def _note(statement: Statement, *, complete: bool, chosen: bool) -> str:
    """What asking again found of it, and whether it comes from there."""
    again = of_statement(statement, chosen=chosen)
    parts = [again or ("" if complete else "being asked again …"), _REDRAWN if statement.claim.redrawn else ""]
    return " · ".join(filter(None, parts))


def _by_place(citations: Sequence[Citation]) -> Iterator[list[Citation]]:
    """Citations that stand close together in one document: one place to look at."""
    ordered = list(citations)
    for _, group in groupby(enumerate(ordered), key=lambda pair: _place(ordered, pair[0])):
        yield [citation for _, citation in group]


def _place(citations: Sequence[Citation], index: int) -> int:
    """The number of the first citation of the run that this one belongs to."""
    while index > 0 and _are_close(citations[index - 1].span, citations[index].span):
        index -= 1
    return index


def _are_close(one: Span, other: Span) -> bool:
    same = (one.corpus, one.document) == (other.corpus, other.document)
    return same and max(one.start, other.start) - min(one.end, other.end) <= _AROUND


def _copied(claim: Claim, cites: Sequence[Data]) -> str:
    """The statement with its citation, as it is put on the clipboard."""
    lines = [claim.text]
    lines += [f"“{cite['quote']}” — {cite['place']} ({cite['terms']})" for cite in cites]
    return "\n".join(lines)


# ------------------------------------------------------------------ one place in a source


def _cite(citations: Sequence[Citation], setting: Setting) -> Data:
    """One chip, and what it opens: the words in their surroundings, and what is known of the source."""
    spans = [citation.span for citation in citations]
    corpus, path = spans[0].corpus, spans[0].document
    document = setting.open(corpus, path)
    source = document.source
    cited = [(span.start, span.end) for span in spans]
    first, last = min(start for start, _ in cited), max(end for _, end in cited)
    headings = (heading for heading in heading_path(document, first) if heading != source.title)
    return {
        "number": setting.numbers.get((corpus, path), 0),
        "source": {"corpus": corpus, "release": setting.releases.get(corpus, ""), "document": path},
        "title": source.title,
        "place": " › ".join((source.title, *headings)),
        "quote": " … ".join(plain(citation.quote) for citation in citations),
        "facts": _facts(document, setting.releases.get(corpus, "")),
        "terms": ", ".join(filter(None, (corpus, setting.releases.get(corpus, ""), source.licence))),
        "stale": " ".join(cautions(source, setting.versions, setting.today)),
        "markdown": document.markdown,
        "blocks": visible_blocks(document, surroundings(document, first, last), cited),
        "href": "source?" + urlencode(_address(spans, setting), doseq=True),
    }


def _address(spans: Sequence[Span], setting: Setting) -> dict[str, Any]:
    corpus = spans[0].corpus
    return {
        "corpus": corpus, "release": setting.releases.get(corpus, ""), "document": spans[0].document,
        "start": [span.start for span in spans], "end": [span.end for span in spans],
        "conversation": setting.conversation,
    }  # fmt: skip


def _facts(document: Document, release: str) -> list[tuple[str, str]]:
    source = document.source
    known = {
        "Licence": source.licence,
        "Version": source.version,
        "Reviewed on": str(source.reviewed_on or ""),
        "Review by": str(source.review_by or ""),
        "Corpus": f"{document.corpus} {release}".strip(),
    }
    return [(name, value) for name, value in known.items() if value]


def surroundings(document: Document, start: int, end: int) -> list[Block]:
    """The blocks that hold the words from `start` to `end`, and what stands right beside them in the same section."""
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    above = max((block.end for block in headings if block.end <= start), default=0)
    below = min((block.start for block in headings if block.start >= end), default=len(document.text))
    first, last = max(above, start - _AROUND), min(below, end + _AROUND)
    near = [block for block in document.blocks if first < block.end and block.start < last]
    return [_cut(document, block, start, end) for block in near]


def _cut(document: Document, block: Block, start: int, end: int) -> Block:
    """A very long block cut to whole lines around the words; a table stays whole, for its header."""
    if block.end - block.start <= _LONGEST_BLOCK or block.kind is BlockKind.TABLE:
        return block
    text = document.text
    first = max(block.start, start - _AROUND)
    first = block.start if first == block.start else text.rfind("\n", block.start, first) + 1 or first
    last = min(block.end, end + _AROUND)
    stop = text.find("\n", last, block.end)
    return block.model_copy(update={"start": max(first, block.start), "end": stop if stop > 0 else last})
