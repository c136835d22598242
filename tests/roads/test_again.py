"""Asked again, by models that waver as planned: what becomes of each statement, and of the answer as a whole."""

from __future__ import annotations

import json

import pytest

from tests.conftest import NOW
from tests.loopback import Reply, Request, Script, answers
from tests.loopback.wavering import Kind, facts, fuller, number_of, one, outlier, steady, wavering
from tests.roads.conftest import expect_verbatim, texts
from tests.roads.decided import CASES, Case, outvoted, saying
from tests.roads.invoices import (
    BOTH_WAYS,
    INTEREST,
    OTHERS_PAY,
    PAYING,
    PAYS,
    REMINDER,
    WRONG,
    Wavering,
    agreement,
    became,
    stable,
)
from tutor.again import IDENTICAL, LEFT_OUT, REPEATED
from tutor.ask import ask
from tutor.checking.decide import TABLE, Standing, standing
from tutor.domain import Check, Label

# ------------------------------------------------------------------ every row of the table of decisions


@BOTH_WAYS
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_becomes_of_a_statement(law: Wavering, most_choices: int, case: Case) -> None:
    """Whatever the model does when it is asked again, and however it is asked, the statement stands as decided."""
    law.most_choices = most_choices
    found = law.answer(case.script, case.corpora, judge=case.judge)
    shown, reason = became(found, case.text)
    assert shown is case.becomes
    assert reason.startswith(case.why)
    expect_verbatim(found, law.parts(None))


def test_the_cases_come_to_every_row() -> None:
    """Whatever the table can make of a statement, with the reason that it gives, is seen above."""
    told = {
        (case.becomes, case.why.partition(":")[0] if case.becomes is Standing.WITHHELD else "")
        for case in CASES.values()
    }
    assert told == {(row.standing, row.why.partition(":")[0]) for row in TABLE}


def test_sources_at_odds_are_held_against_each_other(law: Wavering) -> None:
    """The words of the source that denies a statement stand with it, however often it is said again."""
    case = CASES["another source says otherwise"]
    assert law.answer(case.script, case.corpora).stated[0].against is not None


def test_without_redraws_nothing_was_asked_again(law: Wavering) -> None:
    """One request, no stability, and no statement that claims to have been said again."""
    model = law.model(steady)
    found = ask(PAYING, ["law"], law.parts(model, redraws=0), NOW).answer
    assert len(model.requests) == 1
    assert found.stability is None
    assert {standing(each) for each in found.stated} == {Standing.NOT_ASKED_AGAIN}


# ------------------------------------------------------------------ the words of the redraws


def test_the_words_of_each_dissent_are_kept(law: Wavering) -> None:
    """Who asks what the others say finds it by the number of the redraw, whose text is with the answer."""
    found = law.answer(wavering(1 / 3, Kind.OWN))
    (disputed,) = [each for each in found.stated if standing(each) is Standing.DISPUTED]
    dissent = [each for each in agreement(disputed).echoes if each.label is Label.REFUTED]
    assert [each.redraw for each in dissent] == [3, 6, 9]
    assert len({each.words for each in dissent}) == 3
    for each in dissent:
        assert each.words in stable(found).samples[each.redraw - 1].statements


def test_a_redraw_that_failed_is_never_agreement(law: Wavering) -> None:
    """It has no voice on any statement, and no meaning as a whole; why it failed is kept."""
    found = law.answer(one(Kind.FAILS))
    assert [bool(each.failure) for each in stable(found).samples] == [False, True, False]
    assert len(stable(found).meanings) == 3
    for statement in found.stated:
        assert [each.redraw for each in agreement(statement).echoes] == [1, 3]


def test_a_redraw_that_was_cut_is_not_silent(law: Wavering) -> None:
    """It counts for what it says, and not against what it may have been about to say."""
    found = law.answer(one(Kind.CUT))
    voices = {each.claim.text: [echo.redraw for echo in agreement(each).echoes] for each in found.stated}
    assert voices == {PAYS: [1, 2, 3], INTEREST: [1, 3]}
    assert [each.cut for each in stable(found).samples] == [False, True, False]


# ------------------------------------------------------------------ what only the redraws say


@pytest.mark.parametrize(
    ("script", "added", "stated"),
    [
        (fuller, {INTEREST}, {PAYS, INTEREST}),
        (outlier(Kind.TEXT), {PAYS}, {PAYS, INTEREST}),
        (outlier(Kind.QUOTE), {PAYS}, {PAYS, INTEREST}),
        (one(Kind.REFUSES, 0), {PAYS, INTEREST}, {PAYS, INTEREST}),
        (one(Kind.SILENT, 0), {PAYS}, {PAYS, INTEREST}),
        (wavering(1, Kind.TEXT), set(), {INTEREST}),  # what no source carries is not added, however many say it
        (wavering(0, Kind.TEXT), set(), {PAYS, INTEREST}),
    ],
    ids=["fuller", "outlier", "outlier with its quote", "refused", "left out", "all wrong", "right"],
)
def test_what_most_redraws_say_is_added_if_the_sources_carry_it(
    law: Wavering, script: Script, added: set[str], stated: set[str]
) -> None:
    """It is marked as redrawn, and cited, grounded and asked again like any other statement."""
    found = law.answer(script)
    assert {each.claim.text for each in found.stated if each.claim.redrawn} == added
    assert set(texts(found)) == stated
    expect_verbatim(found, law.parts(None))
    for statement in (each for each in found.stated if each.claim.redrawn):
        assert [verdict.check for verdict in statement.verdicts] == [Check.GROUNDING, Check.AGREEMENT]
        assert agreement(statement).reason == "3 of 3 redraws say it"


@BOTH_WAYS
def test_an_outlier_is_replaced(law: Wavering, most_choices: int) -> None:
    """Where the first answer is the odd one out, what the redraws say comes first, and its own is withheld."""
    law.most_choices = most_choices
    found = law.answer(outlier())
    assert texts(found) == [PAYS, INTEREST]
    assert [each.claim.redrawn for each in found.stated] == [True, False]
    assert [each.statement.claim.text for each in found.withheld] == [WRONG]
    assert stable(found).meanings == (0, 1, 1, 1)


def test_what_is_added_to_an_answer_in_line_comes_last(law: Wavering) -> None:
    """An answer that most redraws share keeps its order."""

    def script(request: Request) -> Reply:
        return saying(1, PAYS, INTEREST, *([REMINDER] if number_of(request) in (1, 3) else []))

    found = ask(PAYING, ["fees"], law.parts(law.model(script)), NOW).answer
    assert texts(found) == [PAYS, INTEREST, REMINDER]
    assert stable(found).meanings == (0, 0, 0, 0)
    assert became(found, REMINDER) == (Standing.HOLDS, "2 of 3 redraws say it")


def test_what_another_source_says_is_shown_beside(law: Wavering) -> None:
    """First one source, then by every redraw the other: both are shown as disputed, none is dropped unseen."""

    def script(request: Request) -> Reply:
        said = OTHERS_PAY if number_of(request) else PAYS
        return saying(next(number for number, fact in facts(request) if fact == said), said)

    found = law.answer(script, ("law", "odds"))
    assert became(found, OTHERS_PAY)[0] is Standing.DISPUTED
    assert [each.statement.claim.text for each in found.withheld] == [PAYS]
    assert found.stated[0].claim.redrawn


def test_of_an_outlier_only_what_a_redraw_says_too_is_kept(law: Wavering) -> None:
    """The answer that most redraws agree on takes its place."""
    case = CASES["all redraws agree on another"]
    found = law.answer(case.script, case.corpora)
    assert texts(found) == [PAYS, INTEREST]
    assert [each.claim.redrawn for each in found.stated] == [True, False]


def test_one_reply_three_times_replaces_nothing(law: Wavering) -> None:
    """Redraws that are one letter by letter are no majority: what the first answer says stays, and it is said."""
    model = law.model(lambda request: outvoted(request, (PAYS, INTEREST)))
    found = ask(PAYING, ["fees"], law.parts(model), NOW).answer
    assert set(texts(found)) == {PAYS, INTEREST, REMINDER}
    assert REPEATED in found.notices


def test_redraws_that_are_cut_are_no_votes_against_an_addition(law: Wavering) -> None:
    """What the one whole redraw has and the cut ones may have been about to say is added."""

    def script(request: Request) -> Reply:
        number = number_of(request)
        if number > 1:
            return one(Kind.CUT, number)(request)
        return steady(request) if number else fuller(request)

    found = law.answer(script)
    assert [each.cut for each in stable(found).samples] == [False, True, True]
    assert [each.claim.text for each in found.stated if each.claim.redrawn] == [INTEREST]


def test_what_is_left_out_of_many_is_said(law: Wavering, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where redraws have more than is checked, the learner is told how many are missing."""
    assert not [each for each in law.answer(one(Kind.REFUSES, 0)).notices if "left out" in each]
    monkeypatch.setattr("tutor.again.MOST_ADDED", 1)
    found = law.answer(one(Kind.REFUSES, 0))
    assert len(found.stated) == 1
    assert LEFT_OUT.format(2, 1) in found.notices


# ------------------------------------------------------------------ the answer as a whole


@pytest.mark.parametrize(
    ("script", "score", "words", "meanings"),
    [
        (wavering(0, Kind.TEXT), 1, "stable", 1),
        (wavering(1 / 3, Kind.TEXT), 5 / 6, "mostly stable", 2),
        (wavering(2 / 3, Kind.SILENT), 2 / 3, "mostly stable", 2),
        (wavering(1, Kind.TEXT), 1 / 2, "unstable", 2),
        (wavering(1, Kind.OWN), 1 / 2, "unstable", 7),
        (wavering(2 / 3, Kind.REFUSES), 1 / 3, "unstable", 2),
        (one(Kind.REFUSES, 0), 0, "unstable", 2),
        (outlier(), 1, "stable", 2),
        (answers.unsupported, 1, "stable", 1),  # the same wrong thing each time
        (answers.gap, 1, "stable", 1),
    ],
)
def test_stability_in_a_number_and_in_words(
    law: Wavering, script: Script, score: float, words: str, meanings: int
) -> None:
    """The share that is said again, and how many meanings the answers have; whether it is grounded does not count."""
    found = stable(law.answer(script))
    assert found.score == pytest.approx(score)
    assert found.words == words
    assert len(set(found.meanings)) == meanings
    assert (found.entropy > 0) == (meanings > 1)


def mixed(request: Request) -> Reply:
    """Letter by letter the same each time: two facts, and an invention that is withheld."""
    body = json.loads(steady(request).text)
    body["sentences"].append({"text": answers.INVENTED, "quotes": []})
    return Reply(json.dumps(body))


@BOTH_WAYS
@pytest.mark.parametrize(
    ("script", "noticed"),
    [(steady, True), (mixed, True), (wavering(0, Kind.TEXT), False), (one(Kind.TEXT, 3), False), (fuller, False)],
    ids=["steady", "with an invention", "in another order", "one differs", "longer"],
)
def test_redraws_that_are_all_the_same_are_noticed(
    law: Wavering, most_choices: int, script: Script, noticed: bool
) -> None:
    """A model or server that cannot vary says nothing by saying it again, which the learner is told."""
    law.most_choices = most_choices
    found = law.answer(script)
    assert (IDENTICAL in found.notices) == noticed
    assert (REPEATED in found.notices) == (script is fuller)  # one reply each time, other than the first answer


def test_without_a_model_the_choice_is_made_again(law: Wavering) -> None:
    """Of the sources' own sentences nothing contradicts or is added; no request is made, and no notice is due."""
    found = ask("What is the interest on a late invoice?", ["law"], law.parts(None), NOW).answer
    assert found.stated
    assert found.notices == ()
    assert found.usage.requests == 0
    assert len(stable(found).samples) == 3
    assert not any(each.claim.redrawn or agreement(each).dissent for each in found.stated)


def test_what_asking_again_found_is_on_record(law: Wavering) -> None:
    """The answer that is read back is the one that was given: echoes, samples, meanings and all."""
    found = law.answer(wavering(1 / 3, Kind.TEXT))
    assert law.asking.on_record()[0].answer == found
