"""The judge on this machine: what holds with any weights. How well it judges is measured in training/."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.strategies import SENTENCE
from tutor.domain import Judgement, Label
from tutor.errors import BrokenWeights
from tutor.models.bundled import ModelFolder
from tutor.models.embedder import Embedder
from tutor.models.judge import Pair
from tutor.models.local_judge import LocalJudge, window
from tutor.models.pair_model import PairModel

SOURCE = "The client pays the invoice within 30 days. Interest is not due before. Maria Schmidt signs for Acme."
FILLER = [f"Chapter {number} tells of gardens, rivers and the weather in some other place." for number in range(80)]


@pytest.fixture(scope="module")
def judge(pair_model: PairModel, embedder: Embedder) -> LocalJudge:
    """The judge."""
    return LocalJudge(pair_model, embedder)


def one(judge: LocalJudge, premise: str, claim: str) -> Judgement:
    """The judgement on one pair."""
    (found,) = judge.judge([Pair(premise, claim)])
    return found


def test_its_name_is_that_of_its_weights(judge: LocalJudge, pair_model: PairModel) -> None:
    """Other weights, another name."""
    assert judge.fingerprint == pair_model.fingerprint
    assert judge.fingerprint.startswith("groundwork-judge-")


def test_what_stands_there_is_said_to_stand_there(judge: LocalJudge) -> None:
    """Word for word, under marks of formatting as without them, the reason says so."""
    for source in (SOURCE, SOURCE.replace("client", "**client**"), f"> {SOURCE}"):
        found = one(judge, source, "The client pays the *invoice* within 30 days.")
        assert (found.label, found.reason) == (Label.SUPPORTED, "the source says it in these words")


@pytest.mark.parametrize(
    "before",
    ["## Payment\n\n", "| days | fee |\n|---|---|\n| 30 | none |\n\n", "```\npay(30)\n```\n\n", "- a signature\n\n"],
)
def test_a_sentence_does_not_run_on_from_what_stands_before(judge: LocalJudge, before: str) -> None:
    """A heading, a row, code or an item ends where it ends, so that the sentence behind it is a whole one."""
    found = one(judge, before + SOURCE, "The client pays the invoice within 30 days.")
    assert (found.label, found.reason) == (Label.SUPPORTED, "the source says it in these words")


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The client pays the invoice within 60 days.", "the source gives 30 days, the statement says 60 days"),
        ("The client pays the invoice within 30 days of Monday.", "the source does not name Monday"),
        ("The client pays the invoice within 30 days with `pay_now()`.", "the source does not have pay_now"),
    ],
)
def test_the_letter_goes_before_the_network(judge: LocalJudge, claim: str, reason: str) -> None:
    """What the source does not have to the letter is refuted, with the words that are to blame."""
    found = one(judge, SOURCE, claim)
    assert (found.label, found.reason) == (Label.REFUTED, reason)
    assert found.score < judge.unsure


def test_a_number_of_another_subject_contradicts_nothing(judge: LocalJudge) -> None:
    """A foreign number refutes only where source and statement speak of the same."""
    assert one(judge, SOURCE, "A game of chess has 64 squares on its board.").label is Label.NOT_ENOUGH_INFO


def test_few_common_words_are_no_bar_and_no_support(judge: LocalJudge) -> None:
    """Where hardly a word is shared, what is near in meaning is weighed, and what is far supports nothing."""
    same, other = "Whoever hires a photographer pays half of it up front.", "Rivers carry sand to the sea."
    source = "Customers hand over fifty percent in advance when booking the camera team."
    assert one(judge, source, same).reason != "the source speaks of something else"
    found = one(judge, source, other)
    assert (found.label, found.reason) == (Label.NOT_ENOUGH_INFO, "the source speaks of something else")
    assert found.score < 0.1


def test_sentences_far_apart_in_a_long_source(judge: LocalJudge) -> None:
    """A source that is longer than the network's window is searched for the sentences that bear on the claim."""
    source = " ".join([*FILLER[:40], "The licence of Acme ends in May 2031.", *FILLER[40:]])
    assert one(judge, source, "The licence of Acme ends in May 2031.").label is Label.SUPPORTED
    assert one(judge, source, "The licence of Acme ends in May 2033.").label is Label.REFUTED


@settings(max_examples=40)
@given(st.lists(SENTENCE, min_size=1, max_size=5), SENTENCE)
def test_label_and_score_agree(judge: LocalJudge, sentences: list[str], claim: str) -> None:
    """Supported is what reaches the model's own threshold, refuted what stays below the lower one."""
    found = one(judge, " ".join(sentences), claim)
    assert (found.label is Label.SUPPORTED) == (found.score >= judge.supported)
    assert found.label is not Label.REFUTED or found.score < judge.unsure
    assert 0 < judge.unsure <= judge.supported < 1


@pytest.mark.parametrize(
    "calibration",
    [None, {}, {"weights": [1.0], "bias": 0.0, "supported": 0.5}, {"weights": "many", "bias": 0.0}, "none"],
)
def test_weights_without_a_calibration_are_refused(
    judge_folder: ModelFolder, embedder: Embedder, calibration: Any
) -> None:
    """A network whose scores are no probabilities does not judge."""
    manifest = {**judge_folder.manifest, "calibration": calibration}
    with pytest.raises(BrokenWeights, match="no calibration"):
        LocalJudge(PairModel(replace(judge_folder, manifest=manifest)), embedder)


@pytest.mark.parametrize("word", ["договор", "getHTTPResponseCode_v2()", "合同", "x" * 400])
def test_nothing_of_what_is_read_is_cut(pair_model: PairModel, word: str) -> None:
    """Words that take many tokens make a shorter window, and no premise that ends in its midst."""
    claim = f"The {word} ends in May."
    read = window(pair_model, " ".join(f"{word} {number}." for number in range(300)), claim)
    assert read
    assert pair_model.holds(read, claim)


def test_a_number_in_words_counts_wherever_it_stands(judge: LocalJudge) -> None:
    """Though the sentence with it is not among those that are read."""
    source = " ".join(
        [*(f"The invoice of client {number} is paid by bank." for number in range(60)), "Thirty days pass."]
    )
    found = one(judge, source, "The client pays the invoice by bank in 30 days.")
    assert "number" not in found.reason


def test_a_claim_of_a_page_is_read_sentence_by_sentence(judge: LocalJudge) -> None:
    """All of its sentences have to hold, the last as well as the first; one endless sentence is not checked."""
    source = " ".join([SOURCE, *FILLER])
    long = " ".join(FILLER[:20])
    assert one(judge, source, long).label is Label.SUPPORTED
    assert one(judge, source, f"{long} The client pays the invoice within 60 days.").label is Label.REFUTED
    endless = " and ".join(each.rstrip(".") for each in FILLER[:20])
    assert one(judge, source, endless).label is Label.NOT_CHECKED
