"""The line above an answer: what it stands on, in words and numbers. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from app.asked_again import in_short
from tutor.again import IDENTICAL
from tutor.ask import STOPPED, STOPPED_EARLY
from tutor.domain import Answer, Source, Usage

_LEAST = 0.0001  # a hundredth of a cent, where the currency has cents


def checked(answer: Answer) -> str:
    """How many statements there are, and how many of all that was written were checked and withheld."""
    if not answer.stated and not answer.withheld:
        return "Nothing stated"
    count = len(answer.stated)
    several = f"{count} statements, each checked against its source"
    said = {0: "Nothing stated", 1: "1 statement, checked against its source"}.get(count, several)
    return f"{said} · {len(answer.withheld)} withheld" if answer.withheld else said


def stands_on(answer: Answer, sources: Iterable[Source], titles: Mapping[str, str]) -> str:
    """Who wrote it, the dates of its sources, the corpora with their releases, time, tokens and price."""
    parts = [_written(answer), _dates(sources), _releases(answer, titles), spent(answer.usage)]
    return " · ".join(part for part in parts if part)


def spent(usage: Usage) -> str:
    """Seconds, tokens and price of an answer, as far as they are known."""
    seconds = sum(usage.seconds.values())
    first = f", the first statement after {usage.first_checked:.1f} s" if usage.first_checked and seconds > 1 else ""
    tokens = usage.input_tokens + usage.output_tokens
    parts = [
        f"{seconds:.1f} s{first}" if seconds else "",
        f"{tokens:,} tokens" if tokens else "",
        _price(usage.price) if usage.price is not None else "",
    ]
    return " · ".join(part for part in parts if part)


def _price(price: float) -> str:
    """In the currency of the settings' prices, which they do not name; never as nothing where it was something."""
    return f"price below {_LEAST:.4f}" if 0 < price < _LEAST else f"price {price:.4f}"


def announcement(answer: Answer) -> str:
    """What is read out once the answer is complete, or stopped: all that stands above the statements."""
    if answer.refusal == STOPPED_EARLY:
        return STOPPED_EARLY
    again = in_short(answer)
    said = [
        "Answer stopped." if answer.stopped else "Answer complete.",
        *notices(answer, said={STOPPED}),
        answer.refusal or f"{checked(answer)}.",
        f"{again[:1].upper()}{again[1:]}." if again and not answer.refused else "",
    ]
    return " ".join(filter(None, said))


def notices(answer: Answer, said: Collection[str] = ()) -> list[str]:
    """What did not go as planned, save what is `said` already and what the line above the answer says of redraws."""
    return [each for each in answer.notices if each != IDENTICAL and each not in said]


def gap(answer: Answer) -> str:
    """What a model found the sources not to say, also where nothing is stated; nothing where the refusal has it."""
    return "" if answer.gap in answer.refusal else answer.gap


def _written(answer: Answer) -> str:
    writer = answer.fingerprint.writer
    if not answer.stated and not answer.withheld:
        return ""
    return "in the sources' own words" if writer == "extract" else f"written by {writer}"


def _dates(sources: Iterable[Source]) -> str:
    reviewed = sorted({source.reviewed_on for source in sources if source.reviewed_on})
    if not reviewed:
        return ""
    return f"sources reviewed {_span(reviewed[0], reviewed[-1])}"


def _span(first: date, last: date) -> str:
    return str(first) if first == last else f"{first} to {last}"


def _releases(answer: Answer, titles: Mapping[str, str]) -> str:
    """The corpora that are cited, with their releases; all that were searched where nothing is stated."""
    cited = {citation.span.corpus for statement in answer.stated for citation in statement.claim.citations}
    used = {name: release for name, release in answer.fingerprint.releases.items() if name in cited or not cited}
    return (
        "from " + ", ".join(f"{titles.get(name, name)} ({release})" for name, release in used.items()) if used else ""
    )
