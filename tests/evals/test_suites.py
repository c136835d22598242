"""Each suite on a tiny slice: it runs, its figures are of what it says, and its page is made of them."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evals import chosen, edits, injected, judge, judge_page, refusal
from evals.__main__ import RESULTS, SUITES
from evals.bench.judging import pairs_of
from evals.bench.material import STARTER, make_rows
from evals.curricula import measure as measure_curricula
from evals.edits import CURRICULUM, documents, edited
from evals.injected import EXTRACTED, GOOD, Case, Decided, cases, found_for, of_case
from evals.judge import judged
from evals.refusal import ANSWERED, Asked, hits, ordering, refusals, remembered, scoring
from evals.suite import Order, promised, said
from tests.conftest import SQL, cut_corpus
from training.judge.examples import Labelled
from training.judge.questions import KEPT
from tutor.corpus.files import find_files, parse_file
from tutor.corpus.manifest import read_manifest
from tutor.domain import Judgement, Label
from tutor.models.bundled import WEIGHTS, open_folder
from tutor.models.judge import Pair
from tutor.models.lexical_judge import LexicalJudge
from tutor.models.reader import Found
from tutor.parts import Parts
from tutor.retrieval.retrieve import retrieve

WINDOWS = (STARTER / "sql-analytics" / "window-functions.md").read_text("utf-8")
KINDS = {"number", "name", "negation", "condition"}


def is_shown(page: str) -> bool:
    """Whether the page is Markdown with a heading and tables whose rows are as wide as their heads."""
    widths = [
        {row.count("|") for row in table.splitlines()} for table in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE)
    ]
    return page.startswith("# ") and bool(widths) and all(len(width) == 1 for width in widths)


# ------------------------------------------------------------------ the frame


def test_a_sample_is_from_all_over(tmp_path: Path) -> None:
    """About as many as were asked for, in order and not the first ones; none asked for: all."""
    assert Order(tmp_path, tmp_path, sample=3).some(range(10)) == [0, 3, 6]
    assert Order(tmp_path, tmp_path, sample=30).some(range(10)) == list(range(10))
    assert Order(tmp_path, tmp_path).some(range(10)) == list(range(10))


def test_a_figure_and_an_aim_in_words() -> None:
    """What is not known is no zero and holds nothing; a bound may be met from above or below."""
    known, unknown = {"value": 0.5, "low": 0.25, "high": 1.0}, {"value": None, "low": None, "high": None}
    assert said(known) == ".500 (.250 to 1.000)"
    assert said(unknown) == said(None) == "-"
    assert promised("x", known, 0.4)[-1] == promised("x", known, 0.5, at_least=False)[-1] == "yes"
    assert promised("x", known, 0.6)[-1] == promised("x", known, 0.4, at_least=False)[-1] == "**no**"
    assert promised("x", unknown, 0)[-1] == promised("x", unknown, 1, at_least=False)[-1] == "**no**"


@pytest.mark.parametrize("name", [name for name, suite in SUITES.items() if suite.page])
def test_committed_pages_are_those_of_committed_figures(name: str) -> None:
    """A page says what its JSON says."""
    page = SUITES[name].page
    assert page is not None
    figures = json.loads((RESULTS / f"{name}.json").read_text("utf-8"))
    assert (RESULTS / f"{name}.md").read_text("utf-8") == "\n".join(page(figures)) + "\n"


# ------------------------------------------------------------------ judge


class Telling:
    """A judge that says what it was told to say."""

    fingerprint = "telling"

    def __init__(self, *told: tuple[Label, float]) -> None:
        self._told = list(told)

    def judge(self, pairs: Sequence[Pair]) -> list[Judgement]:
        now, self._told = self._told[: len(pairs)], self._told[len(pairs) :]
        return [Judgement(label=label, score=score, reason="told") for label, score in now]


def test_doubt_inside_the_band_is_an_abstention() -> None:
    """Too little information with a score in the band is; a refutal, a lower or a higher score is not."""
    told = [
        (Label.NOT_ENOUGH_INFO, 0.35),
        (Label.NOT_ENOUGH_INFO, 0.1),
        (Label.REFUTED, 0.35),
        (Label.SUPPORTED, 0.45),
        (Label.NOT_CHECKED, 0.0),
    ]
    rows = [Labelled("a", "b", supported=True, dataset="d", group=str(number)) for number in range(len(told))]
    found = judged(Telling(*told), rows, (0.3, 0.43))
    assert found.abstained.tolist() == [True, False, False, False, False]
    assert found.said.tolist() == [False, False, False, True, False]
    assert judged(Telling(*told), rows).abstained.tolist() == [False, False, False, True, False]


def test_judges_on_a_slice(tmp_path: Path) -> None:
    """Every judge and ablation gets every figure; a source's own sentences are told from its neighbours'."""
    texts = "".join((STARTER / "sql-analytics" / name).read_text("utf-8") for name in SQL)
    sentences = re.findall(r"^[A-Z][^\n|`]{40,160}\.$", texts, re.MULTILINE)[:40]
    rows = [
        {"source": sentence, "claim": claim, "label": int(claim == sentence), "dataset": dataset, "group": str(number)}
        for number, sentence in enumerate(sentences)
        for dataset, claim in (("one", sentence), ("one", sentences[number - 1]), ("two", sentence))
    ]
    for part in ("train", "dev"):
        with gzip.open(tmp_path / f"{part}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    figures = judge.measure(Order(tmp_path / "dev.jsonl.gz", tmp_path, sample=16)) | {"measured_at": "today"}
    assert figures["sets"]["one"] == {"rows": 16, "supported": 8, "groups": 16}
    assert set(figures["judges"]) == {"local", "lexical", "boosted"}
    for found in figures["judges"].values():
        assert {len(figure) for figure in found.values()} == {5}
        assert found["balanced_accuracy"]["one"]["value"] > 0.9
        assert found["balanced_accuracy"]["two"]["value"] is None
        assert found["balanced_accuracy"]["mean"]["value"] == found["balanced_accuracy"]["one"]["value"]
    assert figures["ablations"]["claim only"]["auroc"]["one"]["value"] < 0.9
    assert is_shown("\n".join(judge_page.page(figures)))


# ------------------------------------------------------------------ edits


def test_edits_are_made_in_pairs_and_change_one_thing() -> None:
    """As many supported as not; the same claim is true of one document and not of the other; a seed repeats it."""
    made = list(edited(WINDOWS, "windows", seed=1))
    assert made == list(edited(WINDOWS, "windows", seed=1)) != list(edited(WINDOWS, "windows", seed=2))
    assert len(made) >= 8
    for kind in {each.kind for each in made}:
        assert Counter(each.supported for each in made if each.kind == kind)[True] * 2 == sum(
            each.kind == kind for each in made
        )
    for true, wrong in zip(made[::2], made[1::2], strict=True):
        assert (true.supported, wrong.supported) == (True, False)
        assert true.claim != wrong.claim
        assert true.document == wrong.document
        assert (true.document == WINDOWS) is not true.kind.endswith("in the document")


def test_edits_on_a_slice(tmp_path: Path) -> None:
    """Documents are of 300 to 1000 words and come from what is kept; both judges get figures by kind."""
    lessons, articles = tmp_path / "curricula" / CURRICULUM / "corpus", tmp_path / "squad2-half" / "corpus"
    for file in (lessons / "one" / "README.md", *(articles / name for name in KEPT), articles / "Other.txt"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(WINDOWS, "utf-8")
    parts = documents(tmp_path)
    assert {name.split("/")[-2] for name, _ in parts} == {"README.md", *KEPT}
    assert all(300 <= len(text.split()) <= 1000 for _, text in parts)
    figures = edits.measure(Order(tmp_path, tmp_path, sample=2)) | {"measured_at": "today"}
    assert figures["documents"] == 2
    for found in figures["judges"].values():
        assert set(found) == {"all", *figures["kinds"]}
        assert found["all"]["balanced_accuracy"]["count"] == 2 * sum(figures["kinds"].values())
    assert is_shown("\n".join(edits.page(figures)))


# ------------------------------------------------------------------ injected


def test_cases_stand_in_the_loaded_texts() -> None:
    """At least 60 good statements and 200 changed ones; each quote is once in its document, each version another."""
    known = cases()
    assert len(known) >= 60
    assert sum(len(case.changed) for case in known) >= 200
    texts = {}
    for folder in (path.parent for path in STARTER.glob("*/corpus.toml")):
        manifest = read_manifest(folder, folder.name)
        for found in find_files(folder):
            document = parse_file(found, found.file.read_bytes(), manifest)
            texts[folder.name, document.path] = document.text
    for case in known:
        assert texts[case.corpus, case.document].count(case.quote) == 1, case.quote
        versions = [case.quote, case.statement, *case.changed.values()]
        assert len(set(versions)) == len(versions)
        assert set(case.changed) <= KINDS
        assert len(case.changed) >= 2
    assert {case.document for case in known} == {path for _, path in texts}


def test_a_case_goes_the_way_of_an_answer(parts: Parts) -> None:
    """Its passage is retrieved once; the quoted sentence is shown, and not the same with another number."""
    quote = "The inflated totals add up to 45000 cents, three times the true revenue of 15000."
    case = Case("sql", "joins-and-row-multiplication.md", quote, quote, {"number": quote.replace("45000", "48000")})
    (release,) = parts.releases(["sql"])
    passages = found_for(case, release, parts.embedder, 4)
    assert [each.rank for each in passages] == [1, 2, 3, 4]
    assert len({each.span for each in passages}) == 4
    good, bad = of_case(case, passages, LexicalJudge())
    assert (good.kind, good.withheld) == (GOOD, "")
    assert (bad.kind, bad.group) == ("number", "sql/joins-and-row-multiplication.md")
    assert "48000" in bad.withheld
    assert bad.score < good.score
    with pytest.raises(SystemExit, match="does not have these words"):
        found_for(replace(case, quote="Totals are never inflated."), release, parts.embedder, 4)


def test_shares_of_what_was_injected() -> None:
    """Withheld are one of two changed ones and one of four good ones; scores rank by kind."""
    why = "because"
    found = [
        Decided("a", GOOD, "d", 0.9, ""),
        Decided("b", GOOD, "e", 0.4, why),
        Decided("c", "number", "d", 0.1, why),
        Decided("d", "name", "e", 0.6, ""),
        *(Decided(text, EXTRACTED, text, 1.0, "") for text in "xy"),
    ]
    shares = injected._figures(found, seed=0)
    assert {name: each["value"] for name, each in shares.items()} == {
        "all changed": 0.5, "all good": 0.25, "number": 1, "name": 0, GOOD: 0.5, EXTRACTED: 0,
    }  # fmt: skip
    ranked = {kind: injected.ranked(found, kind, seed=0) for kind in ("name", "number")}
    assert (ranked["name"]["value"], ranked["number"]["value"]) == (0.5, 1)
    figures = {
        "measured_at": "today",
        "judge": "j",
        "cases": 2,
        "judges": {"local": shares},
        "auroc": {"local": ranked},
    }
    assert is_shown("\n".join(injected.page(figures)))


# ------------------------------------------------------------------ refusal, and the curricula it shares


def asked(question: str, parts: Parts, why: str, gold: str = "") -> Asked:
    """A question with the passages of the SQL corpus."""
    passages = retrieve(question, parts.releases(["sql"]), parts.embedder, 4)
    return Asked(question, tuple(passages), why, question, frozenset([gold]))


def test_refusal_is_a_matter_of_one_function(parts: Parts) -> None:
    """Strangers are refused by closeness and not by a score that turns it round; each reason is measured alone."""
    known = [
        "How does a window function differ from GROUP BY?",
        "What does HAVING filter?",
        "When does a join multiply?",
    ]
    strange = ["Who won the cup in 1966?", "How long does bread bake?"]
    material = [
        *(asked(each, parts, ANSWERED, "window-functions.md") for each in known),
        *(asked(each, parts, "others'") for each in strange),
        asked("What is a window seat?", parts, "unanswerable"),
    ]
    closeness = scoring(lambda _, passages: [0.0] * len(passages))["closeness"]
    found = refusals(
        material, {"closeness": closeness, "reverse": lambda question, passages: -closeness(question, passages)}, seed=0
    )
    assert found["closeness"]["others'"]["auroc"]["value"] == 1
    assert found["closeness"]["others'"]["refused_at_5_percent_false_refusals"]["value"] == 1
    assert found["reverse"]["others'"]["auroc"]["value"] == 0
    assert (found["closeness"]["unanswerable"]["answered"], found["closeness"]["unanswerable"]["not"]) == (3, 1)
    figures = {"measured_at": "today", "reader": "r", "refusal": {"sql": found}, "hit@1": {}}
    assert is_shown("\n".join(refusal.page(figures)))


class OfTheDocument:
    """A reader that finds an answer where a word stands, and counts what it reads."""

    fingerprint = "word"

    def __init__(self, word: str) -> None:
        self.word, self.count = word, 0

    def read(self, _: str, passages: Sequence[str]) -> list[Found]:
        self.count += len(passages)
        return [Found(float(text.count(self.word))) for text in passages]


def test_what_a_reader_finds_orders_and_scores(parts: Parts) -> None:
    """The passage it prefers comes first and its odds are the score; nothing is read twice, nothing found is lowest."""
    reader = OfTheDocument("HAVING")
    answers = remembered(reader)
    question = asked("Which rows does a query keep?", parts, ANSWERED, "grouping-having-and-conditional-aggregation.md")
    best = max(passage.text.count("HAVING") for passage in question.passages)
    assert scoring(answers)["reader"](question.question, question.passages) == best > 0
    assert scoring(answers)["reader"](question.question, ()) == -np.inf
    orders = ordering(answers)
    first = orders["by the reader"](question.question, question.passages)[0]
    assert first.text.count("HAVING") == best
    assert list(orders["without the reader"](question.question, question.passages)) == list(question.passages)
    assert reader.count == len(question.passages)
    assert hits([question], lambda *_: [first], seed=0)["value"] == float(first.span.document in question.gold)


def curriculum(folder: Path, documents: tuple[str, ...], question: str, gold: str) -> None:
    """A curriculum of some documents of the SQL corpus, with one question."""
    (folder / "corpus").mkdir(parents=True)
    cut_corpus(STARTER / "sql-analytics", folder / "corpus", documents)
    row = {"question": question, "gold_docs": [gold], "related_docs": []}
    (folder / "questions.jsonl").write_text(json.dumps(row) + "\n", "utf-8")


def test_refusal_and_curricula_on_a_slice(tmp_path: Path) -> None:
    """Two curricula and two articles: the gold lesson is left out, strangers ask, and figures are there."""
    folder = tmp_path / "curricula"
    curriculum(folder / "one", SQL[:2], "What does HAVING filter?", SQL[0])
    curriculum(folder / "two", SQL[2:], "What is a window frame?", SQL[3])
    articles = tmp_path / "squad2-half"
    (articles / "corpus").mkdir(parents=True)
    rows = []
    for name in KEPT:
        (articles / "corpus" / name).write_text("The first packet left in 1969.\n\nIt was small.", "utf-8")
        place = {"doc": name, "start": 0, "end": 30}
        span = {"doc": name, "start": 25, "end": 29}
        rows += [
            {"question": "When did the first packet leave?", "asked_about": place, "gold_docs": [name],
             "gold_spans": [span]},
            {"question": "When did the last packet arrive?", "asked_about": place, "gold_docs": [], "gold_spans": []},
        ]  # fmt: skip
    (articles / "questions.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    figures = refusal.measure(Order(tmp_path, tmp_path / "home")) | {"measured_at": "today"}
    for score in ("closeness", "reader"):
        counted = {
            (why, each["answered"], each["not"])
            for reasons in (figures["refusal"]["squad"][score], figures["refusal"]["curricula"][score])
            for why, each in reasons.items()
        }
        assert counted == {
            ("unanswerable", 2, 2), ("others'", 2, 2),
            ("gold lesson left out", 2, 2), ("gold lesson and its pages left out", 2, 2),
        }  # fmt: skip
    assert figures["hit@1"]["without the reader"]["value"] == 1
    assert is_shown("\n".join(refusal.page(figures)))
    sentences = chosen.measure(Order(tmp_path, tmp_path / "home", sample=1)) | {"measured_at": "today"}
    assert sentences["groups"]["squad"]["any"]["with"]["value"] == 1  # "The first packet left in 1969."
    assert set(sentences["groups"]) == {"sql-analytics", "llm-workflows", "freelance-business", "squad"}
    assert is_shown("\n".join(chosen.page(sentences)))
    again = measure_curricula(Order(folder, tmp_path / "home"))
    assert again["retrieval"]["pooled"]["hit@1"]["value"] == 1
    assert again["citations"]["shown"] == again["citations"]["exact"] > 0


# ------------------------------------------------------------------ the bench of the judge


def test_rows_to_check_are_a_thousand(tmp_path: Path) -> None:
    """No two alike, each with words and a statement, and every statement of the cases among them."""
    make_rows(tmp_path / "rows.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "rows.jsonl").read_text("utf-8").splitlines()]
    assert len({(row["source"], row["claim"]) for row in rows}) == len(rows) == 1000
    assert {claim for case in cases() for claim in (case.statement, *case.changed.values())} <= {
        row["claim"] for row in rows
    }
    assert all(row["source"].strip() for row in rows)


def test_pairs_are_as_long_as_they_are_said_to_be() -> None:
    """Exactly 128 tokens, as the network reads them."""
    folder = open_folder(WEIGHTS / "judge")
    tokenizer = folder.tokenizer()
    made = list(pairs_of(folder, 128, 30))
    assert {len(tokenizer.encode(premise, claim).ids) for premise, claim in made} == {128}
    assert len(set(made)) == 30
