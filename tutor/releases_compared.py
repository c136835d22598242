"""The road of two releases side by side: which documents and words differ, and which recorded answers that touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from tutor.domain import (
    BlockKind,
    Difference,
    Displaced,
    Document,
    DocumentChange,
    DocumentDifference,
    Fact,
    Noun,
    Release,
    Rewritten,
    Source,
    Span,
    Touched,
)
from tutor.errors import BadInput
from tutor.parts import Parts
from tutor.store.cited import Standing, standing
from tutor.store.release import SKILLS, OpenRelease
from tutor.store.shelf import Shelf
from tutor.text.sentences import sentence_spans, trim

_LINES = (BlockKind.TABLE, BlockKind.CODE)
_NOT_SHOWN = frozenset(("sha256",))  # of a source: it says no more than that the text differs


def difference(corpus: str, before: str, after: str, parts: Parts) -> Difference:
    """All that differs from the release `before` to the release `after`; short ids will do.

    Where `after` is empty the published one is meant, where `before` is empty the one published before `after`.
    Recorded answers are those that stand on `before`: given from it, or held against it by a recheck. No embedder is
    needed. Raises `NoCorpus`, `NoRelease`, `BrokenRelease`, `StoreFailed`, and `BadInput` where none is earlier.
    """
    shelf = parts.shelf
    later = shelf.find(corpus, after) if after else shelf.current(corpus).name
    earlier = shelf.find(corpus, before) if before else _before(corpus, later, shelf)
    pair = _Pair(parts.release(corpus, earlier), parts.release(corpus, later))
    documents = tuple(pair.documents())
    return Difference(
        corpus=corpus,
        before=earlier,
        after=later,
        facts=tuple(_of_releases(pair.before.release, pair.after.release)),
        documents=documents,
        touched=tuple(_touched(pair, documents, standing(parts.record, corpus))),
    )


def _before(corpus: str, later: str, shelf: Shelf) -> str:
    """The release published before that one, else the one loaded before it."""
    kept, line = shelf.kept(corpus), shelf.line(corpus)
    led = line[: len(line) - 1 - line[::-1].index(later)] if later in line else []
    earlier = [each for each in led if each in kept and each != later] or [each for each in kept if each < later]
    if not earlier:
        raise BadInput(
            f"There is no release of {corpus!r} before {later}.",
            f"Name two: tutor corpus releases {corpus} lists them.",
        )
    return earlier[-1]


@dataclass(frozen=True)
class _Pair:
    """Two releases of a corpus."""

    before: OpenRelease
    after: OpenRelease

    def documents(self) -> Iterator[DocumentDifference]:
        """What became of each document that is not the same in both, by path."""
        old, new = set(self.before.texts.paths), set(self.after.texts.paths)
        moved = self._moved(sorted(old - new), sorted(new - old))
        for path in sorted(old | new):
            if path in moved.values():
                continue
            earlier = self.before.texts.document(path) if path in old else None
            later = self.after.texts.document(moved.get(path, path))
            found = _compared(earlier, later)
            if found:
                yield found

    def _moved(self, gone: Sequence[str], come: Sequence[str]) -> dict[str, str]:
        """The paths that are gone whose text stands under a new path now."""
        texts: dict[str, list[str]] = {}
        for path in come:
            texts.setdefault(_text(self.after, path), []).append(path)
        moved = {}
        for path in gone:
            places = texts.get(_text(self.before, path))
            if places:
                moved[path] = places.pop(0)
        return moved


def _text(release: OpenRelease, path: str) -> str:
    document = release.texts.document(path)
    return document.text if document else ""


def _compared(before: Document | None, after: Document | None) -> DocumentDifference | None:
    """What became of a document; None where nothing did."""
    if before is None or after is None:
        change = DocumentChange.REMOVED if before else DocumentChange.ADDED
        return DocumentDifference(
            change=change, path=after.path if after else "", path_before=before.path if before else ""
        )
    facts = tuple(_of_sources(before.source, after.source))
    if before.text != after.text:
        change = DocumentChange.CHANGED
    elif before.path != after.path:
        change = DocumentChange.MOVED
    elif facts:
        change = DocumentChange.FACTS
    else:
        return None
    return DocumentDifference(
        change=change,
        path=after.path,
        path_before=before.path,
        facts=facts,
        rewritten=tuple(_rewritten(before, after)) if change is DocumentChange.CHANGED else (),
    )


def _of_sources(before: Source, after: Source) -> Iterator[Fact]:
    for name in Source.model_fields:
        if name not in _NOT_SHOWN:
            yield from _fact(name, _said(before, name), _said(after, name))


def _of_releases(before: Release, after: Release) -> Iterator[Fact]:
    for name in type(before.corpus).model_fields:
        yield from _fact(name, _said(before.corpus, name), _said(after.corpus, name))
    for name in ("embedder", "splitter"):
        yield from _fact(name, _said(before, name), _said(after, name))
    yield from _fact(SKILLS, _of_skills(before), _of_skills(after))


def _of_skills(release: Release) -> str:
    """Which skills it carries: by hash, since words of them say nothing of what differs elsewhere."""
    sha256 = release.parts.get(SKILLS, "")
    return f"sha256 {sha256[:12]}" if sha256 else ""


def _said(noun: Noun, name: str) -> str:
    value = getattr(noun, name)
    return ", ".join(value) if isinstance(value, tuple) else str("" if value is None else value)


def _fact(name: str, before: str, after: str) -> Iterator[Fact]:
    if before != after:
        yield Fact(name=name, before=before, after=after)


# ------------------------------------------------------------------ words


def _rewritten(before: Document, after: Document) -> Iterator[Rewritten]:
    """The runs of sentences, headings, rows and lines of code that differ, in order."""
    old, new = list(_units(before)), list(_units(after))
    same = SequenceMatcher(None, [_words(before, each) for each in old], [_words(after, each) for each in new])
    for tag, old_from, old_to, new_from, new_to in same.get_opcodes():
        if tag != "equal":
            place_before, place_after = _place(before, old[old_from:old_to]), _place(after, new[new_from:new_to])
            yield Rewritten(
                before=_at(before, place_before),
                after=_at(after, place_after),
                place_before=place_before,
                place_after=place_after,
            )


def _units(document: Document) -> Iterator[tuple[int, int]]:
    """What is compared as a whole: sentences of prose and lists, lines of tables and code, and headings."""
    for block in document.blocks:
        if block.kind in _LINES:
            start = block.start
            for line in document.text[block.start : block.end].splitlines(keepends=True):
                begins, ends = trim(document.text, start, start + len(line))
                if begins < ends:
                    yield begins, ends
                start += len(line)
        elif block.kind is BlockKind.HEADING:
            yield trim(document.text, block.start, block.end)
        else:
            yield from sentence_spans(document.text, block.start, block.end)


def _words(document: Document, unit: tuple[int, int]) -> str:
    return " ".join(document.text[unit[0] : unit[1]].split())


def _place(document: Document, units: Sequence[tuple[int, int]]) -> Span | None:
    return document.span(units[0][0], units[-1][1]) if units else None


def _at(document: Document, place: Span | None) -> str:
    return document.text[place.start : place.end] if place else ""


# ------------------------------------------------------------------ recorded answers


def _touched(pair: _Pair, documents: Sequence[DocumentDifference], answers: Iterator[Standing]) -> Iterator[Touched]:
    """The answers of which words do not stand where they stood; in documents that are the same, all of them do."""
    changed = {each.path_before: each.path for each in documents if each.change is not DocumentChange.FACTS}
    for each in answers:
        cited = [(span, quote) for span, quote in _cited(each, pair.before) if span.document in changed]
        displaced = [found for span, quote in cited if (found := _displaced(span, quote, changed, pair.after))]
        if displaced:
            rechecked = each.recheck is not None and pair.after.release.id in each.recheck.releases.values()
            yield Touched(
                question_id=each.question_id,
                conversation=each.conversation,
                question=each.question,
                displaced=tuple(displaced),
                rechecked=rechecked,
                fallen=tuple(fallen.text for fallen in each.recheck.fallen) if each.recheck and rechecked else (),
            )


def _cited(answer: Standing, before: OpenRelease) -> Iterator[tuple[Span, str]]:
    """The places in the earlier release that an answer stands on, with their words."""
    if answer.release == before.release.id:
        yield from ((each.span, each.quote) for each in answer.citations)
        return
    for span in dict.fromkeys(answer.rechecked_on(before.release.id)):
        document = before.texts.document(span.document) if span.corpus == before.release.corpus.name else None
        if document:
            yield span, document.text[span.start : span.end]


def _displaced(span: Span, quote: str, changed: Mapping[str, str], after: OpenRelease) -> Displaced | None:
    """Where those words are now, if not in their place."""
    document = after.texts.document(changed[span.document])
    if document is None:
        return Displaced(quote=quote, place=span, now=None)
    start = _nearest(document.text, quote, span.start)
    now = None if start is None else document.span(start, start + len(quote))
    return None if now == span else Displaced(quote=quote, place=span, now=now)


def _nearest(text: str, words: str, start: int) -> int | None:
    """Of the places at which `words` stand in `text`, the nearest to `start`."""
    later, earlier = text.find(words, start), text.rfind(words, 0, start + len(words))
    found = [each for each in (later, earlier) if each >= 0]
    return min(found, key=lambda each: abs(each - start), default=None)
