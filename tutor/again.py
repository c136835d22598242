"""Asked again: redraws beside the first answer, more of them while a statement is disputed, and what they change."""

from __future__ import annotations

import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from queue import SimpleQueue
from time import perf_counter

from tutor.checking.agree import agree
from tutor.checking.cite import cite
from tutor.checking.consensus import MOST_ADDED, lacking
from tutor.checking.remembered import Remembered
from tutor.checking.settled import settled
from tutor.checking.stable import alike_to_the_letter, stability
from tutor.checking.verbatim import Verbatim
from tutor.checking.weigh import weigh
from tutor.domain import Check, Label, Passage, Progress, Sample, Stability, Statement, Usage, Verdict
from tutor.errand import Errand, Written
from tutor.models.chat import Chat, Choice, Ended, Request
from tutor.models.judge import Judge
from tutor.models.stoppable import Stoppable
from tutor.retrieval.reading import read
from tutor.retrieval.retrieve import retrieve
from tutor.settings import Settings
from tutor.writing.redraw import Again, Drawn, redraw, resample
from tutor.writing.variants import variants

IDENTICAL = (
    "Asked again, the model gave the same answer letter by letter each time: it or its server may not vary its replies,"
    " so that it was said again tells little."
)
REPEATED = (
    "Asked again, the model gave one and the same reply letter by letter each time, and not its first one: its server"
    " may repeat a reply, so that several redraws tell no more than one."
)
LEFT_OUT = "Most redraws agree on {} statements that the first answer lacks; {} of them were left out unchecked."
ANOTHER = "{} of {} redraws agree on another answer, and none says this"
_LATE = "it did not come within {:g} seconds"


@dataclass(frozen=True)
class Found:
    """What asking again found: each statement with what the redraws say of it, and those that only they made."""

    statements: tuple[Statement, ...]
    stability: Stability | None = None
    usage: tuple[Usage, ...] = ()
    notices: tuple[str, ...] = ()


# ------------------------------------------------------------------ beside the first answer


class Redraws:
    """The redraws of one answer.

    They begin with its first word, when the endpoint has read the passages, and run while it is written and read.
    """

    def __init__(self, errand: Errand, chat: Chat, passages: Sequence[Passage]) -> None:
        self._errand = errand
        self._chat = chat
        self._passages = passages
        self._settings = errand.parts.settings
        self._left = threading.Event()
        self._begun: Iterator[Drawn] | None = None
        self._until: float | None = None

    @property
    def answering(self) -> Chat:
        """The chat model of the first answer, whose first word begins the first round."""
        return _Heralded(self._chat, self.begin)

    def begin(self) -> None:
        """Begin the first round, if it is not under way."""
        if self._begun is None and _at_first(self._settings):
            self._begun = self._beside(_at_first(self._settings), 1)

    def leave(self) -> None:
        """Want no more of them."""
        self._left.set()

    def round(self, first: int) -> Iterator[Drawn]:
        """The next redraws, each as it comes; `first` is the number of the first of them."""
        begun, self._begun = self._begun, None
        settings = self._settings
        return begun or self._beside(min(settings.redraws, settings.most_redraws - first + 1), first)

    @property
    def late(self) -> bool:
        """Whether the time that all of them together may take is up."""
        return self._until is not None and perf_counter() > self._until

    def _beside(self, times: int, first: int) -> Iterator[Drawn]:
        """Redraws made in a thread of their own, begun now."""
        made: SimpleQueue[Drawn | None] = SimpleQueue()
        within = self._settings.redraw_seconds
        if self._until is None:
            self._until = perf_counter() + within  # of all rounds: the answer waits for them

        def stopped() -> bool:
            return self._left.is_set() or self._errand.stopped() or self.late

        def draw() -> None:
            again = Again(self._errand.question, self._passages, Stoppable(self._chat, stopped), self._errand.learner)
            try:
                for drawn in redraw(again, times, first):
                    late = drawn.sample.failure and self.late
                    sample = drawn.sample.model_copy(update={"failure": _LATE.format(within)}) if late else drawn.sample
                    made.put(replace(drawn, sample=sample))
            finally:
                made.put(None)

        threading.Thread(target=draw, name="redraws", daemon=True).start()
        return iter(made.get, None)


def _at_first(settings: Settings) -> int:
    """How many there are in the first round."""
    return min(settings.redraws, settings.most_redraws)


class _Heralded:
    """A chat model that tells when the first word of a reply has come."""

    def __init__(self, chat: Chat, tell: Callable[[], None]) -> None:
        self._chat = chat
        self._tell = tell

    @property
    def name(self) -> str:
        return self._chat.name

    @property
    def endpoint(self) -> str:
        return self._chat.endpoint

    def stream(self, request: Request) -> Iterator[str | Ended]:
        for piece in self._chat.stream(request):
            self._tell()
            yield piece

    def several(self, request: Request, times: int) -> tuple[list[Choice], Ended]:
        return self._chat.several(request, times)


# ------------------------------------------------------------------ what they say


def asked_again(errand: Errand, passages: Sequence[Passage], written: Written, redraws: Redraws | None) -> Found:
    """What redraws say of what was written; without `redraws` of a model, choices from other evidence are made."""
    judge: Judge = Verbatim() if redraws is None else Remembered(errand.judge)
    if written.stopped or not _at_first(errand.parts.settings):
        drawn: list[Drawn] = []
    elif redraws is None:
        drawn = _chosen_again(errand, passages)
    else:
        drawn = _drawn(errand, written, redraws, judge)
    samples = [each.sample for each in drawn]
    statements = _with_agreement(written.grounded, samples, judge)
    if not drawn:
        return Found(statements)
    holding = [each for each in statements if _grounded(each)]
    meant = holding or statements  # where nothing holds, what was written may be said again all the same
    found = stability(_texts(meant), [_agreement(each) for each in meant], samples, judge)
    added, notices = _added(errand, passages, holding, drawn, judge) if redraws is not None else ((), ())
    alike = redraws is not None and alike_to_the_letter(samples)
    if _is_outlier(found.meanings) and added:
        in_order = (*added, *(statements if alike else (_or_outvoted(each, found) for each in statements)))
    else:
        in_order = (*statements, *added)
    if alike:
        again = next(each.statements for each in samples if not each.failure)
        notices = (IDENTICAL if again == tuple(_texts(statements)) else REPEATED, *notices)
    return Found(in_order, found, tuple(each.usage for each in drawn), notices)


def _or_outvoted(statement: Statement, stability: Stability) -> Statement:
    """A statement of a first answer that another one replaces: it stays where at least one redraw says it too.

    Else it is outvoted: the redraws that agree on the other answer had the same question and did not say it.
    """
    *others, agreement = statement.verdicts
    told = agreement.label in (Label.NOT_CHECKED, Label.REFUTED)
    if told or any(each.label is Label.SUPPORTED for each in agreement.echoes):
        return statement
    (_, count), *_ = Counter(stability.meanings).most_common(1)
    reason = ANOTHER.format(count, len(stability.meanings) - 1)
    outvoted = agreement.model_copy(update={"label": Label.REFUTED, "reason": reason})
    return statement.model_copy(update={"verdicts": (*others, outvoted)})


def _drawn(errand: Errand, written: Written, redraws: Redraws, judge: Judge) -> list[Drawn]:
    """Redraws in rounds, until no statement is disputed any more or the limit of number, time or cost is reached."""
    settings = errand.parts.settings
    drawn: list[Drawn] = []
    errand.watch(Progress(step="again", total=_at_first(settings)))
    while True:
        before = len(drawn)
        for each in redraws.round(before + 1):
            drawn.append(each)
            errand.watch(Progress(step="again", done=len(drawn), total=max(_at_first(settings), len(drawn))))
        came = [each for each in drawn[before:] if not each.sample.failure]
        tokens = sum(each.usage.input_tokens + each.usage.output_tokens for each in drawn)
        spent = 0 < settings.redraw_tokens <= tokens
        if not came or spent or len(drawn) >= settings.most_redraws or redraws.late or errand.stopped():
            return drawn
        claims = [each.claim for each in written.grounded if _grounded(each)]
        if not any(_is_disputed(each) for each in agree(claims, [each.sample for each in drawn], judge)):
            return drawn


def _is_disputed(agreement: Verdict) -> bool:
    """Whether redraws contradict it and it is not clear yet what most would say; the first answer says it."""
    says = sum(echo.label is Label.SUPPORTED for echo in agreement.echoes)
    return agreement.dissent > 0 and not settled(says + 1, agreement.dissent)


def _chosen_again(errand: Errand, passages: Sequence[Passage]) -> list[Drawn]:
    """The sources' sentences chosen again, of what the question and other words for it find, resampled."""
    settings, times = errand.parts.settings, _at_first(errand.parts.settings)
    wordings = variants(errand.question, times - 1)

    def found(question: str) -> Sequence[Passage]:
        return retrieve(question, errand.releases, errand.parts.embedder, settings.passages, errand.leaning)

    with ThreadPoolExecutor(2, thread_name_prefix="reworded") as pool:
        evidence: list[Sequence[Passage]] = [passages, *pool.map(found, wordings)]
    evidence = [read(errand.question, each, errand.reader) for each in evidence]
    seed = zlib.crc32(errand.question.encode())
    return resample([evidence[number % len(evidence)] for number in range(times)], seed)


def _with_agreement(statements: Sequence[Statement], samples: Sequence[Sample], judge: Judge) -> tuple[Statement, ...]:
    found = agree([each.claim for each in statements], samples, judge)
    return tuple(
        each.model_copy(update={"verdicts": (*each.verdicts, agreed)})
        for each, agreed in zip(statements, found, strict=True)
    )


def _added(
    errand: Errand, passages: Sequence[Passage], holding: Sequence[Statement], drawn: Sequence[Drawn], judge: Judge
) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """What most redraws say and the sources carry, and the first answer does not say: checked like any other.

    And a notice where there is more than is checked.
    """
    came = [each for each in drawn if not each.sample.failure]
    redrawn = [[cite(sentence, passages) for sentence in each.sentences] for each in came]
    cut = [place for place, each in enumerate(came) if each.sample.cut]
    first = [each.claim for each in holding if _agreement(each).label is not Label.REFUTED]
    claims = lacking(first, redrawn, judge, cut)
    weighed = weigh(claims[:MOST_ADDED], passages, judge, errand.learner.project)
    carried = [each for each in weighed if _grounded(each)]
    left = len(claims) - MOST_ADDED
    notices = (LEFT_OUT.format(len(claims), left),) if left > 0 else ()
    return _with_agreement(carried, [each.sample for each in drawn], judge), notices


def _is_outlier(meanings: Sequence[int]) -> bool:
    """Whether most of all answers mean the same, and the first one something else."""
    if not meanings:
        return False
    number, count = Counter(meanings).most_common(1)[0]
    return number != meanings[0] and count > len(meanings) / 2


def _texts(statements: Sequence[Statement]) -> list[str]:
    return [each.claim.text for each in statements]


def _grounded(statement: Statement) -> bool:
    grounding = statement.verdict(Check.GROUNDING)
    return grounding is not None and grounding.label is Label.SUPPORTED


def _agreement(statement: Statement) -> Verdict:
    return statement.verdicts[-1]
