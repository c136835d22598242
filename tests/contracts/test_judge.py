"""What every judge promises, whatever it is made of."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.contracts.sentences import prose
from tests.strategies import MARKED
from tutor.domain import Label
from tutor.models.judge import Judge, Pair
from tutor.models.lexical_judge import LexicalJudge
from tutor.text.words import numbers

PAIRS = [
    Pair("The client pays within 30 days.", "The client pays within 30 days."),
    Pair("The client pays within 30 days.", "The client pays within 45 days."),
    Pair("The client pays within 30 days.", "A window function keeps every row."),
    Pair("", "The client pays within 30 days."),
    Pair("The client pays within 30 days.", " \n"),
]
ELSEWHERE = {
    "German": ("Der Kunde zahlt die Rechnung innerhalb von 30 Tagen.", "Fensterfunktionen behalten jede Zeile."),
    "French": ("Le client paie la facture sous trente jours.", "Une jointure multiplie les lignes."),
    "Chinese": ("客户应在收到发票后三十天内付款。", "窗口函数保留表中的每一行。"),
    "Russian": ("Клиент оплачивает счёт в течение тридцати дней.", "Оконная функция сохраняет каждую строку."),
    "Arabic": ("يدفع العميل الفاتورة خلال ثلاثين يوما.", "تحتفظ دالة النافذة بكل صف."),
}


@pytest.fixture(scope="module", params=[LexicalJudge], ids=lambda made: made.__name__)
def judge(request: pytest.FixtureRequest) -> Judge:
    """Each judge there is."""
    made: Judge = request.param()
    return made


def test_order_is_kept_and_company_does_not_matter(judge: Judge) -> None:
    """One judgement for each pair, the same in any order and alone."""
    together = judge.judge(PAIRS)
    assert judge.judge(PAIRS[::-1]) == together[::-1]
    assert [judge.judge([pair])[0] for pair in PAIRS] == together
    assert judge.judge([]) == []


def test_same_pair_same_judgement(judge: Judge) -> None:
    """Nothing is left to chance, and the judge has one name."""
    again = type(judge)()
    assert judge.judge(PAIRS) == judge.judge(PAIRS) == again.judge(PAIRS)
    assert judge.fingerprint == again.fingerprint


def test_nothing_supports_nothing(judge: Judge) -> None:
    """Without words or without a statement there is not enough information, with a reason."""
    for pair in (Pair("", ""), Pair("", "A claim."), Pair("Words.", ""), Pair(" \n", "A claim."), Pair("Words.", "\t")):
        (found,) = judge.judge([pair])
        assert (found.label, found.score) == (Label.NOT_ENOUGH_INFO, 0)
        assert found.reason


def test_a_sentence_supports_itself(judge: Judge) -> None:
    """Every sentence of the starter corpora carries itself, alone and among its neighbours."""
    sentences = prose("sql-analytics")[::4] + prose("freelance-business")[::4]
    alone = [Pair(sentence, sentence) for sentence in sentences]
    among = [Pair(f"{before} {after}", after) for before, after in pairwise(sentences)]
    for pair, found in zip(alone + among, judge.judge(alone + among), strict=True):
        assert found.label is Label.SUPPORTED, pair
        assert found.score >= 0.9, pair


def with_another_number(sentence: str) -> str:
    """The sentence with its first number changed to one that is not in it."""
    return re.sub(r"\d+", lambda found: str(int(found.group()) + 7), sentence, count=1)


def test_changed_number_is_not_supported(judge: Judge) -> None:
    """A statement with a number that the words do not have is never carried by them."""
    pairs = [
        Pair(sentence, changed)
        for sentence in prose("sql-analytics") + prose("freelance-business")
        if re.search(r"(?<![\w.,])\d{1,4}(?![\w.,])", sentence)
        for changed in [with_another_number(sentence)]
        if numbers(changed) - numbers(sentence)
    ]
    assert len(pairs) > 100
    for pair, found in zip(pairs, judge.judge(pairs), strict=True):
        assert found.label is not Label.SUPPORTED, pair


def test_another_subject_is_not_supported(judge: Judge) -> None:
    """Words of one corpus do not carry statements of another."""
    pairs = [
        Pair(premise, claim)
        for premise, claim in zip(prose("sql-analytics")[::7], prose("freelance-business")[::7], strict=False)
    ]
    supported = sum(found.label is Label.SUPPORTED for found in judge.judge(pairs))
    assert len(pairs) > 50
    assert supported <= len(pairs) * 0.02


@pytest.mark.parametrize(("same", "other"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_other_languages(judge: Judge, same: str, other: str) -> None:
    """In any language a sentence carries itself and not another."""
    itself, not_other = judge.judge([Pair(f"{same} {other}", same), Pair(same, other)])
    assert itself.label is Label.SUPPORTED
    assert not_other.label is not Label.SUPPORTED


def test_whole_book_is_a_premise(judge: Judge) -> None:
    """A premise and a claim of any length are judged, and a sentence is found in a long premise."""
    book = " ".join(prose("sql-analytics") + prose("freelance-business"))
    sentence = prose("freelance-business")[50]
    found, endless = judge.judge([Pair(book, sentence), Pair("word " * 50_000, "claim " * 50_000)])
    assert found.label is Label.SUPPORTED
    assert endless.label is not Label.SUPPORTED


@given(st.text() | MARKED, st.text() | MARKED)
def test_any_words_are_judged(judge: Judge, premise: str, claim: str) -> None:
    """Whatever the words are, the score is a probability, and the label has a reason."""
    (found,) = judge.judge([Pair(premise, claim)])
    assert 0 <= found.score <= 1
    assert found.label is not Label.NOT_CHECKED
    assert found.reason
