"""Short answer: why something is so, or what it is, in the learner's own words."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.domain import Criterion, Exercise, ExerciseKind
from tutor.learning.items.parts import Material, definition, reason
from tutor.learning.material import Sentence


def short_answers(material: Material) -> Iterator[Exercise]:
    """An exercise for each reason and each definition of the section, with the criterion it is graded by."""
    for sentence in material.sentences:
        because, defined = reason(sentence), definition(sentence)
        if because is not None:
            statement = because.why[:1].upper() + because.why[1:] + "."
            yield _short(material, sentence, f"{because.what}. Why? Say it in your own words.", statement)
        elif defined is not None:
            asked = f"In your own words: what does “{defined.term}” mean here?"
            yield _short(material, sentence, asked, sentence.text)


def _short(material: Material, sentence: Sentence, question: str, statement: str) -> Exercise:
    criterion = Criterion(text=statement, evidence=sentence.cited)
    return material.exercise(ExerciseKind.SHORT, question, statement, sentence.cited, criteria=(criterion,))
