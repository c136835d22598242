"""What is checked of an exercise before anyone sees it, by rule; the judge looks at what rules cannot read.

The rules about writing are those of Haladyna, Downing and Rodriguez (2002) that can be counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tutor.domain import Exercise, ExerciseKind, Flaw, Label
from tutor.learning.items.find_error import ARROW
from tutor.learning.items.parts import GAP, OPTIONS, Material
from tutor.learning.items.sandbox import VARIANTS, NotRun, run
from tutor.learning.items.sql_task import difference
from tutor.learning.material import points_elsewhere
from tutor.models.judge import Judge, Pair
from tutor.text.mapped import plain
from tutor.text.words import content_stems, numbers, stems, words

UNANSWERABLE = "answerable from its span"
GIVEN_AWAY = "not answerable without it"
SEVERAL_RIGHT = "one right answer"
FLAWED = "item writing"
TWICE = "no duplicate"
CHECKS = (UNANSWERABLE, GIVEN_AWAY, SEVERAL_RIGHT, FLAWED, TWICE)

_LONGEST_PROMPT = 70  # words of an exercise without a query
_FEWEST_BESIDE = 5  # words that a gap needs around it
_ALIKE = 0.85  # of the stems of two questions: more is the same question
_CATCH_ALL = re.compile(r"\b(?:all|none|both|any) of (?:the above|these|them)\b", re.IGNORECASE)
_FOR_EXAMPLE = r"\b(?:[Ff]or (?:example|instance)|[Ss]uch as|e\.g\.)"
_COLUMN = re.compile(r"[a-z]+(?:_[a-z0-9]+)+")
_CUE = re.compile(r"Which “.*” belongs to “(?P<cue>.*)” \(")
_ARTICLE = re.compile(r"\b([Aa]n?) ([a-z])[a-z]")
_VOWEL = re.compile(r"(?:[aeio]|u(?!n[ai]|s[ae]))", re.IGNORECASE)


@dataclass(frozen=True)
class Made:
    """An exercise and the material it was made from.

    `statement` is the right answer as a sentence that has the answer in it, where a model wrote one; rules need none.
    """

    exercise: Exercise
    material: Material
    statement: str = ""


def flaws(made: Made) -> list[Flaw]:
    """What is wrong with one exercise by itself, as far as rules can see; empty for a sound one."""
    unanswerable = [Flaw(check=UNANSWERABLE, words=said) for said in _unanswerable(made.exercise)]
    return [*unanswerable, *flaws_of_wording(made)]


def flaws_of_wording(made: Made) -> list[Flaw]:
    """The same, but for whether the cited words hold the answer letter by letter."""
    found = (
        *((GIVEN_AWAY, said) for said in _given_away(made)),
        *((SEVERAL_RIGHT, said) for said in _several_right(made)),
        *((FLAWED, said) for said in _flawed(made.exercise)),
    )
    return [Flaw(check=check, words=said) for check, said in found]


def asked_twice(exercises: Sequence[Exercise]) -> dict[str, Flaw]:
    """The exercises that ask what an earlier one of the same kind asks already, by id."""
    found: dict[str, Flaw] = {}
    seen: dict[tuple[str, str], list[frozenset[str]]] = {}
    for each in exercises:
        asked = frozenset(stems(_bare(each)))
        before = seen.setdefault((each.kind, each.answer.casefold()), [])
        if any(len(asked & other) >= _ALIKE * len(asked | other) for other in before):
            found[each.id] = Flaw(check=TWICE, words="another exercise asks the same")
        before.append(asked)
    return found


def also_right(made: Sequence[Made], judge: Judge) -> dict[str, Flaw]:
    """The exercises of which the judge finds that the source carries what should be wrong, by id."""
    asked = [(each, wrong) for each in made for wrong in said_to_be_wrong(each)]
    judged = judge.judge([Pair(prose(each.material), wrong) for each, wrong in asked])
    return {
        each.exercise.id: Flaw(check=SEVERAL_RIGHT, words=f"the source also carries “{wrong}”")
        for (each, wrong), verdict in zip(asked, judged, strict=True)
        if verdict.label is Label.SUPPORTED
    }


def sound(made: Sequence[Made], judge: Judge | None = None) -> tuple[list[Exercise], Mapping[str, list[Flaw]]]:
    """The exercises that pass every check, in order, and the flaws of the others by id."""
    failed = {each.exercise.id: found for each in made if (found := flaws(each))}
    passing = [each for each in made if each.exercise.id not in failed]
    if judge is not None:
        failed |= {name: [flaw] for name, flaw in also_right(passing, judge).items()}
        passing = [each for each in passing if each.exercise.id not in failed]
    failed |= {name: [flaw] for name, flaw in asked_twice([each.exercise for each in passing]).items()}
    kept = {each.exercise.id: each.exercise for each in passing if each.exercise.id not in failed}
    return list(kept.values()), failed


def _bare(exercise: Exercise) -> str:
    """The question without the heading above it."""
    return exercise.prompt.partition("\n")[2]


def _unanswerable(exercise: Exercise) -> Iterator[str]:
    """The right answer must stand in the cited words."""
    cited, right = plain(exercise.evidence.quote), exercise.answer
    match exercise.kind:
        case ExerciseKind.FILL_IN:
            there = _bare(exercise).replace(GAP, right) == cited
        case ExerciseKind.FIND_ERROR:
            wrong, _, right = right.partition(ARROW)
            there = right in cited and wrong in exercise.prompt
        case ExerciseKind.ORDER:
            places = [cited.find(exercise.options[int(each) - 1]) for each in right.split()]
            there = places == sorted(places) and -1 not in places
        case ExerciseKind.SHORT:
            there = all(each.text.rstrip(".").casefold() in cited.casefold() for each in exercise.criteria)
        case ExerciseKind.SQL:
            yield from _unrunnable(exercise)
            there = right in exercise.evidence.quote
        case _:
            there = right in cited
    if not there:
        yield "the cited words do not hold the answer"


def _unrunnable(exercise: Exercise) -> Iterator[str]:
    """A query must run, give rows, and give others when the tables change, or the result could be written down."""
    assert exercise.sql is not None
    try:
        rows, *fewer = (run(exercise.sql, exercise.answer, without=without) for without in VARIANTS)
        if not rows.rows:
            yield "the query gives no rows"
        elif all(rows == each for each in fewer):
            yield "the query gives the same whatever the tables hold"
        elif difference(exercise.sql, exercise.answer):
            yield "the query does not give the same each time"
    except NotRun as reason:
        yield str(reason)


def _given_away(made: Made) -> Iterator[str]:
    """The question alone must neither hold the answer nor hang on what stands beside the cited words."""
    exercise = made.exercise
    if exercise.kind is ExerciseKind.SQL:
        return
    if exercise.kind is not ExerciseKind.ORDER and points_elsewhere(plain(exercise.evidence.quote)):
        yield "it speaks of something that only stands beside it"
    elif _of_an_example(made):
        yield "it asks for what an example happens to hold"
    right = set(content_stems(exercise.answer))
    asked = set(content_stems(_bare(exercise).replace(GAP, "")))
    if exercise.kind is ExerciseKind.CHOICE:
        others = [set(content_stems(each)) for each in exercise.options if each != exercise.answer]
        cue = _CUE.match(_bare(exercise))
        pointed = set(content_stems(cue["cue"])) if cue else set()
        if len(right & asked) > max((len(each & asked) for each in others), default=0) + 1:
            yield "the right option repeats words of the question, and the others do not"
        elif pointed and pointed <= right and not any(each & pointed for each in others):
            yield "the right option alone repeats what it belongs to"
    about = set(stems(made.material.about))
    if exercise.kind in (ExerciseKind.FILL_IN, ExerciseKind.CHOICE) and right and right <= about | asked:
        yield "the question holds the answer"
    if exercise.kind is ExerciseKind.SHORT and right and len(right & asked) > 0.6 * len(right):
        yield "the question holds most of the answer"


def _of_an_example(made: Made) -> bool:
    """Whether it asks for a figure or a column that the section's tables or code show, which nobody needs to know."""
    asked = made.exercise.answer.partition(ARROW)[2] or made.exercise.answer
    if made.exercise.kind not in (ExerciseKind.FILL_IN, ExerciseKind.CHOICE, ExerciseKind.FIND_ERROR):
        return False
    if made.exercise.evidence.quote.lstrip().startswith("|"):
        return False  # a row of a table that says something is what the table is for
    if _COLUMN.fullmatch(asked) and re.search(rf"\b{asked}\b", made.material.section.shown):
        return True
    if not numbers(asked):
        return False
    named = re.search(rf"{_FOR_EXAMPLE}[^.;]*(?<!\w){re.escape(asked)}(?!\w)", plain(made.exercise.evidence.quote))
    return bool(named or numbers(asked) & numbers(made.material.section.shown))


def _several_right(made: Made) -> Iterator[str]:
    exercise = made.exercise
    options = [" ".join(words(each)) or each for each in exercise.options]
    if len(set(options)) < len(options):
        yield "two options say the same"
    if exercise.kind is ExerciseKind.CHOICE:
        source = " ".join(words(plain(made.material.section.document.text)))
        for wrong in said_to_be_wrong(made):
            if " ".join(words(wrong)) in source:
                yield "another option stands there in the source too"
    if exercise.kind is ExerciseKind.FIND_ERROR:
        wrong = exercise.answer.partition(ARROW)[0].lower()
        if words(_said(exercise)).count(wrong) > 1:
            yield "what is wrong stands there more than once"


def _flawed(exercise: Exercise) -> Iterator[str]:
    asked = _bare(exercise)
    if exercise.kind is not ExerciseKind.SQL and len(words(asked)) > _LONGEST_PROMPT:
        yield "the question is too long"
    if GAP in asked and len(words(asked.replace(GAP, ""))) < _FEWEST_BESIDE:
        yield "too little stands around the gap"
    if any(_CATCH_ALL.search(each) for each in exercise.options):
        yield "an option speaks of the others"
    if exercise.kind is ExerciseKind.FIND_ERROR and _wrong_article(_said(exercise)):
        yield "the article gives the error away"
    if exercise.kind is ExerciseKind.CHOICE:
        yield from _flawed_options(exercise, asked)


def _flawed_options(exercise: Exercise, asked: str) -> Iterator[str]:
    right, others = exercise.answer, [each for each in exercise.options if each != exercise.answer]
    if len(exercise.options) != OPTIONS:
        yield f"there are not {OPTIONS} options"
    lengths = sorted(len(each) for each in others)
    if others and len(right) > 20 and (len(right) > 1.5 * lengths[-1] or len(right) < lengths[0] / 1.5):
        yield "the right option stands out by its length"
    if any(one != other and one in other for one in exercise.options for other in exercise.options if len(one) > 3):
        yield "one option is part of another"
    if re.search(rf"\b[Aa]n? {GAP}", asked) and len({bool(_VOWEL.match(each)) for each in exercise.options}) > 1:
        yield "the article before the gap gives the answer away"


def _wrong_article(text: str) -> bool:
    """Whether "a" stands before a vowel, or "an" before none; an h or a u may be spoken either way."""
    found = [(article.lower() == "an", letter) for article, letter in _ARTICLE.findall(text) if letter not in "hu"]
    return any(before_vowel != (letter in "aeio") for before_vowel, letter in found)


def _said(exercise: Exercise) -> str:
    """The sentence with the error in it."""
    return exercise.prompt.rpartition("“")[2].rstrip("”")


def said_to_be_wrong(made: Made) -> list[str]:
    """The statements that the exercise takes to be wrong."""
    exercise = made.exercise
    asked = _bare(exercise)
    others = [each for each in exercise.options if each != exercise.answer]
    if exercise.kind is ExerciseKind.FIND_ERROR:
        return [_said(exercise)]
    if exercise.kind is not ExerciseKind.CHOICE:
        return []
    if made.statement:
        return [made.statement.replace(exercise.answer, each) for each in others]
    if GAP in asked:
        return [asked.replace(GAP, each) for each in others]
    if asked.endswith(" Why?"):
        return [f"{asked.removesuffix('. Why?')}, because {each}." for each in others]
    return [f"{asked.removeprefix('Which fits? ').removesuffix(' …')} {each}." for each in others]


def prose(material: Material) -> str:
    """The sentences of the section: what the judge reads."""
    return " ".join(each.text for each in material.section.sentences)
