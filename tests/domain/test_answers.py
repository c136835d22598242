"""What is not checked cannot be an answer, and what does not stand there cannot be a citation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tutor.domain import Answer, Check, Citation, Claim, Fingerprint, Label, Span, Statement, Verdict, Withheld

TEXT = "The client pays within 30 days. 😀 Größe."
FINGERPRINT = Fingerprint(tutor="1", releases={}, embedder="e", judge="j", writer="w")
CITATION = Citation.cut(TEXT, Span(corpus="c", document="d", start=4, end=15))


def verdict(check: Check, label: Label) -> Verdict:
    """A verdict without a story."""
    return Verdict(check=check, label=label, score=0.5, reason="because")


SUPPORTED = verdict(Check.GROUNDING, Label.SUPPORTED)
CITED = Claim(text="The client pays.", citations=(CITATION,))


@given(st.integers(0, len(TEXT)), st.integers(0, len(TEXT)))
def test_citation_is_cut_from_its_place(one: int, other: int) -> None:
    """A citation holds the words that stand at its span; an empty one does not exist."""
    start, end = sorted((one, other))
    span = Span(corpus="c", document="d", start=start, end=end)
    if start == end:
        with pytest.raises(ValidationError):
            Citation.cut(TEXT, span)
    else:
        assert Citation.cut(TEXT, span).quote == TEXT[start:end]


@pytest.mark.parametrize("quote", ["client pay", "client pays ", ""])
def test_quote_that_does_not_fit_its_span_is_none(quote: str) -> None:
    """A quote that is longer or shorter than its span cannot be; nor one cut beyond the end of the text."""
    with pytest.raises(ValidationError):
        Citation(span=CITATION.span, quote=quote)
    with pytest.raises(ValidationError):
        Citation.cut(TEXT, Span(corpus="c", document="d", start=30, end=len(TEXT) + 1))


def test_verdict_of_a_check_is_found_by_it() -> None:
    """A statement knows its verdict for each check, and that another has not run."""
    statement = Statement(claim=CITED, verdicts=(SUPPORTED,))
    assert statement.verdict(Check.GROUNDING) == SUPPORTED
    assert statement.verdict(Check.AGREEMENT) is None


def test_a_statement_knows_the_words_against_it() -> None:
    """They are those of its grounding; without a grounding, or with an undisputed one, there are none."""
    disputed = SUPPORTED.model_copy(update={"against": CITATION})
    agreement = verdict(Check.AGREEMENT, Label.SUPPORTED)
    found = [
        Statement(claim=CITED, verdicts=each).against for each in ((), (agreement, SUPPORTED), (agreement, disputed))
    ]
    assert found == [None, None, CITATION]


@pytest.mark.parametrize(
    ("claim", "verdicts"),
    [
        (CITED, ()),
        (CITED, (verdict(Check.GROUNDING, Label.NOT_CHECKED),)),
        (CITED, (verdict(Check.GROUNDING, Label.NOT_ENOUGH_INFO),)),
        (CITED, (verdict(Check.GROUNDING, Label.REFUTED),)),
        (CITED, (verdict(Check.AGREEMENT, Label.SUPPORTED),)),
        (Claim(text="The client pays."), (SUPPORTED,)),
    ],
)
def test_answer_cannot_state_what_is_not_carried(claim: Claim, verdicts: tuple[Verdict, ...]) -> None:
    """Without a citation, or without a grounding verdict that supports it, nothing can be stated."""
    sound = Statement(claim=CITED, verdicts=(SUPPORTED,))
    with pytest.raises(ValidationError, match="stated without support"):
        Answer(question="?", stated=(sound, Statement(claim=claim, verdicts=verdicts)), fingerprint=FINGERPRINT)


def test_answer_states_something_or_says_why_not() -> None:
    """An answer without statements has a reason, and one with a reason has no statements."""
    stated = (Statement(claim=CITED, verdicts=(SUPPORTED,)),)
    withheld = (Withheld(statement=Statement(claim=Claim(text="No."), verdicts=()), reason="no words"),)
    assert not Answer(question="?", stated=stated, withheld=withheld, fingerprint=FINGERPRINT).refused
    assert Answer(question="?", refusal="No source.", withheld=withheld, fingerprint=FINGERPRINT).refused
    for impossible in ({"stated": stated, "refusal": "No source."}, {"withheld": withheld}):
        with pytest.raises(ValidationError, match="either states something or says why"):
            Answer.model_validate({"question": "?", "fingerprint": FINGERPRINT, **impossible})


def test_unchecked_answer_cannot_be_read_back_either() -> None:
    """JSON in which somebody turned a verdict round is no answer."""
    answer = Answer(question="?", stated=(Statement(claim=CITED, verdicts=(SUPPORTED,)),), fingerprint=FINGERPRINT)
    text = answer.model_dump_json()
    assert Answer.model_validate_json(text) == answer
    with pytest.raises(ValidationError):
        Answer.model_validate_json(text.replace('"supported"', '"not enough info"'))


@pytest.mark.parametrize("score", [-0.01, 1.01, float("nan")])
def test_score_is_a_probability(score: float) -> None:
    """A score below 0, above 1 or of no value at all is none."""
    with pytest.raises(ValidationError):
        Verdict(check=Check.GROUNDING, label=Label.SUPPORTED, score=score, reason="because")
