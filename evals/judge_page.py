"""The figures of the judges as a page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from evals.suite import Figures, headed, promised, rows, said

_TITLES = {
    "balanced_accuracy": ("Balanced accuracy", "At the judge's own label, supported or not; .5 is a coin toss."),
    "auroc": ("AUROC", "The probability that a supported claim scores above an unsupported one."),
    "calibration_error": (
        "Expected calibration error",
        (
            "How far a score is from the share of supported claims among those with such a score: ten bins of equal "
            "mass. Of few rows it comes out too high, and its interval higher still, since redrawn rows repeat."
        ),
    ),
    "unsupported_found_at_90_precision": (
        "Unsupported claims found at 90 % precision",
        (
            "The share that the best threshold finds while nine of ten it finds are unsupported. Where more than nine "
            "of ten rows are unsupported anyway, all of them are found by finding everything."
        ),
    ),
    "coverage": (
        "Coverage when abstaining",
        (
            "The share of rows that are decided. The local judge abstains where it finds too little information and "
            "its score lies in its band of doubt; the others have no band and abstain within .1 of .5."
        ),
    ),
    "balanced_accuracy_where_decided": ("Balanced accuracy on what is decided", "As above, without the abstentions."),
}


def page(found: Figures) -> Iterator[str]:
    """What was aimed at, then a table for each figure."""
    local = found["judges"]["local"]
    low, high = found["band"]
    yield from headed(
        "The judge on labelled pairs",
        "Written by `python -m evals judge dev.jsonl.gz`; all figures are in [judge.json](judge.json). "
        f"{found['measured_at']}, {found['judge']}, band of doubt {low:g} to {high:g}. In brackets 95 % intervals, by "
        "bootstrap over sources: rows of one source go together. Nothing was fitted or tuned on these rows.",
    )
    accuracy = local["balanced_accuracy"]
    yield from rows(
        ("what", "aim", "measured", "holds"),
        [
            promised("balanced accuracy, mean of six sets", accuracy["mean of six"], 0.76),
            *(promised(f"balanced accuracy, {each}", accuracy[each], 0.7) for each in ("foolmetwice_test",)
              if each in accuracy),
            promised("expected calibration error, all rows", local["calibration_error"]["all rows"], 0.06,
                     at_least=False),
        ],
    )  # fmt: skip
    yield from _sets(found)
    for name, (title, words) in _TITLES.items():
        yield from headed(title, words, 2)
        yield from _compared(found["judges"], name)
    yield from headed(
        "What is left without the source, or without the network",
        "`network alone`: without counts and veto, its own probability at .5. `claim only`: the same with nothing for "
        "a source. `covered words only`: the share of the claim's words that the source has, at the threshold best on "
        "the training rows. `lexical features only`: the boosted trees.",
        2,
    )
    for name in ("balanced_accuracy", "auroc"):
        yield from headed(_TITLES[name][0], level=3)
        yield from _compared(found["ablations"], name)


def _sets(found: Figures) -> Iterator[str]:
    counted = [(name, each["rows"], each["supported"], each["groups"]) for name, each in found["sets"].items()]
    yield from rows(("set", "rows", "supported", "sources"), counted)


def _compared(judges: dict[str, Any], name: str) -> Iterator[str]:
    sets = next(iter(judges.values()))[name]
    body = [(each, *(said(figures[name][each]) for figures in judges.values())) for each in sets]
    yield from rows(("", *judges), body)
