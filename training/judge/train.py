"""Train judge and reader: `python -m training.judge.train DATA OUT`. Killed at any time, it goes on from OUT.

DATA holds judge/train.jsonl.gz, squad2-half/ and curricula/. Seeded: the same data and versions give the same examples
in the same order; the arithmetic of a CPU may still differ in the last digits.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import torch
from tokenizers import Encoding, Tokenizer
from torch import Tensor
from torch.nn import functional

from training.judge.corpus import Corpus
from training.judge.examples import NOT_SUPPORTED, SUPPORTED, Example
from training.judge.network import Network
from training.judge.questions import Question
from training.judge.thawed import thawed
from tutor.models.pair_model import FIRST, FIRST_SHARED, token_types

TOKENIZER = Path(__file__).parent.parent.parent / "tutor" / "models" / "weights" / "embedder" / "tokenizer.json"
LONGEST = 256  # tokens of a pair; the premise is cut, never the claim
LONGEST_READ = 320  # of a passage and a question
_TOKENS = 3200  # of a batch, with what fills it up
_PAIRS = 32  # of a batch
_PEAK = 1e-4
_WARM = 200  # steps
_COOL = 0.4  # share of all steps in which the rate falls to nothing
_EVERY = 100  # steps between two checkpoints
_DECAY = 0.01
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


@dataclass(frozen=True)
class Batch:
    """Tensors of pairs of one task. `targets`: labels, or for the reader a mask of the tokens that answer."""

    ids: Tensor
    types: Tensor
    mask: Tensor
    targets: Tensor
    reads: bool

    def on(self, device: str) -> Batch:
        """The same where it is learnt from."""
        tensors = (each.to(device) for each in (self.ids, self.types, self.mask, self.targets))
        return Batch(*tensors, reads=self.reads)


def tokenizer(longest: int = LONGEST) -> Tokenizer:
    """The embedder's, for pairs of at most `longest` tokens."""
    made = Tokenizer.from_file(str(TOKENIZER))
    made.enable_truncation(longest, strategy="only_first")
    made.no_padding()
    return made


def main() -> None:
    """Train until all steps are done."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("data", type=Path)
    options.add_argument("out", type=Path)
    options.add_argument("--steps", type=int, default=4000)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--freeze", type=int, default=0, help="layers from below that stay as they are: a faster step")
    options.add_argument("--from", dest="start", type=Path, help="a checkpoint or exported .onnx to begin with")
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(given.seed)
    corpus = Corpus(given.data)
    network = Network.from_embedder(fused=not _fast_in_half())
    if given.start:
        network.load_state_dict(_state(given.start), strict=given.start.suffix != ".onnx")
    network.freeze(given.freeze)
    Training(network.to(DEVICE), corpus, given.out, given.steps, given.seed).run()


def _state(path: Path) -> dict[str, Tensor]:
    if path.suffix == ".onnx":
        return {name: torch.from_numpy(values) for name, values in thawed(path).items()}
    found: dict[str, Tensor] = torch.load(path, map_location="cpu", weights_only=True)["network"]
    return found


@cache
def _fast_in_half() -> bool:
    """Whether matrices of bfloat16 are multiplied faster here: twice as fast on some CPUs, slower on others."""
    if DEVICE == "cuda":
        return torch.cuda.is_bf16_supported()
    return _seconds(torch.bfloat16) < _seconds(torch.float32)


def _seconds(kind: torch.dtype) -> float:
    """What a layer's product takes, at best."""
    states, weights = torch.ones(_TOKENS, 384, dtype=kind), torch.ones(384, 384, dtype=kind)
    found = []
    for _ in range(10):
        began = time.monotonic()
        functional.linear(states, weights)
        found.append(time.monotonic() - began)
    return min(found)


class Training:
    """One run, with its checkpoints in `out`."""

    def __init__(self, network: Network, corpus: Corpus, out: Path, steps: int, seed: int) -> None:
        self._network, self._corpus, self._out, self._steps, self._seed = network, corpus, out, steps, seed
        learnt = [(name, weights) for name, weights in network.named_parameters() if weights.requires_grad]
        plain = [weights for name, weights in learnt if "bias" in name or "LayerNorm" in name]
        heavy = [weights for name, weights in learnt if not ("bias" in name or "LayerNorm" in name)]
        groups = [{"params": heavy, "weight_decay": _DECAY}, {"params": plain, "weight_decay": 0.0}]
        self._optimizer = torch.optim.AdamW(groups, lr=_PEAK, fused=True)
        self._epoch = self._step = self._within = 0
        self._restore()

    def run(self) -> None:
        """Go on from where the last run was."""
        while self._step < self._steps:
            self._train(epoch_batches(self._corpus, self._seed, self._epoch))
            self._epoch, self._within = self._epoch + 1, 0
        self._save("last.pt")

    def _train(self, batches: Sequence[Batch]) -> None:
        began, losses, pairs = time.monotonic(), [], 0
        for number, batch in enumerate(batches):
            if number < self._within:
                continue
            if self._step == self._steps:
                return
            losses.append(self._learn(batch))
            pairs += len(batch.ids)
            self._step += 1
            self._within = number + 1
            if self._step == int(self._steps * (1 - _COOL)):
                self._save("level.pt")  # where a longer run would go on from
            if self._step % _EVERY == 0:
                speed = pairs / (time.monotonic() - began)
                print(
                    f"epoch {self._epoch} batch {number + 1}/{len(batches)} loss {sum(losses) / len(losses):.4f} "
                    f"{speed:.0f} pairs/s",
                    flush=True,
                )
                losses, pairs, began = [], 0, time.monotonic()
                self._save("last.pt")

    def _learn(self, batch: Batch) -> float:
        self._network.train()
        batch = batch.on(DEVICE)
        half = torch.autocast(DEVICE, dtype=torch.bfloat16, enabled=_fast_in_half())
        for group in self._optimizer.param_groups:
            group["lr"] = _PEAK * self._pace()
        with half:
            judged, read = self._network(batch.ids, batch.types, batch.mask)
        loss = reading_loss(read.float(), batch) if batch.reads else judging_loss(judged.float(), batch.targets)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
        self._optimizer.step()
        return loss.item()

    def _pace(self) -> float:
        """Up, level, down: a run that has not begun to cool can be given more steps."""
        left = (self._steps - self._step) / (self._steps * _COOL)
        return min((self._step + 1) / _WARM, 1.0, left)

    def _save(self, name: str) -> None:
        state = {"network": self._network.state_dict(), "optimizer": self._optimizer.state_dict(), "epoch": self._epoch,
                 "step": self._step, "within": self._within, "random": torch.get_rng_state()}  # fmt: skip
        torch.save(state, self._out / f".{name}")
        (self._out / f".{name}").replace(self._out / name)

    def _restore(self) -> None:
        last = self._out / "last.pt"
        if last.exists():
            state = torch.load(last, map_location=DEVICE, weights_only=True)
            self._network.load_state_dict(state["network"])
            self._optimizer.load_state_dict(state["optimizer"])
            self._epoch, self._step, self._within = state["epoch"], state["step"], state["within"]
            torch.set_rng_state(state["random"].cpu())  # or what is dropped out would be another draw
            print(f"going on at epoch {self._epoch}, batch {self._within}", flush=True)


def judging_loss(logits: Tensor, targets: Tensor) -> Tensor:
    """Cross entropy; where people only said "not supported", of the two other labels together."""
    logs = functional.log_softmax(logits, dim=-1)
    known = targets != NOT_SUPPORTED
    of_known = logs.gather(1, targets.clamp(min=0).unsqueeze(1)).squeeze(1)
    others = torch.logsumexp(torch.cat([logs[:, :SUPPORTED], logs[:, SUPPORTED + 1 :]], dim=1), dim=1)
    return -torch.where(known, of_known, others).mean()


def reading_loss(logits: Tensor, batch: Batch) -> Tensor:
    """The negative log probability of all tokens that answer together; of the first token where none does."""
    logs = functional.log_softmax(logits.masked_fill(~readable(batch.types, batch.mask), -1e4), dim=-1)
    return -torch.logsumexp(logs.masked_fill(~batch.targets, -1e4), dim=-1).mean()


def readable(types: Tensor, mask: Tensor) -> Tensor:
    """The tokens of passages, and the first token."""
    return ((types == FIRST) | (types == FIRST_SHARED)) & (mask == 1)


# ------------------------------------------------------------------ batches


def epoch_batches(corpus: Corpus, seed: int, epoch: int) -> list[Batch]:
    """All batches of an epoch, of pairs alike in length, in random order."""
    random = Random(f"{seed}/{epoch}")
    pairs = corpus.examples(random)
    questions = corpus.questions(random)
    print(f"epoch {epoch}: {len(pairs)} pairs, {len(questions)} questions", flush=True)
    encoded = tokenizer().encode_batch([(each.premise, each.claim) for each in pairs])
    asked = tokenizer(LONGEST_READ).encode_batch([(each.passage, each.question) for each in questions])
    batches = [_judging(pairs, encoded, rows) for rows in _alike(encoded, random)]
    batches += [_reading(questions, asked, rows) for rows in _alike(asked, random)]
    random.shuffle(batches)
    return batches


def _alike(encoded: Sequence[Encoding], random: Random) -> Iterator[list[int]]:
    """Numbers of pairs in batches of at most `_TOKENS`, each of about one length."""
    order = sorted(range(len(encoded)), key=lambda number: len(encoded[number].ids) + random.random() * 8)
    rows: list[int] = []
    for number in order:
        longest = max(len(encoded[each].ids) for each in (number, *rows[-1:]))
        if rows and ((len(rows) + 1) * longest > _TOKENS or len(rows) == _PAIRS):
            yield rows
            rows = []
        rows.append(number)
    if rows:
        yield rows


def padded(encoded: Sequence[Encoding]) -> tuple[Tensor, Tensor, Tensor]:
    """Ids, types and mask [pairs, tokens]."""
    longest = max(len(each.ids) for each in encoded)

    def filled(rows: Sequence[Sequence[int]]) -> Tensor:
        return torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])

    return (filled([e.ids for e in encoded]), filled([token_types(e) for e in encoded]),
            filled([[1] * len(e.ids) for e in encoded]))  # fmt: skip


def _judging(pairs: Sequence[Example], encoded: Sequence[Encoding], rows: Sequence[int]) -> Batch:
    return Batch(*padded([encoded[row] for row in rows]), torch.tensor([pairs[row].label for row in rows]), reads=False)


def _reading(questions: Sequence[Question], encoded: Sequence[Encoding], rows: Sequence[int]) -> Batch:
    ids, types, mask = padded([encoded[row] for row in rows])
    targets = torch.zeros_like(ids, dtype=torch.bool)
    for place, row in enumerate(rows):
        asked = questions[row]
        for token, (start, end) in enumerate(encoded[row].offsets):
            in_passage = encoded[row].type_ids[token] == 0 and end > start
            if in_passage and any(start < last and first < end for first, last in asked.spans):
                targets[place, token] = True
        targets[place, 0] = not targets[place].any()
    return Batch(ids, types, mask, targets, reads=True)


if __name__ == "__main__":
    main()
