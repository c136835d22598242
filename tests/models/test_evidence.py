"""What a judge reads of a long source."""

from __future__ import annotations

import sys
from os import environ
from subprocess import run

from hypothesis import given
from hypothesis import strategies as st

from tutor.models.evidence import BUDGET, GAP, evidence

FILLER = [f"Sentence {number} tells of gardens, rivers and the weather in some other place." for number in range(60)]
PRICE = "The licence costs 40 euros for each seat."
TERM = "A seat can be handed on to a colleague after ninety days."


def test_a_short_source_is_read_whole() -> None:
    """Nothing is left out of what fits."""
    source = "One sentence.  Another one,\nwith its line break."
    assert evidence(source, "Another thing entirely") == source


def test_sentences_far_apart_are_read_together() -> None:
    """A claim that needs two sentences gets both, in the order of the source, with a sign of what is left out."""
    source = " ".join([*FILLER[:20], TERM, *FILLER[20:40], PRICE, *FILLER[40:]])
    found = evidence(source, "A seat, for which a licence costs 40 euros, can be handed on after 90 days.")
    assert TERM in found
    assert PRICE in found
    assert found.index(TERM) < found.index(PRICE)
    assert GAP in found


def test_every_process_reads_the_same() -> None:
    """Sentences that are worth the same are not chosen by the order of a set, which each process has its own."""
    work = """
from pathlib import Path
from tutor.models.evidence import evidence
source = Path("corpora/freelance-business/hourly-and-day-rates.md").read_text("utf-8")
claim = "The example freelancer rounds the target rate of EUR 501.11 up to a list rate of EUR 520 per day."
print(evidence(source, claim))
"""
    seeds = [{**environ, "PYTHONHASHSEED": seed} for seed in "123456"]
    told = [run([sys.executable, "-c", work], env=env, check=True, capture_output=True).stdout for env in seeds]
    assert len(set(told)) == 1


def test_one_sentence_is_read_even_where_none_fits() -> None:
    """Of a source of endless sentences the best one is read; of one without the claim's words, some."""
    endless = " ".join([*(["lorem"] * 150), "licence", *(["ipsum"] * 150)])
    assert "licence" in evidence(endless, "The licence ends.")
    assert evidence(" ".join(FILLER), "Zebras sleep.")


@given(st.lists(st.sampled_from([*FILLER[:5], PRICE, TERM]), min_size=1, max_size=60), st.sampled_from([PRICE, TERM]))
def test_only_whole_sentences_and_no_more_than_the_budget(sentences: list[str], claim: str) -> None:
    """What is read is made of the source's own sentences, each at most as often as it stands there."""
    source = " ".join(sentences)
    found = evidence(source, claim)
    assert len(found.split()) <= BUDGET + found.count(GAP)
    for sentence in {*FILLER[:5], PRICE, TERM}:
        assert found.count(sentence) <= sentences.count(sentence)
