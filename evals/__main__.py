"""`python -m evals SUITE [DATA]`: measure, print, and keep the figures in evals/results/ as JSON and as a page.

Cases are asked and scored by commands: `python -m evals run|score|compare|gate|report`, each with --help.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

from evals import (
    agreement,
    briefs,
    chosen,
    compare,
    curricula,
    edits,
    exercises,
    gate,
    injected,
    judge,
    learners,
    refusal,
    report,
    run,
    score,
)
from evals.peers import beside
from evals.suite import Order, Suite
from tutor.errors import GroundworkError

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "evals" / "results"
SUITES: Mapping[str, Suite] = {
    "curricula": curricula.SUITE,
    "judge": judge.SUITE,
    "edits": edits.SUITE,
    "injected": injected.SUITE,
    "refusal": refusal.SUITE,
    "chosen": chosen.SUITE,
    "agreement": agreement.SUITE,
    "learners": learners.SUITE,
    "briefs": briefs.SUITE,
    "exercises": exercises.SUITE,
}


COMMANDS: Mapping[str, ModuleType] = {
    "run": run,
    "score": score,
    "compare": compare,
    "gate": gate,
    "report": report,
    "peers": beside,
}


def main() -> None:
    """Run the command or the suite that is named."""
    named = sys.argv[1] if len(sys.argv) > 1 else ""
    if named in COMMANDS:
        sys.exit(commanded(named, sys.argv[2:]))
    measured()


def commanded(name: str, arguments: Sequence[str]) -> int:
    """Run a command; its exit status. What cannot be done is said in words, with the cure."""
    command = COMMANDS[name]
    parser = argparse.ArgumentParser(
        prog=f"python -m evals {name}",
        description=command.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_arguments(parser)
    try:
        status: int = command.command(parser.parse_args(arguments))
    except GroundworkError as error:
        print(error, file=sys.stderr)
        return error.exit_status
    except KeyboardInterrupt:
        print("Interrupted. What was finished is kept; the same command goes on.", file=sys.stderr)
        return 130
    return status


def measured() -> None:
    """Run the suite that is named."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)  # fmt: skip
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
