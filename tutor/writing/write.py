"""The writer with a chat model: its reply is read as it comes, and each sentence is given on when it is complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from json import JSONDecoder

from pydantic_core import from_json

from tutor.domain import AllegedQuote, DraftSentence, Learner
from tutor.errors import ModelCutOff, ModelFailed, ModelUnreadable
from tutor.models.chat import Chat, Ended, Request
from tutor.writing.prompt import NOBODY, WrittenAnswer, WrittenSentence

_OPENING = re.compile(r'\{\s*"(?:sentences|not_in_sources)"')  # a brace in what is said before is no answer
_LIST = re.compile(r'(?<!\\)"sentences"\s*:\s*\[\s*')  # inside a text its quote marks would have a backslash
_NEXT = re.compile(r"\s*,\s*")
_JSON = JSONDecoder()
_LONGEST_REPLY = 100_000  # characters: no answer is that long, a broken server's may be endless


@dataclass(frozen=True)
class Finished:
    """The last thing of a draft: the gap the writer named, what it cost, and what cut it short if anything did."""

    gap: str = ""
    ended: Ended | None = None
    cut: ModelFailed | None = None


def write(asked: Request, chat: Chat, learner: Learner = NOBODY) -> Iterator[DraftSentence | Finished]:
    """Sentences of the model's answer, each as soon as it is complete on the wire, then one `Finished`.

    They are fitted to the `learner`: translated, and applied to the project, where that is known. A reply that is cut
    off or fails keeps its complete sentences. Raises `ModelUnreadable` where there is no answer in the reply, and
    whatever `ModelFailed` the model raises before its first sentence.
    """
    reply = ""
    given = 0
    ended: Ended | None = None
    cut: ModelFailed | None = None
    try:
        for piece in chat.stream(asked):
            if isinstance(piece, Ended):
                ended = piece
                break
            reply += piece
            if "}" in piece:
                complete = _complete_sentences(reply)
                yield from (_drafted(each, learner) for each in complete[given:])
                given = len(complete)
            if len(reply) > _LONGEST_REPLY:
                cut = ModelCutOff(f"The reply was longer than {_LONGEST_REPLY:,} characters.", "Use another model.")
                break
    except ModelFailed as error:
        cut = error
    answer = _whole_answer(reply)
    if answer is None:
        cut = cut or ModelUnreadable("The model's reply is not the JSON that was asked for.", "Use another model.")
        if given == 0:
            raise cut
        yield Finished(gap=_complete_gap(reply), cut=cut, ended=ended)
        return
    yield from (_drafted(each, learner) for each in answer.sentences[given:])
    yield Finished(gap=answer.not_in_sources, ended=ended)


def read(reply: str, learner: Learner = NOBODY) -> tuple[list[DraftSentence], bool]:
    """The complete sentences of a reply that is there already, and whether it is whole. Raises `ModelUnreadable`."""
    answer = _whole_answer(reply)
    complete = answer.sentences if answer else _complete_sentences(reply)
    if answer is None and not complete:
        raise ModelUnreadable("The model's reply is not the JSON that was asked for.", "Use another model.")
    return [_drafted(each, learner) for each in complete], answer is not None


def _complete_sentences(reply: str) -> tuple[WrittenSentence, ...]:
    """The sentences of a reply that are complete, up to the first that is not, however large the pieces it came in."""
    found: list[WrittenSentence] = []
    opening = _OPENING.search(reply)
    here = _LIST.search(reply, opening.start()) if opening else None
    while here:
        try:
            _, end = _JSON.raw_decode(reply, here.end())
            found.append(WrittenSentence.model_validate(from_json(reply[here.end() : end])))
        except (ValueError, TypeError, RecursionError):  # not at its end, or not this structure; half a character
            break
        here = _NEXT.match(reply, end)
    return tuple(found)


def _complete_gap(reply: str) -> str:
    """The gap in an unfinished reply, where it came first and is complete."""
    opening = _OPENING.search(reply)
    try:
        gap = from_json(reply[opening.start() :], allow_partial=True).get("not_in_sources") if opening else ""
    except (ValueError, TypeError):  # broken in the middle, and not only at its end
        return ""
    return gap if isinstance(gap, str) else ""


def _whole_answer(reply: str) -> WrittenAnswer | None:
    """The answer in a finished reply, also with words, thoughts or a fence around it; None where there is none."""
    opening = _OPENING.search(reply)
    if opening is None:
        return None
    try:
        _, end = _JSON.raw_decode(reply, opening.start())
        return WrittenAnswer.model_validate(from_json(reply[opening.start() : end]))
    except (ValueError, TypeError, RecursionError):  # a TypeError: half a character is no text
        return None


def _drafted(sentence: WrittenSentence, learner: Learner) -> DraftSentence:
    quotes = tuple(AllegedQuote(passage=quote.passage, words=quote.words) for quote in sentence.quotes)
    return DraftSentence(
        text=sentence.text,
        quotes=quotes,
        translation=sentence.translation,
        applies=sentence.applies and bool(learner.project),
    )
