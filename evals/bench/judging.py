"""The local judge, in this process: `python -m evals.bench.judging HOME`, one line of JSON.

How many pairs the network reads a second, how long one answer is weighed, and what memory the loaded judge adds to a
process that has everything else open. HOME has the starter corpora published.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

from evals.bench.figures import percentiles
from evals.bench.material import STARTER
from evals.bench.memory import resident_mb
from evals.bench.processes import Figures
from evals.injected import Case, cases, drafted, found_for
from tutor.checking.cite import cite
from tutor.checking.weigh import weigh
from tutor.domain import Claim, Passage
from tutor.models.bundled import WEIGHTS, ModelFolder, open_folder
from tutor.models.judge import Judge
from tutor.models.local_judge import LocalJudge
from tutor.models.pair_model import PairModel
from tutor.parts import Parts
from tutor.settings import read_settings

TOKENS = 128
PAIRS = 400
STATEMENTS = 5  # of an answer
_WARM = 16  # pairs, and answers


def judging(home: Path) -> Figures:
    """All figures."""
    parts = Parts(read_settings(home=home))
    answers = list(_answers(parts))
    folder = open_folder(WEIGHTS / "judge")
    pairs = list(pairs_of(folder, TOKENS, PAIRS))
    before = resident_mb()
    model = PairModel(folder)
    model.read(pairs[:_WARM])
    added = resident_mb() - before
    began = time.perf_counter()
    model.read(pairs)
    seconds = time.perf_counter() - began
    weighed = [_weighed(*answer, LocalJudge(model, parts.embedder)) for answer in [*answers[:_WARM], *answers]][_WARM:]
    return {
        "tokens": TOKENS,
        "pairs_per_s": round(PAIRS / seconds, 1),
        "answers": len(weighed),
        **percentiles(weighed),
        "added_mb": round(added, 1),
    }


def pairs_of(folder: ModelFolder, tokens: int, count: int) -> Iterator[tuple[str, str]]:
    """Pairs of words of the starter corpora that the network reads as exactly so many tokens, with its own three."""
    tokenizer = folder.tokenizer()
    texts = cycle([file.read_text("utf-8") for file in sorted(STARTER.glob("*/*.md"))])
    claims = cycle([case.statement for case in cases()])
    made = 0
    while made < count:
        text, claim = next(texts), next(claims)
        words = text.split()
        start = 40 * made % max(1, len(words) - tokens)
        room = tokens - 3 - len(tokenizer.encode(claim, add_special_tokens=False).ids)
        cut = tokenizer.encode(" ".join(words[start : start + tokens]), add_special_tokens=False)
        premise = " ".join(words[start : start + tokens])[: cut.offsets[room - 1][1]]
        if len(tokenizer.encode(premise, claim).ids) == tokens:
            made += 1
            yield premise, claim


def _answers(parts: Parts) -> Iterator[tuple[Sequence[Claim], Sequence[Passage]]]:
    """Five statements in other words than the source, the last of them wrong, with the passages of their question."""
    releases = {each.release.corpus.name: each for each in parts.releases()}
    limit = parts.settings.passages
    for name, release in releases.items():
        own = [case for case in cases() if case.corpus == name]
        for start in range(0, len(own) - STATEMENTS + 1, STATEMENTS):
            five = own[start : start + STATEMENTS]
            yield _answer(five, [found_for(case, release, parts.embedder, limit) for case in five], limit)


def _answer(five: Sequence[Case], found: Sequence[Sequence[Passage]], limit: int) -> tuple[list[Claim], list[Passage]]:
    own = [next(each for each in some if case.quote in each.text) for case, some in zip(five, found, strict=True)]
    passages = list({each.span: each for each in (*own, *(each for some in found for each in some))}.values())[:limit]
    ranked = [each.model_copy(update={"rank": rank}) for rank, each in enumerate(passages, start=1)]
    statements = [*(case.statement for case in five[:-1]), next(iter(five[-1].changed.values()))]
    sentences = [drafted(text, case, ranked) for text, case in zip(statements, five, strict=True)]
    return [cite(sentence, ranked) for sentence in sentences], ranked


def _weighed(claims: Sequence[Claim], passages: Sequence[Passage], judge: Judge) -> float:
    began = time.perf_counter()
    weigh(claims, passages, judge)
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(judging(Path(sys.argv[1]))))
