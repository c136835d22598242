"""The bundled embedder is the model it says it is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tutor.errors import BrokenWeights
from tutor.models.bundled import WEIGHTS, open_folder
from tutor.models.embedder import Embedder, Text
from tutor.models.onnx_embedder import OnnxEmbedder


def test_vector_is_that_of_the_original_model(embedder: Embedder) -> None:
    """The first numbers for a known sentence are those that the model's authors publish, as near as int8 comes."""
    (found,) = embedder.embed([Text("This is an example sentence")])
    assert found.whole[:3].tolist() == pytest.approx([0.0677, 0.0635, 0.0487], abs=0.012)


def test_known_similarities(embedder: Embedder) -> None:
    """The example of the model's authors: weather is like weather, and not like a stadium."""
    weather, sunny, stadium = (
        each.whole
        for each in embedder.embed(
            [Text("The weather is lovely today."), Text("It's so sunny outside!"), Text("He drove to the stadium.")]
        )
    )
    assert float(weather @ sunny) == pytest.approx(0.6660, abs=0.05)
    assert float(weather @ stadium) == pytest.approx(0.1046, abs=0.05)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the model that a test may break."""
    return Path(shutil.copytree(WEIGHTS / "embedder", tmp_path / "embedder"))


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_altered_file_is_refused(folder: Path, name: str) -> None:
    """A model with one byte changed would give other vectors under the same name: it does not open."""
    raw = bytearray((folder / name).read_bytes())
    raw[len(raw) // 2] ^= 1
    (folder / name).write_bytes(raw)
    with pytest.raises(BrokenWeights, match=f"{name} was altered"):
        open_folder(folder)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "manifest.json"])
def test_missing_file_is_refused(folder: Path, name: str) -> None:
    """An incomplete folder is told as such, with a cure."""
    (folder / name).unlink()
    with pytest.raises(BrokenWeights, match="incomplete") as found:
        open_folder(folder)
    assert found.value.cure


@pytest.mark.parametrize(
    "manifest", ["", "[]", "{}", '{"files": {}}', '{"files": []}', '{"name": 1, "files": {"model.onnx": 2}}']
)
def test_manifest_that_is_none_is_refused(folder: Path, manifest: str) -> None:
    """A manifest that does not describe a model ends in words, not in a crash."""
    (folder / "manifest.json").write_text(manifest)
    with pytest.raises(BrokenWeights):
        OnnxEmbedder(open_folder(folder))


def test_manifest_without_sizes_is_refused(folder: Path) -> None:
    """What the manifest must tell of the model is asked for by name."""
    described = json.loads((folder / "manifest.json").read_text())
    for name in ("dimension", "max_tokens"):
        without = {key: value for key, value in described.items() if key != name}
        (folder / "manifest.json").write_text(json.dumps(without))
        with pytest.raises(BrokenWeights, match=name):
            OnnxEmbedder(open_folder(folder))


def test_whole_folder_elsewhere_is_the_same_embedder(folder: Path, embedder: Embedder) -> None:
    """A copy of the folder has the same fingerprint and gives the same vectors."""
    other = OnnxEmbedder(open_folder(folder))
    text = [Text("Charge by the day.")]
    assert other.fingerprint == embedder.fingerprint
    assert other.embed(text)[0].whole.tolist() == embedder.embed(text)[0].whole.tolist()
