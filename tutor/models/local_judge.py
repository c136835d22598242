"""A judge on this machine: a small trained network beside a few things that can be counted.

The network weighs meaning, the counts see digits and names; a logistic regression fitted on rows held back from
training makes a probability of both (training/export_judge.py). A veto can only take support away.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from math import exp, log

import numpy as np

from tutor.domain import Judgement, Label
from tutor.errors import BrokenWeights
from tutor.models.evidence import BUDGET, evidence
from tutor.models.judge import Pair, without_words
from tutor.models.lexical_features import Features, features
from tutor.models.pair_model import PairModel, Reading
from tutor.models.veto import unmet, vetoed
from tutor.text.mapped import plain
from tutor.text.sentences import sentence_spans
from tutor.text.words import words

_VERBATIM = 0.99  # of what stands there word for word
_BELOW = 0.01  # the threshold: where nothing can be told, no score says that the source carries it
_FEWEST = 8  # words of a premise that is cut shorter and shorter until it fits


_BLOCKS = re.compile(r"\n\s*\n|\n(?=[ \t]*(?:[#|>]|[-*+] |\d+[.)] |```))")
_ENDED = re.compile(r"[.!?:;…。！？][\"'”’)\]»]*$")

_TOO_LONG = Judgement(
    label=Label.NOT_CHECKED, score=0.0, reason="the statement is longer than the judge can read at once"
)


class LocalJudge:
    """Reads pairs with a network that is held open. Safe to use from several threads.

    Thresholds are the model's own. A score between `unsure` and `supported` is neither yes nor no: not enough info.
    """

    def __init__(self, model: PairModel) -> None:
        self._model = model
        found = model.manifest.get("calibration") or {}
        try:
            self._weights = np.array(found["weights"], dtype=float)
            self._bias = float(found["bias"])
            self.supported = float(found["supported"])  # from this probability on the source carries the claim
            self.unsure = float(found["unsure"])  # from this on it may
            self._strange = float(found["strange"])  # share of the claim's words up to which nothing is told
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenWeights("The judge's manifest has no calibration.", "Install the package again.") from error
        self.fingerprint = model.fingerprint

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """One judgement for each pair, in order."""
        parts = [self._parts(pair) for pair in pairs]
        told = [(window(self._model, premise, claim), premise, claim) for premise, each in parts for claim in each]
        readings = self._model.read([(near, claim) for near, _, claim in told])
        read = iter(zip(readings, told, strict=True))
        found = [[self._judged(reading, *texts) for reading, texts in islice(read, len(each))] for _, each in parts]
        return [
            without_words(pair) or min(judged, key=lambda one: one.score, default=_TOO_LONG)
            for pair, judged in zip(pairs, found, strict=True)
        ]

    def _parts(self, pair: Pair) -> tuple[str, list[str]]:
        """The premise, and the claim as it is read; nothing of a claim that cannot be.

        It is read whole, or where it is too long as its sentences, of which all have to hold.
        """
        premise, claim = running(pair.premise), plain(pair.claim)
        if without_words(pair) is not None:
            return premise, []
        if self._model.takes(claim):
            return premise, [claim]
        sentences = [claim[start:end] for start, end in sentence_spans(claim)]
        return premise, sentences if all(self._model.takes(each) for each in sentences) else []

    def _judged(self, reading: Reading, near: str, premise: str, claim: str) -> Judgement:
        found = features(near, claim)
        score = 1 / (1 + exp(-float(np.dot(self._weights, _vector(reading, found)) + self._bias)))
        veto = vetoed(near, claim, found.covered, score)
        if veto and unmet(premise, claim):  # a "thirty" may stand outside of what was chosen for its "30"
            return veto
        if found.verbatim and _whole_sentence(near, claim):
            return Judgement(label=Label.SUPPORTED, score=_VERBATIM, reason="the source says it in these words")
        if found.covered_anywhere <= self._strange:  # the network is lost where it has nothing to compare
            reason = "the source speaks of something else"
            return Judgement(label=Label.NOT_ENOUGH_INFO, score=min(score, self.supported - _BELOW), reason=reason)
        if score >= self.supported:
            return Judgement(label=Label.SUPPORTED, score=score, reason="the source says it in other words")
        if score < self.unsure and _refutes(reading):
            return Judgement(label=Label.REFUTED, score=score, reason=_against(found))
        return Judgement(label=Label.NOT_ENOUGH_INFO, score=score, reason=self._lack(score))

    def _lack(self, score: float) -> str:
        return "the source does not say it" if score < self.unsure else "the source may say it, but not clearly enough"


def window(model: PairModel, premise: str, claim: str) -> str:
    """What is read of a premise: less of it where its words take more tokens than those of English prose."""
    budget = BUDGET
    found = evidence(premise, claim, budget)
    while not model.holds(found, claim) and budget > _FEWEST:
        budget = 2 * budget // 3
        found = evidence(premise, claim, budget)
    return found


def evidence_vector(reading: Reading, premise: str, claim: str) -> list[float]:
    """What the calibration weighs: the network's evidence for support, for the opposite, and the lexical features."""
    return _vector(reading, features(premise, claim))


def _vector(reading: Reading, found: Features) -> list[float]:
    supported, refuted, unknown = (float(each) for each in reading.labels)
    against = log(exp(refuted) + exp(unknown))
    return [supported - against, refuted - unknown, *found.vector()]


def running(text: str) -> str:
    """Markdown as one line of plain sentences: a heading, an item or a row ends as one does, and joins no other."""
    blocks = filter(None, (plain(block) for block in _BLOCKS.split(text)))
    return " ".join(block if _ENDED.search(block) else block + "." for block in blocks)


def _whole_sentence(premise: str, claim: str) -> bool:
    """Whether the claim is a sentence of the premise. A part of one may be what that sentence denies."""
    return any(words(premise[start:end]) == words(claim) for start, end in sentence_spans(premise))


def _refutes(reading: Reading) -> bool:
    _, refuted, unknown = reading.labels
    return bool(refuted > unknown)


def _against(found: Features) -> str:
    if found.negation_differs:
        return "one of source and statement denies what the other affirms"
    return "the source says something else of it"
