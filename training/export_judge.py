"""Export a trained judge: `python -m training.export_judge [CHECKPOINT] DATA`. Writes tutor/models/weights/judge/.

Without a checkpoint the weights that are there stay, and only their calibration is found again.

The weights as int8 ONNX, the embedder's tokenizer, and a manifest with what makes probabilities of the logits: a
logistic regression over the network's evidence and, where they help on kinds of rows that it was not fitted on, a few
lexical features (Platt scaling with more than one input), fitted on rows that were held back from training, and the
thresholds, chosen on the same rows. Kinds of rows weigh evenly in both, so that sources of every sort are judged by the
same probability. What is printed was scored by weights and thresholds found without the fold that it stands in.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray

from evals.metrics import calibration_error
from training.embedder_graph import Int8, Weights, pair_model
from training.export_embedder import MOST_BYTES, sha256
from training.judge.corpus import Corpus
from training.judge.examples import SUPPORTED
from training.judge.train import LONGEST_READ, TOKENIZER
from training.lexical_judge import auroc, fit
from tutor.domain import Label
from tutor.models.bundled import WEIGHTS, open_folder
from tutor.models.lexical_features import Features, features
from tutor.models.local_judge import below, evidence_vector, running, window
from tutor.models.onnx_embedder import bundled_embedder
from tutor.models.pair_model import PairModel
from tutor.models.subject import cosines
from tutor.models.veto import lowered, unmet, vetoed
from tutor.text.mapped import plain

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

OUTPUT = WEIGHTS / "judge"
NAME = "groundwork-judge-1"
_NETWORK, _ALL = 2, 2 + len(fields(Features))  # features of `evidence_vector`: the network's, and all
_DENIAL = _NETWORK + [each.name for each in fields(Features)].index("negation_differs")
_SETS = {
    "the network alone": (*range(_NETWORK),),
    "with denial": (*range(_NETWORK), _DENIAL),
    "with what was counted": (*range(_ALL),),
}
_FOLDS = 5
_LEAST = 0.45  # threshold: below, wrong options of a quiz were found in long sections, and a judge is to fail closed
_SHARED = 0.2  # share of the claim's words up to which the embedder's vectors are asked as well
_FAR = 0.35  # least cosine of what is near: with less, prose of one starter corpus carried statements of another
_AS_GOOD = 0.005  # of the mean over kinds: far below what another draw of rows would change
_OURS = ("made", "strangers", "written")  # kinds of rows that nobody outside labelled
UNSURE = 0.15  # how far below the threshold a score still says neither yes nor no


def main(data: Path, checkpoint: Path | None = None) -> None:
    """Write the model folder and print the figures of the rows held back."""
    if checkpoint:
        _write_model(checkpoint)
    _write_manifest({})
    held = _held(data)
    helpful = _helpful(held)
    scores = np.zeros(len(held.truth))
    said = np.zeros(len(held.truth), dtype=bool)
    for fold in range(_FOLDS):
        own = held.folds == fold
        found = _calibrated(held.only(~own), helpful)
        scores[own], said[own] = found.told(held.only(own)), found.says(held.only(own))
    _print(held, scores, said)
    found = _calibrated(held, helpful)
    print(found)
    _write_manifest(found.written())


@dataclass(frozen=True)
class Held:
    """Rows held back, and the truth.

    `vectors`: what the calibration weighs. `vetoed`: whether something counted stands against the claim; `refuted`: and
    the source is about the same. `cosines`: of source and claim where these share next to no words, else 1.
    """

    vectors: Floats
    vetoed: Flags
    refuted: Flags
    cosines: Floats
    truth: Flags
    kinds: NDArray[np.str_]
    folds: NDArray[np.int_]

    def only(self, rows: Flags) -> Held:
        return Held(*(getattr(self, each.name)[rows] for each in fields(self)))

    def without(self, *kinds: str) -> Held:
        return self.only(~np.isin(self.kinds, kinds))

    @property
    def each_kind(self) -> list[Flags]:
        return [self.kinds == kind for kind in sorted(set(self.kinds))]


@dataclass(frozen=True)
class Calibration:
    """What makes a probability and a label of evidence.

    A claim that shares next to no words with its source and whose cosine to it is less than `near` is about something
    else. `against`, `apart`: log odds that a number, name or denial against the claim, or this, takes away.
    """

    weights: Floats
    bias: float
    supported: float = 0.5
    near: float = 0.0
    against: float = 0.0
    apart: float = 0.0

    def told(self, held: Held) -> Floats:
        """The probabilities, with what stands against a claim taken off."""
        scores = self._scores(held)
        most = np.where(held.refuted, below(self.supported - UNSURE), below(self.supported))
        for rows, less in ((held.vetoed, self.against), (self.elsewhere(held) & ~held.vetoed, self.apart)):
            found = zip(scores[rows], most[rows], strict=True)
            scores[rows] = [lowered(score, less, highest) for score, highest in found]
        return scores

    def says(self, held: Held) -> Flags:
        return np.asarray((self._scores(held) >= self.supported) & ~held.vetoed & ~self.elsewhere(held))

    def written(self) -> dict[str, object]:
        return {
            "weights": [round(float(each), 4) for each in self.weights],
            "bias": round(self.bias, 4),
            "supported": self.supported,
            "unsure": round(self.supported - UNSURE, 3),
            "shared": _SHARED,
            "near": self.near,
            "against": self.against,
            "apart": self.apart,
        }

    def elsewhere(self, held: Held) -> Flags:
        """Which claims are about something else."""
        return np.asarray(held.cosines < self.near)

    def _scores(self, held: Held) -> Floats:
        return np.asarray(1 / (1 + np.exp(-(held.vectors @ self.weights + self.bias))))


def _held(data: Path) -> Held:
    """The rows as the judge would read them."""
    rows = Corpus(data).examples(Random("calibrate"), held_back=True)
    model = PairModel(open_folder(OUTPUT))
    texts = [(running(each.premise), plain(each.claim)) for each in rows]
    near = [(window(model, *each), each[1]) for each in texts]
    read = zip(model.read(near), near, strict=True)
    vectors = np.array([evidence_vector(reading, *pair) for reading, pair in read])
    counted = [features(*pair) for pair in near]
    vetoes = [
        vetoed(*pair, found.covered) if unmet(*whole) else None
        for pair, found, whole in zip(near, counted, texts, strict=True)
    ]
    subjects = cosines(bundled_embedder(), near, [found.covered_anywhere for found in counted], _SHARED)
    refuted = [bool(each and each.label is Label.REFUTED) for each in vetoes]
    truth, kinds = [each.label == SUPPORTED for each in rows], [_kind(each.origin) for each in rows]
    folds = [_fold(each.group) for each in rows]
    found = map(np.array, ([each is not None for each in vetoes], refuted, subjects, truth, kinds, folds))
    return Held(vectors, *found)


def _fold(group: str) -> int:
    return hashlib.sha256(f"fold {group}".encode()).digest()[0] % _FOLDS


def _calibrated(held: Held, helpful: Sequence[int]) -> Calibration:
    """Fitted, with the cosine and the threshold by which most are told right in the mean over kinds."""
    weights = np.zeros(_ALL)
    weights[list(helpful)], bias = fit(held.vectors[:, list(helpful)], held.truth, list(held.kinds))
    tried = [Calibration(weights, bias, near=round(float(near), 2)) for near in np.arange(_FAR, 0.5, 0.05)]
    tried = [replace(each, supported=_threshold(held, each)) for each in tried]
    found = max(tried, key=lambda each: _right(held, each.says(held)))
    people = held.without(*_OURS)  # rows made by rule or by hand say nothing of how often such a claim is right
    found = replace(found, against=_taken_off("against", people.only(people.vetoed), found))
    others = held.without("written")  # where hardly a word is shared on purpose
    return replace(found, apart=_taken_off("apart", others.only(found.elsewhere(others) & ~others.vetoed), found))


def _right(held: Held, said: Flags) -> float:
    """Balanced accuracy in the mean over kinds; of a kind with one label, the share that is told right."""
    return float(np.mean([_balanced(said[of], held.truth[of]) for of in held.each_kind]))


def _balanced(said: Flags, truth: Flags) -> float:
    return float(np.mean([(said[truth == label] == label).mean() for label in set(truth.tolist())]))


def _threshold(held: Held, found: Calibration) -> float:
    """The probability from which on most are told right, of a few neighbouring ones together: no chance peak.

    Of those that are as good, the lowest: what is withheld of the good is lost to the learner, and nothing is gained.
    """
    tried = np.arange(_LEAST, 0.71, 0.01)
    means = [_right(held, replace(found, supported=each).says(held)) for each in tried]
    smooth = np.convolve(np.pad(means, 2, mode="edge"), np.ones(5) / 5, "valid")
    return round(float(tried[int(np.argmax(smooth >= smooth.max() - _AS_GOOD))]), 3)


def _taken_off(name: str, held: Held, found: Calibration) -> float:
    """The log odds under which the labels of these rows are likeliest."""
    tried = [replace(found, **{name: float(less)}) for less in np.arange(0.0, 3.01, 0.25)]
    return float(getattr(min(tried, key=lambda each: _surprise(each.told(held), held.truth)), name))


def _surprise(scores: Floats, truth: Flags) -> float:
    return -float(np.log(np.where(truth, scores, 1 - scores)).sum())


def _print(held: Held, scores: Floats, said: Flags) -> None:
    for of in held.each_kind:
        truth = held.truth[of]
        line = f"{held.kinds[of][0]:24} {of.sum():5} right {_balanced(said[of], truth):.3f}"
        print(line + (f", AUROC {auroc(scores[of], truth):.3f}" if 0 < truth.mean() < 1 else ""))
    people = ~np.isin(held.kinds, _OURS)
    overall, of_people = (calibration_error(scores[of], held.truth[of]) for of in (people | True, people))
    print(f"calibration error {overall:.3f}, of people's labels {of_people:.3f}; right {_right(held, said):.4f}")


def _helpful(held: Held) -> Sequence[int]:
    """Which features: those that rank best on the kinds left out of the fit, each in turn."""
    ranked = {
        name: _left_out(held.vectors[:, list(chosen)], held.truth, list(held.kinds)) for name, chosen in _SETS.items()
    }
    print("AUROC on kinds left out:", {name: round(each, 4) for name, each in ranked.items()})
    return _SETS[max(ranked, key=lambda name: ranked[name])]


def _left_out(vectors: Floats, truth: Flags, kinds: list[str]) -> float:
    """The mean AUROC on each kind by a fit on all others."""
    found = []
    for kind in sorted(set(kinds)):
        of = np.array(kinds) == kind
        if len(set(truth[of])) == 2:  # of one label nothing can be ranked
            weights, bias = fit(vectors[~of], truth[~of], [each for each in kinds if each != kind])
            found.append(auroc(vectors[of] @ weights + bias, truth[of]))
    return float(np.mean(found))


def _kind(origin: str) -> str:
    """Rows that weigh as one: a data set, all that was written by hand, all that was made by rule."""
    return origin.partition("/")[0]


def _write_model(checkpoint: Path) -> None:
    state = torch.load(checkpoint, weights_only=True)["network"]
    model = model_bytes({name: value.numpy() for name, value in state.items()})
    if len(model) > MOST_BYTES:
        raise SystemExit(f"Not written: {len(model)} bytes.")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / "model.onnx").write_bytes(model)
    (OUTPUT / "tokenizer.json").write_bytes(TOKENIZER.read_bytes())


def model_bytes(state: Weights) -> bytes:
    """The int8 graph of a network's state."""
    body = {name.removeprefix("body."): value for name, value in state.items() if name.startswith("body.")}
    heads = {name: value for name, value in state.items() if not name.startswith("body.")}
    return pair_model(body, heads, Int8()).SerializeToString(deterministic=True)


def _write_manifest(calibration: dict[str, object]) -> None:
    files = {name: sha256((OUTPUT / name).read_bytes()) for name in ("model.onnx", "tokenizer.json")}
    manifest = {"name": NAME, "files": files, "max_tokens": LONGEST_READ, "calibration": calibration}
    (OUTPUT / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    *given, folder = (Path(each) for each in sys.argv[1:])
    main(folder, *given)
