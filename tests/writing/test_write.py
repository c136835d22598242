"""The writer with a model: a reply is read as it comes."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain import DraftSentence, Sent
from tutor.errors import ModelCutOff, ModelUnreadable
from tutor.models.chat import Choice, Ended, Request
from tutor.writing.prompt import request
from tutor.writing.write import Finished, read, write

SENTENCES: list[dict[str, Any]] = [
    {"text": 'One {brace} and "quote".', "quotes": [{"passage": 1, "words": "a } b"}]},
    {"text": "Zwei – ünïcode \\ done.", "quotes": []},
    {"text": "Three.", "quotes": [{"passage": 2, "words": "x"}, {"passage": 3, "words": "]}"}]},
]
REPLY = json.dumps({"sentences": SENTENCES, "not_in_sources": "prices"})
DEEP = '{"sentences": ' + "[" * 5000
# half a character, spelled and raw
HALVES = ['{"sentences": [{"text": "\\ud83d"}]}', '{"sentences": [{"text": "\ud83d"}]}']


@dataclass(frozen=True)
class Scripted:
    """A chat model that says these pieces, and then ends or is cut off."""

    pieces: Sequence[str]
    cut: bool = False
    name: str = "scripted"
    endpoint: str = "nowhere"

    def several(self, request: Request, times: int) -> tuple[list[Choice], Ended]:
        del request, times
        return [], Ended(Sent(), requests=0)

    def stream(self, request: Request) -> Iterator[str | Ended]:
        assert request.schema
        yield from self.pieces
        if self.cut:
            raise ModelCutOff("cut")
        yield Ended(Sent(), input_tokens=3, output_tokens=5)


def written(chat: Scripted) -> tuple[list[str], Finished]:
    """The texts of the sentences and the end."""
    *sentences, finished = write(request("q", ()), chat)
    assert isinstance(finished, Finished)
    return [each.text for each in sentences if isinstance(each, DraftSentence)], finished


@given(st.lists(st.integers(0, len(REPLY)), max_size=40))
def test_how_a_reply_is_cut_into_pieces_does_not_matter(edges: list[int]) -> None:
    """The same sentences, the same gap, the same cost."""
    cuts = sorted({0, *edges, len(REPLY)})
    texts, finished = written(Scripted([REPLY[a:b] for a, b in itertools.pairwise(cuts)]))
    assert texts == [sentence["text"] for sentence in SENTENCES]
    assert finished.gap == "prices"
    assert finished.ended is not None
    assert finished.ended.output_tokens == 5


@given(st.integers(1, len(REPLY) - 1))
def test_a_sentence_comes_when_it_is_complete_and_not_before(edge: int) -> None:
    """Of a reply that is cut anywhere, just those sentences are given whose closing brace had come."""
    complete = [
        s["text"] for s in SENTENCES if (at := REPLY.find(json.dumps(s))) >= 0 and at + len(json.dumps(s)) <= edge
    ]
    if complete:
        texts, finished = written(Scripted(list(REPLY[:edge]), cut=True))
        assert texts == complete
        assert finished.cut is not None
    else:
        with pytest.raises(ModelCutOff):
            written(Scripted(list(REPLY[:edge]), cut=True))


def complete_by(reply: str, edge: int) -> list[str]:
    """The texts of the sentences whose closing brace is among the first `edge` characters of `reply`."""
    ends = [reply.index(tail) + len(tail) for tail in ('b"}]}', '"quotes":[]}', '"words":"]}"}]}')]
    return [each["text"] for each, end in zip(SENTENCES, ends, strict=True) if end <= edge]


@pytest.mark.parametrize("gap_first", [False, True])
@pytest.mark.parametrize("size", [1, 7, 60, 10_000])
def test_a_reply_cut_at_any_character_keeps_what_was_complete(size: int, gap_first: bool) -> None:
    """However large its pieces: the sentences before the one it was cut in are kept, in a stream or not."""
    ordered = {"not_in_sources": 'the "sentences": [ of it', "sentences": SENTENCES} if gap_first else json.loads(REPLY)
    reply = json.dumps(ordered, separators=(",", ":"))
    for edge in range(1, len(reply)):
        came, complete = reply[:edge], complete_by(reply, edge)
        chat = Scripted([came[at : at + size] for at in range(0, edge, size)], cut=True)
        if not complete:
            with pytest.raises(ModelCutOff):
                written(chat)
            with pytest.raises(ModelUnreadable):
                read(came)
            continue
        texts, finished = written(chat)
        assert texts == complete
        assert isinstance(finished.cut, ModelCutOff)
        assert finished.gap == (ordered["not_in_sources"] if gap_first or edge == len(reply) - 1 else "")
        assert ([each.text for each in read(came)[0]], read(came)[1]) == (complete, False)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('{}[]",:\\'), max_size=20)
QUOTES = st.fixed_dictionaries({"passage": st.integers(-5, 99), "words": TEXTS})
ANSWERS = st.lists(st.fixed_dictionaries({"text": TEXTS, "quotes": st.lists(QUOTES, max_size=3)}), max_size=5)


@given(ANSWERS, TEXTS, st.tuples(st.booleans(), st.booleans(), st.sampled_from([None, 1])), st.data())
def test_any_answer_in_any_spelling(
    said: list[dict[str, str]], gap: str, layout: tuple[bool, bool, int | None], data: st.DataObject
) -> None:
    """Whatever is said, escaped or not, in whatever order, layout and pieces, is read as it was meant."""
    gap_first, ascii_only, indent = layout
    keys = {"not_in_sources": gap, "sentences": said}
    ordered = {key: keys[key] for key in sorted(keys, reverse=not gap_first)}
    reply = json.dumps(ordered, ensure_ascii=ascii_only, indent=indent)
    cuts = sorted({0, len(reply), *data.draw(st.lists(st.integers(0, len(reply)), max_size=20))})
    pieces = [reply[a:b] for a, b in itertools.pairwise(cuts)]
    texts, finished = written(Scripted(pieces))
    assert texts == [each["text"] for each in said]
    assert finished.gap == gap


def test_each_sentence_comes_with_the_piece_that_completes_it() -> None:
    """While the reply still comes, a sentence is given on before the next piece is asked for."""
    told: list[str] = []

    @dataclass(frozen=True)
    class Telling(Scripted):
        def stream(self, request: Request) -> Iterator[str | Ended]:
            for piece in super().stream(request):
                told.append("asked")
                yield piece

    stops = [REPLY.index(json.dumps(each)) + len(json.dumps(each)) for each in SENTENCES]
    pieces = [REPLY[a:b] for a, b in itertools.pairwise([0, *stops, len(REPLY)])]
    for part in write(request("q", ()), Telling(pieces)):
        told += ["given" if isinstance(part, DraftSentence) else "finished"]
    assert told == ["asked", "given", "asked", "given", "asked", "given", "asked", "asked", "finished"]


def test_a_sentence_does_not_wait_for_the_one_that_began_in_its_piece() -> None:
    """A piece that completes one sentence and ends behind a quote of the next gives the first one at once."""
    edge = REPLY.index('{"passage": 3')  # two sentences, and of the third its text and a whole quote
    parts = write(request("q", ()), Scripted([REPLY[:edge], REPLY[edge:]]))
    first = [next(parts), next(parts)]
    assert [each.text for each in first if isinstance(each, DraftSentence)] == [each["text"] for each in SENTENCES[:2]]


def test_what_came_before_a_reply_grew_too_long_is_kept() -> None:
    """Also where it grows too long by the very piece that has the sentences."""
    texts, finished = written(Scripted([REPLY[:-1] + " " * 200_000]))
    assert texts == [each["text"] for each in SENTENCES]
    assert isinstance(finished.cut, ModelCutOff)


@pytest.mark.parametrize(
    "around",
    [
        "```json\n{}\n```",
        "Here is the answer:\n{}\nI hope it helps.",
        " \n{}",
        '<think>A set {a, b} and {"x": 1}.</think>\n{}',
        "{}\nThat was {all}.",
    ],
)
def test_words_around_the_json_do_no_harm(around: str) -> None:
    """A fence or a polite sentence is not part of the answer."""
    texts, finished = written(Scripted(list(around.replace("{}", REPLY, 1))))
    assert len(texts) == len(SENTENCES)
    assert finished.gap == "prices"


@pytest.mark.parametrize(
    "reply", ["", "I do not know.", '{"answer": "yes"}', '{"sentences": "none"}', "[1, 2]", "{", DEEP, *HALVES]
)
def test_what_is_no_answer_is_said_to_be_none(reply: str) -> None:
    """Prose, another structure and nothing at all are unreadable, and never half an answer."""
    with pytest.raises(ModelUnreadable):
        written(Scripted([reply]))


def test_an_endless_reply_is_ended() -> None:
    """A server that never stops is stopped."""
    with pytest.raises(ModelCutOff):
        written(Scripted([REPLY[:-1], *(["{" * 1000] * 200)][1:]))


def test_missing_keys_are_forgiven() -> None:
    """An answer without quotes or gap is an answer; its statements will be withheld for want of quotes."""
    texts, finished = written(Scripted(['{"sentences": [{"text": "Only text."}], "extra": 1}']))
    assert texts == ["Only text."]
    assert finished.gap == ""


def test_a_reply_that_ends_as_no_json_keeps_its_complete_sentences() -> None:
    """What was given before the reply went wrong stays given, and what went wrong is told at the end."""
    broken = '{"sentences": [{"text": "One.", "quotes": []}, {"text": oops'
    *sentences, finished = write(request("?", []), Scripted([broken]))
    assert [each.text for each in sentences if isinstance(each, DraftSentence)] == ["One."]
    assert isinstance(finished, Finished)
    assert isinstance(finished.cut, ModelUnreadable)
