"""The wavering model is wrong where it is told to be, the same each time, whichever way it is asked."""

from __future__ import annotations

import json

import pytest

from tests.loopback import Request, Script, answers
from tests.loopback.wavering import Kind, NoFacts, fuller, number_of, one, outlier, steady, wavering

PASSAGES = ["Invoices are due. The client pays within 30 days. Rates differ.", "Interest is 8 percent. It is owed."]
PAYS, INTEREST = "The client pays within 30 days.", "Interest is 8 percent."


def asked(seed: int | None = None, choice: int = 0, texts: list[str] = PASSAGES) -> Request:
    """A request for the first answer, or with a seed for a choice of redraws that count from it."""
    passages = [{"passage": number, "text": text} for number, text in enumerate(texts, 1)]
    content = json.dumps({"question": "When is it paid?", "passages": passages})
    body = {"messages": [{"role": "user", "content": content}], **({} if seed is None else {"seed": seed})}
    return Request(number=0, body=body, headers={}, choice=choice)


def said(script: Script, number: int) -> list[str]:
    """What the redraw of that number states; 0 for the first answer."""
    return [each["text"] for each in json.loads(script(asked(number or None)).text)["sentences"]]


def test_a_redraw_is_known_by_seed_and_choice() -> None:
    """The third of one request is the same as a request of its own for the third."""
    assert [number_of(each) for each in (asked(), asked(1, 2), asked(3), asked(4, 0))] == [0, 3, 3, 4]
    script = wavering(1 / 3, Kind.TEXT)
    assert script(asked(1, 2)) == script(asked(3))


@pytest.mark.parametrize(
    ("share", "wrong"), [(0, []), (1 / 4, [4, 8]), (1 / 3, [3, 6, 9]), (1 / 2, [2, 4, 6, 8]), (1, list(range(1, 10)))]
)
def test_a_share_of_the_redraws_is_wrong(share: float, wrong: list[int]) -> None:
    """Evenly spread, never the first answer, and in one fact only."""
    script = wavering(share, Kind.TEXT)
    assert [number for number in range(10) if PAYS not in said(script, number)] == wrong
    assert all(INTEREST in said(script, number) for number in range(10))


def test_wrong_facts_are_shared_or_each_its_own() -> None:
    """All redraws may err alike, or no two of them; the quote is true, or as wrong as the text."""
    texts = [next(each for each in said(wavering(1, kind), 2) if each != INTEREST) for kind in (Kind.TEXT, Kind.QUOTE)]
    assert texts == ["The client pays within 211 days."] * 2
    others = {next(each for each in said(wavering(1, Kind.OWN), number) if each != INTEREST) for number in range(1, 10)}
    assert len(others) == 9
    for kind, words in ((Kind.TEXT, PAYS), (Kind.QUOTE, "The client pays within 211 days.")):
        sentences = json.loads(one(kind, 2)(asked(2)).text)["sentences"]
        assert words in [each["quotes"][0]["words"] for each in sentences]


def test_only_the_first_may_be_wrong() -> None:
    """Then all redraws are right."""
    assert PAYS not in said(outlier(), 0)
    assert all(PAYS in said(outlier(), number) for number in range(1, 5))


def test_one_redraw_departs() -> None:
    """It refuses, is cut in the midst of its last fact, speaks another language, leaves the fact out, or fails."""
    assert said(one(Kind.REFUSES), 2) == []
    assert json.loads(one(Kind.REFUSES)(asked(2)).text)["not_in_sources"]
    cut = one(Kind.CUT)(asked(2))
    assert cut.finish_reason == "length"
    assert PAYS in cut.text
    assert INTEREST not in cut.text
    assert not set(said(one(Kind.FOREIGN), 2)) & {PAYS, INTEREST}
    assert said(one(Kind.SILENT), 2) == [INTEREST]
    assert one(Kind.FAILS)(asked(2)).status == 500
    assert said(one(Kind.REFUSES), 1) == [INTEREST, PAYS]


def test_redraws_are_alike_or_vary_in_their_order_or_say_more() -> None:
    """Letter by letter the same, the same in another order, or with a fact that the first answer lacks."""
    assert len({steady(asked(number)).text for number in range(5)}) == 1
    assert said(wavering(0, Kind.TEXT), 1) == said(wavering(0, Kind.TEXT), 2)[::-1]
    assert (said(fuller, 0), said(fuller, 1)) == ([PAYS], [PAYS, INTEREST])


def test_without_facts_nothing_can_waver() -> None:
    """A test does not pass because there was nothing to be wrong in."""
    with pytest.raises(NoFacts):
        steady(asked(texts=["Nothing is counted here."]))
    with pytest.raises(answers.NoPassages):
        steady(Request(number=0, body={"messages": []}, headers={}))
