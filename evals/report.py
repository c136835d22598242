"""Report: a scored run as one HTML file that needs nothing from elsewhere.

    python -m evals report RUN [--baseline BASELINE] [--out FILE]

It has the figures with their intervals, by corpus, kind and release, plots, and every case with its statements, the
words they stand on in their place, the redraws, and what is another than in the baseline.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.beside import keep_comparison, keep_gate, keep_summary
from evals.compare import Comparison, Flip, compare
from evals.gate import Budgets, Gated, gate
from evals.reporting.cases import Shown, shown
from evals.reporting.curves import curves, rows_by_case
from evals.reporting.elements import Markup, figure_words, joined, table, tag
from evals.reporting.plots import bar
from evals.scored import Score, Scored, read_scored, read_scores
from evals.scoring import SCORERS, ragas_scores
from evals.scoring.outcome import Better, Scorer
from evals.stored import StoredRun, counted, read_run
from evals.summary import SLICES, summary

_PARTS = Path(__file__).parent / "reporting"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
ALL = (*SCORERS, *ragas_scores.REPORTED)  # also those that only a maintainer with a key has
_MARKS = ("failing", "worse", "better", "changed", "refused", "error")


@dataclass(frozen=True)
class Beside:
    """A baseline, what differs from it, and what the gate says."""

    scored: Scored
    comparison: Comparison
    gated: Gated


def beside(scored: Scored, baseline: Scored, scorers: Sequence[Scorer] = ALL) -> Beside:
    """The run held against a baseline. Raises `BadInput` where they cannot be compared."""
    comparison = compare(scored, baseline, scorers, scored.header.seed)
    return Beside(baseline, comparison, gate(comparison, Budgets()))


def report(run: StoredRun, scores: Sequence[Score], scored: Scored, held: Beside | None = None) -> str:
    """The whole page."""
    found = summary(scored, ALL, run.header.seed)
    title = f"Evals: {run.header.suite}, {run.header.model or 'no model'}"
    head = tag(
        "head", tag("meta", charset="utf-8"), tag("meta", name="viewport", content="width=device-width"),
        tag("meta", http_equiv="Content-Security-Policy", content=_POLICY), tag("title", title),
        tag("style", Markup((_PARTS / "report.css").read_text("utf-8"))),
    )  # fmt: skip
    body = tag(
        "body",
        tag("header", tag("h1", title), *_header(run, found)),
        tag("main", *_overview(found, held), *_slices(found), *_plots(run, scores), *_cases(run, scores, held)),
        tag("script", Markup((_PARTS / "report.js").read_text("utf-8"))),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang='en')}\n"


# ------------------------------------------------------------------ circumstances and figures


def _header(run: StoredRun, found: dict[str, Any]) -> Iterator[Markup]:
    header, told = run.header, counted(run.rows)
    yield tag("p", f"{found['answers']} answers to {len(run.cases)} cases, {found['errors']} errors, "
                   f"{told['tried_again']:.0f} tried again, {told['tokens']:.0f} tokens, cost {told['price']:.4f}. "
                   f"Asked {header.started_at:%Y-%m-%d %H:%M} UTC.")  # fmt: skip
    yield tag("p", f"Scored by {found['judge']}: {found['judge_card']}.")
    if run.missing:
        yield tag("p", f"{run.missing} answers are missing: the run is not complete.", class_="wrong")
    rows = [
        ("revision", f"{header.revision[:12]}{' and changes of its own' if header.changed else ''}"),
        ("code", header.code[:12]),
        ("model", f"{header.model} at {header.base_url}" if header.model else "none: the sources' own sentences"),
        ("judge of the tutor", header.judge),
        ("embedder", header.embedder),
        *((f"release of {name}", f"{each.id}, {each.documents} documents") for name, each in header.releases.items()),
        *((f"prompt {name.rpartition('.')[2]}", each[:12]) for name, each in header.prompts.items()),
        *((f"setting {name}", value) for name, value in header.settings.items()),
        *((f"package {name}", version) for name, version in header.packages.items()),
    ]
    yield tag("details", tag("summary", "Circumstances"), table(("what", "which"), rows))


def _overview(found: dict[str, Any], held: Beside | None) -> Iterator[Markup]:
    if held:
        yield tag("h2", "Against the baseline")
        yield _gate(held)
    yield tag("h2", "Overview")
    differences = {each.scorer: each for each in held.comparison.differences} if held else {}
    head = ["scorer", "picture", "mean (95 % interval)", "values", "unscored", "broken", "all answers pass"]
    rows = []
    for name, each in found["scorers"].items():
        passed = figure_words(each.get("pass_all")) if "pass_all" in each else ""
        difference = differences.get(name)
        moved = [figure_words(dict(difference.interval)) if difference else ""] if held else []
        named, overall = tag("span", name, title=each.get("says", "")), each["overall"]
        missing = (each.get("unscored", ""), each.get("broken", ""))
        rows.append([named, bar(overall), figure_words(overall), overall["count"], *missing, passed, *moved])
    yield table([*head, *(["difference"] if held else [])], rows)
    says = [tag("li", tag("b", each.name), f": {each.says}. {_direction(each)}") for each in ALL]
    yield tag("details", tag("summary", "What the scorers mean"), tag("ul", *says))


def _direction(scorer: Scorer) -> str:
    better = "More is better" if scorer.better is Better.HIGHER else "Less is better"
    return f"{better}; {'gates nothing' if scorer.margin is None else f'margin of the gate {scorer.margin:g}'}."


def _gate(held: Beside) -> Markup:
    gated, comparison = held.gated, held.comparison
    word = "✓ The gate is open" if gated.holds else "✗ The gate is closed"
    reasons = [tag("li", tag("b", each.scorer), f": {each.says}") for each in gated.rulings if not each.holds]
    faults = [tag("li", each) for each in gated.faults]
    another = ", ".join(comparison.circumstances) or "nothing"
    return tag(
        "div", tag("p", tag("b", word)), tag("ul", *faults, *reasons) if faults or reasons else None,
        tag("p", f"What decides the answers and is another than in the baseline: {another}.", class_="quiet"),
        class_=f"gate {'open' if gated.holds else 'closed'}",
    )  # fmt: skip


def _slices(found: dict[str, Any]) -> Iterator[Markup]:
    yield tag("h2", "By corpus, kind and release")
    scorers = {name: each for name, each in found["scorers"].items() if "corpus" in each}
    for name in SLICES:
        values = sorted({value for each in scorers.values() for value in each[name]})
        if name == "release" and len(values) > 8:  # a release for each planted text says no more than its kind
            counts = {value: max(each[name].get(value, {"count": 0})["count"] for each in scorers.values())
                      for value in values}  # fmt: skip
            values = sorted(value for value in values if counts[value] > 1)
        rows = [(scorer, *(_cell(each[name].get(value)) for value in values)) for scorer, each in scorers.items()]
        links = [tag("a", value, href="#cases", data_kind=value) if name == "kind" else value for value in values]
        opened = name == "corpus"
        yield tag("details", tag("summary", f"By {name}"), table(("scorer", *links), rows), open=opened)


def _cell(figure: dict[str, Any] | None) -> Markup | str:
    if figure is None or figure["value"] is None:
        return "–"
    return joined([f"{figure['value']:.2f} ", tag("span", f"n={figure['count']}", class_="quiet")])


def _plots(run: StoredRun, scores: Sequence[Score]) -> Iterator[Markup]:
    yield tag("h2", "Plots")
    yield tag("div", *curves(run, scores), class_="plots")


# ------------------------------------------------------------------ cases


def _cases(run: StoredRun, scores: Sequence[Score], held: Beside | None) -> Iterator[Markup]:
    yield tag("h2", "Cases", id="cases")
    yield _filter(run)
    rows = rows_by_case(run)
    yes_or_no = {each.name: each for each in SCORERS if each.yes_or_no}
    before = {unit.id: unit.answer for unit in reversed(held.scored.units) if unit.answer} if held else {}
    flips: dict[str, list[Flip]] = {}
    for difference in held.comparison.differences if held else ():
        for flip in difference.flips:
            flips.setdefault(flip.id, []).append(flip)
    by_case: dict[str, list[Score]] = {}
    for score in scores:
        by_case.setdefault(score.unit, []).append(score)
    for name, case in run.cases.items():
        group = f"{case.corpus}/{case.group}" if case.group else ""
        own = [*by_case.get(name, ()), *by_case.get(group, ())]
        bad = [each.scorer for each in own if each.scorer in yes_or_no and _is_bad(each, yes_or_no[each.scorer])]
        told = [*flips.get(name, ()), *flips.get(group, ())]
        yield shown(Shown(case, rows[name], own, run.texts, told, before.get(name, ""), bad))


def _is_bad(score: Score, scorer: Scorer) -> bool:
    wanted = 0.0 if scorer.better is Better.LOWER else 1.0
    return score.outcome.value is not None and score.outcome.value != wanted


def _filter(run: StoredRun) -> Markup:
    keys = (("j k", "next and previous case"), ("o", "open or close it"), ("/", "search"), ("d", "dark or light"))
    told = [tag("li", tag("kbd", key), f" {words}") for key, words in keys]
    return tag(
        "div",
        tag("label", "Search", tag("input", type="search", id="search")),
        _choice("corpus", sorted({case.corpus for case in run.cases.values()})),
        _choice("kind", sorted({case.kind.value for case in run.cases.values()})),
        _choice("mark", _MARKS),
        tag("button", "Dark or light", type="button", id="theme"),
        tag("span", id="count", role="status", class_="quiet"),
        tag("details", tag("summary", "Keys"), tag("ul", *told), id="keys"),
        class_="filter",
    )


def _choice(name: str, values: Sequence[str]) -> Markup:
    options = [tag("option", "all", value=""), *(tag("option", each, value=each) for each in values)]
    return tag("label", name.capitalize(), tag("select", *options, id=name))


# ------------------------------------------------------------------ the command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `python -m evals report` takes."""
    parser.add_argument("run", type=Path, help="folder of a scored run")
    parser.add_argument("--baseline", type=Path, help="a scored run to hold it against")
    parser.add_argument("--out", type=Path, help="the file to write (default: report.html in the run's folder)")


def command(given: argparse.Namespace) -> int:
    """Write the report and say where it is."""
    run = read_run(given.run)
    _, scores = read_scores(given.run)
    scored = read_scored(given.run, ALL)
    held = beside(scored, read_scored(given.baseline, ALL)) if given.baseline else None
    out = given.out or given.run / "report.html"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(report(run, scores, scored, held), "utf-8")
    keep_summary(given.run, summary(scored, ALL, run.header.seed))
    if held:
        keep_comparison(given.run, given.baseline, held.comparison.model_dump(mode="json"))
        keep_gate(given.run, given.baseline, held.gated.told)
    print(out)
    return 0
