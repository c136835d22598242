"""One fact of a sentence changed by rule, in documents of 300 to 1000 words that no judge was trained on.

The claim is a sentence of the document in other words; or the same with a number, a name, a unit or the like changed;
or, so that a claim's own oddness gives nothing away, the fact is changed in the document and not in the claim.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from evals.judge import Opinions, judged
from evals.metrics import Flags, auroc, balanced_accuracy, estimated, flags
from evals.suite import Figures, Order, Suite, figure, headed, promised, rows, said
from training.judge.edits import Edit, Surroundings, edits, reworded
from training.judge.examples import Labelled
from training.judge.made import is_claim, sentences_of
from training.judge.questions import KEPT
from tutor.models.lexical_judge import LexicalJudge
from tutor.models.local_judge import bundled_judge

CURRICULUM = "ml-for-beginners"  # the one that nothing is learnt from
_SHORTEST, _LONGEST = 300, 1000  # words of a document
_SENTENCES = 8  # of a document that become claims
_IN_BOTH = frozenset(("number", "name", "date", "unit"))  # what can be changed in a document by exchanging words


@dataclass(frozen=True)
class Edited:
    """A document, a claim, what kind of fact was changed, and whether the document still carries the claim."""

    document: str
    claim: str
    supported: bool
    kind: str
    name: str


def measure(order: Order) -> Figures:
    """Balanced accuracy by kind of edit, for the local and the lexical judge."""
    made = [each for name, text in order.some(documents(order.data)) for each in edited(text, name, order.seed)]
    pairs = [Labelled(each.document, each.claim, each.supported, each.kind, each.name) for each in made]
    local = bundled_judge()
    opinions = {"local": judged(local, pairs), "lexical": judged(LexicalJudge(), pairs)}
    return {
        "judge": local.fingerprint,
        "documents": len({each.name for each in made}),
        "kinds": Counter(each.kind for each in made if not each.supported),
        "judges": {name: _figures(each, made, order.seed) for name, each in opinions.items()},
    }


def documents(data: Path) -> list[tuple[str, str]]:
    """Name and text of documents of 300 to 1000 words, from a curriculum and articles kept for measuring."""
    pages = sorted((data / "curricula" / CURRICULUM / "corpus").rglob("*.md"))
    files = [*pages, *(data / "squad2-half" / "corpus" / name for name in KEPT)]
    return [
        (f"{file.parent.name}/{file.name}/{number}", part)
        for file in files
        for number, part in enumerate(_parts(file.read_text("utf-8")))
    ]


def _parts(text: str) -> Iterator[str]:
    """Whole paragraphs together, as many as make a document; what is left over is none."""
    held: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        size = len(" ".join([*held, paragraph]).split())
        if size > _LONGEST:
            held = []
            continue
        held.append(paragraph)
        if size >= _SHORTEST:
            yield "\n\n".join(held)
            held = []


def edited(text: str, name: str, seed: int) -> Iterator[Edited]:
    """Supported and unsupported claims about a document, as many of one as of the other; the same for one seed."""
    random = Random(f"{seed}/{name}")
    around = Surroundings.of(text)
    claims = [each for each in sentences_of(text) if is_claim(each)]
    random.shuffle(claims)
    used: Counter[str] = Counter()
    for sentence in claims:
        claim = reworded(sentence, random, random.choice((0, 1, 2, 3, 4)))
        found = edits(claim, around, random)
        if found:
            edit = min(found, key=lambda each: (used[each.kind], random.random()))  # no kind outweighs the others
            used[edit.kind] += 1
            yield from _of_claim(text, sentence, edit, Edited(text, claim, supported=True, kind=edit.kind, name=name))
        if used.total() == _SENTENCES:
            return


def _of_claim(text: str, sentence: str, edit: Edit, true: Edited) -> Iterator[Edited]:
    wrong = edit.of(true.claim)
    yield true
    yield replace(true, claim=wrong, supported=False)
    other = _edited_alike(text, (sentence, true.claim), edit)
    if other is not None:
        there = replace(true, document=other, kind=f"{edit.kind}, in the document")
        yield replace(there, claim=wrong)
        yield replace(there, supported=False)


def _edited_alike(text: str, said: Sequence[str], edit: Edit) -> str | None:
    """The document with the same edit wherever the old words stand; None where that is not one and the same fact.

    It is where what is `said` of it, in the document's words and in others, has the old words once.
    """
    if edit.kind not in _IN_BOTH or not edit.old or not edit.new:
        return None
    pattern = rf"(?<![\w.,-]){re.escape(edit.old)}(?![\w-])"
    if any(len(re.findall(pattern, each)) != 1 for each in said):
        return None
    return re.sub(pattern, lambda _: edit.new, text)


def _figures(opinions: Opinions, made: Sequence[Edited], seed: int) -> Figures:
    kinds = sorted({each.kind for each in made})
    chosen = {"all": flags([True] * len(made))} | {kind: flags([e.kind == kind for e in made]) for kind in kinds}
    return {name: _of_kind(opinions, made, where, seed) for name, where in chosen.items()}


def _of_kind(opinions: Opinions, made: Sequence[Edited], where: Flags, seed: int) -> Figures:
    chosen = [each for each, take in zip(made, where, strict=True) if take]
    truth, groups = flags([each.supported for each in chosen]), [each.name for each in chosen]
    said, scores = opinions.said[where], opinions.scores[where]
    ranked = estimated(lambda d: auroc(scores[d[truth[d]]], scores[d[~truth[d]]]), groups, seed)
    return {
        "balanced_accuracy": figure(estimated(lambda d: balanced_accuracy(said[d], truth[d]), groups, seed)),
        "auroc": figure(ranked),
        "kept": round(float(said[truth].mean()), 4),
        "withheld": round(float((~said[~truth]).mean()), 4),
    }


def page(found: Figures) -> Iterator[str]:
    """The aim, then both judges by kind of edit."""
    local = found["judges"]["local"]
    yield from headed(
        "One fact changed in a long document",
        "Written by `python -m evals edits DATA`; all figures are in [edits.json](edits.json). "
        f"{found['measured_at']}, {found['judge']}. {found['documents']:,} documents of 300 to 1000 words (parts of "
        f"{CURRICULUM} and of two articles, which nothing is learnt from), judged as wholes; *in the document*: the "
        "fact was exchanged there and not in the claim. Each unsupported claim stands beside the same claim unchanged. "
        "In brackets 95 % intervals, by bootstrap over documents.",
    )
    yield from rows(
        ("what", "aim", "measured", "holds"),
        [promised("balanced accuracy, all edits", local["all"]["balanced_accuracy"], 0.75)],
    )
    for name, figures in found["judges"].items():
        yield from headed(name, level=2)
        yield from rows(
            ("kind of edit", "edits", "balanced accuracy", "AUROC", "true ones kept", "edited ones found"),
            [(kind, sum(found["kinds"].values()) if kind == "all" else found["kinds"][kind],
              said(each["balanced_accuracy"]), said(each["auroc"]), f"{each['kept']:.2f}", f"{each['withheld']:.2f}")
             for kind, each in figures.items()],
        )  # fmt: skip


SUITE = Suite(measure, page, "the folder with curricula/ and squad2-half/")
