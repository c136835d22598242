"""Statements as data for the page: marks in words, places, surroundings, and what is copied."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from app.statements import Data, cited, nearest, numbers, stated, surroundings, told_apart, with_said, withheld
from tests.app.answers import TEXT, agreement, document, setting, statement
from tutor.domain import (
    Block,
    BlockKind,
    Check,
    Citation,
    Document,
    Echo,
    Label,
    Passage,
    Source,
    Statement,
    Verdict,
    Withheld,
)

DEPOSIT, REST = "A deposit is paid first.", "The rest is paid within 30 days."


def only(group: Data) -> Data:
    """The one item of a group."""
    (item,) = group["items"]
    assert isinstance(item, dict)
    return item


@pytest.mark.parametrize(
    ("found", "complete", "kind", "mark", "note"),
    [
        (None, False, "supported", "Supported by 1 source", "being asked again …"),
        (None, True, "supported", "Supported by 1 source", ""),
        (agreement(Label.SUPPORTED, "2 of 2 redraws say it"), True, "supported", "Supported by 1 source",
         "asked again: 2 of 2 redraws say it"),
        (agreement(Label.SUPPORTED, "2 of 3 redraws say it, 1 contradicts it", dissent=1), True, "disputed",
         "Supported, but disputed when asked again", "asked again: 2 of 3 redraws say it, 1 contradicts it"),
        (agreement(Label.NOT_ENOUGH_INFO, "1 of 3 redraws says it"), True, "supported once",
         "Supported by 1 source, but seldom said again", "asked again: 1 of 3 redraws says it"),
        (agreement(Label.NOT_ENOUGH_INFO, "0 of 3 redraws say it", score=0), True, "supported once",
         "Supported by 1 source, but said only once", "asked again: 0 of 3 redraws say it"),
        (agreement(Label.NOT_CHECKED, "it was not asked again"), True, "supported", "Supported by 1 source",
         "not asked again"),
        (agreement(Label.NOT_CHECKED, "it did not come within 60 seconds"), True, "supported",
         "Supported by 1 source", "not asked again: it did not come within 60 seconds"),
    ],
)  # fmt: skip
def test_a_mark_says_in_words_what_was_found(
    found: Verdict | None, complete: bool, kind: str, mark: str, note: str
) -> None:
    """Grounding and agreement are told apart, and a statement that is still asked again says so."""
    item = only(stated([statement("Pay first.", DEPOSIT, agreement=found)], setting(), complete=complete))
    assert (item["kind"], item["mark"], item["note"]) == (kind, mark, note)


@pytest.mark.parametrize(
    ("found", "mark", "note"),
    [
        (agreement(Label.SUPPORTED, "2 of 3 redraws say it"), "Supported by 1 source",
         "chosen again from other evidence 2 of 3 times"),
        (agreement(Label.NOT_ENOUGH_INFO, "1 of 3 redraws says it"), "Supported by 1 source, but seldom chosen again",
         "chosen again from other evidence 1 of 3 times"),
        (agreement(Label.NOT_ENOUGH_INFO, "0 of 3 redraws say it", score=0),
         "Supported by 1 source, but chosen only once", "chosen again from other evidence 0 of 3 times"),
    ],
)  # fmt: skip
def test_what_no_model_wrote_was_chosen_again(found: Verdict, mark: str, note: str) -> None:
    """The sources' own sentences are not redrawn: the page does not speak of redraws that nobody made."""
    item = only(stated([statement("Pay first.", DEPOSIT, agreement=found)], setting(), complete=True, chosen=True))
    assert (item["mark"], item["note"]) == (mark, note)


def test_a_statement_from_the_redraws_says_so() -> None:
    """What the first answer did not say is not passed off as its own."""
    made = statement("Pay first.", DEPOSIT, agreement=agreement(Label.SUPPORTED, "3 of 3 redraws say it"))
    redrawn = made.model_copy(update={"claim": made.claim.model_copy(update={"redrawn": True})})
    note = only(stated([redrawn], setting(), complete=True))["note"]
    assert note == "asked again: 3 of 3 redraws say it · from the redraws; the first answer did not say it"


def test_the_words_of_a_dissent_are_at_hand() -> None:
    """Each redraw that contradicts a statement is named with its words, equal words once; also of what is withheld."""
    later, never = "Pay within 60 days.", "Nothing is paid."
    echoes = (
        Echo(redraw=1, label=Label.SUPPORTED, score=1),
        Echo(redraw=4, label=Label.NOT_ENOUGH_INFO, score=0),
        *(
            Echo(redraw=number, label=Label.REFUTED, score=0, words=words)
            for number, words in ((2, later), (3, never), (5, later), (7, later))
        ),
    )
    found = agreement(Label.SUPPORTED, "1 of 6 redraws says it, 4 contradict it", dissent=4)
    disputed = statement("Pay first.", DEPOSIT, agreement=found.model_copy(update={"echoes": echoes}))
    shown = only(stated([disputed], setting(), complete=True))["others"]
    assert shown["label"] == "What the others say"
    assert shown["words"] == [{"who": "Redraws 2, 5 and 7", "words": later}, {"who": "Redraw 3", "words": never}]
    assert only(withheld([Withheld(statement=disputed, reason="No.")], setting()))["others"] == shown
    assert only(stated([statement("Pay first.", DEPOSIT)], setting(), complete=True))["others"]["words"] == []


def refuted(text: str, label: Label, against: str, *quotes: str) -> Statement:
    """A statement that cites those quotes, with words of the source against it."""
    span = document().span(TEXT.index(against), TEXT.index(against) + len(against))
    verdict = Verdict(check=Check.GROUNDING, label=label, score=0.5, reason="the source gives 30 days",
                      against=Citation.cut(TEXT, span))  # fmt: skip
    return statement(text, *quotes).model_copy(update={"verdicts": (verdict,)})


def test_a_mark_says_by_which_evidence() -> None:
    """What the judge found is said as a sentence of its own."""
    assert only(stated([statement("Pay first.", DEPOSIT)], setting(), complete=True))["why"] == "The source says so."


def test_sources_that_contradict_each_other_are_both_quoted() -> None:
    """A statement that another passage denies is disputed, with the words for it, those against it, and their chip."""
    item = only(stated([refuted("Pay first.", Label.SUPPORTED, REST, DEPOSIT)], setting(), complete=True))
    assert (item["kind"], item["mark"]) == ("disputed", "Supported, but another passage says otherwise")
    assert [(side["label"], side["quote"]) for side in item["sides"]] == [("For it", DEPOSIT), ("Against it", REST)]
    assert [[cite["quote"] for cite in side["cites"]] for side in item["sides"]] == [[], [REST]]


def test_what_is_withheld_shows_the_words_that_refute_it() -> None:
    """They open like a citation, unless they are cited already; what nothing refutes shows none."""
    by_another = refuted("Pay last.", Label.REFUTED, REST, DEPOSIT)
    by_its_own = refuted("Pay last.", Label.REFUTED, REST, REST)
    items = withheld([Withheld(statement=each, reason="No.") for each in (by_another, by_its_own)], setting())["items"]
    assert [[(side["label"], side["quote"]) for side in item["sides"]] for item in items] == [
        [("Against it", REST)]
    ] * 2
    assert [len(item["sides"][0]["cites"]) for item in items] == [1, 0]
    (held,) = withheld([Withheld(statement=statement("a", DEPOSIT), reason="No.")], setting())["items"]
    assert held["sides"] == []


def test_words_against_a_statement_are_numbered_with_its_sources() -> None:
    """A source that only speaks against a statement has a number too."""
    alone = refuted("Pay last.", Label.REFUTED, REST)
    assert numbers([Withheld(statement=alone, reason="No.")]) == {("law", "pay.md"): 1}


def test_signs_differ_in_shape() -> None:
    """What colour says is said by a sign too."""
    disputed = agreement(Label.SUPPORTED, "1 contradict it", dissent=1)
    plain = statement("a", DEPOSIT)
    applied = plain.model_copy(update={"claim": plain.claim.model_copy(update={"applies": True})})
    signs = [
        only(stated([applied], setting(), complete=True))["sign"],
        only(stated([statement("a", DEPOSIT)], setting(), complete=True))["sign"],
        only(stated([statement("a", DEPOSIT, agreement=disputed)], setting(), complete=True))["sign"],
        only(withheld([Withheld(statement=statement("a", DEPOSIT), reason="It says more.")], setting()))["sign"],
    ]
    assert len(set(signs)) == 4


def test_words_that_stand_together_are_one_place() -> None:
    """Two quotes side by side are one chip with both highlighted; the address of the source names both."""
    item = only(stated([statement("Pay first, then the rest.", DEPOSIT, REST)], setting(), complete=True))
    (cite,) = item["cites"]
    marked = [
        words for block in cite["blocks"] for row in block["rows"] for cell in row for words, cited, *_ in cell if cited
    ]
    assert " ".join(marked) == f"{DEPOSIT} {REST}"
    address = parse_qs(urlsplit(cite["href"]).query)
    places = [TEXT[int(start) : int(end)] for start, end in zip(address["start"], address["end"], strict=True)]
    assert places == [DEPOSIT, REST]
    assert (address["release"], address["conversation"]) == (["r1"], ["7"])


def _named(cite: Data, text: str) -> tuple[list[str], str]:
    """The words that the address behind a chip names, and those that it opens at."""
    address = parse_qs(urlsplit(cite["href"]).query)
    places = [(int(start), int(end)) for start, end in zip(address["start"], address["end"], strict=True)]
    at = dict(places)[int(address["at"][0])]
    return [text[start:end] for start, end in places], text[int(address["at"][0]) : at]


def test_the_address_names_all_that_the_answer_cites_there() -> None:
    """From the words of one chip one goes to those of the others: in reading order, equal and overlapping ones once."""
    statements = [
        statement("Then the rest.", REST),
        statement("Pay first.", DEPOSIT),
        statement("Pay first, surely.", DEPOSIT),
        statement("Paid.", "deposit is paid first. The"),
    ]
    together = replace(setting(), cited=cited(statements))
    items = stated(statements, together, complete=True)["items"]
    named = [_named(item["cites"][0], TEXT) for item in items]
    assert named[0] == ([DEPOSIT, REST], REST)
    assert named[1] == named[2] == ([DEPOSIT, REST], DEPOSIT)
    assert named[3] == (["deposit is paid first. The"], "deposit is paid first. The")


def test_an_address_has_a_bounded_length() -> None:
    """Of very many cited places it names the nearest, its own among them, and it can be sent by mail."""
    text = TEXT + "\n".join(f"Rule {number:04d} is this." for number in range(1000))
    long = document(text)
    spans = [long.span(at, at + 9) for at in (text.index(f"Rule {number:04d}") for number in range(1000))]
    own = spans[500]
    claim = statement("It is so.", DEPOSIT).claim.model_copy(update={"citations": (Citation.cut(text, own),)})
    one = statement("It is so.", DEPOSIT).model_copy(update={"claim": claim})
    (cite,) = only(stated([one], replace(setting(long), cited=spans), complete=True))["cites"]
    words, at = _named(cite, text)
    assert at == "Rule 0500"
    assert words == [f"Rule {number:04d}" for number in range(480, 520)]
    assert len(cite["href"]) < 2000


def test_a_disputed_statement_that_applies_says_both() -> None:
    """That it applies the sources to the project is not hidden by a dispute."""
    disputed = statement("Pay first.", DEPOSIT, agreement=agreement(Label.SUPPORTED, "1 contradicts it", dissent=1))
    applied = disputed.model_copy(update={"claim": disputed.claim.model_copy(update={"applies": True})})
    item = only(stated([applied], setting(), complete=True))
    assert (item["kind"], item["sign"]) == ("disputed", "≠")
    assert item["mark"] == "Applied to your project, but disputed when asked again"


def test_words_far_apart_are_two_places() -> None:
    """Each place of a statement that combines two has a chip of its own; the source has one number."""
    far = document(TEXT.replace("\n\n| What", "\n\n" + "Something else. " * 40 + "\n\n| What"))
    cells = far.text.index("| rest")
    both = statement("Pay first, then the rest.", DEPOSIT)
    claim = both.claim.model_copy(
        update={"citations": (*both.claim.citations, both.claim.citations[0].cut(far.text, far.span(cells, cells + 6)))}
    )
    item = only(stated([both.model_copy(update={"claim": claim})], setting(far), complete=True))
    assert [cite["quote"] for cite in item["cites"]] == [DEPOSIT, "rest"]
    assert [cite["number"] for cite in item["cites"]] == [1, 1]


def test_what_is_known_of_the_source_is_told() -> None:
    """Licence, version, dates, corpus and release stand in the panel; a date that has passed is said."""
    known = {"version": "SQL 3", "reviewed_on": date(2026, 1, 1), "review_by": date(2026, 11, 24)}
    item = only(stated([statement("Pay first.", DEPOSIT)], setting(document(known=known)), complete=True))
    (cite,) = item["cites"]
    assert dict(cite["facts"]) == {
        "Licence": "CC-BY-4.0", "Version": "SQL 3", "Reviewed on": "2026-01-01", "Review by": "2026-11-24",
        "Corpus": "law r1",
    }  # fmt: skip
    assert "has passed" in cite["stale"]


def test_the_copy_has_statement_words_and_place() -> None:
    """What goes on the clipboard can stand in a mail to a client."""
    item = only(stated([statement("Pay first.", DEPOSIT)], setting(), complete=True))
    assert item["copy"] == f"Pay first.\n“{DEPOSIT}” — Paying (law, r1, CC-BY-4.0)"


def test_the_copy_says_what_stands_against_it() -> None:
    """A reserve goes along to the client: disputed, applied or said once, with the words of a source against it."""
    again = agreement(Label.NOT_ENOUGH_INFO, "0 of 3 redraws say it", score=0)
    once = only(stated([statement("Pay first.", DEPOSIT, agreement=again)], setting(), complete=True))
    assert once["copy"].split("\n")[1] == "[✓ Supported by 1 source, but said only once]"
    disputed = refuted("Pay first.", Label.SUPPORTED, REST, DEPOSIT)
    assert only(stated([disputed], setting(), complete=True))["copy"] == (
        f"Pay first.\n[≠ Supported, but another passage says otherwise]\n“{DEPOSIT}” — Paying (law, r1, CC-BY-4.0)\n"
        f"Against it: “{REST}” — Paying (law, r1, CC-BY-4.0)"
    )
    plain = statement("Pay first.", DEPOSIT)
    applied = plain.model_copy(update={"claim": plain.claim.model_copy(update={"applies": True})})
    copied = only(stated([applied], setting(), complete=True))["copy"]
    assert copied.split("\n")[1] == "[◆ Applied to your project, on the words of 1 source]"


def test_a_repeated_sentence_has_a_key_of_its_own() -> None:
    """Said again with a bad quote it is withheld beside the one that is stated; said twice alike, both are there."""
    good, bad = statement("Pay first.", DEPOSIT), statement("Pay first.")
    making = [
        stated([good, good], setting(), complete=False),
        withheld([Withheld(statement=bad, reason="No.")], setting()),
    ]
    (first, second, third) = (item["key"] for group in told_apart(making) for item in group["items"])
    assert len({first, second, third}) == 3
    done = [stated([good], setting(), complete=True), withheld([Withheld(statement=bad, reason="No.")], setting())]
    assert [item["key"] for group in told_apart(done) for item in group["items"]] == [first, third]


def test_a_statement_keeps_its_key_from_the_making_to_the_end() -> None:
    """The element that shows it stays the same when it is asked again, or withheld in the end."""
    seen = only(stated([statement("Pay first.", DEPOSIT)], setting(), complete=False))
    held = only(withheld([Withheld(statement=statement("Pay first.", DEPOSIT), reason="No.")], setting()))
    assert seen["key"] == held["key"]


def test_what_the_learner_said_is_shown_again() -> None:
    """A statement that was called wrong is still called so after a reload."""
    groups = [stated([statement("Pay first.", DEPOSIT)], setting(), complete=True)]
    assert only(with_said(groups, {"Pay first.": "wrong"})[0])["said"] == "wrong"
    assert only(with_said(groups, {"Something else.": "wrong"})[0])["said"] == ""


def test_a_refusal_leads_to_what_comes_nearest() -> None:
    """The nearest passages can be opened in place like citations, of a section the nearest one."""
    span = document().span(TEXT.index(DEPOSIT), TEXT.index(REST))
    near = Passage(span=span, text="", title="Paying", heading=(), score=1, rank=1, similarity=0.1, cover=0.1)
    after = near.model_copy(update={"span": document().span(TEXT.index(REST), len(TEXT)), "rank": 2})
    group = nearest([near, after], setting())
    assert only(group)["cites"][0]["place"] == "Paying"


def _long(kind: BlockKind) -> Document:
    text = "".join(f"line {number:04d} of a long block\n" for number in range(1000))
    block = Block(kind=kind, start=0, end=len(text) - 1)
    return Document(corpus="c", path="p", source=Source(title="t"), text=text, markdown=False, blocks=(block,))


def test_a_long_block_is_cut_to_whole_lines_around_the_words() -> None:
    """Nobody gets a thousand lines of code to confirm one of them."""
    long = _long(BlockKind.CODE)
    start = long.text.index("line 0500")
    (block,) = surroundings(long, start, start + 9)
    shown = long.text[block.start : block.end]
    assert "line 0500" in shown
    assert len(shown) < 1200
    assert all(line.startswith("line ") and line.endswith("block") for line in shown.split("\n"))
