"""An answer of any model beside samples of it: what is counted, and that nothing anyone sends breaks it."""

from __future__ import annotations

from collections.abc import Sequence
from math import log
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.checking.judges import EveryWord
from tutor.checking.repeated import LONGEST, MOST, MOST_COMPARED, repeated, statements
from tutor.domain import Judgement, Label
from tutor.errors import BadInput, ModelFailed
from tutor.models.judge import Judge, Pair
from tutor.models.lexical_judge import LexicalJudge

FEE, DUE = "The fee for the work is 12 EUR.", "The invoice is due within 30 days of the last delivery."
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def test_short_answers_are_compared_by_words_and_ask_no_judge() -> None:
    """The score is the mean overlap of words; another name contradicts, longer words about something else do not."""
    judge = EveryWord()
    samples = [" Tony Blackburn\n", "John Peel", "Tony", ""]
    (found,) = repeated(" Tony Blackburn", samples, judge).statements
    assert (found.text, found.agree, found.contradict, found.silent) == ("Tony Blackburn", 2, 1, 1)
    assert found.score == pytest.approx((1 + 0 + 1 / 2 + 0) / 4)
    assert judge.pairs == 0
    (found,) = repeated("Tony Blackburn", ["I am afraid that I do not know that."], judge).statements
    assert (found.agree, found.contradict, found.silent, found.score) == (0, 0, 1, 0)


def test_sentences_are_judged_one_by_one() -> None:
    """Each statement has its own counts, and the stability is the mean of their scores."""
    samples = [f"{DUE} {FEE}", FEE, FEE.replace("12", "15")]
    found = repeated(f"{FEE} {DUE}", samples, EveryWord())
    assert [each.text for each in found.statements] == [FEE, DUE]
    assert [(each.agree, each.contradict, each.silent) for each in found.statements] == [(2, 1, 0), (1, 0, 2)]
    assert found.stability == pytest.approx(sum(each.score for each in found.statements) / 2)


def test_entropy_is_over_the_answer_and_its_samples() -> None:
    """None where all mean the same, and that of two halves where half of them mean something else."""
    assert repeated(FEE, [FEE, FEE], LexicalJudge()).entropy == 0
    other = "Nothing has to be paid before the summer."
    assert repeated(FEE, [FEE, other, other], LexicalJudge()).entropy == pytest.approx(log(2))
    assert repeated("Paris", ["Paris", " Rome", "Rome"], LexicalJudge()).entropy == pytest.approx(log(2))


def test_an_answer_that_states_nothing() -> None:
    """It is as stable as others state nothing either; where none does, nothing it states is said again."""
    assert repeated(" \n", ["", "Rome"], EveryWord()).stability == 0.5
    assert repeated("", [" "], EveryWord()).model_dump() == {"statements": (), "stability": 1, "entropy": 0}
    assert repeated("Rome", ["", ""], EveryWord()).stability == 0


def test_exchanged_words_are_doubted() -> None:
    """A sample with another word in its place says it less than one in other words, and is counted as silent."""
    statement = "VAT that was charged to clients belongs to the tax authority and is never income."
    longer = f"As a rule, {statement[0].lower()}{statement[1:]} {DUE}"
    for sample, says in ((statement, 1), (longer, 1), (statement.replace("never", "always"), 0)):
        (found,) = repeated(statement, [sample], LexicalJudge()).statements
        assert (found.agree, found.score >= 0.5) == (says, bool(says)), sample


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (" Paris\n", ("Paris",)),
        ("Paris\nQ: Which river is it on?\nA: The Seine", ("Paris",)),
        ("Paris.\n\nQuestion: And the river?", ("Paris.",)),
        ("Paris Q: Who lives there?", ("Paris",)),
        ("Q: Who lives there?", ("Q: Who lives there?",)),
        ("St. Louis, Missouri", ("St. Louis, Missouri",)),
        ("St. Louis, Missouri.", ("St. Louis, Missouri.",)),
        ("Answer is 5. It is.", ("Answer is 5.", "It is.")),
        ("Béla Bartók? (Bartok Béla)", ("Béla Bartók? (Bartok Béla)",)),
        (f"{FEE}\n{DUE}", (FEE, DUE)),
        ("\t \n", ()),
    ],
)
def test_what_an_answer_states(answer: str, said: tuple[str, ...]) -> None:
    """White space and questions that a model wrote on are no part of it; a name with a point in it is one statement."""
    assert statements(answer) == said


def test_scripts_without_spaces_and_signs_without_words() -> None:
    """The same is the same in any script, and something else is not."""
    for answer, other in (("北京", "上海"), ("🙂", "🙃"), ("القاهرة", "روما"), ("...", "Rome")):
        (found,) = repeated(answer, [answer, other], LexicalJudge()).statements
        assert (found.agree, found.score >= 0.5) == (1, True), answer


def test_what_cannot_be_compared_says_so() -> None:
    """No samples, too many, one too long, too much to compare: each in words, and nothing is judged."""
    judge = EveryWord()
    wrong: list[tuple[Sequence[str], str]] = [
        ([], "no samples"),
        ([FEE] * (MOST + 1), "101 samples"),
        (["x" * (LONGEST + 1)], "20,001 characters"),
    ]
    for samples, why in wrong:
        with pytest.raises(BadInput, match=why):
            repeated(FEE, samples, judge)
    lines = " ".join(f"Line {number} of the ledger lists week {number}." for number in range(201))
    with pytest.raises(BadInput, match="201 statements and 5 samples are 1,005 comparisons; 1,000 are allowed"):
        repeated(lines, [FEE] * 5, judge)
    with pytest.raises(BadInput, match="12 statements and 84 samples are 1,008 comparisons"):
        repeated(FEE, [lines] * 84, judge)
    assert judge.pairs == 0
    assert MOST_COMPARED >= 20 * 25  # twenty samples of an answer as long as a page


def test_as_much_as_is_allowed_is_compared() -> None:
    """The bound itself is let in, and a phrase has as many samples as ever."""
    lines = [f"Line {number} of the ledger lists week {number}." for number in range(MOST_COMPARED // 5)]
    assert len(repeated(" ".join(lines), [FEE] * 5, EveryWord()).statements) == MOST_COMPARED // 5
    assert repeated("Paris", ["Paris"] * MOST, EveryWord()).stability == 1


class Mute:
    """A judge that can check nothing."""

    fingerprint = "mute"

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        return [Judgement(label=Label.NOT_CHECKED, score=0, reason="the key was refused") for _ in pairs]


def test_what_was_not_compared_is_no_agreement() -> None:
    """A judge that fails gives an error and no score."""
    with pytest.raises(ModelFailed, match="the key was refused"):
        repeated(FEE, [FEE], Mute())


def test_long_samples_are_read_in_time() -> None:
    """Samples of 10,000 characters are compared with a sentence in moments, wherever in them it stands."""
    long = " ".join(f"Line {number} of the ledger lists what was paid in week {number}." for number in range(170))
    samples = [f"{long} {FEE}", f"{FEE} {long}", long]
    assert max(map(len, samples)) > 9_000
    began = perf_counter()
    (found,) = repeated(FEE, samples, LexicalJudge()).statements
    assert perf_counter() - began < 20
    assert (found.agree, found.contradict + found.silent) == (2, 1)


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=4))
def test_any_text_is_counted_once(answer: str, samples: list[str]) -> None:
    """Whatever is sent: every sample is counted for every statement, and all numbers lie where they must."""
    judge: Judge = LexicalJudge()
    found = repeated(answer, samples, judge)
    assert 0 <= found.stability <= 1
    assert 0 <= found.entropy <= log(len(samples) + 1) + 1e-9
    assert {each.agree + each.contradict + each.silent for each in found.statements} <= {len(samples)}
