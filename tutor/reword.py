"""The same question in other words: does it get the same answer?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tutor.ask import Exchanged, answer_from, ask
from tutor.brief import in_force
from tutor.checking.agree import agree
from tutor.checking.remembered import Remembered
from tutor.checking.stable import stability
from tutor.checking.verbatim import Verbatim
from tutor.domain import Answer, Noun, Progress, Sample, Stability, Usage, Verdict, Watch, unwatched
from tutor.errand import BY_RULE
from tutor.models.judge import Judge
from tutor.parts import Parts
from tutor.writing.other_words import in_other_words

MOST = 10  # wordings
FEWER = "It was asked in {} other wordings and not in {}: there are no more."
_NO_MODEL = "the model did not answer this wording"


class Wording(Noun):
    """The question in other words, and the answer that it got; it was not asked again."""

    question: str
    answer: Answer


class Reworded(Noun):
    """A recorded answer, what other wordings of its question got, and how far these say the same.

    `agreement` has one verdict for each statement of the answer, in order.
    """

    exchanged: Exchanged
    wordings: tuple[Wording, ...]
    agreement: tuple[Verdict, ...]
    stability: Stability
    usage: Usage  # of finding the wordings


def ask_reworded(
    question: str, corpora: Sequence[str], parts: Parts, now: datetime, count: int, watch: Watch = unwatched
) -> Reworded:
    """Answer `question`, put it on record, and ask it up to `count` more times in other words, which is not recorded.

    Where there are fewer wordings, the answer that is given has a notice of it. A wording whose model fails is missing:
    it gets the sources' own sentences, which are no agreement. Raises what `ask` raises.
    """
    exchanged = ask(question, corpora, parts, now, watch)
    first = exchanged.answer
    others, usage = in_other_words(first.question, count, parts.chat) if count else ([], Usage())
    # what is on record by now is given also where `without_model` ends an answer whose model fails
    once = parts.under(parts.settings.model_copy(update={"redraws": 0, "without_model": "extract"}))
    brief = in_force(parts)
    wordings = []
    for number, other in enumerate(others, 1):
        answer = answer_from(other, once.releases(corpora), once, brief=brief)
        wordings.append(Wording(question=other, answer=answer))
        watch(Progress(step="reword", done=number, total=len(others), note=other))
    samples = [_sample(each.answer, by_model=parts.chat is not None) for each in wordings]
    judge: Judge = Verbatim() if parts.chat is None else Remembered(parts.judge)
    if len(wordings) < count:
        notices = (*first.notices, FEWER.format(len(wordings), count))
        exchanged = exchanged.model_copy(update={"answer": first.model_copy(update={"notices": notices})})
    agreement = agree([each.claim for each in first.stated], samples, judge)
    return Reworded(
        exchanged=exchanged,
        wordings=tuple(wordings),
        agreement=tuple(agreement),
        stability=stability(_said(first), agreement, samples, judge),
        usage=usage,
    )


def _sample(answer: Answer, *, by_model: bool) -> Sample:
    """The answer as a redraw; missing where the sources' own sentences had to step in for a model."""
    if by_model and answer.fingerprint.writer == BY_RULE:
        return Sample(statements=(), failure=" ".join(answer.notices) or _NO_MODEL)
    return Sample(statements=_said(answer))


def _said(answer: Answer) -> tuple[str, ...]:
    return tuple(statement.claim.text for statement in answer.stated)
