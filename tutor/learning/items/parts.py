"""What all kinds of exercise are made from and put together with."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tutor.domain import Citation, Exercise, ExerciseKind
from tutor.learning.material import Section, Sentence
from tutor.text.words import words

GAP = "_____"
OPTIONS = 4
LONGEST = 40  # words of a sentence that is asked about: longer is a reading test
_SHORTEST = 6


@dataclass(frozen=True)
class Material:
    """A section that teaches the skill called `skill`, and all sections of its document, for what could be confused."""

    skill: str
    section: Section
    beside: tuple[Section, ...]

    @property
    def sentences(self) -> Iterator[Sentence]:
        """The whole sentences of the section that are neither too short nor too long to be asked about."""
        return (each for each in self.section.sentences if askable(each))

    @property
    def around(self) -> list[Sentence]:
        """The whole sentences of the document, in order."""
        return [each for section in self.beside for each in section.sentences if askable(each)]

    @property
    def about(self) -> str:
        """The heading that the section stands under."""
        return self.section.heading[-1] if self.section.heading else self.section.document.source.title

    def asked(self, question: str) -> str:
        """The question below the heading that it is about, so that one knows which part of the subject is meant."""
        return f"{self.about}\n{question}"

    def exercise(self, kind: ExerciseKind, question: str, answer: str, evidence: Citation, **rest: object) -> Exercise:
        """An exercise whose id is made of what it asks."""
        made_of = f"{kind}/{evidence.span.corpus}/{evidence.span.document}/{evidence.quote}/{question}/{answer}"
        fields: dict[str, object] = {
            "id": hashlib.sha256(made_of.encode()).hexdigest()[:16],
            "prompt": self.asked(question),
            "answer": answer,
            "evidence": evidence,
            "kind": kind,
            "skill": self.skill,
        }
        return Exercise.model_validate(fields | rest)


def askable(sentence: Sentence) -> bool:
    """Whether it is one whole sentence of a fair length."""
    return _SHORTEST <= len(words(sentence.text)) <= LONGEST and sentence.text[-1:] in ".!"


def shuffled(options: Sequence[str], salt: str) -> list[str]:
    """The options in an order that depends on nothing but themselves and the salt."""
    return sorted(options, key=lambda each: hashlib.sha256(f"{salt}/{each}".encode()).digest())


def without_last(text: str) -> str:
    """The text without the mark it ends with."""
    return text.rstrip(" .!?;:")


_BECAUSE = re.compile(r"^(?P<what>[^;:]{20,}?),? because (?P<why>[^;]{12,})\.$")
_DEFINES = re.compile(
    r"^(?:An?|The)? ?(?P<term>(?:[\w/&’'()-]+ ){0,4}?[\w/&’'()-]+) (?P<verb>is|are|means) "
    r"(?P<what>(?:an?|the|what) [^;:]{15,})\.$"
)
_NO_TERM = re.compile(
    r"\b(?:it|this|that|these|those|there|what|which|here|he|she|they|who|but|and|or|if|when|one|first|second|other|same"
    r"|common|usual|best|only|result|example|reason|main|way|following|not|of|in|on|for|with|by|to|from|than|as)\b"
    r"|\d",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reason:
    """A sentence that says why: what is so, and the reason."""

    sentence: Sentence
    what: str
    why: str


@dataclass(frozen=True)
class Definition:
    """A sentence that says what something is."""

    sentence: Sentence
    term: str
    verb: str
    what: str


def reason(sentence: Sentence) -> Reason | None:
    """The sentence as a reason, where it gives one."""
    found = _BECAUSE.match(sentence.text)
    return Reason(sentence, found["what"], found["why"]) if found else None


def definition(sentence: Sentence) -> Definition | None:
    """The sentence as a definition, where it is one."""
    found = _DEFINES.match(sentence.text)
    if not found or _NO_TERM.search(found["term"]):
        return None
    return Definition(sentence, found["term"], found["verb"], found["what"])
