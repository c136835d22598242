"""How near an exported embedder is to the original, and how fast it is.

The original is computed here in numpy, float32, straight from the weights and independent of the ONNX graph.
"""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from training.embedder_graph import EPSILON, HEADS, LAYERS, WIDTH, Floats, Weights

MAX_TOKENS = 256
CHUNK_WORDS = 150
AT_MOST = {"question": 300, "heading": 300, "sentence": 400, "chunk": 600}
Ids = list[int]

_EXAMPLE, _EXAMPLE_START = "This is an example sentence", (0.0677, 0.0635, 0.0487)  # published with the model
_BLANKS, _SENTENCE_END = re.compile(r"\n\s*\n"), re.compile(r"(?<=[.?!])\s+")
_NOT_PROSE = ("#", "```", "|", "!", ">", "-", "<")


def texts_by_kind(folder: Path) -> dict[str, list[str]]:
    """Texts of all `*.md` files in `folder`, and of `questions.jsonl` files with a `question` in each line.

    Takes evenly spaced ones where there are more than `AT_MOST` of a kind.
    """
    found: dict[str, list[str]] = {kind: [] for kind in AT_MOST}
    for path in sorted(folder.rglob("questions.jsonl")):
        found["question"] += [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines()]
    for path in sorted(folder.rglob("*.md")):
        text = path.read_text("utf-8", errors="replace")
        words = text.split()
        chunks = [words[i : i + CHUNK_WORDS] for i in range(0, len(words), CHUNK_WORDS)]
        found["chunk"] += [" ".join(chunk) for chunk in chunks if len(chunk) >= CHUNK_WORDS // 2]
        for block in _BLANKS.split(text):
            if block.startswith("#"):
                found["heading"].append(block.splitlines()[0].lstrip("# "))
            elif not block.startswith(_NOT_PROSE):
                sentences = _SENTENCE_END.split(" ".join(block.split()))
                found["sentence"] += [s for s in sentences if 5 <= len(s.split()) <= 45]
    return {kind: _spread(texts, AT_MOST[kind]) for kind, texts in found.items() if texts}


def _spread(texts: list[str], limit: int) -> list[str]:
    return [texts[i * len(texts) // limit] for i in range(limit)] if len(texts) > limit else texts


def reference_embedding(weights: Weights, ids: Ids) -> Floats:
    """Mean-pooled unit vector [384] of one text's token ids, computed in numpy from the original weights."""
    states = weights["embeddings.word_embeddings.weight"][ids]
    states = states + weights["embeddings.position_embeddings.weight"][: len(ids)]
    states = states + weights["embeddings.token_type_embeddings.weight"][0]
    states = _normalise(weights, "embeddings.LayerNorm", states)
    for layer in range(LAYERS):
        place = f"encoder.layer.{layer}."
        names = [f"{place}attention.self.{part}" for part in ("query", "key", "value")]
        query, key, value = (_heads(_apply(weights, name, states)) for name in names)
        scores = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(WIDTH // HEADS))
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        heads = (shares / shares.sum(axis=-1, keepdims=True)) @ value
        joined = np.asarray(heads.transpose(1, 0, 2).reshape(len(ids), WIDTH), np.float32)
        mixed = _apply(weights, place + "attention.output.dense", joined)
        states = _normalise(weights, place + "attention.output.LayerNorm", states + mixed)
        widened = _apply(weights, place + "intermediate.dense", states)
        narrowed = _apply(weights, place + "output.dense", _gelu(widened))
        states = _normalise(weights, place + "output.LayerNorm", states + narrowed)
    return _unit(states.mean(axis=0))


def _heads(states: Floats) -> Floats:
    """States [tokens, width] as [heads, tokens, width of a head]."""
    return states.reshape(len(states), HEADS, -1).transpose(1, 0, 2)


def _apply(weights: Weights, name: str, states: Floats) -> Floats:
    return np.asarray(states @ weights[name + ".weight"].T + weights[name + ".bias"], np.float32)


def _normalise(weights: Weights, name: str, states: Floats) -> Floats:
    centred = states - states.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON)
    return np.asarray(scaled * weights[name + ".weight"] + weights[name + ".bias"], np.float32)


def _gelu(states: Floats) -> Floats:
    """Gelu by the error function, that within 1.5e-7 (Abramowitz and Stegun 7.1.26)."""
    x = states / np.float32(np.sqrt(2))
    t = 1 / (1 + 0.3275911 * np.abs(x))
    tail = np.zeros_like(t)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail = (tail + factor) * t
    erf = np.sign(x) * (1 - tail * np.exp(-x * x))
    return np.asarray(states * (1 + erf) / 2, np.float32)


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=-1, keepdims=True), np.float32)


def check_reference(weights: Weights, tokenize: Callable[[str], Ids]) -> None:
    """Compare the numpy reference with the numbers published for one sentence. Raises `SystemExit`."""
    start = reference_embedding(weights, tokenize(_EXAMPLE))[:3]
    if not np.allclose(start, _EXAMPLE_START, atol=6e-5):
        raise SystemExit(f"The reference is wrong: {start} is not {_EXAMPLE_START}, as published.")


def open_session(model: bytes, threads: int) -> Any:
    """An onnxruntime session on the CPU, set as the package sets it."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def embed(session: Any, texts: Sequence[Ids]) -> Floats:
    """Mean-pooled unit vectors [texts, 384] of one padded batch."""
    longest = max(len(ids) for ids in texts)
    ids, mask = np.zeros((2, len(texts), longest), np.int64)
    for row, text in enumerate(texts):
        ids[row, : len(text)], mask[row, : len(text)] = text, 1
    (states,) = session.run(["token_states"], {"input_ids": ids, "attention_mask": mask})
    return _unit((states * mask[:, :, None]).sum(axis=1))  # a sum points where the mean points


def cosines(session: Any, weights: Weights, texts: Sequence[Ids]) -> NDArray[np.float64]:
    """Cosine of each text's vector, embedded by itself, to the reference's."""
    return np.array([float(embed(session, [ids])[0] @ reference_embedding(weights, ids)) for ids in texts])


def texts_per_second(sessions: Sequence[Any], texts: Sequence[Ids], batch: int, repeats: int = 3) -> float:
    """Best of `repeats` runs over `texts`, sorted by length; each session works in a thread of its own."""
    ordered = sorted(texts, key=len, reverse=True)
    batches = [ordered[i : i + batch] for i in range(0, len(ordered), batch)]

    def work(session: Any, queue: list[Sequence[Ids]]) -> None:
        while queue:
            try:
                taken = queue.pop(0)
            except IndexError:  # another thread was quicker
                return
            embed(session, taken)

    best = 0.0
    for _ in range(repeats):
        queue: list[Sequence[Ids]] = list(batches)
        workers = [threading.Thread(target=work, args=(session, queue)) for session in sessions]
        began = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        best = max(best, len(texts) / (time.perf_counter() - began))
    return best


def milliseconds_each(session: Any, texts: Sequence[Ids]) -> float:
    """Median time of embedding one text by itself."""
    times = []
    for ids in texts:
        began = time.perf_counter()
        embed(session, [ids])
        times.append(time.perf_counter() - began)
    return float(np.median(times)) * 1000
