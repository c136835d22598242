"""Exercises made by rule from the starter corpora: how many, of which kinds, and what the checks keep back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from evals.case import CORPORA, STARTER
from evals.suite import Figures, Order, Suite, headed, rows, watched
from tutor.corpus.files import find_files, parse_file, read_file
from tutor.corpus.manifest import read_manifest
from tutor.domain import Document, Flaw, Skill
from tutor.learning.assessment import LENGTH, assessable
from tutor.learning.items.checks import CHECKS, Made, sound
from tutor.learning.items.made import made_of
from tutor.learning.skills import SKILLS, read_skills
from tutor.models.judge import Judge
from tutor.models.local_judge import bundled_judge


def documents_of(corpus: str) -> dict[str, Document]:
    """The documents of a starter corpus, by path."""
    folder = CORPORA / corpus
    manifest = read_manifest(folder, corpus)
    return {found.path: parse_file(found, read_file(found), manifest) for found in find_files(folder)}


def skills_of(corpus: str, documents: Mapping[str, Document]) -> list[Skill]:
    """The skills of a starter corpus."""
    return read_skills(CORPORA / corpus / SKILLS, corpus, documents.get)


def measure(order: Order) -> Figures:
    """Exercises made and kept, by corpus and kind; why others were not; the skills that can be assessed."""
    judge = bundled_judge()
    by_corpus = {path.stem: _of_corpus(path.stem, order, judge) for path in sorted(STARTER)}
    made = sum(each["made"] for each in by_corpus.values())
    kept = sum(each["kept"] for each in by_corpus.values())
    whole: dict[str, Counter[str]] = {"kinds_made": Counter(), "kinds_kept": Counter(), "checks": Counter()}
    for each in by_corpus.values():
        for name, counts in whole.items():
            counts.update(each[name])
    return {
        "judge": judge.fingerprint,
        "made": made,
        "kept": kept,
        "share_failed": round((made - kept) / made, 4),
        **{name: dict(counts) for name, counts in whole.items()},
        "corpora": by_corpus,
    }


def _of_corpus(corpus: str, order: Order, judge: Judge) -> Figures:
    documents = documents_of(corpus)
    skills = order.some(skills_of(corpus, documents))
    made: list[Made] = []
    checks: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    kept, fresh = 0, {}
    for skill in watched(skills, corpus):
        own = made_of(skill, documents)
        sounds, failed = sound(own, judge)
        made += own
        kept += len(sounds)
        kinds.update(each.kind.value for each in sounds)
        checks.update(name for flaws in failed.values() for name in _first(flaws))
        fresh[skill.id] = len(assessable(skill, sounds, (), seed="0"))
    return {
        "skills": len(skills),
        "made": len(made),
        "kept": kept,
        "kinds_made": dict(Counter(each.exercise.kind.value for each in made)),
        "kinds_kept": dict(kinds),
        "checks": dict(checks),
        "assessable": sum(count == LENGTH for count in fresh.values()),
        "fresh": fresh,
    }


def _first(flaws: Sequence[Flaw]) -> list[str]:
    """The check that an exercise failed first: each counts once."""
    return [flaw.check for flaw in flaws[:1]]


def page(figures: Figures) -> Iterator[str]:
    """The counts as tables."""
    yield from headed("Exercises made by rule", f"Measured on {figures['measured_at']}, judge {figures['judge']}.")
    yield (
        f"{figures['made']:,} exercises were made of the starter corpora, without a model. "
        f"{figures['share_failed']:.1%} fail a check and are never shown; {figures['kept']:,} are left."
    )
    yield ""
    kinds = figures["kinds_made"]
    yield from rows(
        ["kind", "made", "kept"], [[kind, count, figures["kinds_kept"].get(kind, 0)] for kind, count in kinds.items()]
    )
    yield from headed("What fails, by the first check that it fails", level=2)
    yield from rows(["check", "fail"], [[check, figures["checks"].get(check, 0)] for check in CHECKS])
    yield from headed("By corpus", "Assessable: skills with enough exercises on different places.", level=2)
    yield from rows(
        ["corpus", "skills", "made", "kept", "assessable"],
        [[name, *(each[key] for key in ("skills", "made", "kept", "assessable"))]
         for name, each in figures["corpora"].items()],
    )  # fmt: skip


SUITE = Suite(measure, page)
