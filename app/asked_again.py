"""What asking again found, as a learner sees it: data for the element that shows statements. Nothing is drawn here."""

from __future__ import annotations

from app.statements import BLANK, Data
from tutor.again import IDENTICAL
from tutor.checking.worded import meanings, of_answer, of_redraws, spread
from tutor.domain import Answer, Sample
from tutor.errand import BY_RULE

_UNCHECKED = (
    "These are the redraws as they came. They are compared with the answer, and not checked against the sources."
)
_CHOICES = "Each is the choice of sentences made again, from what the question finds in other words, drawn at random."
_GAP = "It says that the sources do not answer."


def is_chosen(answer: Answer) -> bool:
    """Whether it consists of the sources' own sentences, which are chosen again rather than drawn again."""
    return answer.fingerprint.writer == BY_RULE


def in_short(answer: Answer) -> str:
    """For the line above the answer: how often it was asked again, and how stable it is; nothing where it was not."""
    if answer.stability is None:
        return ""
    return of_answer(answer.stability, chosen=is_chosen(answer), alike=IDENTICAL in answer.notices)


def redraws(answer: Answer) -> Data:
    """The folded group of all redraws: how many meanings they have, and each with its words."""
    stability, chosen = answer.stability, is_chosen(answer)
    if stability is None:
        return {"key": "redraws", "label": "", "folded": True, "lines": [], "items": []}
    said = of_redraws(stability)
    name = "Choice" if chosen else "Redraw"
    items = [_item(f"{name} {place}", sample, like) for place, (sample, like) in enumerate(said, 1)]
    lines = [
        spread(stability),
        _CHOICES if chosen else _UNCHECKED,
        *(each for each in answer.notices if each == IDENTICAL),
    ]
    counted = f"{len(said)} {name.lower()}{'s' if len(said) != 1 else ''}"
    label = " · ".join(
        filter(None, (f"The {counted}" if len(said) > 1 else f"The {name.lower()}", meanings(stability)))
    )
    return {"key": "redraws", "label": label, "folded": True, "lines": [each for each in lines if each], "items": items}


def _item(name: str, sample: Sample, like: str) -> Data:
    text = sample.text or ("" if sample.failure or sample.cut else _GAP)
    mark = f"{name} {like}".strip()
    return {**BLANK, "key": name.lower().replace(" ", "-"), "kind": "redraw", "mark": mark, "text": text}
