"""A judge on this machine: a small trained network beside a few things that can be counted.

The network weighs meaning, the counts see digits and names; a logistic regression fitted on rows held back from
training makes a probability of both (training/export_judge.py). A veto can only take support away. Where source and
claim share next to no words the network is lost, and the embedder's vectors tell a paraphrase from something else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import exp, log

import numpy as np

from tutor.domain import Judgement, Label
from tutor.errors import BrokenWeights
from tutor.models.bundled import WEIGHTS, open_folder
from tutor.models.embedder import Embedder
from tutor.models.evidence import BUDGET, evidence
from tutor.models.judge import Pair, without_words
from tutor.models.lexical_features import Features, features
from tutor.models.onnx_embedder import bundled_embedder
from tutor.models.pair_model import PairModel, Reading
from tutor.models.subject import cosines
from tutor.models.veto import lowered, unmet, vetoed
from tutor.text.mapped import plain
from tutor.text.sentences import sentence_spans
from tutor.text.words import words

_VERBATIM = 0.99  # of what stands there word for word
_BELOW = 0.01  # a threshold: what is vetoed has no score that says something else than its label
_FEWEST = 8  # words of a premise that is cut shorter and shorter until it fits


_BLOCKS = re.compile(r"\n\s*\n|\n(?=[ \t]*(?:[#|>]|[-*+] |\d+[.)] |```))")
_ENDED = re.compile(r"[.!?:;…。！？][\"'”’)\]»]*$")

_TOO_LONG = Judgement(
    label=Label.NOT_CHECKED, score=0.0, reason="the statement is longer than the judge can read at once"
)


@dataclass(frozen=True)
class _Told:
    """A premise, what is read of it for a claim, and the claim."""

    premise: str
    near: str
    claim: str

    @cached_property
    def features(self) -> Features:
        return features(self.near, self.claim)


class LocalJudge:
    """Reads pairs with a network that is held open. Safe to use from several threads.

    Thresholds are the model's own, and were chosen with the bundled embedder. A score between `unsure` and `supported`
    is neither yes nor no: not enough info.
    """

    def __init__(self, model: PairModel, embedder: Embedder) -> None:
        self._model = model
        self._embedder = embedder
        found = model.manifest.get("calibration") or {}
        try:
            self._weights = np.array(found["weights"], dtype=float)
            self._bias = float(found["bias"])
            self.supported = float(found["supported"])  # from this probability on the source carries the claim
            self.unsure = float(found["unsure"])  # from this on it may
            self._against = float(found["against"])  # log odds that a number or name against the claim takes away
            self._shared = float(found["shared"])  # share of the claim's words up to which vectors are asked as well
            self._near = float(found["near"])  # cosine from which on they are about the same
            self._apart = float(found["apart"])  # log odds that it takes away where they are not
        except (KeyError, TypeError, ValueError) as error:
            raise BrokenWeights("The judge's manifest has no calibration.", "Install the package again.") from error
        self.fingerprint = model.fingerprint

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        """One judgement for each pair, in order."""
        parts = [self._parts(pair) for pair in pairs]
        told = [_Told(premise, window(self._model, premise, claim), claim) for premise, each in parts for claim in each]
        texts = [(each.near, each.claim) for each in told]
        readings = self._model.read(texts)
        shared = [each.features.covered_anywhere for each in told]
        subjects = cosines(self._embedder, texts, shared, self._shared)
        read = map(self._judged, readings, told, subjects)
        return [
            without_words(pair) or min(islice(read, len(each)), key=lambda one: one.score, default=_TOO_LONG)
            for pair, (_, each) in zip(pairs, parts, strict=True)
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

    def _judged(self, reading: Reading, told: _Told, subject: float) -> Judgement:
        found, near, claim = told.features, told.near, told.claim
        score = 1 / (1 + exp(-float(np.dot(self._weights, _vector(reading, found)) + self._bias)))
        veto = vetoed(near, claim, found.covered)
        if veto and unmet(told.premise, claim):  # a "thirty" may stand outside of what was chosen for its "30"
            most = below(self.unsure if veto.label is Label.REFUTED else self.supported)
            return Judgement(label=veto.label, score=lowered(score, self._against, most), reason=veto.reason)
        if found.verbatim and _whole_sentence(near, claim):
            return Judgement(label=Label.SUPPORTED, score=_VERBATIM, reason="the source says it in these words")
        if subject < self._near:
            score = lowered(score, self._apart, below(self.supported))
            return Judgement(label=Label.NOT_ENOUGH_INFO, score=score, reason="the source speaks of something else")
        if score >= self.supported:
            return Judgement(label=Label.SUPPORTED, score=score, reason="the source says it in other words")
        if score < self.unsure and _refutes(reading):
            return Judgement(label=Label.REFUTED, score=score, reason=_against(found))
        return Judgement(label=Label.NOT_ENOUGH_INFO, score=score, reason=self._lack(score))

    def _lack(self, score: float) -> str:
        return "the source does not say it" if score < self.unsure else "the source may say it, but not clearly enough"


def bundled_judge() -> LocalJudge:
    """The judge that travels with the package. Raises `BrokenWeights`."""
    return LocalJudge(PairModel(open_folder(WEIGHTS / "judge")), bundled_embedder())


def below(threshold: float) -> float:
    """The highest score that is not one of support."""
    return threshold - _BELOW


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
