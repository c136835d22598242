"""Whether a source denies the very word that a statement affirms, or the reverse: "may not load" against "may load"."""

from __future__ import annotations

import re

from tutor.text.sentences import sentence_spans
from tutor.text.words import STOPWORDS, stem, words

_DENIES = frozenset(
    """not never no non cannot can't don't doesn't didn't isn't aren't wasn't weren't won't wouldn't shouldn't mustn't
    couldn't hasn't haven't hadn't""".split()  # noqa: SIM905 - a list of quoted words reads worse
)
# "not only", "no more than", "not all": what follows is limited, and not denied
_LIMITS = frozenset("only just merely necessarily always all every both even more less longer later fewer than".split())  # noqa: SIM905
_REACH = 4  # small words between a denial and what it denies: "not to be"
_SAME_POINT = 0.7  # share of the claim's words in one sentence of the source that is about the same
_PARTS = re.compile(r"[()\[\];:]|,(?!\d)|\s[-–—]\s")  # no denial reaches over these: "no, it is refunded"
_PREFIXED = re.compile(
    r"(?:un|non)(?=[a-z]{4})(?!less|like|earth)|in(?=valid|active|correct|complete|eligible|sufficient)"
)


def denied(premise: str, claim: str) -> str:
    """The first word of the claim that it denies and the premise only affirms, or the other way round; else nothing.

    Told by sentences that have most of the claim's words: elsewhere a denial, or the lack of one, may be of something
    else.
    """
    claim_denies, claim_affirms = _told(claim)
    wanted = claim_denies | claim_affirms
    if len(wanted) < 2:
        return ""
    denies: set[str] = set()
    affirms: set[str] = set()
    for start, end in sentence_spans(premise):
        sentence_denies, sentence_affirms = _told(premise[start:end])
        if len(wanted & (sentence_denies | sentence_affirms)) >= _SAME_POINT * len(wanted):
            denies |= sentence_denies
            affirms |= sentence_affirms
    opposed = (claim_affirms - claim_denies) & (denies - affirms) | (claim_denies - claim_affirms) & (affirms - denies)
    return next((word for word in words(claim) if stem(_bare(word)) in opposed), "") if opposed else ""


def _told(text: str) -> tuple[set[str], set[str]]:
    """The stems of words that stand behind a denial, and of all others that carry meaning; unpaid is not paid."""
    denies: set[str] = set()
    affirms: set[str] = set()
    for part in _PARTS.split(text.replace("’", "'")):
        reach = 0
        for word in words(part):
            if word in _DENIES:
                reach = 0 if reach and word == "non" else _REACH  # not non-fiction is fiction
            elif word in _LIMITS:
                reach = 0
            elif word in STOPWORDS:
                reach = max(0, reach - 1)
            else:
                bare = _bare(word)
                (denies if bool(reach) != (bare != word) else affirms).add(stem(bare))
                reach = 0
    return denies, affirms


def _bare(word: str) -> str:
    return _PREFIXED.sub("", word, count=1) if _PREFIXED.match(word) else word
