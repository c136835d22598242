"""Questions made by rule from the sentences of a document: who or what, when, where, why, by whom.

Only sentences with an auxiliary are turned, since there English needs no other form of the verb: "The tower was built
in 1889" asks "When was the tower built?" and "What was built in 1889?".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from training.judge import wordlists as lists
from training.judge.edits import Surroundings, edits
from training.judge.made import is_claim, sentences_of
from training.judge.questions import Question
from tutor.text.words import content_stems, stems

_TURNED = re.compile(
    rf"(?P<subject>[A-Z][^,;:()]{{2,60}}?) (?P<aux>{'|'.join(lists.AUXILIARIES)}) (?P<rest>[^;:()]{{8,160}})\."
)
_NO_VERB = frozenset(("do", "has", "have", "had"))
_POINTS = re.compile(r"^(?:It|He|She|They|This|That|These|Those|There|We|You|I|Here|What|Which|Who|If|When|While)\b")
_WHEN = re.compile(r" (?:in|on|since|until|after|before|by) (?:\w+ )?(?:\d{1,2} )?(?:[A-Z][a-z]+ )?(?:1\d{3}|20\d\d)\b")
_WHERE = re.compile(r" (?:in|at|near|from) (?:the )?[A-Z][\w'-]+(?: [A-Z][\w'-]+)*(?! \d)")
_BY = re.compile(r" by (?:the |a |an )?[A-Z]?[\w'-]+(?: [A-Z][\w'-]+)*(?= (?:in|on|at|to|for|with)\b|$)")
_WHY = re.compile(r",? (?:because|so that|in order to) .+$")
_PERSON = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+$")
_AROUND = 3  # sentences of the passage before and after
_SHARED = 0.8  # share of a question's words that a passage without the answer may have


def from_document(text: str, group: str, count: int, random: Random) -> Iterator[Question]:
    """About `count` questions from a document: some that their passage answers, some changed or asked of another."""
    sentences = sentences_of(text)
    around = Surroundings.of(text)
    fit = [number for number, each in enumerate(sentences) if is_claim(each)]
    random.shuffle(fit)
    made = 0
    for number in fit:
        asked = questions_of(sentences[number], random)
        if made >= count:
            return
        if asked:
            made += 2
            yield from _both(sentences, number, random.choice(asked), around, random, group=group)


def questions_of(sentence: str, random: Random) -> list[str]:
    """The questions that the sentence answers."""
    match = _TURNED.fullmatch(sentence)
    if match is None or _POINTS.match(sentence) or match["aux"] in _NO_VERB:
        return []
    subject, aux, rest = match["subject"], match["aux"], match["rest"]
    named = subject.split()[0] in ("The", "A", "An", "Each", "All", "Some", "Most", "Many", "Both", "Any", "Every")
    inside = subject[:1].lower() + subject[1:] if named else subject
    found = [f"{'Who' if _PERSON.match(subject) else 'What'} {aux} {rest}?"]
    for word, pattern in (("When", _WHEN), ("Where", _WHERE), ("By whom", _BY), ("Why", _WHY)):
        place = pattern.search(rest)
        if place:
            found.append(f"{word} {aux} {inside} {(rest[: place.start()] + rest[place.end() :]).strip()}?")
    if random.random() < 0.5:
        found = found[1:] or found
    return [" ".join(question.split()) for question in found]


def _both(
    sentences: Sequence[str], number: int, asked: str, around: Surroundings, random: Random, *, group: str
) -> Iterator[Question]:
    """The question with its passage; and one that the passage does not answer, though it is on the subject."""
    before = sentences[max(0, number - random.randint(0, _AROUND)) : number]
    after = sentences[number + 1 : number + 1 + random.randint(0, _AROUND)]
    start = sum(len(each) + 1 for each in before)
    passage = " ".join((*before, sentences[number], *after))
    yield Question(passage, asked, ((start, start + len(sentences[number])),), group)
    changed = edits(asked, around, random)
    rest = " ".join((*before, *after))
    if changed and random.random() < 0.7:
        yield Question(passage, random.choice(changed).of(asked), (), group)
    elif rest and _held(rest, asked) < _SHARED:
        yield Question(rest, asked, (), group)


def _held(text: str, question: str) -> float:
    wanted = content_stems(question)
    return len(set(wanted) & set(stems(text))) / len(set(wanted)) if wanted else 1.0
