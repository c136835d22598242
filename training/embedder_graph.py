"""The ONNX graphs of a six-layer BERT encoder in float32 or int8, built with `onnx` helpers, without torch.

One walk over the network (`encoder_model`) is shared; what differs between the two number formats is in
`Float32` and `Int8`. README.md beside this file says why each int8 choice was made and what it costs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper, numpy_helper

Weights = Mapping[str, NDArray[np.float32]]
Floats = NDArray[np.float32]

LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12  # of every layer normalisation, from the model's config.json
CONTRIB = "com.microsoft"  # operators every onnxruntime has built in

PAIR_LIMIT = 128  # 255 * 128 = 32640 still fits int16; see `pair_safe_columns`
GELU_ZERO, GELU_SPAN = 24, 231  # uint8 zero point of gelu outputs, and the steps above it: 24 + 231 = 255
GELU_FLOOR = 1.64  # least row maximum: gelu's least value -0.17 then lies within 24 steps below zero


class Graph:
    """Collects nodes and constants; every method returns the name of the tensor it made."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[TensorProto] = []

    def constant(self, values: NDArray[Any] | np.generic) -> str:
        """A tensor that travels in the file."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(values, order="C"), name))
        return name

    def node(self, operator: str, *inputs: str, domain: str = "", **attributes: Any) -> str:
        """One operator with one output."""
        name = f"{operator}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], domain=domain, **attributes))
        return name

    def quantised(self, states: str) -> list[str]:
        """`states` as uint8 with one scale and one zero point for the whole tensor: values, scale, zero."""
        names = [f"DynamicQuantizeLinear_{len(self.nodes)}_{part}" for part in ("values", "scale", "zero")]
        self.nodes.append(helper.make_node("DynamicQuantizeLinear", [states], names))
        return names


class NumberFormat(Protocol):
    """How tables, attention and linear layers are stored and computed. Weights are [inputs, outputs]."""

    def rows(self, graph: Graph, table: Floats, ids: str) -> str:
        """Rows `ids` [batch, tokens] of `table` [rows, width], as float32 [batch, tokens, width]."""

    def smoothing(self, reach: Floats) -> Floats:
        """By what each channel [width], whose values reach about so far, is divided before a linear layer."""

    def attention(self, graph: Graph, states: str, mask: str, weight: Floats, bias: Floats) -> str:
        """Self-attention with merged query, key and value weights [width, 3 * width]."""

    def linear(self, graph: Graph, states: str, weight: Floats, bias: Floats) -> list[str]:
        """Tensors whose sum is `states @ weight + bias`."""

    def linear_of_gelu(self, graph: Graph, states: str, weight: Floats, bias: Floats) -> list[str]:
        """The same for gelu outputs, which have a few tokens with values ten times the usual ones."""


class Float32:
    """Everything exact: the yardstick for speed and, beside numpy, for the numbers."""

    def rows(self, graph: Graph, table: Floats, ids: str) -> str:
        return graph.node("Gather", graph.constant(table), ids)

    def smoothing(self, reach: Floats) -> Floats:
        return np.ones_like(reach)

    def attention(self, graph: Graph, states: str, mask: str, weight: Floats, bias: Floats) -> str:
        inputs = (states, graph.constant(weight), graph.constant(bias), mask)
        return graph.node("Attention", *inputs, domain=CONTRIB, num_heads=HEADS)

    def linear(self, graph: Graph, states: str, weight: Floats, bias: Floats) -> list[str]:
        product = graph.node("MatMul", states, graph.constant(weight))
        return [graph.node("Add", product, graph.constant(bias))]

    def linear_of_gelu(self, graph: Graph, states: str, weight: Floats, bias: Floats) -> list[str]:
        return self.linear(graph, states, weight, bias)


class Int8:
    """Weights int8 with one scale a column, activations uint8 with scales found at run time."""

    def rows(self, graph: Graph, table: Floats, ids: str) -> str:
        steps, scales = quantised_rows(table)
        picked = graph.node("Cast", graph.node("Gather", graph.constant(steps), ids), to=TensorProto.FLOAT)
        return graph.node("Mul", picked, graph.node("Gather", graph.constant(scales), ids))

    def smoothing(self, reach: Floats) -> Floats:
        # Channels far above the rest are brought down to 1.2 times the median, so that one loud channel
        # does not take the 255 steps from the other 383.
        return np.asarray(np.maximum(reach / (1.2 * np.median(reach)), 1), np.float32)

    def attention(self, graph: Graph, states: str, mask: str, weight: Floats, bias: Floats) -> str:
        steps, scales = pair_safe_columns(weight)
        values, scale, zero = graph.quantised(states)
        weights_zero = graph.constant(np.zeros(weight.shape[1], np.int8))
        inputs = (values, graph.constant(steps), graph.constant(bias), scale, graph.constant(scales))
        return graph.node("QAttention", *inputs, mask, zero, weights_zero, domain=CONTRIB, num_heads=HEADS)

    def linear(self, graph: Graph, states: str, weight: Floats, bias: Floats) -> list[str]:
        steps, scales = pair_safe_columns(weight)
        inputs = (states, graph.constant(steps), graph.constant(scales), "", graph.constant(bias))
        return [graph.node("DynamicQuantizeMatMul", *inputs, domain=CONTRIB)]

    def linear_of_gelu(self, graph: Graph, states: str, weight: Floats, bias: Floats) -> list[str]:
        # One scale for each token: `stretch` [batch, tokens, 1] brings its greatest value to 231 steps.
        steps, scales = pair_safe_columns(weight)
        one, zero = graph.constant(np.float32(1)), graph.constant(np.uint8(GELU_ZERO))
        greatest = graph.node("ReduceMax", states, graph.constant(np.array([-1])), keepdims=1)
        greatest = graph.node("Max", greatest, graph.constant(np.float32(GELU_FLOOR)))
        stretch = graph.node("Div", graph.constant(np.float32(GELU_SPAN)), greatest)
        values = graph.node("QuantizeLinear", graph.node("Mul", states, stretch), one, zero)
        inputs = (values, graph.constant(steps), one, graph.constant(scales), zero)
        product = graph.node("MatMulIntegerToFloat", *inputs, domain=CONTRIB)
        return [graph.node("Div", product, stretch), graph.constant(bias)]


def quantised_rows(table: Floats) -> tuple[NDArray[np.int8], Floats]:
    """`table` [rows, width] as int8 steps and one scale a row [rows, 1]: table ~ steps * scales."""
    scales = (np.abs(table).max(axis=1, keepdims=True) / np.float32(127)).astype(np.float32)
    return np.clip(np.round(table / scales), -127, 127).astype(np.int8), scales


def pair_safe_columns(weight: Floats) -> tuple[NDArray[np.int8], Floats]:
    """`weight` [inputs, outputs] as int8 steps and one scale a column [outputs]: weight ~ steps * scales.

    CPUs with AVX2 or AVX-512 but without VNNI multiply two neighbouring inputs (0..255) at once and add the
    products in int16, which is cut off silently at 32767. Here the two steps of each such pair add up to 128
    at most, so that no input can reach that and no CPU loses anything. Of 59 scales each column takes the one
    with the least squared error under that rule, found in float64 so that no rounded sum decides a choice.
    """
    exact = weight.astype(np.float64)
    reach = np.abs(exact).max(axis=0) / 127
    least = np.full(weight.shape[1], np.inf)
    steps, scales = np.zeros(weight.shape, np.int8), np.zeros(weight.shape[1], np.float32)
    for factor in np.linspace(0.55, 2.0, 59):
        tried_scales = (reach * factor).astype(np.float32)
        tried = _lower_loud_pairs(np.clip(np.round(exact / tried_scales), -127, 127))
        errors = ((tried * tried_scales - exact) ** 2).sum(axis=0)
        better = errors < least
        least = np.where(better, errors, least)
        steps[:, better], scales = tried[:, better].astype(np.int8), np.where(better, tried_scales, scales)
    return steps, scales


def _lower_loud_pairs(steps: NDArray[np.float64]) -> NDArray[np.float64]:
    """`steps` [inputs, outputs] where inputs 2i and 2i + 1 add up to `PAIR_LIMIT` at most, either sign."""
    pairs = steps.reshape(-1, 2, steps.shape[1])
    totals = pairs.sum(axis=1)
    excess = np.sign(totals) * np.maximum(np.abs(totals) - PAIR_LIMIT, 0)
    first = np.sign(excess) * np.ceil(np.abs(excess) / 2)
    return np.stack([pairs[:, 0] - first, pairs[:, 1] - (excess - first)], axis=1).reshape(steps.shape)


def encoder_model(weights: Weights, numbers: NumberFormat) -> ModelProto:
    """The whole network, to its last hidden state, as an ONNX model for any number of texts and tokens.

    Inputs `input_ids` and `attention_mask` are int64 [batch, tokens], output `token_states` is float32
    [batch, tokens, 384]. Token type ids are taken as all zero; up to 512 tokens have a position.
    """
    graph = Graph()
    _encoded(graph, weights, numbers, typed=False)
    graph.nodes[-1].output[0] = "token_states"
    return model_of(graph, ("input_ids", "attention_mask"), {"token_states": ["batch", "tokens", WIDTH]})


def pair_model(weights: Weights, heads: Weights, numbers: NumberFormat) -> ModelProto:
    """The network with its two heads over pairs of texts, as an ONNX model for any number of pairs and tokens.

    Inputs as above with `token_type_ids`; outputs `labels` [batch, labels] and `answers` [batch, tokens], logits in
    float32. `heads` are those of `training.judge.network`: they are a thousandth of the work and stay in float32.
    """
    graph = Graph()
    states = _encoded(graph, weights, numbers, typed=True)
    mask = graph.node("Cast", graph.node("Unsqueeze", "attention_mask", graph.constant(np.array([2]))),
                      to=TensorProto.FLOAT)  # fmt: skip
    axis = graph.constant(np.array([1]))
    total = graph.node("ReduceSum", graph.node("Mul", states, mask), axis, keepdims=0)
    mean = graph.node("Div", total, graph.node("ReduceSum", mask, axis, keepdims=0))
    first = graph.node("Gather", states, graph.constant(np.int64(0)), axis=1)
    hidden = _dense(graph, graph.node("Concat", first, mean, axis=-1), heads, "judge.1")
    _dense(graph, graph.node("Tanh", hidden), heads, "judge.4")
    graph.nodes[-1].output[0] = "labels"
    graph.node("Squeeze", _dense(graph, states, heads, "reader"), graph.constant(np.array([2])))
    graph.nodes[-1].output[0] = "answers"
    names = ("input_ids", "token_type_ids", "attention_mask")
    return model_of(graph, names, {"labels": ["batch", 3], "answers": ["batch", "tokens"]})


def _dense(graph: Graph, states: str, heads: Weights, name: str) -> str:
    product = graph.node("MatMul", states, graph.constant(heads[name + ".weight"].T))
    return graph.node("Add", product, graph.constant(heads[name + ".bias"]))


def model_of(graph: Graph, names: Sequence[str], outputs: Mapping[str, list[str | int]]) -> ModelProto:
    """The graph as a model: int64 inputs [batch, tokens] of those names, float32 outputs of those shapes."""
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in names]
    found = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in outputs.items()]
    made = helper.make_graph(graph.nodes, "encoder", inputs, found, graph.constants)
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(CONTRIB, 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=8, producer_name="groundwork")


def _encoded(graph: Graph, weights: Weights, numbers: NumberFormat, *, typed: bool) -> str:
    """Embeddings and layers, to the last hidden state [batch, tokens, width]."""
    mask = graph.node("Cast", "attention_mask", to=TensorProto.INT32)
    states, kept, weight = _embeddings(graph, weights, numbers, typed=typed)
    for layer in range(LAYERS):
        place = f"encoder.layer.{layer}."
        heads = numbers.attention(graph, states, mask, weight, _merged(weights, layer, "bias"))
        mixed = numbers.linear(graph, heads, *_linear(weights, place + "attention.output.dense"))
        inner, inner_bias = _linear(weights, place + "intermediate.dense")
        norm = place + "attention.output.LayerNorm"
        states, kept, weight = _normalised(graph, weights, numbers, norm, [*mixed, kept], inner)
        (widened,) = numbers.linear(graph, states, weight, inner_bias)
        gelu = graph.node("Gelu", widened, domain=CONTRIB)  # the exact one, by erf
        narrowed = numbers.linear_of_gelu(graph, gelu, *_linear(weights, place + "output.dense"))
        following = _merged(weights, layer + 1, "weight") if layer + 1 < LAYERS else None
        norm = place + "output.LayerNorm"
        states, kept, weight = _normalised(graph, weights, numbers, norm, [*narrowed, kept], following)
    return states


def _embeddings(graph: Graph, weights: Weights, numbers: NumberFormat, *, typed: bool) -> tuple[str, str, Floats]:
    """Word, position and token type rows, added and normalised, for the first attention to read."""
    words = numbers.rows(graph, weights["embeddings.word_embeddings.weight"], "input_ids")
    types = weights["embeddings.token_type_embeddings.weight"]
    table = weights["embeddings.position_embeddings.weight"]
    start, axis = graph.constant(np.array([0])), graph.constant(np.array([0]))
    tokens = graph.node("Shape", "input_ids", start=1, end=2)
    positions = graph.node("Slice", graph.constant(table if typed else table + types[0]), start, tokens, axis)
    typed_rows = [graph.node("Gather", graph.constant(types), "token_type_ids")] if typed else []
    first = _merged(weights, 0, "weight")
    return _normalised(graph, weights, numbers, "embeddings.LayerNorm", [words, positions, *typed_rows], first)


def _normalised(
    graph: Graph,
    weights: Weights,
    numbers: NumberFormat,
    norm: str,
    summands: list[str],
    reader: Floats | None,
) -> tuple[str, str, Floats]:
    """The normalised sum for its reader, the same for the residual, and the reader's weights.

    The reader is the linear layer [width, outputs] behind: its weights are multiplied by what smoothing
    divides the states by, so that their product stays the same. The residual gets the states as they were.
    The sum is a `Sum`, not an `Add`: onnxruntime 1.31 fuses `Add` and `LayerNormalization` into
    `SkipLayerNormalization`, which there takes six times as long as the two.
    """
    gain, shift = weights[norm + ".weight"], weights[norm + ".bias"]
    # Normalised values lie within 3 of zero but for a few, so a channel reaches about |shift| + 3 |gain|.
    reach = np.abs(shift) + 3 * np.abs(gain)
    less = numbers.smoothing(reach) if reader is not None else np.ones_like(reach)
    inputs = (graph.node("Sum", *summands), graph.constant(gain / less), graph.constant(shift / less))
    states = graph.node("LayerNormalization", *inputs, axis=-1, epsilon=EPSILON)
    if reader is None:
        return states, states, np.empty((0, 0), np.float32)
    kept = states if (less == 1).all() else graph.node("Mul", states, graph.constant(less))
    return states, kept, reader * less[:, None]


def _linear(weights: Weights, name: str) -> tuple[Floats, Floats]:
    """Weight [inputs, outputs] and bias [outputs] of a linear layer; the file holds [outputs, inputs]."""
    return weights[name + ".weight"].T, weights[name + ".bias"]


def _merged(weights: Weights, layer: int, kind: str) -> Floats:
    """Query, key and value side by side: weight [width, 3 * width] or bias [3 * width]."""
    place = f"encoder.layer.{layer}.attention.self."
    return np.concatenate([weights[f"{place}{part}.{kind}"].T for part in ("query", "key", "value")], axis=-1)
