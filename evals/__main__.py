"""`python -m evals curricula FOLDER`: measure, print, and keep the figures in evals/results/."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from evals.curricula import measure

RESULTS = Path(__file__).parent / "results"


def main() -> None:
    """Run the suite that is named."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("suite", choices=["curricula"])
    parser.add_argument("folder", type=Path, help="folder of curricula, each with corpus/ and questions.jsonl")
    parser.add_argument("--home", type=Path, help="where releases are built; left out: a temporary folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        figures = measure(arguments.folder, arguments.home or Path(temporary))
    text = json.dumps(figures, indent=2)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{arguments.suite}.json").write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
