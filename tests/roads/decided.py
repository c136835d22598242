"""Models that waver so that each row of the table of decisions is come to, and what becomes of a statement then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from tests.loopback import Reply, Request, Script, answers
from tests.loopback.wavering import Kind, facts, number_of, one, steady, wavering
from tests.roads.invoices import INTEREST, PAYS, REMINDER, WRONG
from tutor.again import ANOTHER
from tutor.checking.decide import Standing

CLIENTS_PAY = PAYS.replace("The client pays", "Clients pay")


@dataclass(frozen=True)
class Case:
    """What becomes of the statement `text` when a model with that script is asked when invoices are paid, and `why`.

    `why` is how the reason begins: of withholding, else what asking again found. `doubt` is what the page says against
    relying on what is shown.
    """

    script: Script
    text: str
    becomes: Standing
    why: str
    doubt: str = ""
    corpora: tuple[str, ...] = ("law",)
    judge: str = "local"


def saying(passage: int, *said: str) -> Reply:
    """An answer of these sentences, each in the words of that passage."""
    sentences = [{"text": each, "quotes": [{"passage": passage, "words": each}]} for each in said]
    return Reply(json.dumps({"sentences": sentences, "not_in_sources": ""}))


def outvoted(request: Request, *redraws: Sequence[str]) -> Reply:
    """A first answer with a fact that no redraw has, and redraws that take turns to say these."""
    number = number_of(request)
    return saying(1, *(redraws[number % len(redraws)] if number else (REMINDER, INTEREST)))


def judged_by_nobody(request: Request) -> Reply:
    """A right answer, not all in the words of the source, and an error wherever the model is to judge."""
    if '"pairs"' in request.texts[-1]:
        return Reply(status=500)
    return Reply(steady(request).text.replace(f'"text": "{PAYS}"', f'"text": "{CLIENTS_PAY}"'))


def one_source_only(request: Request) -> Reply:
    """Each time the fact of one source, though another one of the passages denies it."""
    return saying(*next(each for each in facts(request) if each[1] == PAYS))


CASES = {
    "the judge fails": Case(
        judged_by_nobody, CLIENTS_PAY, Standing.WITHHELD, "It could not be checked against the sources.", judge="model"
    ),
    "other words under the quote": Case(one(Kind.TEXT, 0), WRONG, Standing.WITHHELD, "The cited words say otherwise: "),
    "other words in the quote": Case(
        one(Kind.QUOTE, 0), WRONG, Standing.WITHHELD, "Another passage says otherwise: "
    ),
    "not in any words": Case(
        answers.wrong_quotes, answers.INVENTED, Standing.WITHHELD, "The cited words do not carry it"
    ),
    "all redraws wrong alike": Case(
        wavering(1, Kind.TEXT), PAYS, Standing.WITHHELD,
        "Asked again, the tutor contradicts it: 0 of 6 redraws say it, 6 contradict it.",
    ),
    "each redraw wrong in its own way": Case(
        wavering(1, Kind.OWN), PAYS, Standing.WITHHELD,
        "Asked again, the tutor contradicts it: 0 of 6 redraws say it, 6 contradict it.",
    ),
    "all redraws agree on another": Case(
        lambda request: outvoted(request, (PAYS, INTEREST), (INTEREST, PAYS)), REMINDER, Standing.WITHHELD,
        f"Asked again, the tutor answers otherwise: {ANOTHER.format(3, 3)}.", corpora=("fees",),
    ),
    "every third redraw wrong": Case(
        wavering(1 / 3, Kind.TEXT), PAYS, Standing.DISPUTED, "6 of 9 redraws say it, 3 contradict it",
        doubt="disputed when asked again",
    ),
    "every third wrong with its quote": Case(
        wavering(1 / 3, Kind.QUOTE), PAYS, Standing.DISPUTED, "6 of 9 redraws say it, 3 contradict it",
        doubt="disputed when asked again",
    ),
    "steady": Case(steady, PAYS, Standing.HOLDS, "3 of 3 redraws say it"),
    "one in another language": Case(one(Kind.FOREIGN), PAYS, Standing.HOLDS, "2 of 3 redraws say it"),
    "one refuses": Case(one(Kind.REFUSES), PAYS, Standing.HOLDS, "2 of 3 redraws say it"),
    "one fails": Case(one(Kind.FAILS, 3), PAYS, Standing.HOLDS, "2 of 2 redraws say it (1 missing)"),
    "one is cut before it": Case(one(Kind.CUT), INTEREST, Standing.HOLDS, "2 of 2 redraws say it (1 missing)"),
    "one is cut behind it": Case(one(Kind.CUT), PAYS, Standing.HOLDS, "3 of 3 redraws say it"),
    "all leave it out": Case(wavering(1, Kind.SILENT), PAYS, Standing.SAID_ONCE, "0 of 3 redraws say it",
                             doubt="said only once"),
    "most leave it out": Case(wavering(2 / 3, Kind.SILENT), PAYS, Standing.SAID_ONCE, "1 of 3 redraws says it",
                              doubt="seldom said again"),
    "all fail": Case(wavering(1, Kind.FAILS), PAYS, Standing.NOT_ASKED_AGAIN, "The endpoint failed"),
    "another source says otherwise": Case(
        one_source_only, PAYS, Standing.DISPUTED, "3 of 3 redraws say it",
        doubt="another passage says otherwise", corpora=("law", "odds"),
    ),
}  # fmt: skip
