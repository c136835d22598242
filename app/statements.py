"""Statements as a learner sees them: data for the element that shows them, made from nouns. Nothing is drawn here."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
_MOST_PLACES = 40  # that an address of a source names: about 1,200 characters, which every browser and mail keeps whole
_AGAINST = "Against it"
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
    cited: Sequence[Span] = ()  # by all of the answer: on the page of a source one goes from each to the next


def numbers(decided: Sequence[Statement | Withheld]) -> dict[tuple[str, str], int]:
    """The sources of an answer, numbered as they are first cited."""
    places = ((span.corpus, span.document) for span in cited(decided))
    return {place: number for number, place in enumerate(dict.fromkeys(places), 1)}


def cited(decided: Sequence[Statement | Withheld]) -> list[Span]:
    """All words that an answer has chips for, as they are cited."""
    statements = [each.statement if isinstance(each, Withheld) else each for each in decided]
    return [words.span for each in statements for words in (*each.claim.citations, each.against) if words]


def stated(statements: Sequence[Statement], setting: Setting, *, complete: bool, chosen: bool = False) -> Data:
    """The group of what is stated; while the answer is not `complete` it is still asked again, or `chosen` again."""
    items = []
    for each in statements:
        item = _item(each, setting) | _mark(each, chosen=chosen)
        note = _note(each, complete=complete, chosen=chosen)
        items.append({**item, "why": _why(each), "note": note, "copy": _copied(item)})
    return {"key": "stated", "label": "Statements", "folded": False, "items": items}


def withheld(held: Sequence[Withheld], setting: Setting) -> Data:
    """The folded group of what was withheld, each with the reason."""
    items = [
        _item(each.statement, setting) | {"kind": "withheld", "sign": "⊘", "mark": "Withheld", "note": each.reason}
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
    beside = replace(setting, cited=spans)
    cites = [_cite([Citation(span=span, quote=_words(span, setting))], beside) for span in spans]
    items = [
        {**BLANK, "key": f"nearest-{place}", "kind": "nearest", "cites": [cite]} for place, cite in enumerate(cites)
    ]
    return {"key": "nearest", "label": "Read what comes nearest", "folded": False, "items": items}


def _words(span: Span, setting: Setting) -> str:
    return setting.open(span.corpus, span.document).text[span.start : span.end]


def told_apart(groups: Sequence[Data]) -> list[Data]:
    """The groups with keys that differ where a sentence is repeated with the same citations: none is lost."""
    seen: Counter[str] = Counter()
    shown = []
    for group in groups:
        items = []
        for item in group["items"]:
            seen[item["key"]] += 1
            again = f"-{seen[item['key']]}" if seen[item["key"]] > 1 else ""
            items.append({**item, "key": f"{item['key']}{again}"})
        shown.append({**group, "items": items})
    return shown


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
        "key": _key(claim),
        "text": claim.text,
        "translation": claim.translation,
        "cites": cites,
        "sides": _sides(statement, cites, setting),
        "others": _others(statement),
    }


def _key(claim: Claim) -> str:
    """The same from the making to the end; another where the same sentence is said with other words of the sources."""
    places = [(span.corpus, span.document, span.start, span.end) for span in (each.span for each in claim.citations)]
    return hashlib.sha256(f"{claim.text} {places}".encode()).hexdigest()[:16]


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
    shown = any(each.span.overlaps(against.span) for each in statement.claim.citations)
    refuting = {
        "label": _AGAINST,
        "quote": plain(against.quote),
        "cites": [] if shown else [_cite([against], setting)],
    }
    if grounding.label is not Label.SUPPORTED:
        return [refuting]
    return [{"label": "For it", "quote": " … ".join(cite["quote"] for cite in cites), "cites": []}, refuting]


def _mark(statement: Statement, *, chosen: bool) -> Data:
    """What was found, in a word and a sign: not in colour alone."""
    doubts, how = doubt(statement, chosen=chosen), standing(statement)
    if how is Standing.DISPUTED:
        found = "Applied to your project" if statement.claim.applies else "Supported"
        return {"kind": "disputed", "sign": "≠", "mark": f"{found}, but {doubts}"}
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


def _copied(item: Data) -> str:
    """The statement with its citation, as it is put on the clipboard; with its mark, where that is a reserve."""
    lines = [item["text"]]
    lines += [f"[{item['sign']} {item['mark']}]"] if item["kind"] != "supported" else []
    lines += [f"“{cite['quote']}” — {cite['place']} ({cite['terms']})" for cite in item["cites"]]
    against = [side for side in item["sides"] if side["label"] == _AGAINST]
    for side in against:
        places = "".join(f" — {cite['place']} ({cite['terms']})" for cite in side["cites"])
        lines.append(f"{_AGAINST}: “{side['quote']}”{places}")
    return "\n".join(lines)


# ------------------------------------------------------------------ one place in a source


def _cite(citations: Sequence[Citation], setting: Setting) -> Data:
    """One chip, and what it opens: the words in their surroundings, and what is known of the source."""
    spans = [citation.span for citation in citations]
    corpus, path = spans[0].corpus, spans[0].document
    document = setting.open(corpus, path)
    source = document.source
    words = [(span.start, span.end) for span in spans]
    first, last = min(start for start, _ in words), max(end for _, end in words)
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
        "blocks": visible_blocks(document, surroundings(document, first, last), words),
        "href": "source?" + urlencode(_address(spans, setting), doseq=True),
    }


def _address(spans: Sequence[Span], setting: Setting) -> dict[str, Any]:
    """Names all that the answer cites there, in reading order, and `at` which of it: the words of this chip."""
    corpus, places = spans[0].corpus, _places(spans, setting.cited)
    return {
        "corpus": corpus, "release": setting.releases.get(corpus, ""), "document": spans[0].document,
        "start": [span.start for span in places], "end": [span.end for span in places],
        "at": min(span.start for span in spans), "conversation": setting.conversation,
    }  # fmt: skip


def _places(spans: Sequence[Span], all_cited: Sequence[Span]) -> list[Span]:
    """These and the others of their document, of too many the nearest; none that would hide a part of another."""
    first = spans[0]
    others = [each for each in all_cited if (each.corpus, each.document) == (first.corpus, first.document)]
    taken = list(dict.fromkeys(spans))
    for each in sorted(others, key=lambda span: (abs(span.start - first.start), span.start, -span.end)):
        if len(taken) < _MOST_PLACES and not any(each.overlaps(place) for place in taken):
            taken.append(each)
    return sorted(taken, key=lambda span: (span.start, span.end))


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
