"""Questions to learn reading from: a passage, a question, and where in the passage the answer stands, if it does."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from training.judge.edits import Surroundings, edits

_EDITED = 0.4  # share of the questions with an answer that are also asked with another fact in them
KEPT = ("Packet_switching.txt", "Islamism.txt")  # articles for measuring only


@dataclass(frozen=True)
class Question:
    """A passage, a question, and the (start, end) code points that answer it; where there are none, it does not."""

    passage: str
    question: str
    spans: tuple[tuple[int, int], ...]
    group: str


@dataclass(frozen=True)
class Asked:
    """A question about one paragraph of an article: `spans` are those of the answers in the paragraph."""

    article: str
    start: int
    end: int
    question: str
    spans: tuple[tuple[int, int], ...]


def squad(folder: Path, *, kept: bool) -> tuple[dict[str, str], list[Asked]]:
    """Texts of the articles kept for measuring, or of all others, and the questions about their paragraphs."""
    texts = {path.name: path.read_text("utf-8") for path in sorted((folder / "corpus").glob("*.txt"))}
    texts = {name: text for name, text in texts.items() if (name in KEPT) is kept}
    asked = []
    for line in (folder / "questions.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        place = row["asked_about"] or {}
        article = place.get("doc") or row["gold_docs"][0]
        if article in texts:
            spans = [(each["start"], each["end"]) for each in row["gold_spans"] if each["doc"] == article]
            start, end = _paragraph(texts[article], place, spans)
            inside = tuple((first - start, last - start) for first, last in spans if start <= first and last <= end)
            asked.append(Asked(article, start, end, row["question"], inside))
    return texts, asked


def _paragraph(text: str, place: dict[str, Any], spans: Sequence[tuple[int, int]]) -> tuple[int, int]:
    if place:
        return place["start"], place["end"]
    first = spans[0][0]
    start = text.rfind("\n\n", 0, first) + 2 if "\n\n" in text[:first] else 0
    end = text.find("\n\n", first)
    return start, end if end >= 0 else len(text)


def from_squad(texts: dict[str, str], asked: Sequence[Asked], random: Random) -> Iterator[Question]:
    """Each question with its paragraph and with another one of the article, which does not answer.

    Some with an answer are asked again with another fact in them: then nothing answers them any more.
    """
    others: dict[str, list[Asked]] = {}
    for each in asked:
        others.setdefault(each.article, []).append(each)
    for each in asked:
        text = texts[each.article]
        paragraph = text[each.start : each.end]
        yield Question(paragraph, each.question, each.spans, each.article)
        if each.spans and random.random() < _EDITED:
            found = edits(each.question, Surroundings.of(paragraph), random)
            if found:
                yield Question(paragraph, random.choice(found).of(each.question), (), each.article)
        other = random.choice(others[each.article])
        if other.start != each.start and random.random() < 0.5:
            yield Question(text[other.start : other.end], each.question, (), each.article)


def from_written(passages: Sequence[dict[str, Any]], random: Random) -> Iterator[Question]:
    """Each question with its passage, and with the passage without the sentence that answers."""
    for passage in passages:
        for asked in passage["questions"]:
            sentences = list(passage["passage"])
            number = asked["sentence"]
            yield _written(sentences, number, asked["text"], passage["id"])
            if number is not None:
                rest = sentences[: number - 1] + sentences[number:]
                if rest:
                    yield _written(rest, None, asked["text"], passage["id"])
            other = random.choice(passages)
            if other["domain"] == passage["domain"] and other is not passage:
                yield _written(list(other["passage"]), None, asked["text"], passage["id"])


def _written(sentences: Sequence[str], number: int | None, question: str, group: str) -> Question:
    text = " ".join(sentences)
    if number is None:
        return Question(text, question, (), group)
    start = sum(len(sentence) + 1 for sentence in sentences[: number - 1])
    return Question(text, question, ((start, start + len(sentences[number - 1])),), group)
