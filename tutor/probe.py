"""The road of trying a model out: the writer's own request on one passage, and what came of it, in words."""

from __future__ import annotations

from time import perf_counter

from tutor.checking.cite import cite
from tutor.checking.ground import ground
from tutor.domain import Label, Noun, Passage, Sentence, Span
from tutor.domain.evidence import BlockKind
from tutor.errors import GroundworkError
from tutor.models.judge import Judge
from tutor.models.langchain_chat import openai_chat, served_models
from tutor.settings import Settings
from tutor.writing.prompt import request
from tutor.writing.write import Finished, write

QUESTION = "Which colour are the test folders?"
_TEXT = "The test folders of Groundwork are green. They are kept on the second shelf."
_PATIENCE = 20.0  # seconds: who waits for a test of the settings waits less than for an answer


class Probed(Noun):
    """What came of trying a model out. `models` are those its server says it has, where it says so."""

    works: bool
    words: str
    models: tuple[str, ...] = ()


def probe(settings: Settings, judge: Judge) -> Probed:
    """Ask the model of `settings` a question that one passage answers, and check its answer as every answer is."""
    brief = settings.model_copy(update={"timeout": min(settings.timeout, _PATIENCE), "retries": 0})
    models = tuple(served_models(brief))
    began = perf_counter()
    first = 0.0
    carried = written = 0
    finished = Finished()
    try:
        for part in write(request(QUESTION, [_passage()]), openai_chat(brief)):
            if isinstance(part, Finished):
                finished = part
                continue
            first = first or perf_counter() - began
            written += 1
            carried += ground([cite(part, [_passage()])], [_passage()], judge)[0].label is Label.SUPPORTED
    except GroundworkError as error:
        offered = f" It offers: {', '.join(models[:10])}." if models and settings.model not in models else ""
        return Probed(works=False, words=f"{error}{offered}", models=models)
    if not carried:
        words = f"{settings.model} replied, but nothing it wrote is carried by words it quoted. Use another model."
        return Probed(works=False, words=words, models=models)
    left_out = finished.ended.sent.dropped if finished.ended else ()
    adapted = f" Left out, since it refuses them: {', '.join(left_out)}." if left_out else ""
    words = (
        f"{settings.model} at {settings.endpoint} answered a test question: {carried} of {written} statements carried"
        f" by the words they quote, the first after {first:.1f} s.{adapted}"
    )
    return Probed(works=True, words=words, models=models)


def _passage() -> Passage:
    span = Span(corpus="test", document="test", start=0, end=len(_TEXT))
    middle = _TEXT.index(" They")
    sentences = tuple(
        Sentence(
            span=Span(corpus="test", document="test", start=start, end=end),
            text=_TEXT[start:end], kind=BlockKind.PROSE, similarity=1.0, cover=1.0,
        )
        for start, end in ((0, middle), (middle + 1, len(_TEXT)))
    )  # fmt: skip
    return Passage(
        span=span, text=_TEXT, title="Test", heading=(), score=1.0, rank=1, similarity=1.0, cover=1.0,
        sentences=sentences,
    )  # fmt: skip
