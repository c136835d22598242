"""Order the steps: the steps of a procedure of the source, shuffled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import factorial

from tutor.domain import Citation, Exercise, ExerciseKind
from tutor.learning.items.parts import Material, shuffled, without_last
from tutor.learning.material import Sentence

QUESTION = "Put these in the order that the source gives."
FEWEST, MOST = 3, 7
# A list of requirements has numbers too; only what says so goes by its order.
_PROCEDURE = re.compile(
    r"\b(?:steps?|procedure|process|sequence|timeline|agenda|diagnosing|releasing|in order|orders? of|incident|moving"
    r"|dashboard shows another)\b",
    re.IGNORECASE,
)
_IN_A_ROW = re.compile(r"\border(?: is)?: (?P<steps>[^.;:]+)\.$")


def orders(material: Material) -> Iterator[Exercise]:
    """An exercise for each procedure of the section."""
    for steps in material.section.steps():
        if _PROCEDURE.search(material.about):
            text, span = material.section.document, steps[0].cited.span
            whole = text.span(span.start, steps[-1].cited.span.end)
            made = in_order(material, [each.text for each in steps], Citation.cut(text.text, whole))
            if made is not None:
                yield made
    for sentence in material.sentences:
        yield from _in_a_row(sentence, material)


def _in_a_row(sentence: Sentence, material: Material) -> Iterator[Exercise]:
    found = _IN_A_ROW.search(sentence.text)
    if found:
        steps = re.split(r",? (?:and )?then |, (?:and )?", found["steps"])
        made = in_order(material, steps, sentence.cited)
        if made is not None:
            yield made


def in_order(material: Material, steps: list[str], evidence: Citation) -> Exercise | None:
    """The exercise on those steps, given in the right order; None where they are too few or too many."""
    bare = [without_last(step) for step in steps]
    if not FEWEST <= len(bare) <= MOST:
        return None
    options = shuffled(bare, evidence.quote)
    if options == bare:
        options = [*options[1:], options[0]]
    places = [str(options.index(step) + 1) for step in bare]
    return material.exercise(
        ExerciseKind.ORDER,
        QUESTION,
        " ".join(places),
        evidence,
        options=tuple(options),
        chance=1 / factorial(len(bare)),
    )
