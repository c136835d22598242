"""How the benchmark counts what a learner reads, and when it says that a statement was on the wire."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.request import Request as Call
from urllib.request import urlopen

from evals.bench.effort import Effort, Quote, Source, Stated, count, figures, ours, read_until_confirmed
from evals.bench.first_statement import Noted, closing_piece
from evals.bench.material import STARTER, make_headings
from tests.loopback import LoopbackModel, Reply

TEXT = "Intro words here. **Send** the invoice today. It is due in 14 days. Nothing else."
OTHER = Source("a/other.md", 0, "Six words of something else entirely.")


def quote(words: str) -> Quote:
    start = TEXT.index(words)
    return Quote("a/bill.md", start, start + len(words), words)


def source(start: int, end: int) -> Source:
    return Source("a/bill.md", start, TEXT[start:end])


def test_reading_ends_with_the_cited_words() -> None:
    """Documents before are read whole, the one that has the words up to their end; each costs a click."""
    due = quote("It is due in 14 days.")
    whole = source(0, len(TEXT))
    assert read_until_confirmed([due], [whole, OTHER]) == Effort(confirmed=True, words=13, clicks=1)
    assert read_until_confirmed([due], [OTHER, whole]) == Effort(confirmed=True, words=6 + 13, clicks=2)
    both = [quote("Intro words here."), due]
    assert read_until_confirmed(both, [whole]) == Effort(confirmed=True, words=13, clicks=1)


def test_words_that_are_nowhere_cost_all_documents() -> None:
    """The same place in another file is not the place; half of the words are not the words."""
    due = quote("It is due in 14 days.")
    elsewhere = replace(source(0, len(TEXT)), file="a/other.md", text="x" * len(TEXT))
    half = source(0, due.start + 5)
    nothing = read_until_confirmed([due], [elsewhere, half, OTHER])
    assert nothing == Effort(confirmed=False, words=1 + count(half.text) + 6, clicks=3)


def test_words_in_two_documents_or_in_another_place_count_as_read() -> None:
    """Halves in two documents make a whole, and the same words without their marks confirm as well."""
    due = quote("It is due in 14 days.")
    cut = due.start + 9
    assert read_until_confirmed([due], [source(0, cut), source(cut, len(TEXT))]).confirmed
    again = Source("b/copy.md", 0, "Before. Send the\ninvoice today. After.")
    assert read_until_confirmed([quote("**Send** the invoice today.")], [again]) == Effort(
        confirmed=True, words=5, clicks=1
    )


def test_statements_of_one_question_are_no_further_evidence() -> None:
    """Each statement ten times over gives the same medians and the same intervals: questions are drawn, whole."""

    def stated(question: int) -> Stated:
        return Stated(question, (), Effort(confirmed=True, words=10 + question % 7, clicks=1), panel_words=80)

    once = [stated(question) for question in range(40)]
    theirs = [Effort(confirmed=question % 4 > 0, words=100 + question, clicks=2) for question in range(40)]
    few, many = figures(once, theirs), figures(once * 10, theirs * 10)
    assert few["ratio"] == many["ratio"]
    assert few["peer"]["confirmed"] == many["peer"]["confirmed"]
    assert few["peer"]["confirmed"]["value"] == 0.75
    low, high = few["ratio"]["words"]["interval_95"]
    assert low < few["ratio"]["words"]["value"] < high


def test_ours_is_what_the_page_shows(starter_home: Path, tmp_path: Path) -> None:
    """Cited words stand in the file as cited and are marked; a file that says something else confirms nothing."""
    questions = ["How should I number invoices?", "What is the capital of Mongolia?"]
    for name, folder in (("sql", "sql-analytics"), ("business", "freelance-business")):
        (tmp_path / name).symlink_to(STARTER / folder)
    statements, refused = ours(starter_home, tmp_path, questions)
    assert refused == 1
    assert statements
    for each in statements:
        assert each.effort.confirmed
        assert each.effort.words == sum(count(quote.words) for quote in each.quotes) <= each.panel_words
        assert each.effort.clicks == 1
    (tmp_path / "business").unlink()
    (tmp_path / "business").mkdir()
    for file in (STARTER / "freelance-business").glob("*.md"):
        (tmp_path / "business" / file.name).write_text("Something else.", "utf-8")
    assert not any(each.effort.confirmed for each in ours(starter_home, tmp_path, questions)[0])


def test_headings_ask_something(tmp_path: Path) -> None:
    """More than sixty, no two alike, none of a word or two that asks nothing."""
    make_headings(tmp_path / "headings.json")
    headings = json.loads((tmp_path / "headings.json").read_text("utf-8"))
    assert len(set(headings)) == len(headings) >= 60
    assert all(len(each.split()) >= 4 or each.endswith("?") or each.split()[0] in _ASKING for each in headings)


_ASKING = {"How", "What", "When", "Where", "Which", "Who", "Why"}


def test_the_first_statement_is_timed_when_it_is_on_the_wire() -> None:
    """Its last piece is noted before the next one goes out, and reading the pieces again changes nothing."""
    text = json.dumps({"sentences": [{"text": "A } b.", "quotes": [{"passage": 1, "words": "A"}]}, {"text": "C."}]})
    pieces = Noted(Reply(text=text).streamed)
    closing = closing_piece(pieces)
    sent = "".join(pieces[: closing + 1])
    assert json.JSONDecoder().raw_decode(sent, sent.index("{", 1))[0]["quotes"]
    assert not "".join(pieces[:closing]).endswith("}]}")

    pieces = Noted(pieces)
    body = json.dumps({"model": "any", "messages": [], "stream": True}).encode()
    with (
        LoopbackModel(Reply(pieces=pieces, pause_each=0.01)) as model,
        urlopen(Call(f"{model.base_url}/chat/completions", body)) as stream,
    ):
        received = [time.perf_counter() for line in stream if b'"content"' in line][1:]
    noted = pieces.times
    assert len(noted) == len(pieces) == len(received)
    assert all(before < after for before, after in zip(noted, received[1:], strict=False))
    assert all(later - earlier >= 0.01 for earlier, later in pairwise(noted))
    "".join(pieces)
    assert pieces.times == noted
