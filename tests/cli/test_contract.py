"""The contract of the command line that other programs rely on: JSON shapes, rows, order, letters."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.shapes import (
    ANSWER,
    CONVERSATION,
    CONVERSATIONS,
    CORPORA,
    FEEDBACK,
    FETCHED,
    JUDGEMENT,
    RECHECKS,
    RECIPES,
    REPEATED,
    REPORT,
    REWORDED,
    SEARCH,
    faults,
    keys,
)
from tests.conftest import ROOT
from tests.loopback import LoopbackModel, Reply, answers, judging

GRAIN = "What is the grain of a table?"
FAR = "Who won the football world cup of 1998?"
PAIR = {"source": "An invoice is due after 30 days.", "claim": "An invoice is due after 30 days."}


def lines(*rows: object) -> str:
    """Rows of a batch; a string is a line as it stands."""
    return "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)


# ------------------------------------------------------------------ shapes


@pytest.mark.usefixtures("published")
def test_search(run: Run) -> None:
    """Passages come best first, in the documented shape, and no more than asked for."""
    ran = run("search", GRAIN, "-k", "3", "--json")
    assert list(faults(ran.row, SEARCH)) == []
    scores = [passage["score"] for passage in ran.row["passages"]]
    assert scores == sorted(scores, reverse=True)
    assert (ran.status, len(scores), ran.err) == (0, 3, "")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("question", "refused"), [(GRAIN, False), (FAR, True), ("hello", True), ("", True)])
def test_ask(run: Run, question: str, refused: bool) -> None:
    """An answer and a refusal have the same keys, and both are a success."""
    ran = run("ask", question, "--json")
    assert list(faults(ran.row, ANSWER)) == []
    assert (ran.row["refused"], bool(ran.row["refusal"]), bool(ran.row["stated"])) == (refused, refused, not refused)
    assert (ran.status, ran.err) == (0, "")


@pytest.mark.usefixtures("published")
def test_ask_with_a_model(run: Run) -> None:
    """The options plug in a model; what it cost, what was sent and what was withheld have the documented shape."""
    with LoopbackModel(answers.mixed) as model:
        ran = run("ask", GRAIN, "--json", "--model", "loopback", "--base-url", model.base_url, "--redraws", "1")
        assert len(model.requests) == 2
    assert list(faults(ran.row, ANSWER)) == []
    assert (len(ran.row["stated"]), len(ran.row["withheld"])) == (1, 2)
    assert {verdict["check"] for verdict in ran.row["stated"][0]["verdicts"]} == {"grounding", "agreement"}
    assert ran.row["fingerprint"]["endpoint"] == model.base_url
    assert ran.row["usage"]["requests"] == 2


@pytest.mark.usefixtures("published")
def test_ask_in_other_words(run: Run) -> None:
    """Asked in other words too, the answer has the documented key more, and in words every wording is named."""
    ran = run("ask", GRAIN, "--json", "--reword", "2")
    assert list(faults(ran.row, {**ANSWER, "reworded": REWORDED})) == []
    wordings = [each["question"] for each in ran.row["reworded"]["wordings"]]
    assert len(wordings) == 2
    assert len(ran.row["reworded"]["verdicts"]) == len(ran.row["stated"])
    told = run("ask", GRAIN, "--reword", "2").out
    assert all(wording in told for wording in wordings)
    assert re.search(r"Asked in 2 other wordings: .*stable \(\d+%\), \d refused", told)


def test_check(run: Run) -> None:
    """Every row of a batch is judged in the documented shape, with its id."""
    other = {**PAIR, "claim": "An invoice is due after 14 days."}
    ran = run("check", "--batch", "-", stdin=lines({"id": "a", **PAIR}, {"id": 7, **other}))
    assert [list(faults(row, {"id": type(row["id"]), **JUDGEMENT})) for row in ran.rows] == [[], []]
    assert [(row["id"], row["label"]) for row in ran.rows] == [("a", "supported"), (7, "refuted")]


def test_check_of_standard_input(run: Run) -> None:
    """Without --batch the rows come from standard input too; ids are given back where there are any."""
    ran = run("check", "--json", stdin=lines(PAIR, {"id": None, **PAIR}, {"id": 0, **PAIR}))
    assert ["id" in row for row in ran.rows] == [False, False, True]
    assert re.fullmatch(r"supported \(0\.9\d\): the source says .+\n", run("check", stdin=lines(PAIR)).out)


@pytest.mark.parametrize("judge", ["local", "lexical", "model"])
def test_check_with_each_judge(run: Run, judge: str) -> None:
    """The option chooses the judge, and a model is one that judges pairs: the shape is the same."""
    number = {**PAIR, "claim": "An invoice is due after 14 days."}
    other = {**PAIR, "claim": "Zebras yawn."}
    with LoopbackModel(judging.honest) as model:
        plugged = ("--judge", judge, "--model", "loopback", "--base-url", model.base_url)
        ran = run("check", *plugged, "--batch", "-", stdin=lines(PAIR, number, {}, other))
        assert bool(model.requests) == (judge == "model")
    assert [row.get("label", "error") for row in ran.rows][:3] == ["supported", "refuted", "error"]
    assert [list(faults(ran.rows[number], {"id": None, **JUDGEMENT})) for number in (0, 1, 3)] == [
        [".id is None and no NoneType"]
    ] * 3
    assert (ran.status, ran.err) == (0, "")


def test_check_with_a_model_that_fails(run: Run) -> None:
    """What a model could not check is not checked, with the reason, and no row passes for it."""
    with LoopbackModel(Reply(status=401)) as model:
        plugged = ("--judge", "model", "--model", "loopback", "--base-url", model.base_url)
        ran = run("check", "--json", *plugged, stdin=lines(PAIR))
    assert list(faults(ran.row, JUDGEMENT)) == []
    assert (ran.status, ran.row["label"], ran.row["score"]) == (0, "not checked", 0)
    assert "The endpoint refused the key." in ran.row["reason"]


def test_load_and_corpus_list(run: Run, tmp_path: Path) -> None:
    """A report and the list of corpora have the documented shapes; the list is empty at first."""
    (tmp_path / "tides.txt").write_text("The tide is highest shortly after new moon and full moon.")
    (tmp_path / "empty.md").write_text("")
    assert run("corpus", "list", "--json").row == {"corpora": []}
    report = run("load", str(tmp_path), "--corpus", "tides", "--json").row
    assert list(faults(report, REPORT)) == []
    assert [(file["path"], file["status"]) for file in report["files"]] == [
        ("empty.md", "failed"),
        ("tides.txt", "indexed"),
    ]
    listed = run("corpus", "list", "--json").row
    assert list(faults(listed, CORPORA)) == []
    assert [each["release"] for each in listed["corpora"]] == [report["release"]]


def test_recheck(run: Run, tmp_path: Path) -> None:
    """What no longer stands is listed in the documented shape and in words, beside the answer of now and of then."""
    page = "# Invoices\n\nThe client pays the invoice within {} days. It is sent by mail.\n"
    question = "When does the client pay the invoice?"
    for days in (30, 45):
        (tmp_path / "invoices.md").write_text(page.format(days))
        assert run("load", str(tmp_path), "--corpus", "law").status == 0
        asked = run("ask", question, "--json").row
    assert [change["kind"] for change in asked["before"]["changes"]].count("contradicted") == 1
    ran = run("recheck", "--corpus", "law", "--json")
    assert list(faults(ran.row, RECHECKS)) == []
    assert (ran.row["judged"], ran.row["judged_before"], ran.row["not_checked"]) == (1, 0, 0)
    (stale,) = ran.row["no_longer_stand"]
    assert [fallen["text"] for fallen in stale["fallen"]] == ["The client pays the invoice within 30 days."]
    shown = run("conversation", "show", str(stale["conversation"]), "--json").row
    assert list(faults(shown, CONVERSATION)) == []
    assert shown["turns"][0]["recheck"]["fallen"] == stale["fallen"]
    told = run("recheck").out
    assert "✗ The client pays the invoice within 30 days." in told
    assert "Answers that no longer stand: 1." in told
    markdown = run("conversation", "show", str(stale["conversation"])).out
    assert re.search(r"\*\*No longer stands on law .+:\*\* The client pays the invoice within 30 days", markdown)
    (newest, _) = run("conversation", "list", "--json").row["conversations"]
    later = run("conversation", "show", str(newest["conversation"])).out
    assert "1 statement changed" in later
    assert run("recheck", "--corpus", "nowhere").status == 2


def test_every_key_is_documented() -> None:
    """Whoever reads docs/json.md finds every key that can come, in the letters it comes in."""
    documented = (ROOT / "docs" / "json.md").read_text("utf-8")
    shapes = (SEARCH, ANSWER, REWORDED, JUDGEMENT, REPEATED, REPORT, CORPORA, CONVERSATIONS, CONVERSATION, FEEDBACK,
              RECHECKS, FETCHED, RECIPES)  # fmt: skip
    known = set().union(*(keys(shape) for shape in shapes), {"id", "error"})
    assert sorted(key for key in known if f"`{key}`" not in documented and f'"{key}"' not in documented) == []


# ------------------------------------------------------------------ citations


@pytest.mark.usefixtures("published")
def test_citations_index_into_what_show_prints(run: Run) -> None:
    """The start and end of a passage and of a citation count code points of exactly what `show` prints."""
    answer = run("ask", GRAIN, "--json").row
    places = [*answer["passages"], *(each for statement in answer["stated"] for each in statement["citations"])]
    for place in places:
        shown = run("show", place["document"], "--corpus", place["corpus"])
        words = place["quote"] if "quote" in place else place["text"]
        assert shown.out[place["start"] : place["end"]] == words


def test_show_prints_the_bytes_of_the_text(run: Run, tmp_path: Path) -> None:
    """What `show` prints is the canonical text and nothing else: no line end added, no letter changed."""
    text = "# Maße\n\nEin Zoll („Daumenbreite“) sind 2,54 cm – 一寸は三・〇三センチです。 🧵 e\u0301\n\n  "
    (tmp_path / "maße.md").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert run("load", str(tmp_path), "--corpus", "units").status == 0
    assert run("show", "maße.md").raw == text.encode()
    (passage,) = run("search", "Zoll", "--json").row["passages"]
    assert passage["text"] in text
    assert "Daumenbreite“) sind 2,54 cm – 一寸" in run("search", "Zoll", "--json").out


def test_a_document_of_two_corpora(run: Run, tmp_path: Path) -> None:
    """Where several corpora have a document of that name, `show` asks which; where none has, it says so."""
    for corpus in ("uk", "us"):
        (tmp_path / corpus).mkdir()
        (tmp_path / corpus / "tax.md").write_text(
            f"# Tax\n\nThe {corpus.upper()} tax year has a first and a last day.\n"
        )
        assert run("load", str(tmp_path / corpus)).status == 0
    both, none = run("show", "tax.md"), run("show", "nothing.md")
    assert (both.status, both.raw, none.status, none.raw) == (2, b"", 2, b"")
    assert "Several corpora have 'tax.md': uk, us. Choose one with --corpus." in both.err
    assert "There is no document 'nothing.md'." in none.err
    assert "The US tax year" in run("show", "tax.md", "--corpus", "us").out


# ------------------------------------------------------------------ batches


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_batch_from_a_file_and_from_standard_input(run: Run, tmp_path: Path, command: str) -> None:
    """Rows are answered in order with their ids, of whatever type; the same from a file and from standard input."""
    ids = ["b", 3, None, {"part": [1]}, "é"]
    rows = lines(*({"id": each, "question": GRAIN, "more": True} for each in ids), {"question": FAR})
    (tmp_path / "rows.jsonl").write_text(rows, "utf-8")
    from_file = run(command, "--batch", str(tmp_path / "rows.jsonl"))
    from_pipe = run(command, "--batch", "-", stdin=rows)
    assert [row["id"] for row in from_file.rows] == [*ids, None]
    shape = ANSWER if command == "ask" else SEARCH
    for row, other in zip(from_file.rows, from_pipe.rows, strict=True):
        assert list(faults({key: value for key, value in row.items() if key != "id"}, shape)) == []
        assert (row["id"], row["passages"]) == (other["id"], other["passages"])
    assert (from_file.status, from_file.err) == (0, "")


BAD_ROWS: list[tuple[str | bytes, object, str]] = [
    ("{not json", None, "Line 1 is not JSON"),
    ("[1, 2]", None, "Line 1 is not a JSON object"),
    ('"text"', None, "Line 1 is not a JSON object"),
    ('{"id": 1}', 1, 'has no text "{}"'),
    ('{"id": 1, "{}": 5}', 1, 'has no text "{}"'),
    ('{"id": 1, "{}": null}', 1, 'has no text "{}"'),
    ('{"id": NaN, "{}": "x"}', None, "Line 1 is not JSON"),
    ('{"id": 1, "{}": "half a character: \\ud83d"}', None, "Line 1 is not JSON in UTF-8"),
    (b'{"id": 1, "{}": "caf\xe9"}', None, "Line 1 is not JSON in UTF-8"),
    ("[" * 100_000, None, "Line 1 is not JSON"),
]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(("bad", "identity", "said"), BAD_ROWS, ids=[str(number) for number in range(len(BAD_ROWS))])
@pytest.mark.parametrize(("command", "field"), [("search", "question"), ("check", "source")])
def test_a_bad_row_is_an_error_and_the_rest_goes_on(
    run: Run, command: str, field: str, bad: str | bytes, identity: object, said: str
) -> None:
    """A row that cannot be used gives {"id", "error"} in its place; the rows after it are done all the same."""
    raw = (bad if isinstance(bad, bytes) else bad.encode()).replace(b"{}", field.encode())
    good = {"id": "good", "question": GRAIN, **PAIR}
    ran = run(command, "--batch", "-", stdin=raw + b"\n\n  \n" + lines(good).encode())
    first, second = ran.rows
    assert set(first) == {"id", "error"}
    assert first["id"] == identity
    assert said.replace("{}", field) in first["error"]
    assert (second["id"], "error" in second) == ("good", False)
    assert ran.status == 0


@pytest.mark.usefixtures("published")
def test_a_question_too_long_is_an_error_of_its_row(run: Run) -> None:
    """What cannot be asked is refused row by row, for searching as for asking."""
    rows = lines({"id": 1, "question": "why " * 2000}, {"id": 2, "question": GRAIN})
    for command in ("ask", "search"):
        first, second = run(command, "--batch", "-", stdin=rows).rows
        assert "4,000 are allowed" in first["error"]
        assert second["passages"]


@pytest.mark.parametrize("end", ["\n", ""])
def test_a_row_that_is_too_long_is_an_error_of_its_row(run: Run, tmp_path: Path, end: str) -> None:
    """A line of megabytes is not judged by its beginning: it is refused by its number, the rows beside it are done."""
    long = json.dumps({"id": "long", **PAIR, "source": "An invoice is due. " * 300_000})
    (tmp_path / "rows.jsonl").write_text(lines(PAIR, long, PAIR) + long + end, "utf-8")
    first, too_long, third, last = run("check", "--batch", str(tmp_path / "rows.jsonl"), "--judge", "lexical").rows
    assert (first["label"], third["label"]) == ("supported", "supported")
    assert too_long == {"id": None, "error": "Line 2 is longer than 2,000,000 characters. Shorten it."}
    assert last["error"].startswith("Line 4 is longer than")


@pytest.mark.parametrize("claim", ["claim " * 1000, "数据" * 3000])
def test_a_claim_that_is_no_statement_is_not_checked(run: Run, claim: str) -> None:
    """A claim of pages is not judged by its first words: it is not checked, and says why."""
    long, beside = run("check", "--batch", "-", stdin=lines({**PAIR, "claim": claim}, PAIR)).rows
    assert (long["label"], beside["label"]) == ("not checked", "supported")
    assert long["reason"] == "the statement is longer than 4,000 characters"


def test_rows_of_junk(run: Run, tmp_path: Path) -> None:
    """A binary file gives an error for each of its lines, and no more than that."""
    (tmp_path / "rows").write_bytes(bytes(range(256)) * 20)
    ran = run("check", "--batch", str(tmp_path / "rows"))
    assert len(ran.rows) > 10
    assert {tuple(row) for row in ran.rows} == {("id", "error")}
    assert (ran.status, ran.err) == (0, "")


@pytest.mark.usefixtures("published")
def test_a_failing_model_is_an_error_of_its_row(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """With TUTOR_WITHOUT_MODEL=fail a question that the model fails is a row with its error; the batch goes on."""
    monkeypatch.setenv("TUTOR_WITHOUT_MODEL", "fail")
    with LoopbackModel(answers.prose) as model:
        monkeypatch.setenv("TUTOR_BASE_URL", model.base_url)
        ran = run("ask", "--model", "loopback", "--batch", "-", stdin=lines({"question": GRAIN}, {"question": FAR}))
    assert "is not the JSON that was asked for" in ran.rows[0]["error"]
    assert ran.rows[1]["refused"]


@pytest.mark.usefixtures("published")
def test_a_byte_order_mark_and_an_empty_batch(run: Run) -> None:
    """A file as some editors write it is read, and a file without rows is answered without rows."""
    marked = b"\xef\xbb\xbf" + lines({"id": 1, "question": GRAIN}).encode()
    assert run("search", "--batch", "-", stdin=marked).rows[0]["passages"]
    assert (run("search", "--batch", "-", stdin="").raw, run("check", "--batch", "-", stdin="\n \n").raw) == (b"", b"")


# ------------------------------------------------------------------ corpora


@pytest.mark.usefixtures("published")
def test_corpora_are_chosen_by_repeating_the_option(run: Run) -> None:
    """--corpus limits the search to one, repeated to several, and left out to none: all are searched."""
    for chosen in ([], ["sql"], ["business"], ["sql", "business"]):
        options = [part for name in chosen for part in ("--corpus", name)]
        passages = run("search", "How do rows and rates relate?", "-k", "60", "--json", *options).row["passages"]
        assert {passage["corpus"] for passage in passages} == set(chosen or ["business", "sql"])
