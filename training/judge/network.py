"""The network in torch: a MiniLM body under two heads, the judge's and the reader's."""

from __future__ import annotations

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from training.export_embedder import source_folder

LABELS = 3
TYPES = 4  # of tokens, as the runtime tells them apart


class Network(nn.Module):
    """Reads a premise (or passage) and a claim (or question) in one sequence, as BERT reads pairs."""

    def __init__(self, dropout: float = 0.1, *, fused: bool = False) -> None:
        super().__init__()
        config = BertConfig.from_json_file(source_folder() / "config.json")
        config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0  # a third of the time on a CPU
        config.type_vocab_size = TYPES
        self.body = BertModel(config, add_pooling_layer=False)
        self.body.set_attn_implementation("sdpa" if fused else "eager")
        width = config.hidden_size
        self.judge = nn.Sequential(nn.Dropout(dropout), nn.Linear(2 * width, width), nn.Tanh(), nn.Dropout(dropout),
                                   nn.Linear(width, LABELS))  # fmt: skip
        self.reader = nn.Linear(width, 1)

    @classmethod
    def from_embedder(cls, *, fused: bool = False) -> Network:
        """A network with the embedder's body and new heads.

        `fused`: attention in one step, faster in float32 and slower backwards in bfloat16, both on CPUs.
        """
        network = cls(fused=fused)
        weights = load_file(source_folder() / "model.safetensors")
        types = "embeddings.token_type_embeddings.weight"
        weights[types] = weights[types][[0, 1, 1, 0]]  # as `token_types` numbers them
        network.body.load_state_dict(weights, strict=False)
        network.body.embeddings.word_embeddings.requires_grad_(False)  # half of all weights, and few of them are seen
        return network

    def freeze(self, layers: int) -> None:
        """Leave the embeddings and so many layers from below as they are; nothing is computed backwards there."""
        if layers:
            for part in (self.body.embeddings, *self.body.encoder.layer[:layers]):
                part.requires_grad_(False)

    def forward(self, ids: Tensor, types: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of the judge [pairs, labels] and of the reader [pairs, tokens]; the first token is no answer."""
        states = self.body(input_ids=ids, token_type_ids=types, attention_mask=mask).last_hidden_state
        weights = mask.unsqueeze(-1).to(states.dtype)
        mean = (states * weights).sum(1) / weights.sum(1)
        return self.judge(torch.cat([states[:, 0], mean], dim=-1)), self.reader(states).squeeze(-1)
