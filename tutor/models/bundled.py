"""Opening a model folder: its manifest, its hashes, an onnxruntime session and a tokenizer."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.errors import BrokenWeights

WEIGHTS = Path(__file__).parent / "weights"
_CURE = "Install the package again, or set the model to a complete folder."


@dataclass(frozen=True)
class ModelFolder:
    """A folder with `model.onnx`, `tokenizer.json` and the `manifest.json` that names their sha256."""

    path: Path
    manifest: dict[str, Any]

    @property
    def fingerprint(self) -> str:
        """Name and first 12 digits of the weights' sha256: same fingerprint, same numbers."""
        return f"{self.manifest['name']}@{self.manifest['files']['model.onnx'][:12]}"

    def number(self, name: str) -> int:
        """A whole number that the manifest tells. Raises `BrokenWeights`."""
        value = self.manifest.get(name)
        if not isinstance(value, int):
            raise BrokenWeights(f"The manifest of {self.path} does not tell {name}.", _CURE)
        return value

    def session(self, threads: int) -> Any:
        """An onnxruntime session on the CPU with that many threads inside one operator."""
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        options.enable_cpu_mem_arena = False  # a pool laid out anew for each length of text cost a tenth of the time
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # an idle page costs no CPU
        return ort.InferenceSession(str(self.path / "model.onnx"), options, providers=["CPUExecutionProvider"])

    def tokenizer(self) -> Any:
        """The tokenizer, without truncation or padding of its own."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.path / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer


def open_folder(path: Path) -> ModelFolder:
    """Read the manifest of a model folder. Raises `BrokenWeights` where files are missing or altered."""
    try:
        manifest = json.loads((path / "manifest.json").read_text("utf-8"))
        for name in ("model.onnx", "tokenizer.json"):
            sha256 = manifest["files"][name]
            if hashlib.sha256((path / name).read_bytes()).hexdigest() != sha256:
                raise BrokenWeights(f"The model file {path / name} was altered.", _CURE)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BrokenWeights(f"The model folder {path} is incomplete: {error}.", _CURE) from error
    return ModelFolder(path, manifest)
