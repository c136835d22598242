"""A model for the comparison where there is none: it repeats the sentences of the prompt nearest to the question.

It reads whatever prompt it gets, ours or a peer's, by the same rule, and says that it does not know where no sentence
has enough of the question. So what is compared is what each pipeline hands to a model, and what it makes of the reply.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import chain

from tests.loopback import Reply, Request, Script
from tests.loopback.answers import NoPassages, asked
from tutor.text.sentences import sentence_spans
from tutor.text.words import content_stems

UNKNOWN = "I don't know."
_SAID = 2  # sentences of an answer
_ENOUGH = 0.4  # share of the question's words that a sentence must have
_FEWEST = 5  # words of a sentence


def scripted(questions: Iterable[str], texts: Iterable[str]) -> Script:
    """The model for these questions; `texts` are the documents, since a prompt has sentences of its own too."""
    longest = sorted(set(questions), key=len, reverse=True)
    known = "\n".join(" ".join(text.split()) for text in texts)

    def reply(request: Request) -> Reply:
        try:
            ours = asked(request)
        except NoPassages:
            prompt = "\n".join(request.texts)
            question = next((each for each in longest if each in prompt), "")
            told = [each for each in _sentences([prompt.replace(question, "")]) if each in known]
            return Reply(text="\n".join(_nearest(question, told)) or UNKNOWN)
        passages = {passage.number: _sentences([passage.text]) for passage in ours.passages}
        chosen = _nearest(ours.question, list(chain.from_iterable(passages.values())))
        sentences = [{"text": each, "quotes": [{"passage": number, "words": each}]} for each in chosen
                     for number in [next(number for number, held in passages.items() if each in held)]]  # fmt: skip
        return Reply(text=json.dumps({"sentences": sentences, "not_in_sources": "" if sentences else UNKNOWN}))

    return reply


def _sentences(texts: Sequence[str]) -> list[str]:
    lines = [line for text in texts for line in text.splitlines()]
    found = [" ".join(line[start:end].split()) for line in lines for start, end in sentence_spans(line)]
    return [each for each in dict.fromkeys(found) if len(each.split()) >= _FEWEST]


def _nearest(question: str, sentences: Sequence[str]) -> list[str]:
    """The sentences with most of the question's words, where those are enough; in their order."""
    wanted = set(content_stems(question))
    shares = {each: len(wanted & set(content_stems(each))) / len(wanted) if wanted else 0.0 for each in sentences}
    best = sorted((each for each in sentences if shares[each] >= _ENOUGH), key=lambda each: -shares[each])[:_SAID]
    return [each for each in sentences if each in best]
