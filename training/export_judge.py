"""Export a trained judge: `python -m training.export_judge CHECKPOINT DATA`. Writes tutor/models/weights/judge/.

The weights as int8 ONNX, the embedder's tokenizer, and a manifest with what makes probabilities of the logits: a
logistic regression over the network's evidence and, where they help on kinds of rows that it was not fitted on, a few
lexical features (Platt scaling with more than one input), fitted on rows that were held back from training, and the
thresholds, chosen on the same rows. Kinds of rows weigh evenly in both, so that sources of every sort are judged by the
same probability.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray

from training.embedder_graph import Int8, Weights, pair_model
from training.export_embedder import MOST_BYTES, sha256
from training.judge.corpus import Corpus
from training.judge.examples import SUPPORTED, Example
from training.judge.train import LONGEST_READ, TOKENIZER
from training.lexical_judge import auroc, balanced_accuracy, fit
from tutor.models.bundled import WEIGHTS, open_folder
from tutor.models.local_judge import evidence_vector
from tutor.models.pair_model import PairModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

OUTPUT = WEIGHTS / "judge"
NAME = "groundwork-judge-1"
_NETWORK = 2  # features of `evidence_vector` that are the network's
UNSURE = 0.15  # how far below the threshold a score still says neither yes nor no


def main(checkpoint: Path, data: Path) -> None:
    """Write the model folder and print the figures of the rows held back."""
    state = torch.load(checkpoint, weights_only=True)["network"]
    model = model_bytes({name: value.numpy() for name, value in state.items()})
    if len(model) > MOST_BYTES:
        raise SystemExit(f"Not written: {len(model)} bytes.")
    OUTPUT.mkdir(parents=True, exist_ok=True)
    (OUTPUT / "model.onnx").write_bytes(model)
    (OUTPUT / "tokenizer.json").write_bytes(TOKENIZER.read_bytes())
    _write_manifest({})
    random = Random("calibrate")
    rows = Corpus(data).examples(random, held_back=True)
    vectors, truth = _vectors(rows), np.array([each.label == SUPPORTED for each in rows])
    kinds = [_kind(each.origin) for each in rows]
    weights, bias = _fitted(vectors, truth, kinds)
    scores = 1 / (1 + np.exp(-(vectors @ weights + bias)))
    supported = _threshold(scores, truth, kinds)
    for kind in sorted(set(kinds)):
        of = np.array(kinds) == kind
        if not truth[of].any():
            print(f"{kind:24} {of.sum():5} {(scores[of] < supported).mean():.3f} not supported, as none should be")
            continue
        right, ranked = balanced_accuracy(scores[of], truth[of], supported), auroc(scores[of], truth[of])
        print(f"{kind:24} {of.sum():5} balanced {right:.3f}, AUROC {ranked:.3f}")
    print("weights", np.round(weights, 3), "bias", round(bias, 3), "supported from", supported)
    found = {"weights": [round(float(each), 4) for each in weights], "bias": round(float(bias), 4)}
    _write_manifest({**found, "supported": supported, "unsure": round(supported - UNSURE, 3)})


def _fitted(vectors: Floats, truth: Flags, kinds: list[str]) -> tuple[Floats, float]:
    """Weights and bias by the features that rank best on the kinds left out of the fit, each in turn."""
    sets = {"the network alone": _NETWORK, "with what was counted": vectors.shape[1]}
    ranked = {name: _left_out(vectors[:, :width], truth, kinds) for name, width in sets.items()}
    print("AUROC on kinds left out:", {name: round(each, 4) for name, each in ranked.items()})
    width = sets[max(ranked, key=lambda name: ranked[name])]
    weights, bias = fit(vectors[:, :width], truth, kinds)
    return np.concatenate([weights, np.zeros(vectors.shape[1] - width)]), bias


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


def _threshold(scores: Floats, truth: Flags, kinds: list[str]) -> float:
    """The probability with the best balanced accuracy in the mean over kinds."""
    of_kinds = [of for kind in sorted(set(kinds)) for of in [np.array(kinds) == kind] if truth[of].any()]
    tried = np.arange(0.3, 0.71, 0.01)
    means = [np.mean([balanced_accuracy(scores[of], truth[of], each) for of in of_kinds]) for each in tried]
    return round(float(tried[int(np.argmax(np.convolve(means, np.ones(5) / 5, "same")))]), 3)  # no chance peak


def model_bytes(state: Weights) -> bytes:
    """The int8 graph of a network's state."""
    body = {name.removeprefix("body."): value for name, value in state.items() if name.startswith("body.")}
    heads = {name: value for name, value in state.items() if not name.startswith("body.")}
    return pair_model(body, heads, Int8()).SerializeToString(deterministic=True)


def _write_manifest(calibration: dict[str, object]) -> None:
    files = {name: sha256((OUTPUT / name).read_bytes()) for name in ("model.onnx", "tokenizer.json")}
    manifest = {"name": NAME, "files": files, "max_tokens": LONGEST_READ, "calibration": calibration}
    (OUTPUT / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")


def _vectors(rows: list[Example]) -> Floats:
    model = PairModel(open_folder(OUTPUT))
    readings = model.read([(each.premise, each.claim) for each in rows])
    read = zip(readings, rows, strict=True)
    return np.array([evidence_vector(reading, each.premise, each.claim) for reading, each in read])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
