"""The command line as a process among others: streams, statuses, pipes, encodings, and words instead of traces."""

from __future__ import annotations

import json
import os
import selectors
import shutil
import subprocess
from pathlib import Path

import click
import pytest

from tests.cli.conftest import TUTOR, Run, started
from tests.loopback import LoopbackModel, Reply
from tutor import cli, cli_load
from tutor.parts import Parts
from tutor.practise import pose
from tutor.settings import read_settings
from tutor.store.record import Kind

GRAIN = "What is the grain of a table?"
ROW = {"question": GRAIN, "source": "A tide is high.", "claim": "A tide is high."}


# ------------------------------------------------------------------ streams and pipes


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("command", ["ask", "search", "check"])
def test_each_row_is_answered_before_the_next_is_sent(command: str) -> None:
    """A program may wait for each answer before it sends the next row."""
    with started(command, "--batch", "-") as process, selectors.DefaultSelector() as ready_to_read:
        assert process.stdin is not None
        assert process.stdout is not None
        ready_to_read.register(process.stdout, selectors.EVENT_READ)
        for number in range(2):
            process.stdin.write(json.dumps({"id": number, **ROW}).encode() + b"\n")
            process.stdin.flush()
            ready = ready_to_read.select(60)
            assert ready, "no answer came although the row is complete"
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(30) == 0


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("arguments", [("search", GRAIN, "--json"), ("show", "invoicing.md"), ()])
def test_a_reader_that_has_read_enough(arguments: tuple[str, ...]) -> None:
    """Whoever closes the pipe, as `head` does, is no failure: no words, status 0."""
    with started(*(arguments or ("search", "--batch", "-"))) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        if not arguments:
            process.stdin.write(f"{json.dumps(ROW)}\n".encode() * 3)
        process.stdin.close()
        assert process.wait(60) == 0
        assert process.stderr.read() == b""


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_what_leaves_is_utf_8_whatever_the_locale_says(encoding: str) -> None:
    """A terminal or a system with another encoding gets UTF-8 and no error; what comes is read as UTF-8 too."""
    row = json.dumps({"id": "é 表", **ROW, "claim": "Körnung – 表"}, ensure_ascii=False).encode()
    with started("check", "--batch", "-", PYTHONIOENCODING=encoding, LC_ALL="C") as process:
        out, err = process.communicate(row)
    assert (process.returncode, err) == (0, b"")
    assert json.loads(out)["id"] == "é 表"
    assert "é 表".encode() in out
    with started("ask", GRAIN, PYTHONIOENCODING=encoding, LC_ALL="C") as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert out.startswith("✓ ".encode())


@pytest.mark.parametrize("rows_seen", [False, True])
def test_a_bar_is_for_who_sees_it_alone(tmp_path: Path, rows_seen: bool) -> None:
    """Rows that go to a file have a bar on the terminal beside them; rows that are seen need none."""
    (tmp_path / "rows").write_text(f"{json.dumps(ROW)}\n" * 150)
    terminal, its_end = os.openpty()
    with (tmp_path / "judged").open("wb") as file:
        rows = its_end if rows_seen else file
        command = [str(TUTOR), "check", "--judge", "lexical", "--batch", str(tmp_path / "rows")]
        with subprocess.Popen(command, stdout=rows, stderr=its_end, env={**os.environ, "TERM": "xterm"}) as process:
            os.close(its_end)
            seen = _all_of(terminal)
    assert process.returncode == 0
    assert ("150/150" in seen) != rows_seen
    assert len((tmp_path / "judged").read_text().splitlines()) == (0 if rows_seen else 150)


def _all_of(terminal: int) -> str:
    """What is written to a terminal until nobody has it open any more."""
    seen = b""
    try:
        while more := os.read(terminal, 4096):
            seen += more
    except OSError:  # how Linux says it
        pass
    os.close(terminal)
    return seen.decode()


# ------------------------------------------------------------------ statuses


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["ask", GRAIN], 0, ""),
        (["ask", "Who won the football world cup of 1998?"], 0, ""),
        (["search", "?!"], 0, ""),
        (["--version"], 0, ""),
        ([], 2, "Usage: tutor"),
        (["fly"], 2, "No such command 'fly'"),
        (["ask"], 2, "Give either TEXT or --batch."),
        (["ask", GRAIN, "--batch", "-"], 2, "Give either TEXT or --batch."),
        (["search", GRAIN, "-k", "0"], 2, "Invalid value for '-k'"),
        (["ask", "--batch", "nowhere.jsonl"], 2, "No such file"),
        (["ask", GRAIN, "--corpus", "cooking"], 2, "The corpus 'cooking' is not published."),
        (["ask", GRAIN, "--corpus", "../etc"], 2, "cannot be a corpus name"),
        (["ask", "why " * 2000], 2, "4,000 are allowed"),
        (["ask", "caf\udce9"], 2, "The question is not Unicode text."),
        (["search", "caf\udce9"], 2, "The question is not Unicode text."),
        (["practise", "caf\udce9"], 2, "The question is not Unicode text."),
        (["ask", GRAIN, "--redraws", "99"], 2, "These settings cannot be used: redraws"),
        (["check", "--judge", "dice"], 2, "Invalid value for '--judge'"),
        (["check", "--judge", "model"], 2, "A model shall judge, and no model is set. Set TUTOR_MODEL"),
        (["ask", GRAIN, "--judge", "model"], 2, "A model shall judge, and no model is set."),
        (["load"], 2, "Give either a PATH or --starter."),
        (["load", "nowhere"], 2, "There is no folder nowhere."),
        (["load", ".", "--corpus", "No!"], 2, "cannot be a corpus name"),
        (["load", ".", "--starter"], 2, "Give either a PATH or --starter."),
        (["load", "--starter", "--corpus", "one-name-for-all"], 2, "the starter corpora have names"),
    ],
)
def test_status_and_words(
    run: Run, arguments: list[str], status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """0 answered or refused, 2 bad usage or input; the reason in words on standard error and nothing else there."""
    monkeypatch.chdir(tmp_path)
    ran = run(*arguments)
    assert ran.status == status
    assert said in ran.err
    assert bool(said) == bool(ran.err)
    assert "Traceback" not in ran.err
    assert "unforeseen" not in ran.err
    assert bool(ran.raw) == (status == 0 and arguments[0] != "search")


def test_a_broken_machine_is_status_3(run: Run, starter_home: Path, empty_home: Path) -> None:
    """A damaged release ends every command that reads it with status 3, in one line that names the cure."""
    shutil.copytree(starter_home / "releases", empty_home / "releases")
    (texts,) = (empty_home / "releases" / "sql").glob("*/texts.sqlite")
    os.truncate(texts, texts.stat().st_size // 2)
    for arguments in (["ask", GRAIN], ["search", GRAIN, "--json"], ["show", "invoicing.md"]):
        ran = run(*arguments)
        assert (ran.status, ran.raw) == (3, b"")
        assert ran.err.startswith("error: ")
        assert ran.err.endswith("Load the corpus again.\n")
        assert ran.err.count("\n") == 1
    assert run("ask", GRAIN, "--corpus", "business").status == 0


@pytest.mark.usefixtures("published")
def test_a_failing_model_is_status_3_where_it_may_fail(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failing model is a notice beside an answer, or with TUTOR_WITHOUT_MODEL=fail the end, with status 3."""
    with LoopbackModel(Reply(status=401)) as model:
        chosen = ("ask", GRAIN, "--model", "loopback", "--base-url", model.base_url)
        told = run(*chosen)
        monkeypatch.setenv("TUTOR_WITHOUT_MODEL", "fail")
        failed = run(*chosen)
    assert (told.status, failed.status) == (0, 3)
    assert told.out.startswith("! The endpoint refused the key. Set OPENAI_API_KEY to a valid one.")
    assert failed.err == "error: The endpoint refused the key. Set OPENAI_API_KEY to a valid one.\n"


def test_settings_that_cannot_be_read(run: Run, empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong setting is named, from the environment as from settings.toml, before anything is done."""
    monkeypatch.setenv("TUTOR_PASSAGES", "many")
    assert "TUTOR_PASSAGES" in run("ask", GRAIN).err or "passages" in run("ask", GRAIN).err
    monkeypatch.delenv("TUTOR_PASSAGES")
    for text in ("passages = 0", "passages = [", "colour = 'red'"):
        (empty_home / "settings.toml").write_text(text)
        ran = run("corpus", "list")
        assert (ran.status, ran.raw) == (2, b"")
        assert "settings" in ran.err


@pytest.mark.parametrize("debug", ["", "1"])
def test_what_nobody_foresaw(run: Run, monkeypatch: pytest.MonkeyPatch, debug: str) -> None:
    """An error of ours is one line and status 3; the trace is shown to those who ask for it."""
    monkeypatch.setattr(Parts, "judge", property(lambda _: 1 / 0))
    if debug:
        monkeypatch.setenv("TUTOR_DEBUG", debug)
    ran = run("check", stdin="")
    assert ran.status == 3
    assert "error: unforeseen ZeroDivisionError: division by zero" in ran.err
    assert ("Traceback" in ran.err) == bool(debug)


# ------------------------------------------------------------------ loading


def test_progress_is_not_on_standard_output(
    run: Run, tmp_path: Path, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`load --starter --json` writes a report for each corpus and no more; bars go to standard error."""
    for corpus in ("bees", "tides"):
        (tmp_path / corpus).mkdir()
        (tmp_path / corpus / "corpus.toml").write_text(f'title = "{corpus.title()}"\n')
        (tmp_path / corpus / "text.md").write_text(f"# {corpus}\n\nAll that is known of {corpus} stands here.\n")
    monkeypatch.setattr(cli_load, "STARTER", tmp_path)
    ran = run("load", "--starter", "--json")
    assert [row["corpus"] for row in ran.rows] == ["bees", "tides"]
    assert "embed" in ran.err
    listed = run("corpus", "list")
    assert [line.split()[:5] for line in listed.out.splitlines()] == [
        [corpus, "1", "documents", "1", "passages"] for corpus in ("bees", "tides")
    ]
    assert listed.err == ""


def test_a_load_without_anything_to_index(run: Run, tmp_path: Path) -> None:
    """Nothing published is status 2, with the reason for each file on standard output."""
    (tmp_path / "notes.xyz").write_bytes(b"notes")
    ran = run("load", str(tmp_path), "--corpus", "notes")
    assert ran.status == 2
    assert "skipped   notes.xyz  there is no parser for .xyz" in ran.out
    assert "nothing was published" in ran.err


def test_the_name_of_a_corpus_is_its_folders(run: Run, tmp_path: Path) -> None:
    """Without --corpus the folder's name is made one that a corpus can have."""
    folder = tmp_path / "My_Own Notes"
    folder.mkdir()
    (folder / "tides.txt").write_text("The tide is highest shortly after new moon and full moon.")
    assert run("load", str(folder), "--json").row["corpus"] == "my-own-notes"


# ------------------------------------------------------------------ practice


def test_practise(run: Run, published: Path) -> None:
    """Exercises are graded as they are filled in, with the place of the words, and every attempt is on record."""
    parts = Parts(read_settings(home=published))
    right, wrong = pose("grain of a table", ["sql"], parts, 2)
    ran = run("practise", "grain of a table", "--corpus", "sql", "-n", "2", stdin=f"{right.answer}\nnonsense\n")
    assert ran.status == 0
    assert ran.out.count("✓ right: ") == 1
    assert f"✗ not so: the source has “{wrong.answer}”" in ran.out
    assert f"sql: {wrong.evidence.span.document}" in ran.out
    attempts = parts.record.entries(Kind.ATTEMPT)
    assert [attempt.body["words"] for attempt in attempts] == ["nonsense", right.answer]


def test_practise_that_is_left(run: Run, published: Path) -> None:
    """Whoever leaves at a question has no attempt on record for it, and sees no trace."""
    ran = run("practise", "grain of a table", "-n", "1", stdin="")
    assert ran.status == 130
    assert "Traceback" not in ran.err
    assert Parts(read_settings(home=published)).record.entries(Kind.ATTEMPT) == []


# ------------------------------------------------------------------ help


def test_every_command_has_help(run: Run) -> None:
    """Every command and every option says what it is for; help is a success and goes to standard output."""
    pending: list[tuple[str, click.Command, tuple[str, ...]]] = [("tutor", cli.tutor, ())]
    seen = []
    while pending:
        name, command, path = pending.pop()
        for flag in ("--help", "-h"):
            ran = run(*path, flag)
            assert (ran.status, ran.err) == (0, "")
            assert ran.out.startswith("Usage: tutor")
        assert command.help, name
        assert all(option.help for option in command.params if isinstance(option, click.Option)), name
        seen.append(name)
        if isinstance(command, click.Group):
            context = click.Context(command)
            children = {child: command.get_command(context, child) for child in command.list_commands(context)}
            pending.extend((child, each, (*path, child)) for child, each in children.items() if each)
    assert {"load", "corpus", "list", "search", "ask", "check", "show", "practise", "serve"} <= set(seen)


def test_the_installed_command() -> None:
    """The console script is there and starts."""
    with started("--version") as process:
        out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert out.startswith(b"tutor, version ")
