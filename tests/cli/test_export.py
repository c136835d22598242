"""An exported conversation: all that was said, each word as a word, whatever it is made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.app.hostile import hostile_question
from tests.cli.shapes import CONVERSATION, faults
from tests.conftest import NOW
from tests.store.answered import RELEASE, answered, stated, withheld
from tests.strategies import MARKDOWN, MARKED
from tutor.ask import answer_from
from tutor.domain import Answer, Check, Label, Source, Statement, Verdict
from tutor.export import as_json, as_markdown, literal, sources_of
from tutor.models.embedder import Embedder
from tutor.parts import Parts
from tutor.settings import read_settings
from tutor.store.conversations import Conversation
from tutor.store.record import Exchange

OURS = {"heading_open", "paragraph_open", "blockquote_open", "fence", "strong_open"}
NOTHING = {"inline", "text", "softbreak", "heading_close", "paragraph_close", "blockquote_close", "strong_close"}
TEXT = MARKED | st.text() | MARKDOWN | st.just(hostile_question())


def conversation(title: str = "Joins") -> Conversation:
    """A conversation of one question."""
    return Conversation(id=7, title=title, started_at=NOW, last_at=NOW, questions=1, removed=False)


def exchange(answer: Answer | None, question: str = "What is a join?", **more: object) -> Exchange:
    """That question with that answer."""
    made = {"id": 7, "at": NOW, "conversation": 7, "question": question, "corpora": ("sql",), "answer": answer}
    return Exchange.model_validate({**made, **more})


def tokens(markdown: str) -> list[Token]:
    """All tokens of a document, as GitHub's flavour has them."""
    parsed = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    return [each for token in parsed for each in (token, *(token.children or ()))]


def shown(markdown: str) -> Iterator[str]:
    """What a reader sees, block by block."""
    for token in tokens(markdown):
        if token.type == "inline":
            yield "".join(child.content if child.type == "text" else "\n" for child in token.children or ()
                          if child.type in ("text", "softbreak"))  # fmt: skip
        elif token.type == "fence":
            yield token.content


def one_line(text: str) -> str:
    """The words of a text, as a document shows them: Markdown knows no NUL."""
    return " ".join(text.split()).replace("\0", "\ufffd")


@example("- a")
@example("1. a")
@example("=== a")
@example("www.a.test and http://a.test")
@given(text=TEXT.filter(str.strip))
def test_no_text_comes_alive(text: str) -> None:
    """Text in any place of a document is shown letter for letter: no link, image, HTML, list, table or emphasis."""
    document = f"# {literal(text)}\n\n{literal(text)}\n\n> {literal(text)}\n>\n> {literal(text)}\n"
    assert {token.type for token in tokens(document)} <= (OURS | NOTHING) - {"strong_open"}
    assert list(shown(document)) == [one_line(text)] * 4
    assert not re.search(r"(?<!\\):\S|www\.", document, re.IGNORECASE)  # what GitHub makes links and pictures of


@settings(max_examples=40)
@given(texts=st.lists(TEXT, min_size=8, max_size=8), quote=TEXT.filter(bool))
def test_no_text_breaks_the_document(texts: list[str], quote: str) -> None:
    """Whatever is said, asked, quoted and cited, the document has the same parts, each with its own words."""
    title, asked, understood, said, held, reason, gap, notice = texts
    answer = answered(understood, stated(said, quote), withheld=(withheld(held, reason),), gap=gap, notices=(notice,))
    document = as_markdown(conversation(title), [exchange(answer, asked)])
    found = tokens(document)
    assert {token.type for token in found} <= OURS | NOTHING
    assert [token.type for token in found].count("blockquote_open") == 1
    assert [token.type for token in found].count("heading_open") == 2
    blocks = list(shown(document))
    assert one_line(f"Withheld: {held}") in blocks
    assert one_line(f"Because: {reason}") in blocks
    assert one_line(f"Note: {notice}") in blocks
    assert (one_line(asked) or "(no words)") in blocks
    assert f"— Joins › Row multiplication, sql {RELEASE}, joins.md 10-{10 + len(quote)}" in blocks
    lines = quote.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    assert (f"{lines}\n" if "\n" in lines else one_line(quote)) in ["", *blocks]


def test_the_document_in_full() -> None:
    """A reader finds what was asked and understood, each statement above its source, and what was not stated."""
    agreement = Verdict(check=Check.AGREEMENT, label=Label.SUPPORTED, score=1, reason="2 of 2 redraws say it")
    code = "Like this:\n\n```sql\nSELECT *\n  FROM a\n```"
    first = Statement(claim=stated("A join multiplies rows.", code).claim, verdicts=(
        *stated("A join multiplies rows.").verdicts, agreement))  # fmt: skip
    answer = answered(
        "What is a left join?",
        first,
        stated("1. Keys are *unique*.", "Keys are *unique*."),
        withheld=(withheld("A join is free."),),
        gap="how fast it is",
        notices=("You stopped this answer.",),
    )
    assert (
        as_markdown(conversation("Joins & [more]"), [exchange(answer, "And a left one?")])
        == f"""\
# Joins \\& \\[more\\]

## And a left one?

Asked 2026-11-21 12:00 UTC of sql {RELEASE}.

**Understood as:** What is a left join?

A join multiplies rows.

> ````
> Like this:
>
> ```sql
> SELECT *
>   FROM a
> ```
> ````
>
> — Joins › Row multiplication, sql {RELEASE}, joins.md 10-{10 + len(code)}

Asked again: 2 of 2 redraws say it.

1\\. Keys are \\*unique\\*.

> Keys are \\*unique\\*.
>
> — Joins › Row multiplication, sql {RELEASE}, joins.md 10-28

**Withheld:** A join is free.

**Because:** no words of a source carry it

**Not in these sources:** how fast it is

**Note:** You stopped this answer.
"""
    )


def test_what_has_no_answer_is_exported_as_far_as_it_was_checked() -> None:
    """A question whose answer was interrupted is there with the sentences that were decided on; a refusal is told."""
    checked = (stated("A join multiplies rows."), withheld("A join is free."))
    broken = exchange(None, checked=checked, releases={"sql": RELEASE})
    document = as_markdown(conversation(), [exchange(answered("What is a join?")), broken])
    assert "\n\nThese sources do not answer this.\n\n" in document
    assert "There is no answer on record" in document
    assert f"> — sql {RELEASE}, joins.md 10-33\n\n**Withheld:** A join is free." in document
    refused, unanswered = as_json(conversation(), [exchange(answered("What is a join?")), broken])["turns"]
    assert refused["answer"]["refusal"] == "These sources do not answer this."
    assert unanswered["answer"] is None
    assert [each["text"] for each in unanswered["checked"]["stated"]] == ["A join multiplies rows."]
    assert [each["reason"] for each in unanswered["checked"]["withheld"]] == ["no words of a source carry it"]


def test_a_citation_comes_with_the_terms_of_its_source() -> None:
    """By whom, under which licence, of which version and from when, below the words; each source once in JSON."""
    source = Source(
        title="Joins", author="A. Author", uri="https://a.test/joins", licence="CC-BY-4.0", version="PostgreSQL 16",
        reviewed_on=date(2026, 5, 1), review_by=date(2027, 5, 1),
    )  # fmt: skip
    turn = exchange(answered("What is a join?", stated("A join multiplies rows."), stated("It *really* does.")))
    sources = {("sql", RELEASE, "joins.md"): source}
    document = as_markdown(conversation(), [turn], sources)
    terms = (
        "By A. Author · Licence CC-BY-4.0 · Version PostgreSQL 16 · Reviewed on 2026-05-01"
        " · To be reviewed by 2027-05-01 · From https://a.test/joins"
    )
    assert list(shown(document)).count(terms) == 2
    assert {token.type for token in tokens(document)} <= OURS | NOTHING
    whole = as_json(conversation(), [turn], sources)
    assert list(faults(whole, CONVERSATION)) == []
    (told,) = whole["sources"]
    assert (told["corpus"], told["release"], told["document"]) == ("sql", RELEASE, "joins.md")
    assert (told["licence"], told["version"], told["author"]) == ("CC-BY-4.0", "PostgreSQL 16", "A. Author")
    assert (told["reviewed_on"], told["review_by"], told["uri"]) == ("2026-05-01", "2027-05-01", "https://a.test/joins")


def test_sources_are_those_of_the_releases_that_are_kept(starter_home: Path, embedder: Embedder) -> None:
    """Each cited document as its own release has it; of a release that is gone there is nothing, and no error."""
    parts = Parts(read_settings(home=starter_home))
    parts.embedder = embedder
    answer = answer_from("What is the grain of a table?", parts.releases(["sql"]), parts)
    gone = answered("What is a join?", stated("A join multiplies rows."))
    found = sources_of([exchange(answer), exchange(gone), exchange(None)], parts)
    release = answer.fingerprint.releases["sql"]
    cited = {citation.span.document for each in answer.stated for citation in each.claim.citations}
    assert {(corpus, kept) for corpus, kept, _ in found} == {("sql", release)}
    assert cited <= {document for _, _, document in found}
    assert all(source.licence and source.title for source in found.values())


@pytest.mark.parametrize("answer", [answered("?", stated("A.")), answered("?")])
def test_json_has_the_documented_shape(answer: Answer) -> None:
    """As JSON a conversation has what the contract says."""
    assert list(faults(as_json(conversation(), [exchange(answer)]), CONVERSATION)) == []
