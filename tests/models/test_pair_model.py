"""The network that reads two texts together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from tests.strategies import MARKED, SENTENCE
from tutor.errors import BrokenWeights
from tutor.models.bundled import ModelFolder
from tutor.models.pair_model import PairModel, Reading, token_types

TEXTS = (st.text(max_size=200) | MARKED | SENTENCE).filter(
    lambda text: not any("\ud800" <= c <= "\udfff" for c in text)
)
PAIRS = [
    ("The client pays within 30 days.", "Payment is due after a month."),
    ("Rates are set each year.", "A join multiplies rows."),
    ("", "Nothing stands before it."),
    ("Nothing stands after it.", ""),
    ("数据 and naïve straße, e\u0301 😀.", "数据"),
    ("word " * 2000, "The word is long."),
]


def same(one: Reading, other: Reading) -> bool:
    """Whether two readings agree to the last bit."""
    numbers = zip((one.labels, one.answers), (other.labels, other.answers), strict=True)
    return all(np.array_equal(*each) for each in numbers) and (one.tokens, one.none) == (other.tokens, other.none)


@pytest.fixture(scope="module")
def tokenizer(judge_folder: ModelFolder) -> Tokenizer:
    """The network's tokenizer."""
    found: Tokenizer = judge_folder.tokenizer()
    return found


def test_token_types_of_a_known_pair(tokenizer: Tokenizer) -> None:
    """A token is of the first text or the second, and either the other text has it too or not."""
    encoding = tokenizer.encode("the fee is due", "the fee rises")
    assert dict(zip(encoding.tokens[1:5], token_types(encoding)[1:5], strict=True)) == {
        "the": 3,
        "fee": 3,
        "is": 0,
        "due": 0,
    }
    assert dict(zip(encoding.tokens[6:], token_types(encoding)[6:], strict=True)) == {
        "the": 1,
        "fee": 1,
        "rises": 2,
        "[SEP]": 1,
    }
    assert [token_types(encoding)[special] for special in (0, 5)] == [0, 0]


@given(TEXTS, TEXTS)
def test_token_types(tokenizer: Tokenizer, first: str, second: str) -> None:
    """One type for each token; 0 and 3 stand in the first text only, 1 and 2 in the second only."""
    encoding = tokenizer.encode(first, second)
    types = token_types(encoding)
    assert len(types) == len(encoding.ids)
    for kind, side in zip(types, encoding.type_ids, strict=True):
        assert kind in ((0, 3), (1, 2))[side]
    swapped = token_types(tokenizer.encode(second, first))
    assert types.count(3) == sum(kind == 1 for kind in swapped[:-1])  # what is shared is shared from either side


@settings(max_examples=20)
@given(st.lists(st.sampled_from(PAIRS), min_size=1, max_size=6))
def test_a_pair_is_read_alone_as_in_company(pair_model: PairModel, pairs: list[tuple[str, str]]) -> None:
    """Order and company change no bit of a reading."""
    for pair, reading in zip(pairs, pair_model.read(pairs), strict=True):
        assert same(reading, pair_model.read([pair])[0])


@settings(max_examples=30)
@given(TEXTS, TEXTS)
def test_tokens_are_places_in_the_first_text(pair_model: PairModel, first: str, second: str) -> None:
    """Each token of the first text is told with its place, in order, and with its chance to begin an answer."""
    (reading,) = pair_model.read([(first, second)])
    assert all(0 <= start < end <= len(first) for start, end in reading.tokens)
    assert list(reading.tokens) == sorted(reading.tokens)
    assert reading.answers.shape == (len(reading.tokens),)
    assert reading.labels.shape == (3,)
    assert np.isfinite([*reading.labels, *reading.answers, reading.none]).all()


@pytest.mark.parametrize("longest", ["claim " * 5000, "claim" * 5000, "数据" * 5000])
def test_a_long_second_text_leaves_room_for_the_first(pair_model: PairModel, longest: str) -> None:
    """However long the second text is, half of the window is for the first; and the other way round."""
    (reading,) = pair_model.read([("The fee is due on Monday.", longest)])
    assert [reading.tokens[0][0], reading.tokens[-1][1]] == [0, len("The fee is due on Monday.")]
    (long_first,) = pair_model.read([(longest, "The fee is due on Monday.")])
    assert len(long_first.tokens) < pair_model.manifest["max_tokens"]


def test_nothing_to_read(pair_model: PairModel) -> None:
    """No pairs, no readings."""
    assert pair_model.read([]) == []


def test_a_folder_of_another_kind_is_refused(judge_folder: ModelFolder) -> None:
    """A manifest that does not tell the window is no manifest of such a network."""
    manifest = {name: value for name, value in judge_folder.manifest.items() if name != "max_tokens"}
    with pytest.raises(BrokenWeights, match="max_tokens"):
        PairModel(replace(judge_folder, manifest=manifest))
