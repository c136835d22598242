"""Score: every scorer over every answer of a stored run. Nothing is asked of the tutor.

    python -m evals score RUN [--only SCORER ...] [--judge local|lexical|model] [--keep FILE]

It can be done again and again with other scorers: those that are not named keep their values.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from evals.beside import keep_summary
from evals.card import card
from evals.scored import Group, Judged, Score, Scored, groups, keep, read_scores, units, write_scores
from evals.scoring import SCORERS
from evals.scoring.outcome import Asked, Bench, Outcome, Scorer, broken
from evals.stored import SCORES, StoredRun, read_run
from evals.suite import Order as SuiteOrder
from evals.suite import watched
from evals.summary import summary, told
from training.judge.examples import labelled
from tutor.checking.remembered import Remembered
from tutor.errors import BadInput
from tutor.models.judge import Judge
from tutor.parts import Parts
from tutor.settings import read_settings

if TYPE_CHECKING:
    from evals.scoring.ragas_scores import Ragas

ROOT = Path(__file__).parent.parent
CACHE = ROOT / "build" / "evals" / "replies.sqlite"
CARD = ROOT / "evals" / "results" / "judge.json"


def scored_by(run: StoredRun, scorers: Iterable[Scorer], bench: Bench) -> Iterator[Score]:
    """What each scorer says of each of its units."""
    for scorer in scorers:
        for group in groups(run, scorer.over):
            outcome = _outcome(scorer, group, run, bench)
            yield Score(scorer=scorer.name, unit=group.id, epoch=group.epoch, outcome=outcome)


def _outcome(scorer: Scorer, group: Group, run: StoredRun, bench: Bench) -> Outcome:
    failed = next((row.error for row in group.rows if row.answer is None), "")
    if failed:
        return broken(f"there is no answer: {failed}")
    return scorer.score([Asked(run.cases[row.case], row) for row in group.rows], bench)


def bench_of(run: StoredRun, judge: Judge) -> Bench:
    """What the scorers of a run work with."""
    return Bench(Remembered(judge), run.texts, str(run.header.settings.get("project", "")))


def score(
    folder: Path, scorers: Sequence[Scorer], judge: Judge, told_of: str = "", among: Sequence[Scorer] = SCORERS
) -> Scored:
    """Score the run in `folder` with these `scorers`, and give it with all values that it has.

    `told_of` says how accurate the judge is; left out, what was measured before. `among` are all scorers there are; the
    values of those not named stay, where the same judge gave them.
    Raises `BadInput` where there is no run.
    """
    run = read_run(folder)
    judged = Judged(judge=judge.fingerprint, card=told_of or judge_card(judge.fingerprint))
    new = list(watched(scored_by(run, scorers, bench_of(run, judge)), "values", _count(run, scorers)))
    named = {scorer.name for scorer in scorers}
    scores = [*(each for each in _known(folder, judged) if each.scorer not in named), *new]
    write_scores(folder, judged, scores)
    return Scored(header=run.header, judged=judged, units=units(run, scores, among))


def _known(folder: Path, judged: Judged) -> list[Score]:
    if not (folder / SCORES).exists():
        return []
    before, scores = read_scores(folder)
    return scores if before.judge == judged.judge else []


def _count(run: StoredRun, scorers: Sequence[Scorer]) -> int:
    return sum(len(list(groups(run, scorer.over))) for scorer in scorers)


def judge_card(fingerprint: str, path: Path = CARD) -> str:
    """How well that judge does on labelled pairs, in words; that it was not measured, where it was not."""
    figures = json.loads(path.read_text("utf-8")) if path.exists() else {}
    measured = figures.get("judge", "")
    if not measured.startswith(fingerprint):
        return "its accuracy on labelled pairs was not measured"
    found = figures["judges"]["local"]["balanced_accuracy"]["mean of six"]
    interval = f"{found['low']:.3f} to {found['high']:.3f}"
    return f"balanced accuracy on labelled pairs {found['value']:.3f} ({interval}, mean of six sets; .5 is chance)"


# ------------------------------------------------------------------ the command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `python -m evals score` takes."""
    parser.add_argument("run", type=Path, help="folder of a run")
    parser.add_argument("--only", nargs="+", metavar="SCORER", help="these scorers; the others keep their values")
    parser.add_argument("--judge", choices=("local", "model", "lexical"), default="local",
                        help="what scores citations and gold; it is independent of the judge of the run")  # fmt: skip
    parser.add_argument("--ragas", action="store_true", help="with the scorers of ragas too: needs `make evals-env`")
    parser.add_argument(
        "--pairs", type=Path, metavar="FILE", help="labelled pairs (.jsonl.gz) to measure the judges on"
    )
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="about N of the pairs")
    parser.add_argument(
        "--keep", type=Path, metavar="FILE", help="write values and answers there, to compare with, and a page"
    )
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def command(given: argparse.Namespace) -> int:
    """Score a run and print what came of it."""
    with ExitStack() as stack:
        parts = Parts(read_settings(judge=given.judge))
        ragas = stack.enter_context(_ragas(parts)) if given.ragas else None
        among = [*SCORERS, *(ragas.scorers if ragas else ())]
        names = [each.name for each in among]
        unknown = [name for name in given.only or () if name not in names]
        if unknown:
            raise BadInput(f"No scorer is named {', '.join(unknown)}.", f"There are: {', '.join(names)}.")
        chosen = [each for each in among if not given.only or each.name in given.only]
        scored = score(given.run, chosen, parts.judge, _carded(parts.judge, ragas, given), among)
    found = summary(scored, among, scored.header.seed)
    keep_summary(given.run, found)
    if given.keep:
        keep(scored, given.keep)
        given.keep.with_suffix(".md").write_text("\n".join(told(found)) + "\n", "utf-8")
    print(json.dumps(found, indent=2) if given.json else "\n".join(told(found)))
    return 0


def _carded(judge: Judge, ragas: Ragas | None, given: argparse.Namespace) -> str:
    """The cards of all judges that score: measured on `--pairs` where they are given."""
    if given.pairs and not given.pairs.is_file():
        raise BadInput(f"There are no pairs at {given.pairs}.", "Give a .jsonl.gz file of labelled pairs.")
    rows = SuiteOrder(given.run, given.run, given.sample).some(labelled(given.pairs)) if given.pairs else []
    cards = [card(judge, rows) if rows else judge_card(judge.fingerprint)]
    if ragas:
        cards.append(f"{ragas.fingerprint}: {card(ragas, rows) if rows else judge_card(ragas.fingerprint)}")
    return "; ".join(cards)


def _ragas(parts: Parts) -> Ragas:
    from evals.scoring.ragas_scores import Ragas

    return Ragas(parts.settings, parts.embedder, CACHE)
