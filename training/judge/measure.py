"""Figures of a checkpoint on rows that nothing was learnt from: `python -m training.judge.measure DATA CHECKPOINT`.

Balanced accuracy at the threshold that is best on the rows held back from training, not on those measured.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray

from training.judge.corpus import Corpus
from training.judge.examples import REFUTED, SUPPORTED, Example, labelled
from training.judge.made import from_document
from training.judge.network import Network
from training.judge.questions import KEPT, squad
from training.judge.train import LONGEST_READ, padded, readable, tokenizer
from training.lexical_judge import auroc, balanced_accuracy

Array = NDArray[np.float64]
MEASURED = "ml-for-beginners"  # the curriculum that nothing is learnt from


def main(data: Path, checkpoint: Path) -> None:
    """Print the figures."""
    network = Network.from_embedder()
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["network"])
    network.eval()
    random = Random("measure")
    held = Corpus(data).examples(random, held_back=True)
    scores = judged(network, [(each.premise, each.claim) for each in held])[:, SUPPORTED]
    truth = np.array([each.label == SUPPORTED for each in held])
    threshold = best_threshold(scores, truth)
    print(f"threshold {threshold:.3f}")
    _print("held back", [each.origin for each in held], scores, truth, threshold)
    dev = [row.example for row in labelled(data / "judge" / "dev.jsonl.gz")]
    scores = judged(network, [(each.premise, each.claim) for each in dev])[:, SUPPORTED]
    _print("dev", [each.origin for each in dev], scores, np.array([each.label == SUPPORTED for each in dev]), threshold)
    alone = judged(network, [("", each.claim) for each in dev])[:, SUPPORTED]
    print(f"claim only: AUROC {auroc(alone, np.array([each.label == SUPPORTED for each in dev])):.3f}")
    made = edited_documents(data, random)
    scores = judged(network, [(each.premise, each.claim) for each in made])[:, SUPPORTED]
    _print("edits in long documents", [each.origin for each in made], scores,
           np.array([each.label == SUPPORTED for each in made]), threshold)  # fmt: skip
    _print_reading(network, data)


def best_threshold(scores: Array, truth: NDArray[np.bool_]) -> float:
    """The one with the best balanced accuracy."""
    tried = np.quantile(scores, np.linspace(0.02, 0.98, 193))
    return float(max(tried, key=lambda each: balanced_accuracy(scores, truth, each)))


def edited_documents(data: Path, random: Random) -> list[Example]:
    """Sentences of unseen documents of 300 to 700 words, about half with one fact changed, each against all of it."""
    texts, _ = squad(data / "squad2-half", kept=True)
    pages = sorted((data / "curricula" / MEASURED / "corpus").rglob("*.md"))
    documents = [*texts.items(), *((path.name, path.read_text("utf-8")) for path in pages)]
    found = []
    for name, text in documents:
        words = text.split(" ")
        for start in range(0, len(words), 700):
            part = " ".join(words[start : start + 700])
            if len(part.split()) >= 300:
                kind = "squad" if name in KEPT else "lessons"
                made = list(from_document(part, kind, name, 40, random, whole=True))
                found += [each for each in made if each.label in (SUPPORTED, REFUTED)]
    return found


@torch.inference_mode()
def judged(network: Network, pairs: Sequence[tuple[str, str]]) -> Array:
    """Probabilities [pairs, labels]."""
    encoded = tokenizer().encode_batch(list(pairs))
    order = sorted(range(len(pairs)), key=lambda number: len(encoded[number].ids))
    found = np.zeros((len(pairs), 3))
    for start in range(0, len(order), 32):
        rows = order[start : start + 32]
        logits, _ = network(*padded([encoded[row] for row in rows]))
        found[rows] = torch.softmax(logits.float(), dim=-1).numpy()
    return found


@torch.inference_mode()
def read(network: Network, pairs: Sequence[tuple[str, str]]) -> Array:
    """The probability that the passage answers, [pairs]."""
    encoded = tokenizer(LONGEST_READ).encode_batch(list(pairs))
    order = sorted(range(len(pairs)), key=lambda number: len(encoded[number].ids))
    found = np.zeros(len(pairs))
    for start in range(0, len(order), 32):
        rows = order[start : start + 32]
        ids, types, mask = padded([encoded[row] for row in rows])
        _, logits = network(ids, types, mask)
        logs = torch.log_softmax(logits.float().masked_fill(~readable(types, mask), -1e4), dim=-1)
        found[rows] = 1 - logs[:, 0].exp().numpy()
    return found


def _print_reading(network: Network, data: Path) -> None:
    texts, asked = squad(data / "squad2-half", kept=True)
    scores = read(network, [(texts[each.article][each.start : each.end], each.question) for each in asked])
    truth = np.array([bool(each.spans) for each in asked])
    refused = (scores[~truth] < np.quantile(scores[truth], 0.05)).mean()
    ranked = auroc(scores, truth)
    print(f"reader: {len(asked)} questions, AUROC {ranked:.3f}, refused at 5 % false refusals {refused:.3f}")


def _print(title: str, origins: Sequence[str], scores: Array, truth: NDArray[np.bool_], threshold: float) -> None:
    print(f"\n{title}")
    names = np.array(origins)
    for name in [*sorted(set(origins)), "all"]:
        rows = names == name if name != "all" else np.ones(len(names), dtype=bool)
        if 0 < truth[rows].sum() < rows.sum():
            print(
                f"  {name:28} {rows.sum():6} balanced {balanced_accuracy(scores[rows], truth[rows], threshold):.3f} "
                f"AUROC {auroc(scores[rows], truth[rows]):.3f}"
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
