"""`python -m evals.bench [SUITE ...]`: measure speed and memory, print a table, keep it in evals/results/."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from evals.bench.figures import machine
from evals.bench.material import STARTER
from evals.bench.processes import PEER, ROOT, Figures
from evals.bench.suites import SUITES, Bench
from evals.bench.table import table

RESULTS = ROOT / "evals" / "results"
_LESSONS = ROOT.parent / "shared" / "data" / "curricula" / "data-science-for-beginners" / "corpus"


def main() -> None:
    """Run the suites that are named and put their figures beside those of the others."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"{', '.join(SUITES)}, or all (left out: all)")
    parser.add_argument("--folder", type=Path, default=_LESSONS if _LESSONS.is_dir() else STARTER,
                        help="documents to ingest")  # fmt: skip
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "bench",
                        help="where 10,000 chunks are kept between runs; delete it to build them anew")  # fmt: skip
    parser.add_argument("--repeat", type=int, default=5, help="how often each is measured")
    parser.add_argument("--json", action="store_true", help="print JSON, not the table")
    arguments = parser.parse_args()
    chosen = list(SUITES) if set(arguments.suites) <= {"all"} else arguments.suites
    if unknown := [name for name in chosen if name not in SUITES]:
        parser.error(f"there is no suite {', '.join(unknown)}")
    if not PEER.exists():
        print("The peers are not installed (make peers): ours is measured alone.", file=sys.stderr)
    bench = Bench(arguments.folder.resolve(), arguments.work.resolve(), arguments.repeat)
    found = _kept(RESULTS / "bench.json")
    for name in chosen:
        print(f"{name} ...", file=sys.stderr)
        began = {"measured_at": f"{datetime.now(UTC):%Y-%m-%d}", "machine": machine()}
        found[name] = began | SUITES[name](bench)
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "bench.json").write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    (RESULTS / "bench.md").write_text(table(found), "utf-8")
    print(json.dumps(found, indent=2) if arguments.json else table(found))


def _kept(path: Path) -> Figures:
    """The figures of earlier runs, in the order of the suites."""
    before: Figures = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return {name: before[name] for name in SUITES if name in before}


if __name__ == "__main__":
    main()
