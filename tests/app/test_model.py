"""The page with a chat model that behaves, misbehaves or fails."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.app.conftest import ScriptedModel, tabs
from tests.app.hostile import ORDERED
from tests.app.serving import Server
from tests.app.visitor import Visitor, Watched
from tests.loopback import Reply, Request, answers

pytestmark = pytest.mark.xdist_group("page-model")  # one worker has the servers and the browser

QUESTION = "How does fan-out inflate a sum?"


def test_a_model_writes_and_its_words_are_quoted(model_visitor: Visitor, model: ScriptedModel) -> None:
    """Statements of a model come with the words that carry them, and the line above names the model."""
    model.script = answers.quoting
    model_visitor.ask(QUESTION)
    expect(model_visitor.supported).to_have_count(2)
    expect(model_visitor.stands_on).to_have_text(re.compile("^written by loopback · .* tokens"))
    expect(model_visitor.supported.get_by_text("asked again: 3 of 3 redraws say it")).to_have_count(2)
    expect(model_visitor.withheld).to_have_count(0)


def test_what_is_withheld_is_listed_as_withheld_only(model_visitor: Visitor, model: ScriptedModel) -> None:
    """Of three statements one holds: it alone is stated; the others are folded away under their own heading."""
    model.script = answers.mixed
    model_visitor.ask(QUESTION)
    expect(model_visitor.statements).to_have_count(1)
    expect(model_visitor.headline).to_have_text(
        re.compile("^1 statement, checked against its source · 2 withheld · asked 3 more times: stable")
    )
    invented = model_visitor.withheld.get_by_text(answers.INVENTED)
    expect(invented).not_to_be_visible()
    model_visitor.withheld.get_by_text("2 statements withheld, and why").click()
    expect(invented).to_be_visible()
    expect(invented).to_have_count(1)
    expect(model_visitor.withheld.get_by_text(re.compile("⊘ Withheld"))).to_have_count(2)
    expect(model_visitor.withheld.get_by_text("no words of the sources were found for it")).to_be_visible()


def test_a_redraw_that_contradicts_disputes_a_statement(model_visitor: Visitor, model: ScriptedModel) -> None:
    """A statement that one redraw says and another contradicts is shown as disputed, in words and with its own sign."""
    question = "Within how many days must an invoice be issued?"
    calls = count()

    def script(request: Request) -> Reply:
        if question not in request.texts[-1]:
            return answers.resolving(request)  # an answer that another test left behind
        passage, words = next(
            (passage.number, found.group())
            for passage in answers.asked(request).passages
            if (found := re.search(r"[A-Z][^.|\n]+\b\d+ [a-z][^.|\n]+\.", passage.text))
        )
        said = re.sub(r"\d+", "7654", words, count=1) if next(calls) == 2 else words
        sentence = {"text": said, "quotes": [{"passage": passage, "words": words}]}
        return Reply(json.dumps({"sentences": [sentence], "not_in_sources": ""}))

    model.script = script
    model_visitor.ask(question)
    mark = model_visitor.turn.locator(".statement.disputed .mark")
    expect(mark).to_have_text(
        re.compile("^≠ Supported, but disputed when asked again · asked again: .* 1 contradicts it")
    )


def test_a_refused_key_is_said_and_the_sources_answer(model_visitor: Visitor, model: ScriptedModel) -> None:
    """A model that refuses the key is named in words, and the answer comes from the sources' own sentences."""
    model.script = Reply(status=401)
    model_visitor.ask(QUESTION)
    assert "key" in model_visitor.told()
    assert "These are the sources' own sentences instead." in model_visitor.told()
    expect(model_visitor.supported.first).to_be_visible()
    expect(model_visitor.stands_on).to_have_text(re.compile("^in the sources' own words"))


def test_a_gap_is_said(model_visitor: Visitor, model: ScriptedModel) -> None:
    """What the model found the sources not to say stands below what they do say."""

    def script(request: Request) -> Reply:
        honest = json.loads(answers.quoting(request).text)
        return Reply(json.dumps({**honest, "not_in_sources": "They do not say what it costs."}))

    model.script = script
    model_visitor.ask(QUESTION)
    said = model_visitor.turn.get_by_test_id("stMarkdownContainer").filter(has_text="What these sources do not say:")
    expect(said).to_have_text(re.compile(r":\s*They do not say what it costs\.$"))


def test_a_gap_is_said_where_all_is_withheld(model_visitor: Visitor, model: ScriptedModel) -> None:
    """It is the most useful thing the model found then; where the refusal has it, it does not stand there twice."""
    missing = "They do not say what it costs."

    def script(request: Request) -> Reply:
        return Reply(json.dumps({**json.loads(answers.wrong_quotes(request).text), "not_in_sources": missing}))

    for model.script, times in (
        (script, 1),
        (lambda _: Reply(json.dumps({"sentences": [], "not_in_sources": missing})), 0),
    ):
        model_visitor.open()
        model_visitor.ask(QUESTION)
        expect(model_visitor.statements).to_have_count(0)
        expect(model_visitor.turn.get_by_text("What these sources do not say:")).to_have_count(times)
        said = model_visitor.turn.get_by_test_id("stMarkdownContainer").filter(has_text=missing)
        expect(said).to_have_count(1)


def test_a_sentence_said_twice_is_shown_as_often_as_it_is_counted(model_visitor: Visitor, model: ScriptedModel) -> None:
    """What the line above counts is there, also where a model repeats itself."""

    def script(request: Request) -> Reply:
        first = json.loads(answers.quoting(request).text)["sentences"][0]
        return Reply(json.dumps({"sentences": [first, first], "not_in_sources": ""}))

    model.script = script
    model_visitor.ask(QUESTION)
    expect(model_visitor.headline).to_contain_text("2 statements, each checked")
    expect(model_visitor.statements).to_have_count(2)


def test_an_order_in_a_source_is_not_obeyed(model_visitor: Visitor, model: ScriptedModel) -> None:
    """What a model says because a passage told it to is withheld, as nothing that the sources say of the question."""
    model.script = answers.injected
    model_visitor.ask("When does the zorbling ledger close?")
    expect(model_visitor.withheld).to_contain_text(ORDERED)
    expect(model_visitor.statements).to_have_count(0)


def test_words_of_a_model_stay_words(model_visitor: Visitor, model: ScriptedModel) -> None:
    """What a model writes is shown letter for letter, stated or not: no picture, link, icon or colour comes of it."""
    written = "A <img src='http://127.0.0.1:9/x'> :material/check: [link](http://x.y) $x$ :red[z] a >= b -> www.x.y"

    def hostile(request: Request) -> Reply:
        honest = json.loads(answers.quoting(request).text)
        unquoted = {"text": written, "quotes": []}
        return Reply(json.dumps({"sentences": [unquoted, *honest["sentences"]], "not_in_sources": written}))

    model.script = hostile
    model_visitor.ask(QUESTION)
    expect(model_visitor.turn.get_by_text(written, exact=True).first).to_be_visible()
    model_visitor.withheld.get_by_text("1 statement withheld").click()
    expect(model_visitor.withheld.get_by_text(written)).to_be_visible()
    assert model_visitor.main.locator("img, a[href*='x.y'], .katex").count() == 0


def test_a_translation_stands_beside_what_was_checked(
    watched: Watched, home: Path, tmp_path: Path, model: ScriptedModel, model_address: str
) -> None:
    """In another language the checked sentence is shown with its translation, which says that it was not checked."""

    def script(request: Request) -> Reply:
        honest = json.loads(answers.quoting(request).text)
        for sentence in honest["sentences"]:
            sentence["translation"] = f"Übersetzt: {sentence['text']}"
        return Reply(json.dumps(honest))

    model.script = script
    shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("record.sqlite*"))
    chosen = {"TUTOR_MODEL": "loopback", "TUTOR_BASE_URL": model_address, "TUTOR_LANGUAGE": "German"}
    with Server(tmp_path / "home", chosen) as server, tabs(watched, server) as new_tab:
        visitor = new_tab()
        visitor.ask(QUESTION)
        expect(visitor.supported.first.locator(".translation")).to_have_text(
            re.compile(r"^Übersetzt: .* \(translated by the model; only the sentence above was checked\)$")
        )


@pytest.fixture
def failing_server(home: Path, tmp_path: Path) -> Iterator[Server]:
    """The page with a model that is not there, set to fail rather than to answer from the sources."""
    shutil.copytree(home, tmp_path / "home", ignore=shutil.ignore_patterns("record.sqlite*"))
    nowhere = {"TUTOR_MODEL": "gone", "TUTOR_BASE_URL": "http://127.0.0.1:9/v1"}
    with Server(tmp_path / "home", {**nowhere, "TUTOR_RETRIES": "0", "TUTOR_WITHOUT_MODEL": "fail"}) as running:
        yield running


def test_errors_come_in_words_and_lose_nothing(watched: Watched, failing_server: Server) -> None:
    """A failed question is shown with the reason, listed, and can be asked again; a broken release is named."""
    with tabs(watched, failing_server) as new_tab:
        visitor = new_tab()
        visitor.open()
        visitor.type_question(QUESTION)
        expect(visitor.turn.locator("p:not(.announce)", has_text="The endpoint cannot be reached.")).to_be_visible()
        expect(visitor.turn).to_contain_text(QUESTION)
        visitor.page.goto("about:blank")
        failing_server.stop()
        failing_server.start()
        visitor.open()
        visitor.open_conversation(QUESTION)
        expect(visitor.turn.get_by_text("This question has no answer on record")).to_be_visible()
        visitor.page.get_by_role("button", name="Ask it again").click()
        expect(visitor.turns).to_have_count(2)
        expect(visitor.turn.locator("p:not(.announce)", has_text="The endpoint cannot be reached.")).to_be_visible()
        next(failing_server.home.glob("releases/sql/*/manifest.json")).write_text("{}", "utf-8")
        visitor.open()
        assert "has no readable manifest" in visitor.told()
