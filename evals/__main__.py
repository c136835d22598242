"""`python -m evals SUITE [DATA]`: measure, print, and keep the figures in evals/results/ as JSON and as a page."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from evals import agreement, curricula, edits, exercises, injected, judge, learners, refusal
from evals.suite import Order, Suite

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "evals" / "results"
SUITES: Mapping[str, Suite] = {
    "curricula": curricula.SUITE,
    "judge": judge.SUITE,
    "edits": edits.SUITE,
    "injected": injected.SUITE,
    "refusal": refusal.SUITE,
    "agreement": agreement.SUITE,
    "learners": learners.SUITE,
    "exercises": exercises.SUITE,
}


def main() -> None:
    """Run the suite that is named."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("suite", choices=SUITES)
    parser.add_argument("data", type=Path, nargs="?", help="; ".join(f"{n}: {s.data}" for n, s in SUITES.items()))
    parser.add_argument("--home", type=Path, default=ROOT / "build" / "evals",
                        help="where releases and their embeddings are kept between runs")  # fmt: skip
    parser.add_argument("--sample", type=int, default=0, metavar="N",
                        help="about N items of each set, for a quick look: nothing is kept")  # fmt: skip
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    suite = SUITES[arguments.suite]
    if suite.data and (arguments.data is None or not arguments.data.exists()):
        parser.error(f"{arguments.suite} needs {suite.data}")
    order = Order(arguments.data or ROOT, arguments.home.resolve(), arguments.sample, arguments.seed)
    figures = {"measured_at": f"{datetime.now(UTC):%Y-%m-%d}"} | suite.measure(order)
    page = "\n".join(suite.page(figures)) + "\n" if suite.page else ""
    if not arguments.sample:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{arguments.suite}.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
        if page:
            (RESULTS / f"{arguments.suite}.md").write_text(page, "utf-8")
    print(page or json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
