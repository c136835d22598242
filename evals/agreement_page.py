"""What is said again, as a page: the aims, the curve, the adaptive rule, the majority, the same question twice."""

from __future__ import annotations

from collections.abc import Iterator

from evals.suite import Figures, headed, promised, rows, said

_AIMS = {3: 0.86, 5: 0.89, 10: 0.90}  # of the AUROC of stability, by samples


def page(found: Figures) -> Iterator[str]:
    """What was aimed at, then the curve, the adaptive rule and the majority."""
    several = [count for count in _AIMS if str(count) in found["curve"]["stability"]]
    yield from headed(
        "Asked again: is what is said again right?",
        "Written by `python -m evals agreement SAMPLES`; all figures are in [agreement.json](agreement.json). "
        f"{found['measured_at']}, {found['questions']} questions of TriviaQA with {found['answers_each']} answers each,"
        " sampled from one 13B model. The first is the answer, the next ones are its samples. An answer is right where "
        "the gold answer's words stand in it, one after the other, both in lower case and without marks and articles; "
        f"that is {said(found['first_right'])} of the first answers. Answers of up to five words are compared by "
        f"words, longer ones by {found['judge']}. In brackets 95 % intervals, by bootstrap over questions. Nothing was "
        "fitted on these answers, and one number was chosen on them: the certainty of the adaptive rule, among .80, "
        ".85, .90, .93 and .95, which were looked at.",
    )
    adapted, largest = found["adaptive"], found["majority"]["10"]["meaning"]["gain"]
    twice = [
        promised(f"the same answer twice more often: majority of first and {count}, less the first", each["gain"], 0.0)
        for count, each in found["asked_twice"].items()
    ]
    yield from rows(
        ("what", "aim", "measured", "holds"),
        [
            *(promised(f"AUROC of stability, {count} samples", found["curve"]["stability"][str(count)], _AIMS[count])
              for count in several),
            promised("samples of the adaptive rule, share of ten", adapted["share_of_most"], 0.6, at_least=False),
            promised("AUROC that it loses on ten", adapted["less_than_of_most"], 0.015, at_least=False),
            promised("right more often: majority of first and ten, less the first", largest, 0.0),
            *twice[-1:],
        ],
    )  # fmt: skip
    yield from headed(
        "AUROC by number of samples",
        "The probability that a right first answer scores above a wrong one. `stability`: how far the samples say it. "
        "`exact match`: the share of samples that are the same, normalised. `semantic entropy`: over the meanings of "
        "the first answer and the samples, the less the better.",
        2,
    )
    yield from _curve(found["curve"])
    lenient = found["more_lenient"]
    yield (
        'Where an answer whose words stand in the gold one is right too ("Goethe" for "J. W. von Goethe"), '
        f"{said(lenient['first_right'])} of the first answers are right, and the AUROC of stability is "
        + ", ".join(f"{said(each)} with {count}" for count, each in lenient["stability"].items())
        + "."
    )
    yield ""
    yield from _sentences(found["sentences"])
    yield from _adapted(adapted)
    yield from _majority(found["majority"])
    yield from _asked_twice(found["asked_twice"])


def _curve(curves: Figures) -> Iterator[str]:
    counts = list(next(iter(curves.values())))
    yield from rows(
        ("samples", *curves), [(count, *(said(each[count]) for each in curves.values())) for count in counts]
    )


def _sentences(found: Figures) -> Iterator[str]:
    yield from headed(
        "Sentences",
        "AUROC of the score of one sentence for a sample that says it in other words, against one with a number, name, "
        "negation or condition changed: statements written by hand on the starter corpora. `as counted`: the judge's "
        "probability, halved where the nearest sentence of the sample is the statement with some words exchanged. This "
        "set was looked at when that rule was chosen. 95 % intervals by bootstrap over documents.",
        2,
    )
    ways = next(iter(found.values()))
    yield from rows(("judge", *ways), [(name, *(said(each[way]) for way in ways)) for name, each in found.items()])


def _adapted(found: Figures) -> Iterator[str]:
    yield from headed(
        "More samples only while they disagree",
        f"At least {found['fewest']}, at most {found['most']}: enough are drawn when the votes for and against the "
        "first answer, itself one for it, leave no real doubt which side has more.",
        2,
    )
    yield from rows(
        ("", "adaptive", f"always {found['most']}"),
        [
            ("samples, mean", said(found["samples"]), f"{found['most']}.000"),
            ("AUROC of stability", said(found["auroc"]), said(found["auroc_of_most"])),
        ],
    )
    yield (
        "Questions by the samples they took: " + ", ".join(f"{n} with {c}" for c, n in found["by_number"].items()) + "."
    )
    yield ""


def _majority(found: Figures) -> Iterator[str]:
    yield from headed(
        "The answer of the majority",
        "Share right of the first answer, of any one of the answers, and of the one that most of them agree on, by "
        "meaning or by exact match; then the paired gain of the largest meaning.",
        2,
    )
    head = ("samples beside the first", "first", "any one", "largest meaning", "most frequent", "gain on the first",
            "gain on any one")  # fmt: skip
    body = [
        (count, said(each["first"]), said(each["any"]), said(each["meaning"]["right"]),
         said(each["exact match"]["right"]), said(each["meaning"]["gain"]), said(each["meaning"]["gain_on_any"]))
        for count, each in found.items()
    ]  # fmt: skip
    yield from rows(head, body)


def _asked_twice(found: Figures) -> Iterator[str]:
    yield from headed(
        "The same question twice",
        "Two lots of answers that share none, as of a learner who asks on two days: how often both come to the same "
        "answer, by meaning, and how often that is right; by the first answer of each lot, and by its majority.",
        2,
    )
    head = ("samples beside the first", "first: same", "majority: same", "gain", "first: right", "majority: right")
    body = [
        (count, said(each["first"]["same"]), said(each["meaning"]["same"]), said(each["gain"]),
         said(each["first"]["right"]), said(each["meaning"]["right"]))
        for count, each in found.items()
    ]  # fmt: skip
    yield from rows(head, body)
