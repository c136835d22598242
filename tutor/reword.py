"""The same question in other words: does it get the same answer?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tutor.ask import Exchanged, answer_from, ask
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

    Raises what `ask` raises.
    """
    exchanged = ask(question, corpora, parts, now, watch)
    first = exchanged.answer
    others, usage = in_other_words(first.question, count, parts.chat) if count else ([], Usage())
    once = parts.under(parts.settings.model_copy(update={"redraws": 0}))
    wordings = []
    for number, other in enumerate(others, 1):
        wordings.append(Wording(question=other, answer=answer_from(other, once.releases(corpora), once)))
        watch(Progress(step="reword", done=number, total=len(others), note=other))
    samples = [Sample(statements=_said(each.answer)) for each in wordings]
    judge: Judge = Verbatim() if first.fingerprint.writer == BY_RULE else Remembered(parts.judge)
    agreement = agree([each.claim for each in first.stated], samples, judge)
    return Reworded(
        exchanged=exchanged,
        wordings=tuple(wordings),
        agreement=tuple(agreement),
        stability=stability(_said(first), agreement, samples, judge),
        usage=usage,
    )


def _said(answer: Answer) -> tuple[str, ...]:
    return tuple(statement.claim.text for statement in answer.stated)
