"""Grounding: whether each claim is carried by the very words it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tutor.domain import BlockKind, Check, Claim, Judgement, Label, Passage, Sentence, Verdict
from tutor.models.judge import Judge, Pair
from tutor.models.naming import names_lacking
from tutor.models.veto import unnamed
from tutor.text.mapped import plain
from tutor.text.tables import header_of, read_out
from tutor.text.words import words

_UNCITED = Judgement(label=Label.NOT_ENOUGH_INFO, score=0.0, reason="no words of the sources were found for it")
_WORD_FOR_WORD = Judgement(label=Label.SUPPORTED, score=1.0, reason="the source says it in these words")
_SAID_BY_THE_LEARNER = Judgement(
    label=Label.NOT_ENOUGH_INFO, score=0.0, reason="what you wrote of your project says it, and the source adds nothing"
)


def ground(claims: Sequence[Claim], passages: Sequence[Passage], judge: Judge, project: str = "") -> list[Verdict]:
    """One verdict for each claim, in order, from one call of the judge.

    The premise is the cited words with the rest of the sentences they stand in. A claim without a citation is not
    carried by anything, however true it may be; one that is a sentence of its premise word for word, or a row of a
    table read out under the header that it cites, is carried without a judge. One that applies the sources to the
    learner's `project` has to follow from both together, and not from what the learner wrote alone: then the source
    would carry nothing.
    """
    pairs = [_pairs(claim, passages, project) for claim in claims]
    asked = list(dict.fromkeys(pair for each in pairs for pair in each))
    judged = dict(zip(asked, judge.judge(asked) if asked else [], strict=True))
    found = [[judged[pair] for pair in each] for each in pairs]
    return [_verdict(claim, each, passages) for claim, each in zip(claims, found, strict=True)]


def sentences_cited(claim: Claim, passages: Sequence[Passage]) -> list[Sentence]:
    """The sentences that the cited words stand in, each once, in the order of the citations."""
    found = (
        sentence
        for citation in claim.citations
        for passage in passages
        if citation.span.within(passage.span)
        for sentence in passage.sentences
        if sentence.span.overlaps(citation.span)
    )
    return list({sentence.span: sentence for sentence in found}.values())


def _pairs(claim: Claim, passages: Sequence[Passage], project: str) -> list[Pair]:
    """What a judge has to be asked of a claim: nothing where it cites nothing, or a whole sentence and says no more."""
    cited = sentences_cited(claim, passages)
    quotes = [sentence.text for sentence in cited] or [citation.quote for citation in claim.citations]
    premise = " ".join(dict.fromkeys(quotes))
    if not quotes:
        return []
    if claim.applies:
        return [Pair(f"{premise} {project}", claim.text), Pair(project, claim.text)]
    if _is_word_for_word(claim.text, [*quotes, premise, *_rows(cited, passages)]):
        return []
    return [Pair(premise, claim.text)]


def _rows(cited: Sequence[Sentence], passages: Sequence[Passage]) -> Iterator[str]:
    """The rows of tables that are cited together with their header, as they are read out."""
    for passage in passages:
        for index, sentence in enumerate(passage.sentences):
            if sentence.kind is BlockKind.TABLE and sentence in cited:
                header = header_of(passage, index)
                if header not in (None, index) and passage.sentences[header] in cited:
                    yield read_out(passage.sentences[header].text, sentence.text)


def _is_word_for_word(text: str, quotes: Sequence[str]) -> bool:
    """Whether it is one of them as a whole: a part of a sentence may say the opposite of it."""
    said = words(plain(text))
    return bool(said) and any(said == words(plain(quote)) for quote in quotes)


def _verdict(claim: Claim, judged: Sequence[Judgement], passages: Sequence[Passage]) -> Verdict:
    """The first judgement holds, unless the second says that the claim needs no source, or it names what none names."""
    if not claim.citations:
        found = _UNCITED
    elif any(each.label is Label.SUPPORTED for each in judged[1:]):
        found = _SAID_BY_THE_LEARNER
    else:
        found = _by_names(claim, judged[0], passages) if judged else _WORD_FOR_WORD
    where = claim.citations[0].span if claim.citations else None
    return Verdict(check=Check.GROUNDING, label=found.label, score=found.score, reason=found.reason, where=where)


def _by_names(claim: Claim, found: Judgement, passages: Sequence[Passage]) -> Judgement:
    """Not supported where it has a name that its passages have not, nor their titles: the writer has it from elsewhere.

    The cited words often call their subject "it", so what stands around them counts too. What the claim says of the
    learner's project may name whom the learner names.
    """
    if found.label is not Label.SUPPORTED or claim.applies:
        return found
    lacking = names_lacking(" ".join(_around(claim, passages)), plain(claim.text))
    return unnamed(lacking, found.score) if lacking else found


def _around(claim: Claim, passages: Sequence[Passage]) -> Iterator[str]:
    for passage in passages:
        if any(citation.span.overlaps(passage.span) for citation in claim.citations):
            place = re.sub(r"[\W_]+", " ", f"{passage.span.corpus} {passage.span.document}")
            yield from (passage.title, *passage.heading, plain(passage.text), place)
