"""Is a question refused that the sources do not answer? The score of a question is any function of what was found.

Two kinds of material. Of the two SQuAD articles that nothing is learnt from: questions that a paragraph of the article
answers, and questions about the same paragraphs that nothing in it answers (Rajpurkar et al. 2018). Of the curricula:
their own questions; those of the others; and their own with the gold lesson left out of what is retrieved.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.metrics import Array, Flags, Rows, auroc, estimated, flags, mean, refused_at
from evals.quizzes import Question, published, quizzes
from evals.suite import Figures, Order, Suite, figure, headed, promised, rows, said, watched
from training.judge.questions import KEPT, squad
from training.judge.questions import Asked as OfArticle
from tutor.domain import Passage, Span
from tutor.models.reader import Reader
from tutor.parts import Parts
from tutor.retrieval.answerable import answerability, closeness
from tutor.retrieval.retrieve import retrieve
from tutor.settings import read_settings
from tutor.store.release import OpenRelease

Score = Callable[[str, Sequence[Passage]], float]  # of a question and what was found for it; low is refused
Answers = Callable[[str, Sequence[Passage]], list[float]]  # log-odds that each passage answers
Ordered = Callable[[str, Sequence[Passage]], Sequence[Passage]]  # what was found, best first
_DEPTH = 40  # passages looked through where a lesson is left out: no lesson has more that are near
ANSWERED = "answered"
AIMS = {"unanswerable": (0.75, 0.35), "others'": (0.99, 0.97), "gold lesson left out": (0.88, 0.65)}


@dataclass(frozen=True)
class Asked:
    """A question, what was found for it, whether it can be answered and if not why; questions of a group go together.

    `gold` are the documents that answer it, where these are known.
    """

    question: str
    passages: tuple[Passage, ...]
    why: str
    group: str
    gold: frozenset[str] = frozenset()


def measure(order: Order) -> Figures:
    """AUROC and share refused at 5 % false refusals by score, and the right lesson found first by order."""
    parts = Parts(read_settings(home=order.home, redraws=0))
    material = {"squad": list(_of_articles(order, parts)), "curricula": list(_of_curricula(order, parts))}
    own = [each for each in material["curricula"] if each.why == ANSWERED]
    answers = remembered(parts.reader)
    scores = scoring(answers)
    return {
        "reader": parts.reader.fingerprint,
        "refusal": {name: refusals(asked, scores, order.seed) for name, asked in material.items()},
        "hit@1": {name: hits(own, ordered, order.seed) for name, ordered in ordering(answers).items()},
    }


def scoring(answers: Answers) -> Mapping[str, Score]:
    """The scores that are compared: how near the passages are, and whether a reader finds an answer in them."""
    return {
        "closeness": lambda _, passages: closeness(passages),
        "reader": lambda question, passages: max(answers(question, passages), default=-np.inf),
        "both": lambda question, passages: answerability(passages, answers(question, passages)),
    }


def ordering(answers: Answers) -> Mapping[str, Ordered]:
    """The orders that are compared: as retrieved, and by what a reader finds."""

    def by_reader(question: str, passages: Sequence[Passage]) -> Sequence[Passage]:
        best = np.argsort([-odds for odds in answers(question, passages)], kind="stable")
        return [passages[place] for place in best]

    return {"without the reader": lambda _, passages: passages, "by the reader": by_reader}


def remembered(reader: Reader) -> Answers:
    """What a reader finds, read once for each question and passage."""
    known: dict[tuple[str, Span], float] = {}

    def answers(question: str, passages: Sequence[Passage]) -> list[float]:
        unread = [each for each in passages if (question, each.span) not in known]
        for passage, found in zip(unread, reader.read(question, [each.text for each in unread]), strict=True):
            known[question, passage.span] = found.odds
        return [known[question, each.span] for each in passages]

    return answers


# ------------------------------------------------------------------ material


def _of_articles(order: Order, parts: Parts) -> Iterator[Asked]:
    """Questions about the articles, each asked of its own article as a corpus."""
    asked, releases = articles(order, parts)
    limit = parts.settings.passages
    for each in watched(order.some(asked), "questions about articles"):
        passages = retrieve(each.question, [releases[each.article]], parts.embedder, limit)
        why = ANSWERED if each.spans else "unanswerable"
        yield Asked(each.question, tuple(passages), why, f"{each.article}/{each.start}")


def articles(order: Order, parts: Parts) -> tuple[list[OfArticle], dict[str, OpenRelease]]:
    """The questions about the articles kept, and each article as a corpus."""
    folder = order.data / "squad2-half"
    _, asked = squad(folder, kept=True)
    names = {article: _name(article) for article in KEPT}
    releases = published({name: _alone(folder, article, order.home) for article, name in names.items()}, parts)
    in_order = sorted(asked, key=lambda each: (each.article, each.start, each.question))
    return in_order, {article: releases[name] for article, name in names.items()}


def _name(article: str) -> str:
    return Path(article).stem.lower().replace("_", "-")


def _alone(folder: Path, article: str, home: Path) -> Path:
    """A folder with that article and nothing else."""
    alone = home / "articles" / _name(article)
    alone.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(folder / "corpus" / article, alone / article)
    return alone


def _of_curricula(order: Order, parts: Parts) -> Iterator[Asked]:
    """Each curriculum asked its own questions, with and without the lesson that answers, and those of the others."""
    folder, limit = order.data / "curricula", parts.settings.passages
    asked = {name: order.some(quiz) for name, quiz in quizzes(folder).items()}
    releases = published({name: folder / name / "corpus" for name in asked}, parts)
    pairs = [(name, of, question) for name in asked for of, quiz in asked.items() for question in quiz]
    for name, of, question in watched(pairs, "questions of the curricula"):
        if name == of:
            yield from _own(name, question, releases[name], parts)
        else:
            passages = retrieve(question["question"], [releases[name]], parts.embedder, limit)
            yield Asked(question["question"], tuple(passages), "others'", _lesson(of, question))


def _own(name: str, question: Question, release: OpenRelease, parts: Parts) -> Iterator[Asked]:
    text, gold, limit = question["question"], frozenset(question["gold_docs"]), parts.settings.passages
    group = _lesson(name, question)
    yield Asked(text, tuple(retrieve(text, [release], parts.embedder, limit)), ANSWERED, group, gold)
    deep = retrieve(text, [release], parts.embedder, _DEPTH)
    around = gold | set(question["related_docs"])
    for why, left_out in (("gold lesson left out", gold), ("gold lesson and its pages left out", around)):
        rest = [each for each in deep if each.span.document not in left_out]
        yield Asked(text, tuple(rest[:limit]), why, group)


def _lesson(name: str, question: Question) -> str:
    return f"{name}/{min(question['gold_docs'])}"


# ------------------------------------------------------------------ figures


def refusals(asked: Sequence[Asked], scores: Mapping[str, Score], seed: int) -> Figures:
    """For each score and each reason not to answer, how well it tells these questions from the answered ones."""
    reasons = [why for why in dict.fromkeys(each.why for each in asked) if why != ANSWERED]
    found: Figures = {}
    for name, score in scores.items():
        values = np.array([score(each.question, each.passages) for each in watched(asked, name)])
        chosen = {why: flags([each.why in (why, ANSWERED) for each in asked]) for why in reasons}
        found[name] = {why: _refusal(asked, values, where, seed) for why, where in chosen.items()}
    return found


def _refusal(asked: Sequence[Asked], values: Array, where: Flags, seed: int) -> Figures:
    scores = values[where]
    chosen = [each for each, take in zip(asked, where, strict=True) if take]
    answered = flags([each.why == ANSWERED for each in chosen])
    groups = [each.group for each in chosen]

    def refused(drawn: Rows) -> float:
        own, other = scores[drawn[answered[drawn]]], scores[drawn[~answered[drawn]]]
        return refused_at(own, other)[1] if len(own) and len(other) else float("nan")

    return {
        "answered": int(answered.sum()),
        "not": int((~answered).sum()),
        "auroc": figure(estimated(lambda d: auroc(scores[d[answered[d]]], scores[d[~answered[d]]]), groups, seed)),
        "refused_at_5_percent_false_refusals": figure(estimated(refused, groups, seed)),
        "threshold": round(refused_at(scores[answered], scores[~answered])[0], 4),
    }


def hits(asked: Sequence[Asked], ordered: Ordered, seed: int) -> Figures:
    """The share of questions whose first passage is of a document that answers."""
    first = [ordered(each.question, each.passages)[:1] for each in watched(asked, "hit@1")]
    right = [float(any(p.span.document in each.gold for p in found)) for each, found in zip(asked, first, strict=True)]
    return figure(mean(right, [each.group for each in asked], seed))


def page(found: Figures) -> Iterator[str]:
    """The aims under the last score, then all scores."""
    yield from headed(
        "Refusal",
        "Written by `python -m evals refusal DATA`; all figures are in [refusal.json](refusal.json). "
        f"{found['measured_at']}, reader: {found['reader']}. A score is good where questions that are answered have "
        "higher ones than questions that are not. Refused: the share of those not answered that stay below the "
        "threshold which 5 % of the answered ones stay below. A lesson is left out of what was retrieved, which is "
        "nearly what a corpus without it gives. In brackets 95 % intervals, by bootstrap over paragraphs or lessons.",
    )
    yield from rows(("what", "aim", "measured", "holds"), list(_promises(found["refusal"])))
    yield from rows(("right lesson first", "share"), [(name, said(each)) for name, each in found["hit@1"].items()])
    for name, scores in found["refusal"].items():
        yield from headed(name, level=2)
        yield from rows(
            ("questions", "score", "answered", "not", "AUROC", "refused at 5 % false refusals", "threshold"),
            [(why, score, each["answered"], each["not"], said(each["auroc"]),
              said(each["refused_at_5_percent_false_refusals"]), each["threshold"])
             for score, reasons in scores.items() for why, each in reasons.items()],
        )  # fmt: skip


def _promises(refusal: Figures) -> Iterator[Sequence[str]]:
    for scores in refusal.values():
        score, reasons = list(scores.items())[-1]
        for why, each in reasons.items():
            if why in AIMS:
                ranked, refused = AIMS[why]
                yield promised(f"{why}: AUROC by {score}", each["auroc"], ranked)
                yield promised(f"{why}: refused by {score}", each["refused_at_5_percent_false_refusals"], refused)


SUITE = Suite(measure, page, "the folder with curricula/ and squad2-half/")
