"""Each case of a report: what was asked, what was said on which words, how it was scored, and what is another now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from evals.case import Case, GoldSpan
from evals.compare import Flip
from evals.reporting.elements import Markup, joined, table, tag
from evals.scored import ALL_EPOCHS, Score
from evals.scoring.outcome import Evidence, Outcome, Status
from evals.stored import Row, Text
from tutor.domain import Answer, Check, Citation, Label, Sample, Statement, Verdict

_AROUND = 160  # characters of a source on either side of the words cited
_SIGNS: Mapping[Label, str] = {
    Label.SUPPORTED: "✓",
    Label.REFUTED: "✗",
    Label.NOT_ENOUGH_INFO: "?",
    Label.NOT_CHECKED: "–",
}


@dataclass(frozen=True)
class Shown:
    """A case with all that is known of it; `flips` are those against the baseline, `before` the answer there."""

    case: Case
    rows: Sequence[Row]
    scores: Sequence[Score]
    texts: Mapping[tuple[str, str], Text]
    flips: Sequence[Flip] = ()
    before: str = ""
    bad: Sequence[str] = field(default_factory=tuple)  # scorers that are yes or no, and say no

    @property
    def marks(self) -> list[str]:
        """What the case can be filtered by."""
        said = " ".join(" ".join(each.claim.text for each in row.answer.stated) or row.answer.refusal
                        for row in self.rows[:1] if row.answer)  # fmt: skip
        answers = [row.answer for row in self.rows if row.answer]
        return [
            *(["error"] if any(row.error for row in self.rows) else []),
            *(["refused"] if any(answer.refused for answer in answers) else []),
            *(["failing"] if self.bad else []),
            *(["worse"] if any(flip.worse for flip in self.flips) else []),
            *(["better"] if any(not flip.worse for flip in self.flips) else []),
            *(["changed"] if self.flips or (self.before and self.before != said) else []),
        ]


def shown(each: Shown) -> Markup:
    """The case as a part that can be opened."""
    case, marks = each.case, each.marks
    badges = [tag("span", words, class_=f"badge {words}") for words in marks]
    head = tag(
        "summary", tag("span", case.question, class_="question"), " ",
        tag("span", f"{case.corpus} · {case.kind} · {case.id}", class_="quiet"), " ", *badges,
    )  # fmt: skip
    body = [_gold(case), *_before(each), *(part for row in each.rows for part in _row(row, each))]
    return tag(
        "details", head, *body, _scores(each), class_="case", id=f"case-{case.id}",
        data_corpus=case.corpus, data_kind=case.kind, data_marks=" ".join(marks),
    )  # fmt: skip


# ------------------------------------------------------------------ what was wanted, and what was before


def _gold(case: Case) -> Markup:
    wanted = f"To be refused: {case.why}." if case.refuse else f"Gold: {case.gold_answer}"
    spans = [tag("li", _span_words(span)) for span in case.gold_spans]
    facts = "; ".join((*case.numbers, *case.terms))
    return tag(
        "div",
        tag("p", f"Before it: {' → '.join(case.before)}", class_="quiet") if case.before else None,
        tag("p", wanted),
        tag("ul", *spans, class_="gold") if spans else None,
        tag("p", f"Must be said: {facts}", class_="quiet") if facts else None,
        tag("p", f"Must not be said: {'; '.join(case.never)}", class_="quiet") if case.never else None,
        class_="wanted",
    )


def _span_words(span: GoldSpan) -> Markup:
    return joined([tag("q", span.words), " ", tag("span", f"{span.document} {span.start}–{span.end}", class_="quiet")])


def _before(each: Shown) -> Iterator[Markup]:
    if each.before:
        yield tag("details", tag("summary", "The answer in the baseline"), tag("p", each.before), class_="before")
    if each.flips:
        yield tag("ul", *(_flip(flip) for flip in each.flips), class_="flips")


def _flip(flip: Flip) -> Markup:
    word, sign = ("worse", "↓") if flip.worse else ("better", "↑")
    return tag("li", f"{sign} {flip.scorer} {word}: {flip.before:g} → {flip.now:g}", class_=word)


# ------------------------------------------------------------------ what was said


def _row(row: Row, each: Shown) -> Iterator[Markup]:
    yield tag("h3", f"Answer {row.epoch + 1}" if len(each.rows) > 1 else "Answer")
    if row.understood:
        yield tag("p", f"Understood as: {row.understood}", class_="quiet")
    if row.answer is None:
        yield tag("p", f"✗ error: {row.error}", class_="statement error")
        return
    answer = row.answer
    if answer.refusal:
        yield tag("p", f"∅ refused: {answer.refusal}", class_="statement refusal")
    rejudged = _rejudged(each, row)
    for number, one in enumerate(answer.stated):
        yield _statement(one, each, row, rejudged=rejudged.get(number))
    for kept in answer.withheld:
        yield _statement(kept.statement, each, row, withheld=kept.reason)
    yield from _notes(answer)
    yield from _redraws(answer)


def _rejudged(each: Shown, row: Row) -> dict[int, Evidence]:
    """What the judge of the scoring says of each statement shown that it does not find carried, by place."""
    recall = (s for s in each.scores if s.scorer == "citation recall" and (s.unit, s.epoch) == row.key)
    evidence = next((score.outcome.evidence for score in recall), ())
    return {number: one for number, one in enumerate(evidence) if not one.value}


def _notes(answer: Answer) -> Iterator[Markup]:
    if answer.gap:
        yield tag("p", f"Not in the sources: {answer.gap}", class_="quiet")
    yield from (tag("p", notice, class_="quiet") for notice in answer.notices)


def _statement(
    statement: Statement, each: Shown, row: Row, withheld: str = "", rejudged: Evidence | None = None
) -> Markup:
    grounding, agreement = statement.verdict(Check.GROUNDING), statement.verdict(Check.AGREEMENT)
    label = grounding.label if grounding else Label.NOT_CHECKED
    kind = f"statement {label.value.replace(' ', '-')}{' withheld' if withheld else ''}{' doubted' if rejudged else ''}"
    return tag(
        "div",
        tag("p", tag("b", f"{_SIGNS[label]} {'withheld, ' if withheld else ''}{label}"), " ", statement.claim.text),
        tag("p", withheld, class_="quiet") if withheld else None,
        tag("p", f"✗ the judge of the scoring: {rejudged.why}", class_="wrong") if rejudged else None,
        tag("p", _verdicts(grounding, agreement), class_="quiet"),
        *(_in_place(citation, each, row) for citation in statement.claim.citations),
        *([_against(statement.against, each, row)] if statement.against else []),
        class_=kind,
    )


def _verdicts(grounding: Verdict | None, agreement: Verdict | None) -> str:
    told = [f"grounding {grounding.score:.2f}: {grounding.reason}"] if grounding else []
    told += [f"asked again: {agreement.reason}"] if agreement else []
    return "; ".join(told)


def _in_place(citation: Citation, each: Shown, row: Row) -> Markup:
    """The words cited, marked, with what stands around them in the canonical text; said where they do not stand."""
    span = citation.span
    text = each.texts.get((span.corpus, span.document))
    cautions = "; ".join(row.cautions.get(span.document, ()))
    where = f"{text.title if text else span.document}, {span.document} {span.start}–{span.end}"
    whole = text.text if text else ""
    stands = whole[span.start : span.end] == citation.quote
    around = [whole[max(0, span.start - _AROUND) : span.start], whole[span.end : span.end + _AROUND]]
    inside = [around[0], tag("mark", citation.quote), around[1]] if stands else [tag("mark", citation.quote)]
    wrong = None if stands else tag("p", "✗ these words do not stand there", class_="wrong")
    return tag(
        "blockquote", tag("p", *inside), wrong,
        tag("footer", where, tag("span", f" · {cautions}", class_="caution") if cautions else None),
    )  # fmt: skip


def _against(citation: Citation, each: Shown, row: Row) -> Markup:
    return tag("div", tag("p", "Words against it:", class_="quiet"), _in_place(citation, each, row), class_="against")


def _redraws(answer: Answer) -> Iterator[Markup]:
    stability = answer.stability
    if stability is None or not stability.samples:
        return
    meanings = iter(stability.meanings[1:])
    items = [tag("li", _redraw(sample, None if sample.failure else next(meanings, None)))
             for sample in stability.samples]  # fmt: skip
    words = stability.words or f"said again {stability.score:.2f}"
    yield tag("details", tag("summary", f"{len(items)} redraws: {words}"), tag("ol", *items), class_="redraws")


def _redraw(sample: Sample, meaning: int | None) -> str:
    if sample.failure:
        return f"failed: {sample.failure}"
    same = "" if meaning is None else ("means the same: " if meaning == 0 else f"meaning {meaning + 1}: ")
    return f"{same}{sample.text or 'the sources do not answer'}"


# ------------------------------------------------------------------ how it was scored


def _scores(each: Shown) -> Markup:
    rows = [
        (score.scorer, "all" if score.epoch == ALL_EPOCHS else score.epoch + 1, _value(score.outcome),
         _evidence(score.outcome))
        for score in each.scores
        if score.outcome.status is not Status.UNSCORED
    ]  # fmt: skip
    left = sorted({score.scorer for score in each.scores if score.outcome.status is Status.UNSCORED})
    return tag(
        "details", tag("summary", f"{len(rows)} values"),
        table(("scorer", "answer", "value", "evidence"), rows),
        tag("p", f"Unscored: {', '.join(left)}", class_="quiet") if left else None,
    )  # fmt: skip


def _value(outcome: Outcome) -> str:
    return "broken" if outcome.value is None else f"{outcome.value:.3f}"


def _evidence(outcome: Outcome) -> Markup | str:
    if not outcome.evidence:
        return outcome.reason
    return tag("ul", *(tag("li", _told(one)) for one in outcome.evidence), class_="evidence")


def _told(one: Evidence) -> str:
    value = "" if one.value is None else f"{one.value:g} "
    return f"{value}{one.about}{f' — {one.why}' if one.why else ''}"
