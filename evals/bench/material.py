"""What the benchmark works on: 10,000 chunks made from the starter corpora, and questions they answer.

Each document is repeated with a share of its words exchanged for other words of the corpora (seeded), so that texts
and their vectors differ while length, structure and frequency of words stay those of documents a person wrote.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from evals.bench.processes import ROOT

STARTER = ROOT / "corpora"
CASES = ROOT / "evals" / "cases" / "injected.jsonl"
CHUNKS = 10_000
ROWS = 1000
QUESTIONS = 300
WARM_UP = 30
_REPEATED = 15  # times each document is there: gives a little more than 10,000 chunks
_EXCHANGED = 0.15  # of the words of four letters and more that are not in code
_WORD = re.compile(r"\b[a-z]{4,}\b")
_FENCED = re.compile(r"(^```.*?^```)", re.DOTALL | re.MULTILINE)
_ASKS = re.compile(r"(?:how|what|when|where|which|who|why)\b|.*\?$", re.IGNORECASE)
_FEWEST_WORDS = 4
_FEWEST_WORDS_OF_SECTION = 30
_ASKED = (
    "What should I know about {heading} ({title})?",
    "How do I deal with {heading} when I work on {title}?",
    "{title}: when does {heading} matter?",
    "Explain {heading} for {title}.",
)


def make_texts(folder: Path) -> None:
    """Write the documents, those of each starter corpus in a folder of its own; the same ones every time."""
    originals = sorted(STARTER.glob("*/*.md"))
    known = vocabulary()
    for file in originals:
        text = file.read_text("utf-8")
        for number in range(_REPEATED):
            name = f"{file.stem}-{number:02d}.md"
            made = folder / file.parent.name / name
            made.parent.mkdir(parents=True, exist_ok=True)
            made.write_text(varied(text, known, seed=name) if number else text, "utf-8")


def vocabulary() -> list[str]:
    """The words of the starter corpora that may be exchanged for one another."""
    return sorted({word for file in STARTER.glob("*/*.md") for word in _WORD.findall(file.read_text("utf-8"))})


def varied(text: str, known: list[str], seed: str) -> str:
    """`text` with some of its words exchanged; code stays as it is."""
    source = random.Random(seed)

    def exchange(match: re.Match[str]) -> str:
        return source.choice(known) if source.random() < _EXCHANGED else match.group()

    pieces = _FENCED.split(text)
    pieces[::2] = [_WORD.sub(exchange, piece) for piece in pieces[::2]]
    return "".join(pieces)


def make_questions(path: Path) -> None:
    """Write a JSON list of different questions, made from the headings of the starter corpora; warm-up first."""
    source = random.Random(7)
    places = [place for file in sorted(STARTER.glob("*/*.md")) for place in _headings(file)]
    asked = [
        source.choice(_ASKED).format(title=title, heading=heading)
        for title, heading in source.sample(places, WARM_UP + QUESTIONS)
    ]
    path.write_text(json.dumps(asked, ensure_ascii=False), "utf-8")


def make_headings(path: Path) -> None:
    """Write a JSON list of the headings of the starter corpora that say what is asked, each as it stands.

    Those are all below the titles that begin like a question, end like one, or have at least four words.
    """
    headings = (heading for file in sorted(STARTER.glob("*/*.md")) for _, heading in _headings(file))
    asked = (each for each in headings if _ASKS.match(each) or len(each.split()) >= _FEWEST_WORDS)
    path.write_text(json.dumps(list(dict.fromkeys(asked)), ensure_ascii=False), "utf-8")


def make_rows(path: Path) -> None:
    """Write 1,000 rows for `tutor check`, as JSON lines: sections of the starter corpora, and statements about some.

    Every statement written by hand for `evals/cases`, true or changed, with the section it was written from; then
    the true ones with sections of others, until there are enough.
    """
    cases = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
    sections = {file: re.split(r"^(?=##)", file.read_text("utf-8"), flags=re.MULTILINE)
                for file in sorted(STARTER.glob("*/*.md"))}  # fmt: skip
    own = [next(part for part in sections[STARTER / case["corpus"] / case["document"]] if case["quote"] in part)
           for case in cases]  # fmt: skip
    rows = [(part, claim) for case, part in zip(cases, own, strict=True)
            for claim in (case["statement"], *case["changed"].values())]  # fmt: skip
    others = [part for parts in sections.values() for part in parts if len(part.split()) >= _FEWEST_WORDS_OF_SECTION]
    rows += [(others[number % len(others)], cases[number % len(cases)]["statement"])
             for number in range(ROWS)]  # fmt: skip
    made = [
        json.dumps({"source": source, "claim": claim}, ensure_ascii=False)
        for source, claim in list(dict.fromkeys(rows))[:ROWS]
    ]
    path.write_text("\n".join(made) + "\n", "utf-8")


def _headings(file: Path) -> Iterator[tuple[str, str]]:
    title = ""
    for line in _FENCED.sub("", file.read_text("utf-8")).splitlines():
        if line.startswith("# "):
            title = line[2:].strip()
        elif line.startswith("##"):
            yield title, line.lstrip("# ").strip()
