"""A claim is judged by the words it cites, and by nothing else."""

from __future__ import annotations

import pytest

from tests.checking.judges import EveryWord
from tests.checking.passages import claim, passages
from tutor.checking.ground import ground
from tutor.domain import Check, Label
from tutor.models.judge import Judge, Pair
from tutor.models.lexical_judge import LexicalJudge

TEXT = "The client pays within 30 days. Interest runs from the day after. Rates differ by country."
FOUND = passages(TEXT, "Window functions keep every row of the table.")


def test_premise_is_the_sentences_cited() -> None:
    """The judge reads the whole sentences that the cited words stand in, and not their neighbours."""
    judge = EveryWord()
    claims = [
        claim("The client pays.", FOUND, (1, "pays within 30 days")),
        claim("Interest runs.", FOUND, (1, "within 30 days. Interest runs"), (2, "keep every row")),
    ]
    ground(claims, FOUND, judge)
    assert judge.calls == [
        [
            Pair("The client pays within 30 days.", claims[0].text),
            Pair(
                "The client pays within 30 days. Interest runs from the day after. "
                "Window functions keep every row of the table.",
                claims[1].text,
            ),
        ]
    ]


WORDS = "The client pays within **30 days**."


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("The client pays within 30 days.", 0),
        ("the client PAYS within 30 days", 0),
        ("Pays within 30 days.", 1),
        ("The client pays within 30 days. Interest runs.", 1),
    ],
)
def test_whole_sentences_of_the_source_need_no_judge(text: str, asked: int) -> None:
    """What the cited sentence says word for word it carries; a part of a sentence may say the opposite of the whole."""
    judge = EveryWord()
    found = passages(WORDS + " Interest runs from the day after.")
    (verdict,) = ground([claim(text, found, (1, WORDS))], found, judge)
    assert judge.pairs == asked
    assert asked or (verdict.label, verdict.score, verdict.reason) == (
        Label.SUPPORTED, 1.0, "the source says it in these words",
    )  # fmt: skip


TABLE = "| What | When |\n|---|---|\n| deposit | before the work begins |\n| rest of the fee | within 30 days |\n"
CODE = "Count like this:\n\n```sql\nSELECT country, COUNT(*) FROM clients GROUP BY country;\n```\n"


@pytest.mark.parametrize(
    ("text", "source", "words", "label"),
    [
        ("The rest of the fee: within 30 days.", TABLE, "| rest of the fee | within 30 days |", Label.SUPPORTED),
        ("The rest of the fee: within 60 days.", TABLE, "| rest of the fee | within 30 days |", Label.REFUTED),
        ("SELECT country, COUNT(*) FROM clients", CODE, "SELECT country, COUNT(*) FROM clients", Label.SUPPORTED),
    ],
)
def test_a_table_or_code_is_judged_as_words(text: str, source: str, words: str, label: Label, any_judge: Judge) -> None:
    """A row carries what stands in its cells and no other number; code carries itself."""
    found = passages(source)
    (verdict,) = ground([claim(text, found, (1, words))], found, any_judge)
    assert verdict.label is label


HEADER, ROW = "| What | When |", "| rest of the fee | within 30 days |"


@pytest.mark.parametrize(
    ("text", "cited", "asked"),
    [
        ("What: rest of the fee; When: within 30 days", (HEADER, ROW), 0),
        ("What: rest of the fee; When: before the work begins", (HEADER, ROW), 1),
        ("What: rest of the fee; When: within 30 days", (ROW,), 1),
        ("What: deposit; When: before the work begins", (HEADER, ROW), 1),
    ],
)
def test_a_row_read_out_under_its_header_needs_no_judge(text: str, cited: tuple[str, ...], asked: int) -> None:
    """It says what the table says, if both are cited; a cell of another row, or of no cited one, is judged."""
    judge = EveryWord()
    found = passages(TABLE)
    ground([claim(text, found, *((1, words) for words in cited))], found, judge)
    assert judge.pairs == asked


TITLED = "# Rome\n\nIt lets both sides choose the law of their contract, except in Denmark."


@pytest.mark.parametrize(
    ("text", "label", "reason"),
    [
        ("Rome lets both sides choose the law, except in Denmark.", Label.SUPPORTED, ""),
        ("Both sides choose the law of their contract, except in Finland.", Label.NOT_ENOUGH_INFO, "name Finland"),
    ],
)
def test_a_name_has_to_stand_in_the_passage_or_above_it(text: str, label: Label, reason: str) -> None:
    """The cited words may say "it" of what the heading names; what neither names the writer has from elsewhere."""
    found = passages(TITLED)
    (verdict,) = ground([claim(text, found, (1, "It lets both sides choose the law"))], found, EveryWord())
    assert (verdict.label, reason in verdict.reason) == (label, True)


PROJECT = "I build a portal for the bakery Krume, which pays its 4 suppliers by bank transfer."


@pytest.mark.parametrize(
    ("text", "label", "reason"),
    [
        ("Krume pays its 4 suppliers within 30 days.", Label.SUPPORTED, ""),
        ("Krume pays its 9 suppliers within 30 days.", Label.REFUTED, "gives 4 suppliers, the statement says 9"),
        ("The bakery Krume pays its 4 suppliers by bank transfer.", Label.NOT_ENOUGH_INFO, "the source adds nothing"),
    ],
)
def test_an_application_stands_on_the_source_and_on_the_project(text: str, label: Label, reason: str) -> None:
    """It may use what the learner wrote, not go beyond both, and is worth nothing where no source is needed."""
    applied = claim(text, FOUND, (1, "The client pays within 30 days.")).model_copy(update={"applies": True})
    (verdict,) = ground([applied], FOUND, LexicalJudge(), PROJECT)
    assert (verdict.label, reason in verdict.reason) == (label, True)


def test_what_the_learner_wrote_carries_no_other_claim() -> None:
    """A plain statement is judged by its sources alone, whatever stands in the project."""
    plain = claim("Krume pays its 4 suppliers within 30 days.", FOUND, (1, "The client pays within 30 days."))
    (verdict,) = ground([plain], FOUND, LexicalJudge(), PROJECT)
    assert verdict.label is not Label.SUPPORTED


def test_verdicts_are_in_the_order_of_the_claims() -> None:
    """Each claim has its own verdict, with the place where it looked; one without citations is not carried."""
    claims = [
        claim("Window functions keep every row.", FOUND, (2, "keep every row")),
        claim("The client pays within 30 days.", FOUND),
        claim("The client pays within 45 days.", FOUND, (1, "pays within 30 days")),
        claim("Cats sleep.", FOUND, (1, "Rates differ")),
    ]
    verdicts = ground(claims, FOUND, LexicalJudge())
    assert [verdict.label for verdict in verdicts] == [
        Label.SUPPORTED,
        Label.NOT_ENOUGH_INFO,
        Label.REFUTED,
        Label.NOT_ENOUGH_INFO,
    ]
    assert {verdict.check for verdict in verdicts} == {Check.GROUNDING}
    assert [verdict.where for verdict in verdicts] == [
        claims[0].citations[0].span,
        None,
        claims[2].citations[0].span,
        claims[3].citations[0].span,
    ]
    assert all(verdict.reason for verdict in verdicts)


def test_nothing_to_judge() -> None:
    """No claims, no verdicts."""
    assert ground([], FOUND, LexicalJudge()) == []
