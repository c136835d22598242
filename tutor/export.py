"""A conversation to keep or hand on, as Markdown and as JSON: every statement with the words that carry it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from tutor import wire
from tutor.checking.compare import in_words
from tutor.domain import (
    Answer,
    Before,
    Change,
    ChangeKind,
    Check,
    Citation,
    Label,
    Recheck,
    Source,
    Statement,
    Withheld,
)
from tutor.errors import BrokenRelease, NoCorpus
from tutor.parts import Parts
from tutor.store.conversations import Conversation
from tutor.store.record import Exchange

# What Markdown, or one of its common extensions, takes for more than a letter: anywhere, and at the start of a line.
_LIVE = re.compile(r"[\\`*_\[\]<>{}&|~$^@#]|:(?=\S)|([=%])(?=\1)|(?<=www)\.|^[-+=:]", re.IGNORECASE)
_NUMBERED = re.compile(r"^(\d+)(?=[.)])")
_LINE_END = re.compile(r"\r\n|\r|\n")

Sources = Mapping[tuple[str, str, str], Source]  # by corpus, release and document
UNKNOWN: Sources = MappingProxyType({})


def sources_of(turns: Sequence[Exchange], parts: Parts) -> Sources:
    """The sources that are cited, each as its release has it; one whose release is not kept any more is left out."""
    places = dict.fromkeys(_place(citation, exchange) for exchange in turns for citation in _citations(exchange))
    found = {place: _source(place, parts) for place in places}
    return {place: source for place, source in found.items() if source}


def _source(place: tuple[str, str, str], parts: Parts) -> Source | None:
    corpus, release, path = place
    try:
        document = parts.release(corpus, release).texts.document(path) if release else None
    except (NoCorpus, BrokenRelease):
        return None  # an export is worth having without it
    return document.source if document else None


def _citations(exchange: Exchange) -> Iterator[Citation]:
    decided: Sequence[Statement | Withheld] = exchange.checked
    if exchange.answer:
        decided = (*exchange.answer.stated, *exchange.answer.withheld)
    for each in decided:
        statement = each.statement if isinstance(each, Withheld) else each
        yield from statement.claim.citations
        if statement.against:
            yield statement.against


def _place(citation: Citation, exchange: Exchange) -> tuple[str, str, str]:
    return citation.span.corpus, _releases(exchange).get(citation.span.corpus, ""), citation.span.document


def _releases(exchange: Exchange) -> Mapping[str, str]:
    return exchange.answer.fingerprint.releases if exchange.answer else exchange.releases


def as_json(conversation: Conversation, turns: Sequence[Exchange], sources: Sources = UNKNOWN) -> wire.Json:
    """What docs/json.md promises of a conversation."""
    return {
        **wire.of_conversation(conversation),
        "turns": [_turn_as_json(exchange) for exchange in turns],
        "sources": [wire.of_source(*place, source) for place, source in sources.items()],
    }


def _turn_as_json(exchange: Exchange) -> wire.Json:
    return {
        "id": exchange.id,
        "question": exchange.question,
        "corpora": list(exchange.corpora),
        "asked_at": exchange.at.isoformat(),
        "answer": wire.of_answer(exchange.answer) if exchange.answer else None,
        "recheck": wire.of_recheck(exchange.recheck) if exchange.recheck else None,
        "checked": {
            "stated": [wire.of_statement(each) for each in exchange.checked if isinstance(each, Statement)],
            "withheld": [wire.of_withheld(each) for each in exchange.checked if isinstance(each, Withheld)],
        },
    }


# ------------------------------------------------------------------ Markdown


def as_markdown(conversation: Conversation, turns: Sequence[Exchange], sources: Sources = UNKNOWN) -> str:
    """CommonMark, in which text of learners, models and sources is shown letter for letter and nothing else."""
    blocks = [f"# {literal(conversation.title) or '(no words)'}"]
    for exchange in turns:
        blocks += _turn(exchange, sources)
    return "\n\n".join(blocks) + "\n"


def literal(text: str) -> str:
    """`text` on one line, as Markdown that shows its letters."""
    return _NUMBERED.sub(r"\1\\", _LIVE.sub(r"\\\g<0>", " ".join(text.split())))


def _turn(exchange: Exchange, sources: Sources) -> Iterator[str]:
    answer = exchange.answer
    named = ", ".join(f"{corpus} {release}" for corpus, release in _releases(exchange).items())
    yield f"## {literal(exchange.question) or '(no words)'}"
    yield f"Asked {exchange.at:%Y-%m-%d %H:%M} {exchange.at.tzname()}{' of ' if named else ''}{literal(named)}."
    if answer is None:
        yield "There is no answer on record: it failed, it was interrupted, or it is still under way."
        for decided in exchange.checked:
            if isinstance(decided, Statement):
                yield from _stated(decided, exchange, sources)
            else:
                yield from _withheld(decided, exchange, sources)
    else:
        yield from _answer(answer, exchange, sources)


def _answer(answer: Answer, exchange: Exchange, sources: Sources) -> Iterator[str]:
    if answer.question != exchange.question:
        yield f"**Understood as:** {literal(answer.question)}"
    if answer.refusal:
        yield literal(answer.refusal)
    if answer.before:
        yield from _before(answer.before)
    if exchange.recheck:
        yield from _fallen(exchange.recheck)
    for statement in answer.stated:
        yield from _stated(statement, exchange, sources)
    for withheld in answer.withheld:
        yield from _withheld(withheld, exchange, sources)
    if answer.gap:
        yield f"**Not in these sources:** {literal(answer.gap)}"
    for notice in answer.notices:
        yield f"**Note:** {literal(notice)}"


def _before(before: Before) -> Iterator[str]:
    """What changed since the question was asked before, and why it may have."""
    yield f"**{literal(in_words(before))}** (conversation {before.conversation})"
    changed = [each for each in before.changes if each.kind is not ChangeKind.UNCHANGED]
    if changed:
        yield "\n".join(f"- {_changed(change)}" for change in changed)
    if before.why:
        yield "\n".join(["What is different now:", "", *(f"- {literal(each)}" for each in before.why)])


def _changed(change: Change) -> str:
    texts = (("Then", change.earlier), ("Now", change.text))
    return " ".join(f"**{when}:** {literal(text)}" for when, text in texts if text)


def _fallen(recheck: Recheck) -> Iterator[str]:
    """What does not stand any more on newer releases."""
    newer = ", ".join(f"{corpus} {release}" for corpus, release in recheck.releases.items())
    for each in recheck.fallen:
        yield f"**No longer stands on {literal(newer)}:** {literal(each.text)}"
        yield f"**Because:** {literal(each.reason)}" + (f" “{literal(each.against)}”" if each.against else "")


def _stated(statement: Statement, exchange: Exchange, sources: Sources) -> Iterator[str]:
    yield literal(statement.claim.text)
    if statement.claim.applies:
        yield "*Applied to the project.*"
    if statement.claim.translation:
        yield f"**In translation, which is not checked:** {literal(statement.claim.translation)}"
    yield from (_cited(citation, exchange, sources) for citation in statement.claim.citations)
    yield from _against(statement, exchange, sources)
    agreement = statement.verdict(Check.AGREEMENT)
    if agreement and agreement.label is not Label.NOT_CHECKED:
        yield f"Asked again: {literal(agreement.reason)}."


def _withheld(withheld: Withheld, exchange: Exchange, sources: Sources) -> Iterator[str]:
    yield f"**Withheld:** {literal(withheld.statement.claim.text)}"
    yield f"**Because:** {literal(withheld.reason)}"
    yield from (_cited(citation, exchange, sources) for citation in withheld.statement.claim.citations)
    yield from _against(withheld.statement, exchange, sources)


def _against(statement: Statement, exchange: Exchange, sources: Sources) -> Iterator[str]:
    """The words of a source that say otherwise, and what is at odds."""
    grounding = statement.verdict(Check.GROUNDING)
    if grounding and grounding.against:
        yield f"**A source says otherwise:** {literal(grounding.reason)}"
        yield _cited(grounding.against, exchange, sources)


def _cited(citation: Citation, exchange: Exchange, sources: Sources) -> str:
    """The words as a block quote, and below them where they stand."""
    span, place = citation.span, _place(citation, exchange)
    passages = exchange.answer.passages if exchange.answer else ()
    passage = next((each for each in passages if span.within(each.span)), None)
    heading = " › ".join((passage.title, *passage.heading)) if passage else ""
    corpus = f"{place[0]} {place[1]}".strip()
    where = ", ".join(part for part in (heading, corpus, f"{span.document} {span.start}-{span.end}") if part)
    terms = _terms(sources[place]) if place in sources else ""
    lines = [*_words(citation.quote), "", f"— {literal(where)}", *(["", literal(terms)] if terms else [])]
    return "\n".join(f"> {line}" if line else ">" for line in lines)


def _terms(source: Source) -> str:
    """By whom it is, under which licence, of which version, and from when, as far as that is known."""
    known = (
        ("By", source.author),
        ("Licence", source.licence),
        ("Version", source.version),
        ("Reviewed on", source.reviewed_on),
        ("To be reviewed by", source.review_by),
        ("From", source.uri),
    )
    return " · ".join(f"{name} {value}" for name, value in known if value)


def _words(quote: str) -> list[str]:
    """The lines of Markdown that show a quote; where it has several (a list, a table, code) they are kept as such."""
    lines = _LINE_END.split(quote)
    if len(lines) == 1:
        return [literal(quote)]
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", quote)), default=0))
    return [fence, *lines, fence]
