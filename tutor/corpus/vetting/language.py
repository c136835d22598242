"""Documents that are not in the language that the corpus says."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from tutor.corpus.vetting.material import Fault, Material, of_file
from tutor.corpus.vetting.prose import sentences
from tutor.domain import Finding, FindingKind, Weight

_ENOUGH = 200  # letters: of a shorter text nothing is said
_SURE = 0.95
_READ = 20_000  # letters of a document
_ALIKE = (  # languages that are often written alike: one is not told from the other
    frozenset(("no", "nb", "nn", "da", "sv")),
    frozenset(("hr", "bs", "sr", "sl")),
    frozenset(("id", "ms", "jv")),
    frozenset(("cs", "sk")),
    frozenset(("ru", "uk", "be", "bg", "mk")),
    frozenset(("gl", "pt", "es", "an", "ca")),
    frozenset(("hi", "mr", "ne")),
    frozenset(("af", "nl")),
    frozenset(("de", "lb")),
)


def language(material: Material) -> Iterator[Finding]:
    """Documents whose running text is in another language."""
    said = material.manifest.corpus.language.lower().replace("_", "-").partition("-")[0]
    identifier = _identifier()
    if said not in identifier.labels:
        return
    for taken in material.taken:
        text = " ".join(text for _, text in sentences(taken))[:_READ]
        if sum(map(str.isalpha, text)) < _ENOUGH:
            continue
        found, sure = identifier.classify(text)
        if len(found) != 2:
            continue  # a language of few speakers: more often a text of many languages, or of none
        if found != said and sure >= _SURE and not any({found, said} <= group for group in _ALIKE):
            says = f"It reads like {found!r}, and the corpus is in {said!r}: sentences and word stems are cut by that."
            cure = "Put it into a corpus of its own language, or correct language in corpus.toml."
            yield of_file(Fault(FindingKind.LANGUAGE, Weight.SHOULD, says, cure), taken.document.path, f"in {found}")


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
