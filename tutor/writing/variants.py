"""A question in other words, by rule: the same thing asked, in another form."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FORMS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), forms)
    for pattern, forms in (
        (r"(?:what is|what's|what are) (?P<x>[^,]+)",
         ("Explain {x}.", "What is meant by {x}?", "Tell me about {x}.")),
        (r"what does (?P<x>.+?) (?:mean|stand for)", ("What is {x}?", "Explain {x}.", "What is meant by {x}?")),
        (r"what does (?P<x>.+?) do", ("What is {x} for?", "Explain what {x} does.", "What is the purpose of {x}?")),
        (r"how (?:do|can|should) (?:i|we|you) (?P<x>.+)",
         ("What is the way to {x}?", "I want to {x}: how is that done?", "Explain how to {x}.")),
        (r"how (?:do|does|is|are|can) (?P<x>.+)", ("Explain how {x}.", "In which way: {x}?", "Tell me how {x}.")),
        (r"why (?:do|does|is|are|should) (?P<x>.+)",
         ("What is the reason: {x}?", "For which reason: {x}?", "Explain why: {x}.")),
        (r"when (?:do|does|is|are|should|must) (?P<x>.+)",
         ("At what time: {x}?", "In which case: {x}?", "Tell me when: {x}.")),
        (r"should (?:i|we|you) (?P<x>.+)",
         ("Is one to {x}?", "Is it right to {x}?", "I want to know whether to {x}.")),
        (r"can (?:i|we|you) (?P<x>.+)",
         ("Is it possible to {x}?", "Can one {x}?", "I want to know whether one can {x}.")),
        (r"may (?:i|we|you) (?P<x>.+)",
         ("Is it allowed to {x}?", "May one {x}?", "I want to know whether one may {x}.")),
        (r"must (?:i|we|you) (?P<x>.+)",
         ("Is it necessary to {x}?", "Must one {x}?", "I want to know whether one must {x}.")),
        (r"do (?:i|we|you) (?P<x>.+)",
         ("Does one {x}?", "I want to know: does one {x}?", "Tell me: does one {x}?")),
        (r"what is the difference between (?P<x>.+)",
         ("How do {x} differ?", "Compare {x}.", "In what are {x} not the same?")),
        (r"which (?P<x>.+)", ("What {x}?", "Tell me which {x}.", "Name the {x}.")),
    )
)  # fmt: skip
_ANY = ("I would like to know: {x}?", "Please tell me: {x}?", "{x}? What do the sources say?")
_SPECIFIC_FIRST = sorted(_FORMS, key=lambda form: -len(form[0].pattern.split("(?P")[0]))


def variants(question: str, count: int) -> list[str]:
    """`count` other forms of a question, at most as many as the rules have. All its telling words stay as they are."""
    body = " ".join(question.split()).rstrip("?!. ")
    found = next((_filled(forms, match["x"]) for form, forms in _SPECIFIC_FIRST if (match := form.fullmatch(body))), [])
    return [*found, *_filled(_ANY, _inside_a_sentence(body))][: max(0, count)]


def _inside_a_sentence(body: str) -> str:
    """With a small first letter, unless the first word is a name, an abbreviation or "I"."""
    first = body.split(" ", 1)[0]
    return body[:1].lower() + body[1:] if first.istitle() and len(first) > 1 else body


def _filled(forms: Sequence[str], words: str) -> list[str]:
    made = [form.format(x=words) for form in forms]
    return [each[:1].upper() + each[1:] for each in made]
