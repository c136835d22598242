"""An answer as it comes: on record sentence by sentence, stopped in the middle, in a conversation, in two languages."""

from __future__ import annotations

import json
import threading
from dataclasses import replace

import pytest

from tests.conftest import NOW
from tests.loopback import Reply, Request, answers, protocol
from tests.roads.asking import GRAIN, Asking
from tests.roads.conftest import texts
from tutor.ask import STOPPED, _extracted, answer, ask, put
from tutor.domain import Answer, Check, Label, Progress, Statement, unstopped, unwatched
from tutor.errand import Errand
from tutor.errors import BadInput
from tutor.retrieval.retrieve import retrieve
from tutor.store.record import Kind


def slow(request: Request) -> Reply:
    """The honest answer, at a pace that leaves time to stop it."""
    return replace(answers.quoting(request), pause_each=0.02)


def stopped_after(asking: Asking, sentences: int) -> Answer:
    """The answer of a slow model that the learner stops after so many sentences."""
    parts = asking.parts(asking.model(slow))
    stop = threading.Event()
    if not sentences:
        stop.set()

    def watch(progress: Progress) -> None:
        if progress.step == "write" and progress.done == sentences:
            stop.set()

    return answer(put(GRAIN, [], parts, NOW), parts, NOW, watch, stop.is_set).answer


def test_each_sentence_is_on_record_before_it_is_seen(asking: Asking) -> None:
    """Whoever sees a sentence could be cut off in the next moment and would find it again."""
    parts = asking.parts(asking.model(answers.mixed))
    asked = put(GRAIN, [], parts, NOW)
    kept: list[int] = []

    def watch(progress: Progress) -> None:
        if progress.decided is not None:
            kept.append(len(parts.record.entries(Kind.CHECKED, about=asked.id)))
            exchange = parts.record.exchange(asked.id)
            assert exchange is not None
            assert exchange.checked[-1] == progress.decided

    found = answer(asked, parts, NOW, watch).answer
    assert kept == [1, 2, 3]
    exchange = parts.record.exchange(asked.id)
    assert exchange is not None
    assert exchange.answer == found


def test_what_is_seen_first_is_grounded_and_not_yet_asked_again(asking: Asking) -> None:
    """A sentence that comes early has its grounding, and no word on agreement that nobody looked for yet."""
    seen: list[Progress] = []
    parts = asking.parts(asking.model(answers.quoting))
    answer(put(GRAIN, [], parts, NOW), parts, NOW, seen.append)
    stated = [each.decided for each in seen if isinstance(each.decided, Statement)]
    assert stated
    for each in stated:
        assert [(verdict.check, verdict.label) for verdict in each.verdicts] == [(Check.GROUNDING, Label.SUPPORTED)]


def test_the_first_checked_statement_is_timed(asking: Asking) -> None:
    """The seconds until a statement could be seen are kept with the answer, and are fewer than all of it took."""
    usage = ask(GRAIN, [], asking.parts(asking.model(slow)), NOW).answer.usage
    assert usage.first_checked is not None
    assert 0 < usage.first_checked < sum(usage.seconds.values())


def test_a_stopped_answer_keeps_what_was_checked(asking: Asking) -> None:
    """The first sentence stays, it says that it was stopped, and it was not asked again."""
    found = stopped_after(asking, 1)
    assert len(found.stated) == 1
    assert found.stopped
    assert found.notices == (STOPPED,)
    agreement = found.stated[0].verdict(Check.AGREEMENT)
    assert agreement is not None
    assert agreement.label is Label.NOT_CHECKED
    assert asking.on_record()[0].answer == found


def test_stopped_before_anything_was_checked(asking: Asking) -> None:
    """Nothing is stated, the sources' own sentences do not step in, and the answer says why."""
    found = stopped_after(asking, 0)
    assert found.refused
    assert found.stopped
    assert "You stopped this answer" in found.refusal


def test_a_stop_while_it_is_asked_again(asking: Asking) -> None:
    """A redraw that is stopped is missing, not agreement; what was grounded stays."""
    stop = threading.Event()

    def script(request: Request) -> Reply:
        honest = answers.quoting(request)
        return honest if request.number == 0 else replace(honest, stall_after=3)

    def watch(progress: Progress) -> None:
        if progress.step == "again":
            threading.Timer(0.3, stop.set).start()

    parts = asking.parts(asking.model(script))
    found = answer(put(GRAIN, [], parts, NOW), parts, NOW, watch, stop.is_set).answer
    assert found.stated
    assert found.stopped
    verdicts = [statement.verdict(Check.AGREEMENT) for statement in found.stated]
    assert {verdict.label for verdict in verdicts if verdict} == {Label.NOT_CHECKED}


@pytest.mark.parametrize("how", ["the connection is cut", "an error stands in the stream"])
def test_a_reply_that_fails_halfway_keeps_its_sentences(asking: Asking, how: str) -> None:
    """What was seen is not taken back because the rest did not come."""

    def script(request: Request) -> Reply:
        honest = answers.quoting(request)
        begun = replace(honest, text=honest.text[: honest.text.index("}]}") + 4])
        if how == "the connection is cut":
            return replace(honest, cut_after=len(begun.streamed))
        error = protocol.event({"error": protocol.usual_error(500)})
        return Reply(raw_body=b"".join([*protocol.chunks(request, begun), error]))

    found = asking.answer(script)
    assert len(found.stated) == 1
    assert "What was complete is shown." in found.notices[0]


# ------------------------------------------------------------------ conversations


def test_a_follow_up_is_asked_as_a_question_that_stands_alone(asking: Asking) -> None:
    """The record has what was typed, the answer what it was understood as; its passages are those of the latter."""
    parts = asking.parts()
    first = ask("What is a window function?", [], parts, NOW)
    asked = put("and what about frames?", [], parts, NOW, first.question_id)
    seen: list[Progress] = []
    found = answer(asked, parts, NOW, seen.append).answer
    assert "window function" in found.question
    assert "frames" in found.question
    assert seen[0] == Progress(step="understand", note=found.question)
    exchange = parts.record.exchange(asked.id)
    assert exchange is not None
    assert (exchange.question, exchange.conversation) == ("and what about frames?", first.question_id)


def test_the_model_resolves_a_follow_up_and_its_cost_is_counted(asking: Asking) -> None:
    """One small request more, with the earlier question and nothing of its answer; the tokens are in the usage."""

    def script(request: Request) -> Reply:
        if '"follow_up"' in request.texts[-1]:
            return Reply(json.dumps({"question": "What is the frame of a window function?"}), usage=(50, 5))
        return replace(answers.quoting(request), usage=(1000, 10))

    model = asking.model(script)
    parts = asking.parts(model, redraws=0)
    first = ask("What is a window function?", [], parts, NOW)
    found = answer(put("and frames?", [], parts, NOW, first.question_id), parts, NOW).answer
    assert found.question == "What is the frame of a window function?"
    assert (found.usage.input_tokens, found.usage.output_tokens, found.usage.requests) == (1050, 15, 2)
    assert first.answer.stated[0].claim.text not in model.requests[1].texts[-1]


def test_what_a_follow_up_cost_is_counted_also_where_it_is_no_question(asking: Asking) -> None:
    """A model that makes a greeting of a follow-up was paid for it: the tokens are in the usage of the greeting."""

    def script(request: Request) -> Reply:
        if '"follow_up"' in request.texts[-1]:
            return Reply(json.dumps({"question": "Hello"}), usage=(50, 5))
        return answers.quoting(request)

    parts = asking.parts(asking.model(script), redraws=0)
    first = put("How do I say hello?", [], parts, NOW)
    found = answer(put("and frames?", [], parts, NOW, first.id), parts, NOW).answer
    assert found.refused
    assert not found.passages
    assert (found.usage.input_tokens, found.usage.output_tokens, found.usage.requests) == (50, 5, 1)


def test_thanks_in_a_conversation_are_no_follow_up(asking: Asking) -> None:
    """They are answered as a greeting, and nobody is asked what they mean."""
    model = asking.model(answers.quoting)
    parts = asking.parts(model, redraws=0)
    first = put("What is a window function?", [], parts, NOW)
    found = answer(put("Thanks!", [], parts, NOW, first.id), parts, NOW).answer
    assert found.question == "Thanks!"
    assert found.refusal.startswith("Hello.")
    assert model.requests == []


def test_where_nothing_is_stated_no_first_statement_is_timed(asking: Asking) -> None:
    """Without a model as with one: where the passages give no sentence there was no statement that could be seen."""
    parts = asking.parts()
    passages = retrieve(GRAIN, parts.releases(), parts.embedder, 8)
    for found, timed in (((), False), (passages, True)):
        errand = Errand(GRAIN, parts.releases(), parts, None, unwatched, unstopped)
        assert bool(_extracted(errand, found).claims) is timed
        assert (errand.stopwatch.first_checked is not None) is timed


def test_a_conversation_that_does_not_exist(asking: Asking) -> None:
    """A question cannot be put after one that nobody asked."""
    parts = asking.parts()
    with pytest.raises(BadInput):
        put(GRAIN, [], parts, NOW, 999)


def test_the_releases_are_those_of_the_moment_it_was_asked(asking: Asking) -> None:
    """The question names the releases that it is asked of, and the answer stands on them."""
    parts = asking.parts()
    asked = put(GRAIN, ["sql"], parts, NOW)
    assert answer(asked, parts, NOW).answer.fingerprint.releases == asked.releases
    exchange = parts.record.exchange(asked.id)
    assert exchange is not None
    assert exchange.releases == asked.releases


# ------------------------------------------------------------------ language and price


def test_sentences_are_explained_in_the_learners_language(asking: Asking) -> None:
    """The checked sentence stays in the sources' language; the translation stands beside it, where its numbers fit."""

    def script(request: Request) -> Reply:
        body = json.loads(answers.quoting(request).text)
        body["sentences"][0]["translation"] = "Auf Deutsch." if request.number == 0 else "Mit 99 Fehlern."
        return Reply(json.dumps(body))

    model = asking.model(script)
    parts = asking.parts(model, language="German", redraws=0)
    found, wrong = (ask(GRAIN, [], parts, NOW).answer for _ in range(2))
    assert found.stated[0].claim.translation == "Auf Deutsch."
    assert wrong.stated[0].claim.translation == ""
    assert "the language German" in model.requests[0].texts[0]
    assert found.fingerprint.settings["language"] == "German"


def test_nothing_is_said_of_languages_unless_one_is_set(asking: Asking) -> None:
    """Without the setting the request is as it always was."""
    model = asking.model(answers.quoting)
    found = ask(GRAIN, [], asking.parts(model), NOW).answer
    assert "translation" not in json.dumps(model.requests[0].body)
    assert texts(found)


@pytest.mark.parametrize(("prices", "price"), [({}, None), ({"price_input": 2.0, "price_output": 10.0}, 0.0043)])
def test_a_price_is_told_where_prices_are_set(asking: Asking, prices: dict[str, float], price: float | None) -> None:
    """Tokens sent and received by their prices for a million; unknown where nobody said what they cost."""
    model = asking.model(lambda request: replace(answers.quoting(request), usage=(1000, 15)))
    found = ask(GRAIN, [], asking.parts(model, redraws=1, **prices), NOW).answer
    assert found.usage.price == (None if price is None else pytest.approx(price))


def test_the_sources_are_applied_to_the_learners_project(asking: Asking) -> None:
    """With a project, a model may apply the sources to it; such a statement is marked, checked, and nothing else is."""
    project = "I build a report for the bakery Krume."

    def script(request: Request) -> Reply:
        body = json.loads(answers.quoting(request).text)
        words = "The grain of a table is what one row stands for: one customer, one order, one order line."
        number = next(each.number for each in answers.asked(request).passages if words in each.text)
        quotes = [{"passage": number, "words": words}]
        applied = "In the report for the bakery Krume one row stands for one order."
        body["sentences"] = [*body["sentences"][:1], {"text": applied, "quotes": quotes, "applies": True}]
        return Reply(json.dumps(body))

    model = asking.model(script)
    found = ask(GRAIN, [], asking.parts(model, project=project), NOW).answer
    assert [each.reason for each in found.withheld] == []
    assert [statement.claim.applies for statement in found.stated] == [False, True]
    assert project in model.requests[0].texts[-1]
    assert "applies" in json.dumps(model.requests[0].body["response_format"])
    without = ask(GRAIN, [], asking.parts(model), NOW).answer
    assert not any(statement.claim.applies for statement in without.stated)
    assert "project" not in json.loads(model.requests[-1].texts[-1])
