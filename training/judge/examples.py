"""Pairs to learn from: labelled by people, written by hand, made by rule."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tutor.models.evidence import evidence

SUPPORTED, REFUTED, UNKNOWN = 0, 1, 2
LABELS = ("supported", "refuted", "not enough info")
NOT_SUPPORTED = -1  # people said no more than that
WRITTEN = Path(__file__).parent.parent / "data" / "pairs"


@dataclass(frozen=True)
class Example:
    """A premise as the judge would read it, a claim, and one of the labels above."""

    premise: str
    claim: str
    label: int
    origin: str
    group: str


@dataclass(frozen=True)
class Labelled:
    """A row of people's labels: the source may be long."""

    source: str
    claim: str
    supported: bool
    dataset: str
    group: str

    @property
    def example(self) -> Example:
        """What is learnt from it."""
        label = SUPPORTED if self.supported else NOT_SUPPORTED
        return Example(evidence(self.source, self.claim), self.claim, label, self.dataset, self.group)


def labelled(path: Path) -> list[Labelled]:
    """The rows of a .jsonl.gz file of {"source", "claim", "label", "dataset", "group"}."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return [
        Labelled(row["source"], row["claim"], row["label"] == 1, row["dataset"], f"{row['dataset']}/{row['group']}")
        for row in rows
    ]


def written_passages(folder: Path = WRITTEN) -> list[dict[str, Any]]:
    """The passages written by hand, with their claims and questions."""
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines() if line]


def written(passages: Sequence[dict[str, Any]], random: Random) -> Iterator[Example]:
    """Each claim against its passage, or at times against the needed sentences alone, or the passage among others."""
    by_domain: dict[str, list[dict[str, Any]]] = {}
    for passage in passages:
        by_domain.setdefault(passage["domain"], []).append(passage)
    for passage in passages:
        sentences = passage["passage"]
        for claim in passage["claims"]:
            premise = " ".join(sentences)
            needs = sorted(claim["needs"])
            chance = random.random()
            if needs and chance < 0.25:
                premise = " ".join(sentences[number - 1] for number in needs)
            elif chance < 0.5:
                other = random.choice(by_domain[passage["domain"]])
                if other is not passage:
                    both = [premise, " ".join(other["passage"])]
                    random.shuffle(both)
                    premise = evidence(" ".join(both), claim["text"])
            label = LABELS.index(claim["label"])
            yield Example(premise, claim["text"], label, f"written/{passage['domain']}", passage["id"])
            if len(needs) == 1 and len(sentences) > 2 and random.random() < 0.15:
                rest = " ".join(text for number, text in enumerate(sentences, start=1) if number not in needs)
                yield Example(rest, claim["text"], UNKNOWN, f"written/{passage['domain']}", passage["id"])
