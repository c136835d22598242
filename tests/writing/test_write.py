"""The writer with a model: a reply is read as it comes."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.domain import DraftSentence, Sent
from tutor.errors import ModelCutOff, ModelUnreadable
from tutor.models.chat import Ended, Request
from tutor.writing.write import Finished, write

SENTENCES = [
    {"text": 'One {brace} and "quote".', "quotes": [{"passage": 1, "words": "a } b"}]},
    {"text": "Zwei – ünïcode \\ done.", "quotes": []},
    {"text": "Three.", "quotes": [{"passage": 2, "words": "x"}, {"passage": 3, "words": "]}"}]},
]
REPLY = json.dumps({"sentences": SENTENCES, "not_in_sources": "prices"})


@dataclass(frozen=True)
class Scripted:
    """A chat model that says these pieces, and then ends or is cut off."""

    pieces: Sequence[str]
    cut: bool = False
    name: str = "scripted"
    endpoint: str = "nowhere"

    def stream(self, request: Request) -> Iterator[str | Ended]:
        assert request.schema
        yield from self.pieces
        if self.cut:
            raise ModelCutOff("cut")
        yield Ended(Sent(), input_tokens=3, output_tokens=5)


def written(chat: Scripted) -> tuple[list[str], Finished]:
    """The texts of the sentences and the end."""
    *sentences, finished = write("q", (), chat)
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


@pytest.mark.parametrize("around", ["```json\n{}\n```", "Here is the answer:\n{}\nI hope it helps.", " \n{}"])
def test_words_around_the_json_do_no_harm(around: str) -> None:
    """A fence or a polite sentence is not part of the answer."""
    texts, finished = written(Scripted(list(around.replace("{}", REPLY))))
    assert len(texts) == len(SENTENCES)
    assert finished.gap == "prices"


@pytest.mark.parametrize("reply", ["", "I do not know.", '{"answer": "yes"}', '{"sentences": "none"}', "[1, 2]", "{"])
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
