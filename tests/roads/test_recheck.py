"""Recorded answers held against a newer release: what still stands, what has fallen, and never judged twice."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.loopback import LoopbackModel, Reply, judging
from tests.loopback.wavering import steady
from tests.roads.conftest import Curating, texts
from tutor.ask import Exchanged, ask
from tutor.domain import Fallen, Progress, Recheck, Rechecks
from tutor.errors import NoCorpus
from tutor.load import Loader, load
from tutor.parts import Parts
from tutor.recheck import recheck
from tutor.settings import read_settings
from tutor.store.conversations import remove
from tutor.store.record import Kind

PAYS = "The client pays the invoice within 30 days."
INTEREST = "Interest on a late invoice is 8 percent above the base rate."
REMINDER = "A reminder for an unpaid invoice costs 5 euros."
OTHERWISE = "The client settles an invoice within 30 days of its arrival in the mail."
PAGE = f"# Invoices\n\n{PAYS} {INTEREST} {REMINDER}\n"
PAYING = "When does the client pay the invoice, and what does a late one cost?"


@dataclass
class Law:
    """Curates the corpus `notes`, asks it, and holds the answers against it."""

    curating: Curating

    def publish(self, page: str, name: str = "invoices.md") -> str:
        """Publish the page in the place of what it was; gives the id of the release."""
        self.curating.write(name, page)
        return self.curating.load().release

    def parts(self, **chosen: object) -> Parts:
        """Parts as another process opens them."""
        parts = Parts(read_settings(home=self.curating.home, redraws=0, retries=0, **chosen))
        parts.embedder = self.curating.embedder
        return parts

    def ask(self, question: str = PAYING) -> Exchanged:
        """Ask, without a model."""
        return ask(question, [], self.parts(), NOW)

    def recheck(self) -> Rechecks:
        """Hold all that is on record against what is published now."""
        return recheck([], self.parts(), self.curating.now)

    def on_record(self, question_id: int) -> Recheck:
        """What the last recheck found of an answer."""
        exchange = self.parts().record.exchange(question_id)
        assert exchange is not None
        assert exchange.recheck is not None
        return exchange.recheck


@pytest.fixture
def law(curating: Curating) -> Law:
    """The corpus with the page on invoices, published."""
    law = Law(curating)
    law.publish(PAGE)
    return law


def fallen(found: Rechecks) -> list[Fallen]:
    """All statements that fell."""
    return [each for answer in found.fallen for each in answer.recheck.fallen]


def test_a_changed_number_fells_exactly_its_statement(law: Law) -> None:
    """A number in a source changes: that statement falls with the new words, the others stand at their new places."""
    asked = law.ask()
    assert set(texts(asked.answer)) >= {PAYS, INTEREST, REMINDER}
    newer = law.publish("# Invoices\n\nThese rules are new this year.\n\n" + PAGE.replace("30 days", "45 days")[12:])
    found = law.recheck()
    (one,) = fallen(found)
    assert (one.text, one.against) == (PAYS, "The client pays the invoice within 45 days.")
    assert one.reason.startswith("The sources say otherwise now: ")
    assert (found.judged, found.judged_before, found.not_checked) == (1, 0, 0)
    assert [each.question_id for each in found.fallen] == [asked.question_id]
    record = law.on_record(asked.question_id)
    document = law.parts().release("notes", newer).texts.document("invoices.md")
    assert document is not None
    places = {each.text: [document.text[span.start : span.end] for span in each.spans] for each in record.held
              if each.spans[0].document == "invoices.md"}  # fmt: skip
    assert places == {INTEREST: [INTEREST], REMINDER: [REMINDER]}
    assert record.releases == {"notes": newer}


def test_a_statement_whose_words_are_gone_falls(law: Law) -> None:
    """What no source carries any more falls, and says so; nothing refutes it."""
    law.ask("What does a reminder for an unpaid invoice cost?")
    law.publish(PAGE.replace(f" {REMINDER}", ""))
    assert [(each.text, each.against) for each in fallen(law.recheck())] == [(REMINDER, "")]


def test_a_sentence_that_moved_to_another_document_stands(law: Law) -> None:
    """The same sentence in another document of the newer release carries the statement there."""
    asked = law.ask("What does a reminder for an unpaid invoice cost?")
    law.curating.write("reminders.md", f"# Reminders\n\n{REMINDER} It is sent by mail.\n")
    law.publish(PAGE.replace(f" {REMINDER}", ""))
    assert fallen(law.recheck()) == []
    (held,) = [each for each in law.on_record(asked.question_id).held if each.text == REMINDER]
    assert held.spans[0].document == "reminders.md"


def test_part_of_a_sentence_is_not_enough(law: Law) -> None:
    """The quoted words still stand, but in a sentence that says the opposite: the statement is judged anew."""
    quoted = [{"passage": 1, "words": "pays the invoice within 30 days"}]
    said = json.dumps({"sentences": [{"text": PAYS, "quotes": quoted}], "not_in_sources": ""})
    with LoopbackModel(Reply(text=said)) as model:
        plugged = {"model": "loopback", "base_url": model.base_url}
        asked = ask(PAYING, [], law.parts(**plugged), NOW)
    assert texts(asked.answer) == [PAYS]
    law.publish(PAGE.replace(PAYS, "The client never pays the invoice within 30 days."))
    assert [each.text for each in fallen(law.recheck())] == [PAYS]


def test_what_is_as_it_was_is_not_judged(law: Law) -> None:
    """Without a newer release nothing is looked at; with one that changes other documents, no judge is asked."""
    law.ask()
    assert law.recheck() == Rechecks()
    law.publish("# Bread\n\nRye bread rises for four hours in a warm kitchen.\n", "bread.md")
    with LoopbackModel(judging.honest) as model:
        chosen = {"judge": "model", "model": "loopback", "base_url": model.base_url}
        found = recheck([], law.parts(**chosen), NOW)
        assert model.requests == []
    assert (found.judged, found.fallen) == (1, ())


def test_a_recheck_that_was_stopped_goes_on(law: Law) -> None:
    """Stopped in the middle, it goes on with the answers that were not judged yet, and asks of none of them twice."""
    questions = ["When does the client pay the invoice?", "When is the invoice paid by the client?", PAYING]
    asked = [law.ask(question) for question in questions]
    law.publish(PAGE.replace(PAYS, OTHERWISE))
    with LoopbackModel(judging.honest) as model:
        parts = law.parts(judge="model", model="loopback", base_url=model.base_url)

        def stopping(progress: Progress) -> None:
            if progress.done == 2:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            recheck([], parts, NOW, stopping)
        assert len(parts.record.entries(Kind.RECHECK)) == 2
        before = len(model.requests)
        seen: list[Progress] = []
        found = recheck([], parts, NOW, seen.append)
        assert [(each.done, each.total) for each in seen] == [(0, 1), (1, 1)]
        assert (found.judged, found.judged_before) == (1, 2)
        again = len(model.requests)
        assert again > before
        assert recheck([], parts, NOW).judged == 0
        assert len(model.requests) == again
    assert {each.question_id for each in found.fallen} == {each.question_id for each in asked}
    assert len(parts.record.entries(Kind.RECHECK)) == 3


def test_a_judge_that_fails_fells_nothing(law: Law) -> None:
    """What could not be checked is neither held nor fallen: it is not on record, and tried again the next time."""
    law.ask()
    law.publish(PAGE.replace(PAYS, OTHERWISE))
    with LoopbackModel(Reply(text="I would rather not say.")) as model:
        broken = law.parts(judge="model", model="loopback", base_url=model.base_url)
        found = recheck([], broken, NOW)
        assert model.requests
    assert (found.judged, found.not_checked, found.fallen) == (0, 1, ())
    assert broken.record.entries(Kind.RECHECK) == []
    assert law.recheck().judged == 1


def test_a_release_that_is_taken_back_clears_the_answer(law: Law) -> None:
    """Where the sources say again what they said, the next recheck finds that the answer stands."""
    law.ask()
    law.publish(PAGE.replace("30 days", "45 days"))
    assert len(fallen(law.recheck())) == 1
    law.publish(PAGE)
    found = law.recheck()
    assert (found.judged, found.fallen) == (1, ())


def test_deleted_conversations_and_other_corpora_are_left_alone(law: Law) -> None:
    """What a learner deleted is not held against anything, nor what cites none of the corpora that were named."""
    asked = law.ask()
    law.publish(PAGE.replace("30 days", "45 days"))
    parts = law.parts()
    with pytest.raises(NoCorpus):
        recheck(["nowhere"], parts, NOW)
    remove(parts.record, asked.question_id, NOW)
    assert recheck(["notes"], parts, NOW) == Rechecks()


@dataclass
class Two:
    """Two corpora that one answer cites, of which one is taken off the shelf and comes back."""

    law: Law

    def publish(self, corpus: str, page: str) -> str:
        """Publish the page as all there is in that corpus."""
        curating = self.law.curating
        folder = curating.folder.parent / corpus
        folder.mkdir(exist_ok=True)
        (folder / "page.md").write_text(page, "utf-8")
        curating.now += timedelta(minutes=1)
        return load(folder, corpus, Loader(curating.shelf, curating.embedder, curating.cache), curating.now).release

    def take_off(self, corpus: str) -> None:
        """Take the corpus off the shelf; where it is published again, it is another release."""
        shutil.rmtree(self.law.curating.home / "releases" / corpus)

    def fallen(self) -> list[str]:
        """What a recheck finds fallen, of all that is on record."""
        return [each.text for each in fallen(self.law.recheck())]


@pytest.mark.parametrize("names", [("aa", "bb"), ("bb", "aa"), ("x1", "x2"), ("x2", "x1")])
def test_a_corpus_that_was_off_the_shelf_is_looked_at_when_it_is_back(law: Law, names: tuple[str, str]) -> None:
    """While it is away the others are rechecked, as often as they change; back, it is held to account itself."""
    two, (stays, goes) = Two(law), names
    two.take_off("notes")
    two.publish(stays, f"# Paying\n\n{PAYS}\n")
    two.publish(goes, f"# Late invoices\n\n{INTEREST}\n")
    with LoopbackModel(steady) as model:
        asked = ask(PAYING, [], law.parts(model="loopback", base_url=model.base_url), NOW)
    assert set(texts(asked.answer)) == {PAYS, INTEREST}
    two.take_off(goes)
    two.publish(stays, f"# Paying\n\nNew this year.\n\n{PAYS}\n")
    assert two.fallen() == []
    assert law.recheck().judged_before == 1
    two.publish(stays, f"# Paying\n\n{PAYS.replace('30', '45')}\n")
    assert two.fallen() == [PAYS]
    back = two.publish(goes, f"# Late invoices\n\n{INTEREST.replace('8 percent', '11 percent')}\n")
    assert sorted(two.fallen()) == sorted([PAYS, INTEREST])
    assert law.on_record(asked.question_id).releases[goes] == back
    assert law.recheck().judged == 0
