"""Whether a source denies the very word that a statement affirms, or the reverse: "may not load" against "may load"."""

from __future__ import annotations

from tutor.text.sentences import sentence_spans
from tutor.text.words import STOPWORDS, content_stems, stem, stems, words

_DENIES = frozenset(
    """not never no non cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't mustn't
    couldn't hasn't haven't hadn't""".split()  # noqa: SIM905 - a list of quoted words reads worse
)
# "not only", "no more than", "not all": what follows is limited, and not denied
_LIMITS = frozenset("only just merely necessarily always all every both even more less longer later fewer than".split())  # noqa: SIM905
_REACH = 4  # small words between a denial and what it denies: "not to be"
_SAME_POINT = 0.7  # share of the claim's words in one sentence of the source that is about the same


def denied(premise: str, claim: str) -> str:
    """The first word of the claim that it denies and the premise only affirms, or the other way round; else nothing.

    Told only by a sentence that has most of the claim's words: elsewhere a denial may be of something else.
    """
    wanted = frozenset(content_stems(claim))
    if len(wanted) < 2:
        return ""
    claim_denies, claim_affirms = _told(claim)
    denies, affirms = _told(premise)
    opposed = (claim_affirms - claim_denies) & (denies - affirms) | (claim_denies - claim_affirms) & (affirms - denies)
    near = [premise[start:end] for start, end in sentence_spans(premise)] if opposed else []
    for sentence in near:
        held = frozenset(stems(sentence))
        if len(wanted & held) >= _SAME_POINT * len(wanted) and opposed & held:
            return next(word for word in words(claim) if stem(word) in opposed & held)
    return ""


def _told(text: str) -> tuple[set[str], set[str]]:
    """The stems of words that stand behind a denial, and of all others that carry meaning."""
    denies: set[str] = set()
    affirms: set[str] = set()
    reach = 0
    for word in words(text.replace("’", "'")):
        if word in _DENIES:
            reach = _REACH
        elif word in _LIMITS:
            reach = 0
        elif word in STOPWORDS:
            reach = max(0, reach - 1)
        else:
            (denies if reach else affirms).add(stem(word))
            reach = 0
    return denies, affirms
