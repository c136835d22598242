"""The same cases through LangChain, LlamaIndex and Groundwork, scored by the same scorers in one run."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.case import Case, Kind
from evals.material import STARTER_SUITE, Material, material
from evals.peers.scripted import scripted
from evals.run import Limits, Order, run
from evals.score import judge_card, scored_by
from evals.scored import Judged, Scored, units
from evals.scoring import SCORERS
from evals.scoring.outcome import Bench, Scorer
from evals.stored import Row, StoredRun, Text, read_run
from evals.suite import Figures, headed, rows, said
from evals.summary import summary
from tests.loopback import LoopbackModel
from tutor.checking.cite import locate
from tutor.checking.remembered import Remembered
from tutor.domain import Answer, Citation, Claim, Fingerprint, Passage, Span, Statement
from tutor.errors import BadInput
from tutor.models.judge import Judge
from tutor.parts import Parts
from tutor.settings import Settings, read_settings
from tutor.text.sentences import sentence_spans

ROOT = Path(__file__).parent.parent.parent
RESULTS = ROOT / "evals" / "results"
PYTHON = ROOT / ".venv-peers" / "bin" / "python"
PEERS = {"langchain": "LangChain", "llamaindex": "LlamaIndex"}
OURS = "Groundwork"
KINDS = (Kind.ANSWERABLE, Kind.MULTI_SOURCE, Kind.NUMBER, Kind.CODE, Kind.NEAR, Kind.FAR)
_UNKNOWN = re.compile(
    r"don['’]t know|do not know|cannot (?:answer|be answered)|no (?:information|mention)|not mentioned|"
    r"does not (?:say|mention|contain)|empty response",
    re.IGNORECASE,
)
Texts = Mapping[tuple[str, str], Text]
_COMPARED = (
    "gold retrieved", "gold cited", "gold overlap", "citation recall", "citation precision",
    "refusal recall", "refusal precision", "false refusals", "token F1", "gold entailed", "words to check",
)  # fmt: skip


def compared(cases: Material, settings: Settings, judge: Judge, work: Path) -> Figures:
    """The summary of each pipeline, by its name. Raises `BadInput` where the peers' environment is missing."""
    if not PYTHON.exists():
        raise BadInput("There is no environment of the peers.", "Make it with: make peers")
    parts = Parts(settings)
    order = Order(STARTER_SUITE, cases, parts, work / "ours", 1)
    run(order, Limits(errors=0), datetime.now(UTC))
    ours = read_run(work / "ours")
    scorers = [each for each in SCORERS if each.name in _COMPARED]
    found = {OURS: _summed(ours, scorers, judge)}
    for name, title in PEERS.items():
        answers = answered_by(name, cases, settings, work)
        found[title] = _summed(ours.model_copy(update={"rows": tuple(_rows(answers, ours))}), scorers, judge)
    return {"cases": len(cases.cases), "model": settings.model, "pipelines": found}


def _summed(stored: StoredRun, scorers: Sequence[Scorer], judge: Judge) -> Figures:
    bench = Bench(Remembered(judge), stored.texts)
    scores = list(scored_by(stored, scorers, bench))
    judged = Judged(judge=judge.fingerprint, card=judge_card(judge.fingerprint))
    return summary(Scored(header=stored.header, judged=judged, units=units(stored, scores, scorers)), scorers)


# ------------------------------------------------------------------ a peer's answers


def answered_by(name: str, cases: Material, settings: Settings, work: Path) -> list[Mapping[str, Any]]:
    """What that peer answers to the cases, in a process of its own."""
    job, out = work / f"{name}-job.json", work / f"{name}.jsonl"
    asked = [{"id": each.id, "corpus": each.corpus, "question": each.question} for each in cases.cases]
    job.write_text(json.dumps({
        "corpora": {corpus: str(folder) for corpus, folder in cases.folders.items()}, "cases": asked,
        "base_url": settings.endpoint, "model": settings.model,
        "key": settings.api_key.get_secret_value() or "none",
    }), "utf-8")  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "ANONYMIZED_TELEMETRY": "False"}
    command = [str(PYTHON), "-m", "evals.peers.answering", name, str(job), str(out)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    job.unlink()  # it has the key
    if done.returncode:
        raise BadInput(f"{PEERS[name]} failed: {done.stderr.strip()[-600:]}", "Renew its environment: make peers")
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def _rows(answers: Sequence[Mapping[str, Any]], ours: StoredRun) -> Iterator[Row]:
    corpora = {row.case: row.corpus for row in ours.rows}
    for each in answers:
        case = ours.cases[each["id"]]
        kept = {"case": case.id, "epoch": 0, "corpus": corpora[case.id], "seconds": each["seconds"]}
        if "error" in each:
            yield Row(**kept, error=each["error"])
        else:
            yield Row.model_construct(**kept, answer=answer_of(each, case, ours.texts, corpora[case.id]), tries=1,
                                      understood="", error="", cautions={}, options=())  # fmt: skip


def answer_of(said: Mapping[str, Any], case: Case, texts: Texts, corpus: str) -> Answer:
    """A peer's answer as one of ours: each sentence cites the whole source document handed on that has its words.

    That is what a chain with source documents lets its reader check. A sentence whose words stand in none of them cites
    nothing. It is shown all the same: no peer withholds anything, so the answer is made without our check of it.
    """
    passages = tuple(filter(None, (_passage(each, rank, texts, corpus) for rank, each in
                                   enumerate(said["passages"], start=1))))  # fmt: skip
    words = str(said["answer"])
    refused = bool(_UNKNOWN.search(words)) and len(words) < 200
    stated = () if refused else tuple(
        Statement(claim=Claim(text=sentence, citations=_cited(sentence, passages)), verdicts=())
        for sentence in _sentences(words)
    )  # fmt: skip
    return Answer.model_construct(
        question=case.question, refusal=words if refused or not stated else "", stated=stated, withheld=(), gap="",
        passages=passages, notices=(), stopped=False, stability=None, before=None,
        fingerprint=Fingerprint(tutor="", releases={}, embedder="", judge="", writer=""),
    )  # fmt: skip


def _sentences(words: str) -> Iterator[str]:
    """Sentences of an answer; a heading or a row of a table ends with its line."""
    for line in words.splitlines():
        yield from (" ".join(line[start:end].split()) for start, end in sentence_spans(line))


def _passage(
    handed: Mapping[str, str], rank: int, texts: Mapping[tuple[str, str], Text], corpus: str
) -> Passage | None:
    text = texts.get((corpus, handed["path"]))
    place = locate(handed["text"], text.text) if text else None
    if text is None or place is None:
        return None
    start, end = place
    span = Span(corpus=corpus, document=text.document, start=start, end=end)
    return Passage(span=span, text=text.text[start:end], title=text.title, heading=(), score=1 / rank, rank=rank,
                   similarity=0.0, cover=0.0)  # fmt: skip


def _cited(sentence: str, passages: Sequence[Passage]) -> tuple[Citation, ...]:
    holding = next((each for each in passages if locate(sentence, each.text)), None)
    return (Citation(span=holding.span, quote=holding.text),) if holding else ()


# ------------------------------------------------------------------ the command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `python -m evals peers` takes."""
    parser.add_argument("--suite", default=STARTER_SUITE, help="as of `run` (default: %(default)s)")
    parser.add_argument("--sample", type=int, default=0, metavar="N", help="about N questions of each corpus")
    parser.add_argument("--home", type=Path, default=ROOT / "build" / "evals", help="where releases are kept")
    parser.add_argument("--model", help="a chat model at TUTOR_BASE_URL; left out: a scripted one")
    parser.add_argument("--keep", action="store_true", help="write evals/results/peers.md and peers.json")


def command(given: argparse.Namespace) -> int:
    """Compare, and print the page."""
    found = material(given.suite, given.sample)
    cases = tuple(each for each in found.cases if each.kind in KINDS and not each.planted and not each.before)
    chosen = Material(cases, {name: folder for name, folder in found.folders.items()
                              if name in {each.corpus for each in cases}})  # fmt: skip
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        named = {"model": given.model} if given.model else _scripted(chosen, stack)
        settings = read_settings(home=given.home.resolve(), redraws=0, **named)
        figures = {"measured_at": f"{datetime.now(UTC):%Y-%m-%d}"} | compared(
            chosen, settings, Parts(read_settings(home=given.home.resolve())).judge, work
        )
    text = "\n".join(page(figures)) + "\n"
    if given.keep:
        (RESULTS / "peers.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
        (RESULTS / "peers.md").write_text(text, "utf-8")
    print(text)
    return 0


def _scripted(cases: Material, stack: ExitStack) -> dict[str, str]:
    texts = [file.read_text("utf-8") for folder in cases.folders.values() for file in sorted(folder.rglob("*.md"))]
    script = scripted((each.question for each in cases.cases), texts)
    return {"model": "scripted", "base_url": stack.enter_context(LoopbackModel(script)).base_url}


def page(figures: Figures) -> Iterator[str]:
    """One table, with intervals."""
    yield from headed("Beside LangChain and LlamaIndex", f"Measured on {figures['measured_at']}.")
    yield (
        f"{figures['cases']} cases of the starter corpora through each library's default question answering "
        "(LangChain: RetrievalQA, chunks of 1000 characters, four of them; LlamaIndex: the query engine of a "
        "VectorStoreIndex, two chunks) and through Groundwork, with the same model and the same weights for embedding, "
        "scored by the same scorers. Means with 95 % intervals by source document."
    )
    yield ""
    if figures["model"] == "scripted":
        yield (
            "The model is scripted: it repeats the sentences of the prompt that have most of the question's words, or "
            "says that it does not know. So this compares what is retrieved, when is refused, and what stands beside "
            "an answer, not how a model writes. With a real one: `python -m evals peers --model NAME`."
        )
        yield ""
    yield (
        "A peer cites nothing by itself; its statements are taken to cite the whole chunk that has their words, as a "
        "chain with source documents shows it, and nothing where no chunk has them. It refuses where its words say so, "
        "and withholds nothing. *Words to check* are those of what is cited."
    )
    yield ""
    pipelines = figures["pipelines"]
    names = [name for name in _COMPARED if any(name in each["scorers"] for each in pipelines.values())]
    found = {name: [each["scorers"].get(name, {}).get("overall") for each in pipelines.values()] for name in names}
    yield from rows(["", *pipelines], [[name, *map(said, values)] for name, values in found.items()])
