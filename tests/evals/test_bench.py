"""The benchmark's own arithmetic and material."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from evals.bench.figures import percentiles, ratios
from evals.bench.material import QUESTIONS, STARTER, WARM_UP, make_questions, varied
from evals.bench.memory import peak_mb
from evals.bench.processes import OURS, run
from evals.bench.table import table

RESULTS = Path(__file__).parent.parent.parent / "evals" / "results"


def test_percentiles_are_measured_values() -> None:
    """Of 1 to 100 ms the 95th percentile is 95 ms; of one value it is that value."""
    found = percentiles([number / 1000 for number in range(100, 0, -1)])
    assert found == {"p50_ms": 50, "p95_ms": 95, "p99_ms": 99, "max_ms": 100}
    assert set(percentiles([0.007]).values()) == {7}


def test_ratios_are_taken_pair_by_pair() -> None:
    """A machine that was slow during one pair slows both sides of it: the ratio stays."""
    assert ratios([80, 8, 40], [20, 2, 10]) == {"each": [4, 4, 4], "median": 4, "least": 4, "greatest": 4}
    wide = ratios([1, 2, 3, 4, 5], [1, 1, 1, 1, 1])
    assert wide["median"] == 3
    low, high = wide["interval_95"]
    assert 1 <= low < 3 < high <= 5


def test_varied_documents_differ_and_keep_their_shape() -> None:
    """Other words, the same code, headings, numbers and length in words; the same for the same seed."""
    text = (STARTER / "sql-analytics" / "window-functions.md").read_text("utf-8")
    known = ["ledger", "gross", "review"]
    made = varied(text, known, seed="a")
    assert made != text
    assert made == varied(text, known, seed="a") != varied(text, known, seed="b")
    assert len(made.split()) == len(text.split())
    for kept in (r"(?sm)^```.*?^```", r"(?m)^#+ ", r"\d+"):
        assert re.findall(kept, made) == re.findall(kept, text)


def test_questions_are_different(tmp_path: Path) -> None:
    """As many as are measured and warmed up with, no two alike."""
    make_questions(tmp_path / "questions.json")
    asked = json.loads((tmp_path / "questions.json").read_text("utf-8"))
    assert len(set(asked)) == len(asked) == QUESTIONS + WARM_UP


def test_a_process_is_measured_as_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time and memory are the child's; the tutor's settings do not reach it."""
    monkeypatch.setenv("TUTOR_MODEL", "of the user")
    holds = "import os; held = b'x' * 80 * 2**20; print(sum(name.startswith('TUTOR_') for name in os.environ))"
    driver = (  # a small process, as the benchmark's is: a child never reports less than its parent held
        "import json\nfrom evals.bench.processes import OURS, run\n"
        f"heavy, light = run([OURS, '-c', {holds!r}]), run([OURS, '-c', 'print(1)'])\n"
        "print(json.dumps([heavy.figures, heavy.peak_mb - light.peak_mb, light.seconds]))"
    )
    settings, memory, seconds = json.loads(run([OURS, "-c", driver]).output)
    assert settings == 0
    assert memory == pytest.approx(80, abs=10)
    assert 0 < seconds < 20
    assert peak_mb() > 10


def test_a_process_that_fails_ends_the_benchmark_with_its_words() -> None:
    """No figure is taken of a run that failed."""
    with pytest.raises(SystemExit, match="no such thing"):
        run([OURS, "-c", "raise SystemExit('no such thing')"])


def test_the_committed_page_is_that_of_the_committed_figures() -> None:
    """bench.md is what bench.json says."""
    figures = json.loads((RESULTS / "bench.json").read_text("utf-8"))
    assert (RESULTS / "bench.md").read_text("utf-8") == table(figures)
