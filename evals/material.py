"""What a suite asks, and of which releases: its cases, the folders of its corpora, and what cases plant in them."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evals.case import CORPORA, STARTER, Case, Kind, load_cases
from evals.loaders import sets, strangers, with_planted
from evals.quizzes import published
from evals.stored import Asked, Text
from tutor.errors import BadInput
from tutor.parts import Parts
from tutor.store.release import OpenRelease

STARTER_SUITE, SMOKE = "starter", "smoke"
_LONGEST_NAME = 63


@dataclass(frozen=True)
class Material:
    """The cases of a suite, and the folder of documents of each corpus they are asked of."""

    cases: tuple[Case, ...]
    folders: Mapping[str, Path]


@dataclass(frozen=True)
class Opened:
    """Releases by name of corpus as it was published, and the name under which each case finds its own."""

    releases: Mapping[str, OpenRelease]
    named: Mapping[str, str]

    def of(self, case: Case) -> OpenRelease:
        """The release a case is asked of."""
        return self.releases[self.named[case.id]]


def material(suite: str, sample: int = 0) -> Material:
    """The cases that `suite` names and their corpora; with a `sample`, so many questions of each corpus.

    A suite is `starter` (all cases of the starter corpora), `smoke` (of each corpus the first of each kind, and one
    question in all its words), the name of a starter corpus, a file of cases of the starter corpora, or a folder of
    sets as evals/loaders.py has them: there every question is asked of every other corpus too, which is to refuse it.
    Raises `BadInput`.
    """
    named = {path.stem: path for path in STARTER}
    path = Path(suite)
    if suite in (STARTER_SUITE, SMOKE):
        cases = [case for file in STARTER for case in load_cases(file)]
        return _of_starter(few(cases) if suite == SMOKE else cases, sample)
    if suite in named:
        return _of_starter(load_cases(named[suite]), sample)
    if path.is_file():
        return _of_starter(load_cases(path), sample)
    if path.is_dir():
        return _of_sets(path, sample)
    raise BadInput(
        f"There is no suite {suite!r}.",
        f"Name {STARTER_SUITE}, {SMOKE}, {', '.join(named)}, a file of cases, or a folder with questions.jsonl.",
    )


def few(cases: Iterable[Case]) -> list[Case]:
    """Of each corpus the first case of each kind, and of rewordings the first group as a whole."""
    seen: dict[tuple[str, Kind], str] = {}
    return [case for case in cases if seen.setdefault((case.corpus, case.kind), case.group or case.id)
            == (case.group or case.id)]  # fmt: skip


def _of_starter(cases: Sequence[Case], sample: int) -> Material:
    folders = {case.corpus: CORPORA / case.corpus for case in cases}
    unknown = [name for name, folder in folders.items() if not folder.is_dir()]
    if unknown:
        raise BadInput(f"No folder of {CORPORA} is named {', '.join(unknown)}.", "Correct `corpus` in the cases.")
    return Material(tuple(_some(cases, sample)), folders)


def _of_sets(folder: Path, sample: int) -> Material:
    found = {name: list(_some(cases, sample)) for name, cases in sets(folder).items()}
    alone = (folder / "corpus").is_dir()
    folders = {name: folder / "corpus" if alone else folder / name / "corpus" for name in found}
    own = [case for cases in found.values() for case in cases]
    return Material((*own, *strangers(found)), folders)


def _some(cases: Sequence[Case], sample: int) -> Iterator[Case]:
    """About so many of each corpus, from all over them, groups of rewordings as a whole; 0: all."""
    for corpus in dict.fromkeys(case.corpus for case in cases):
        own = [case for case in cases if case.corpus == corpus]
        groups = list(dict.fromkeys(case.group or case.id for case in own))
        chosen = set(groups[:: max(1, len(groups) // sample)][:sample] if sample else groups)
        yield from (case for case in own if (case.group or case.id) in chosen)


# ------------------------------------------------------------------ releases


def opened(found: Material, parts: Parts) -> Opened:
    """Publish the corpora, and for each planted text a copy of its corpus with that text, and open them all.

    What is published already and has not changed is left as it is. Raises what a load raises.
    """
    folders = dict(found.folders)
    named: dict[str, str] = {}
    for case in found.cases:
        named[case.id] = case.corpus
        if case.planted:
            name = _planted_name(case)
            folders[name] = _planted(case, found.folders[case.corpus], parts.settings.home / "planted" / name)
            named[case.id] = name
    used = {name: folder for name, folder in folders.items() if name in named.values()}
    return Opened(published(used, parts), named)


def _planted_name(case: Case) -> str:
    told = "\0".join(f"{each.document}\0{each.text}" for each in case.planted)
    mark = hashlib.sha256(told.encode()).hexdigest()[:8]
    return f"{case.corpus[: _LONGEST_NAME - 10]}--{mark}"


def _planted(case: Case, folder: Path, target: Path) -> Path:
    """The corpus with what the case plants, made anew: the corpus may have changed since."""
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    return with_planted(folder, [case], target)


def asked_of(releases: Mapping[str, OpenRelease]) -> dict[str, Asked]:
    """What each release is, known by its texts and by how it was indexed, not by when it was made."""
    return {name: _asked(release) for name, release in sorted(releases.items())}


def _asked(release: OpenRelease) -> Asked:
    told = hashlib.sha256(f"{release.release.embedder}\0{release.release.splitter}".encode())
    for text in _texts(release):
        told.update(f"\0{text.document}\0{text.text}".encode())
    return Asked(id=release.release.id, sha256=told.hexdigest(), documents=release.release.documents)


def texts_of(releases: Mapping[str, OpenRelease]) -> Iterator[Text]:
    """The canonical texts of all releases."""
    for _, release in sorted(releases.items()):
        yield from _texts(release)


def _texts(release: OpenRelease) -> Iterator[Text]:
    for path in sorted(release.texts.paths):
        document = release.texts.document(path)
        assert document is not None
        yield Text(corpus=release.release.corpus.name, document=path, title=document.source.title, text=document.text)
