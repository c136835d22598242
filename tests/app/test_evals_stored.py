"""Eval runs read from their files: nothing that may lie in the folder raises, and what is told is so."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.evals import stored

HEADER = '{"suite": "smoke", "started_at": "2026-11-21T12:00:00Z", "epochs": 2}'
FILES = (
    "header.json", "command.txt", "cases.jsonl", "answers.jsonl", "scores.jsonl", "summary.json", "gated-a.json",
    "compared-a.json",
)  # fmt: skip
ODD = (
    b"{}", b"[1]\n", b"null\n", b'{"case": 1}\n', b'{"id": "a"}\n', b"\xff\n", b'{"id": "a"}\n{"id": ', b"NaN\n",
    b'{"scores": "x", "scorers": {"a": {"overall": {"value": NaN}}}}', b"[" * 9000 + b"\n", HEADER.encode(),
)  # fmt: skip


@given(files=st.dictionaries(st.sampled_from(FILES), st.one_of(st.binary(max_size=60), st.sampled_from(ODD))))
def test_nothing_that_lies_there_raises(tmp_path_factory: pytest.TempPathFactory, files: dict[str, bytes]) -> None:
    """Whatever the files hold, the run is read as far as it can be, and what cannot is said."""
    folder = tmp_path_factory.mktemp("runs") / "run"
    folder.mkdir()
    for name, held in files.items():
        (folder / name).write_bytes(held)
    run = stored.read_run(folder)
    assert stored.read_comparison(run, run.model_copy(update={"name": "a"})) is None
    assert (run.header is None) == any(words.startswith("header.json") for words in run.wrong)
    assert all(words.endswith(".") for words in run.wrong)


def test_an_answer_cut_off_is_none_and_one_given_twice_is_one(tmp_path: Path) -> None:
    """Two epochs of two cases are planned; of five lines one is a repetition, one not whole, and one no answer."""
    (tmp_path / "header.json").write_text(HEADER)
    (tmp_path / "cases.jsonl").write_text('{"id": "a"}\n{"id": "b"}\n')
    (tmp_path / "answers.jsonl").write_text(
        '{"case": "a", "epoch": 0, "error": "ModelBusy"}\n{"case": "a", "epoch": 0, "error": ""}\n'
        '{"case": "b", "epoch": 0, "error": "ModelBusy"}\nno answer\n{"case": "b", "epo'
    )
    run = stored.read_run(tmp_path)
    assert (run.progress.done, run.progress.planned, run.progress.errors) == (2, 4, 1)
    assert not run.progress.complete
    assert run.wrong == ("answers.jsonl cannot be read in full: line 4.",)
    assert run.command == f"python -m evals run smoke --epochs 2 --out {tmp_path}"


def test_only_what_lies_in_the_folder_itself_has_a_report(tmp_path: Path) -> None:
    """A name that leads elsewhere finds none, though there is a run with a report."""
    for folder in (tmp_path / "outside", tmp_path / "runs" / "inside"):
        folder.mkdir(parents=True)
        (folder / "header.json").write_text(HEADER)
        (folder / "report.html").write_text("<p>")
    runs = tmp_path / "runs"
    assert stored.report_of(runs, "inside") == runs / "inside" / "report.html"
    for name in ("../outside", "inside/../../outside", ".", "", str(tmp_path / "outside"), "x\0y"):
        assert stored.report_of(runs, name) is None


def test_a_folder_that_is_not_there_has_no_runs(tmp_path: Path) -> None:
    """Nor has a file, and neither raises."""
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "none", tmp_path / "file"):
        assert (stored.run_names(folder), stored.foreign_names(folder), stored.has_runs(folder)) == ([], [], False)
