"""A network's weights read back from its int8 file, so that training can go on where only that file is left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, numpy_helper

from training.embedder_graph import LAYERS, WIDTH

Floats = NDArray[np.float32]


def thawed(model: Path) -> dict[str, Floats]:
    """The state that `training.export_judge` wrote to `model`, without the word table, which is never learnt.

    What rounding to int8 took is lost: a linear layer comes back as near as one scale a column gets.
    """
    file = _File(model)
    state = {
        "body.embeddings.position_embeddings.weight": file.of(file.nodes("Slice")[0], 0),
        "body.embeddings.token_type_embeddings.weight": file.of(file.nodes("Gather")[2], 0),
    }
    less = file.norm(state, "body.embeddings.LayerNorm", 0)
    for layer in range(LAYERS):
        place = f"body.encoder.layer.{layer}."
        attention = file.nodes("QAttention")[layer]
        merged = file.of(attention, 1) * file.of(attention, 4) / less[:, None]
        for number, part in enumerate(("query", "key", "value")):
            columns = slice(number * WIDTH, (number + 1) * WIDTH)
            _linear(state, f"{place}attention.self.{part}", merged[:, columns], file.of(attention, 2)[columns])
        mixed, widened = file.nodes("DynamicQuantizeMatMul")[2 * layer : 2 * layer + 2]
        _linear(state, place + "attention.output.dense", file.of(mixed, 1) * file.of(mixed, 2), file.of(mixed, 4))
        less = file.norm(state, place + "attention.output.LayerNorm", 2 * layer + 1)
        inner = file.of(widened, 1) * file.of(widened, 2) / less[:, None]
        _linear(state, place + "intermediate.dense", inner, file.of(widened, 4))
        narrowed, added = file.nodes("MatMulIntegerToFloat")[layer], file.nodes("Sum")[2 * layer + 2]
        _linear(state, place + "output.dense", file.of(narrowed, 1) * file.of(narrowed, 3), file.of(added, 1))
        less = file.norm(state, place + "output.LayerNorm", 2 * layer + 2)
    for name, product, added in zip(
        ("judge.1", "judge.4", "reader"), file.nodes("MatMul"), file.nodes("Add"), strict=True
    ):
        _linear(state, name, file.of(product, 1), file.of(added, 1))
    return state


class _File:
    """The nodes and constants of an ONNX file."""

    def __init__(self, path: Path) -> None:
        graph = onnx.load(str(path)).graph
        self._nodes = list(graph.node)
        self._constants = {each.name: numpy_helper.to_array(each) for each in graph.initializer}

    def nodes(self, operator: str) -> list[NodeProto]:
        return [node for node in self._nodes if node.op_type == operator]

    def of(self, node: NodeProto, place: int) -> Floats:
        """The constant at an input of a node."""
        return self._constants[node.input[place]].astype(np.float32)

    def norm(self, state: dict[str, Floats], name: str, number: int) -> Floats:
        """Put a normalisation into `state`; what its output was divided by for the layer behind it [width]."""
        node = self.nodes("LayerNormalization")[number]
        scaled = [each for each in self.nodes("Mul") if each.input[0] == node.output[0]]
        constants = [each for each in scaled if each.input[1] in self._constants]
        less = self.of(constants[0], 1) if constants else np.ones(WIDTH, np.float32)
        state[name + ".weight"], state[name + ".bias"] = self.of(node, 1) * less, self.of(node, 2) * less
        return less


def _linear(state: dict[str, Floats], name: str, weight: Floats, bias: Floats) -> None:
    state[name + ".weight"], state[name + ".bias"] = np.ascontiguousarray(weight.T), bias
