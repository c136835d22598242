"""Documents that contradict each other: two statements about the same, of which only one can be true.

Three sieves, each finer and dearer than the one before. Shared words find sentences of different documents that speak
of the same. Rules tell which of these differ in a number, in a denial, or in a word and its opposite. The judge reads
what is left, in both directions. Few that are right are worth more than many: a curator who has read ten false alarms
reads no eleventh (docs/decisions/vetting.md).

Pairs are found by prefix filtering (Chaudhuri, Ganti and Kaushik, "A primitive operator for similarity joins in data
cleaning", ICDE 2006): whoever has most of the words of a statement has at least one of its few rarest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from tutor.corpus.vetting.material import Fault, Material, in_place, line_of
from tutor.domain import Block, BlockKind, Document, Finding, FindingKind, Judgement, Label, Progress, Watch, Weight
from tutor.models.denial import denied
from tutor.models.judge import Judge, Pair
from tutor.text.mapped import plain
from tutor.text.words import content_stems, numbers, words

_HELD = 0.75  # share of the words of the shorter statement that the longer one has
_SAME_NUMBERED, _SAME_DENIED, _SAME_OPPOSED = 0.4, 0.4, 0.6  # words in common, of those of both
_REFUTED = 0.3  # the highest probability of support, in either direction
MOST_STATEMENTS = 50_000  # that are compared with each other
MOST_PAIRS = 600  # that the judge reads, those with most in common first
_VERSIONS = 0.2  # share of the statements of a document that stand in another word for word: versions of one text
_HOLDING = 12  # documents with the same sentence, of which each two are compared
_FREQUENT = 400  # statements: a word of more of them finds no pairs

# a sentence that points at something cannot be compared without it
_POINTS = frozenset(
    """i we us our my this me these those here above below following previous next earlier later lesson lessons exercise
    exercises assignment challenge step steps section chapter figure image picture photo video diagram screenshot
    click e.g example""".split()  # noqa: SIM905
)
# what a clause begins with that tells somebody what to do: steps of two instructions may differ
_ORDERS = frozenset(
    """add build call change check choose click close configure confirm connect copy create define delete deploy
    download edit ensure enter execute explore fill find follow go import insert install launch load log
    look make modify move name navigate open paste pick place plug press print pull push put read rename
    replace return run save select send set sign start stop switch test tick try turn type update upload use
    verify wait write""".split()  # noqa: SIM905
)
_OPPOSED = tuple(
    frozenset(pair.split("/"))
    for pair in """minimum/maximum least/most before/after always/never all/none first/last allowed/forbidden
    allowed/prohibited allows/forbids permitted/prohibited required/optional mandatory/optional true/false
    include/exclude includes/excludes included/excluded including/excluding increases/decreases increase/decrease
    rises/falls higher/lower highest/lowest larger/smaller longer/shorter faster/slower more/less more/fewer above/below
    ascending/descending gross/net daily/weekly daily/monthly weekly/monthly monthly/quarterly monthly/yearly
    monthly/annually quarterly/yearly quarterly/annually days/weeks days/months weeks/months months/years
    seconds/minutes minutes/hours hours/days seconds/milliseconds accepts/rejects accept/reject
    synchronous/asynchronous mutable/immutable inclusive/exclusive taxable/exempt free/paid public/private
    enabled/disabled valid/invalid possible/impossible legal/illegal sensitive/insensitive safe/unsafe keeps/removes
    keeps/drops with/without""".split()  # noqa: SIM905
)
_BEGINS = frozenset("it they he she that there such so then also but and or however if when while for as".split())  # noqa: SIM905
_STATES = frozenset(
    """is are was were be been has have had must may can cannot can't could will would should shall needs need requires
    require allows allow means mean costs cost takes take lasts last begins begin starts start ends end contains contain
    returns return returned keeps keep applies apply gives give makes make does doesn't do don't counts count supports
    support rejects reject includes include exceeds exceed uses use stays stay pays pay falls fall covers
    cover holds hold owes owe expires expire consists""".split()  # noqa: SIM905
)
_ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth last one another other".split())  # noqa: SIM905
_CLAUSE = re.compile(r"(?:^|[,;:–—]\s+|\b(?:and|then)\s+)\W*(?:please |simply |just )?([a-z]+)", re.IGNORECASE)
_CODE = re.compile(r"`([^`\n]+)`")
_CAPTION = re.compile(r"!?\[.*\]\([^()]*\)", re.DOTALL)  # a picture, or nothing but a link
_NAME = re.compile(
    r"\b[Vv]ersion \d[\w.]*"
    r"|(?<!^)(?<![.!?:•] )\b[A-Z][\w'-]*|\b\w+_\w+\b|\b[a-z]+[A-Z]\w*|\b[A-Za-z]+\d+\b|\b[A-Z]{2,}\b"
)


@dataclass(frozen=True)
class Contradictions:
    """What was found, and what was not looked at, in words."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Statement:
    """A sentence that says something by itself; `stems` are those of its words that are no numbers."""

    document: Document
    block: Block
    text: str
    stems: frozenset[str]
    numbers: frozenset[str]
    names: frozenset[str]

    @property
    def subject(self) -> frozenset[str]:
        """The first word, if it carries meaning: "Stripe charges 1.5 %" says nothing against what others charge."""
        return frozenset(content_stems(words(self.text)[0]))


def contradicting(material: Material, judge: Judge, watch: Watch) -> Contradictions:
    """Pairs of statements of different documents, each of which refutes the other."""
    statements, left = _statements(material)
    pairs, versions = _without_versions(list(_opposed(statements)), statements)
    read = pairs[:MOST_PAIRS]
    judged = _judged([(statements[a], statements[b]) for a, b in read], judge, watch)
    findings = tuple(
        _told(statements[a], statements[b], there)
        for (a, b), (there, back) in zip(read, judged, strict=True)
        if _refuted(there) and _refuted(back)
    )
    unjudged = sum(Label.NOT_CHECKED in (there.label, back.label) for there, back in judged)
    return Contradictions(findings, tuple(_notes(left, len(pairs) - len(read), versions, unjudged)))


def _statements(material: Material) -> tuple[list[_Statement], int]:
    """What can be compared, those with numbers first, and how many were left out because there are too many."""
    found = [
        statement
        for taken in material.taken
        for chunk in taken.chunks
        for block in chunk.sentences
        if (statement := _statement(taken.document, block))
    ]
    found.sort(key=lambda each: not each.numbers)
    return found[:MOST_STATEMENTS], max(0, len(found) - MOST_STATEMENTS)


def _statement(document: Document, block: Block) -> _Statement | None:
    if block.kind not in (BlockKind.PROSE, BlockKind.ITEM):
        return None
    raw = document.text[block.start : block.end]
    text = plain(raw) if document.markdown else " ".join(raw.split())
    if _CAPTION.fullmatch(raw) or not _stands_alone(text):
        return None
    counted = frozenset(numbers(text))
    stems = frozenset(each for each in content_stems(text) if not each[0].isdigit() and not numbers(each))
    if len(stems) < 3:
        return None
    code = _CODE.findall(raw) if document.markdown else []
    names = frozenset(name.lower() for name in (*_NAME.findall(text), *code)) | _ORDINALS.intersection(words(text))
    return _Statement(document, block, text, stems, counted, names)


def _stands_alone(text: str) -> bool:
    """Whether it states something that can be compared without the sentences around it."""
    said = words(text)
    if not 4 <= len(said) <= 60 or text.endswith(("?", ":")) or text[0] in "\"'“‘«":
        return False
    if said[0] in _BEGINS or _POINTS.intersection(said):
        return False
    if not _STATES.intersection(said) and not numbers(text):
        return False
    return not any(first.lower() in _ORDERS for first in _CLAUSE.findall(text))


def _opposed(statements: Sequence[_Statement]) -> Iterator[tuple[int, int]]:
    """Pairs that speak of the same and differ in what they say of it, those with most words in common first."""
    found: list[tuple[float, int, int]] = []
    for short, long in _alike(statements):
        one, other = statements[short], statements[long]
        same = len(one.stems & other.stems) / len(one.stems | other.stems)
        if _differ(one, other, same):
            found.append((same, min(short, long), max(short, long)))
    return ((one, other) for _, one, other in sorted(set(found), key=lambda each: (-each[0], *each[1:])))


def _alike(statements: Sequence[_Statement]) -> Iterator[tuple[int, int]]:
    """(a, b) of different documents where b has most of the words of a, and has no fewer words."""
    holding: dict[str, list[int]] = {}
    for number, statement in enumerate(statements):
        for stem in statement.stems:
            holding.setdefault(stem, []).append(number)
    for number, statement in enumerate(statements):
        rarest = sorted(statement.stems, key=lambda stem: (len(holding[stem]), stem))
        size = len(rarest)
        prefix = rarest[: size - ceil(_HELD * size) + 1]
        for other in {each for stem in prefix if len(holding[stem]) <= _FREQUENT for each in holding[stem]}:
            longer = statements[other]
            elsewhere = longer.document.path != statement.document.path
            longer_by_order = (size, number) < (len(longer.stems), other)
            if elsewhere and longer_by_order and len(statement.stems & longer.stems) >= _HELD * size:
                yield number, other


def _differ(one: _Statement, other: _Statement, same: float) -> bool:
    """Whether what one says cannot be said beside the other; `one` is the shorter."""
    if one.text == other.text or not one.names <= other.names:
        return False
    if not (one.subject <= other.stems and (other.subject <= one.stems or other.names > one.names)):
        return False
    if one.numbers - other.numbers and other.numbers - one.numbers:
        return same >= _SAME_NUMBERED
    if not one.numbers <= other.numbers:
        return False
    if same >= _SAME_DENIED and (denied(one.text, other.text) or denied(other.text, one.text)):
        return True
    ours, theirs = set(words(one.text)), set(words(other.text))
    opposites = any(pair & (ours - theirs) and pair & (theirs - ours) for pair in _OPPOSED)
    return same >= _SAME_OPPOSED and opposites


def _without_versions(
    pairs: list[tuple[int, int]], statements: Sequence[_Statement]
) -> tuple[list[tuple[int, int]], int]:
    """The pairs without those of documents that are versions of one text, and how many such documents had some."""
    count = Counter(each.document.path for each in statements)
    holding: dict[str, set[str]] = {}
    for each in statements:
        holding.setdefault(each.text, set()).add(each.document.path)
    equal = Counter(both for paths in holding.values() for both in combinations(sorted(paths)[:_HOLDING], 2))
    versions = {both for both, same in equal.items() if same >= _VERSIONS * min(count[path] for path in both)}
    named = [tuple(sorted(statements[each].document.path for each in pair)) for pair in pairs]
    kept = [pair for pair, both in zip(pairs, named, strict=True) if both not in versions]
    return kept, len(versions & set(named))


def _judged(
    pairs: Sequence[tuple[_Statement, _Statement]], judge: Judge, watch: Watch
) -> list[tuple[Judgement, Judgement]]:
    found: list[tuple[Judgement, Judgement]] = []
    at_once = 50
    for first in range(0, len(pairs), at_once):
        watch(Progress(step="judge", done=first, total=len(pairs)))
        group = pairs[first : first + at_once]
        asked = [Pair(one.text, other.text) for one, other in group] + [
            Pair(other.text, one.text) for one, other in group
        ]
        told = judge.judge(asked)
        found.extend(zip(told[: len(group)], told[len(group) :], strict=True))
    if pairs:
        watch(Progress(step="judge", done=len(pairs), total=len(pairs)))
    return found


def _refuted(judgement: Judgement) -> bool:
    return judgement.label is Label.REFUTED and judgement.score <= _REFUTED


def _told(one: _Statement, other: _Statement, judgement: Judgement) -> Finding:
    """At the statement of the later document by path; both are in the key."""
    first, second = sorted((one, other), key=lambda each: (each.document.path, each.block.start))
    there = f"{second.document.path} line {line_of(second.document, second.block.start)}"
    reason = f" ({judgement.reason})" if judgement.reason else ""
    says = f'Only one of the two can be so: {there} says "{second.text}"{reason}.'
    cure = "Correct the one that is wrong, or say in each under which condition it holds."
    fault = Fault(FindingKind.CONTRADICTING, Weight.SHOULD, says, cure)
    return in_place(fault, first.document, first.block.start, first.block.end)


def _notes(left: int, unread: int, versions: int, unjudged: int) -> Iterator[str]:
    if left:
        yield f"Contradictions: {left:,} statements without numbers were not compared; there are too many."
    if unread:
        yield f"Contradictions: {unread:,} pairs were not judged; the {MOST_PAIRS:,} with most words in common were."
    if versions:
        count = "1 pair" if versions == 1 else f"{versions:,} pairs"
        yield f"Contradictions: {count} of documents were not compared: they are versions of one text."
    if unjudged:
        yield f"Contradictions: the judge could not tell of {unjudged:,} pair{'s' * (unjudged > 1)}."
