"""What of which releases the record cites: answers, what was found of them since, and questions being answered.

Conversations that were deleted count, for they can be restored; only what is touched leaves them out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import ValidationError

from tutor.domain import Answer, Citation, Noun, Recheck, Span
from tutor.errors import StoreFailed
from tutor.store.record import Record

_ANSWERED_BY_NOW = timedelta(hours=1)
# A span is an object with a "corpus", wherever in what is stated or withheld it stands.
_OF_ANSWERS = """
SELECT answer.about, json_extract(answer.body, '$.fingerprint.releases'), (
    SELECT json_group_array(DISTINCT value) FROM (
        SELECT value FROM json_tree(answer.body, '$.stated') WHERE key = 'corpus'
        UNION SELECT value FROM json_tree(answer.body, '$.withheld') WHERE key = 'corpus'))
FROM entries answer WHERE answer.kind = 'answer'"""
_OF_RECHECKS = """
SELECT answer.about, json_extract(recheck.body, '$.releases'), (
    SELECT json_group_array(DISTINCT value) FROM json_tree(recheck.body) WHERE key = 'corpus')
FROM entries recheck JOIN entries answer ON answer.id = recheck.about
WHERE recheck.kind = 'recheck' AND recheck.id =
    (SELECT max(id) FROM entries WHERE about = answer.id AND kind = 'recheck')"""
_OF_UNANSWERED = """
SELECT question.id, json_extract(question.body, '$.releases'), (
    SELECT json_group_array(DISTINCT tree.value) FROM entries checked, json_tree(checked.body) tree
    WHERE checked.about = question.id AND checked.kind = 'checked' AND tree.key = 'corpus')
FROM entries question WHERE question.kind = 'question' AND json_extract(question.body, '$.releases') IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM entries WHERE about = question.id AND kind = 'answer')"""
_BEING_ASKED = """
SELECT at, json_extract(body, '$.releases') FROM entries question
WHERE kind = 'question' AND json_extract(body, '$.releases') IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM entries WHERE about = question.id AND kind = 'answer')"""
_REMOVED = """coalesce(
    (SELECT json_extract(body, '$.removed') FROM entries
     WHERE about = coalesce(question.about, question.id) AND kind = 'removal' ORDER BY id DESC LIMIT 1), false)"""
_STANDING = f"""
SELECT question.id, coalesce(question.about, question.id), json_extract(question.body, '$.question'), answer.body,
    (SELECT body FROM entries WHERE about = answer.id AND kind = 'recheck' ORDER BY id DESC LIMIT 1)
FROM entries question JOIN entries answer ON answer.id =
    (SELECT max(id) FROM entries WHERE about = question.id AND kind = 'answer')
WHERE question.kind = 'question' AND NOT {_REMOVED}
    AND EXISTS (SELECT 1 FROM json_tree(answer.body, '$.stated') WHERE key = 'corpus' AND value = ?)
ORDER BY question.id DESC"""  # noqa: S608 - a constant of ours


class Standing(Noun):
    """A recorded answer that states something on a corpus, and what the last recheck found of it."""

    question_id: int
    conversation: int
    question: str
    release: str  # of that corpus
    citations: tuple[Citation, ...]
    recheck: Recheck | None

    def rechecked_on(self, release: str) -> tuple[Span, ...]:
        """Where its statements stood when it was held against that release; empty where it was not."""
        if self.recheck is None or release not in self.recheck.releases.values():
            return ()
        return tuple(span for held in self.recheck.held for span in held.spans)


def cited_releases(record: Record, corpus: str) -> Counter[str]:
    """How many recorded questions have words on record that were cited from each release of the corpus."""
    asking: dict[str, set[int]] = {}
    for query in (_OF_ANSWERS, _OF_RECHECKS, _OF_UNANSWERED):
        for question, releases, corpora in record.rows(query):
            release = json.loads(releases or "{}").get(corpus)
            if release and corpus in json.loads(corpora or "[]"):
                asking.setdefault(release, set()).add(question)
    return Counter({release: len(questions) for release, questions in asking.items()})


def being_asked(record: Record, corpus: str, now: datetime) -> set[str]:
    """The releases of the corpus that were asked within the last hour by questions that have no answer yet."""
    rows = [(datetime.fromisoformat(at), json.loads(releases)) for at, releases in record.rows(_BEING_ASKED)]
    return {found[corpus] for at, found in rows if corpus in found and now - at < _ANSWERED_BY_NOW}


def standing(record: Record, corpus: str) -> Iterator[Standing]:
    """The latest answer to each question that cites the corpus, the newest question first. Raises `StoreFailed`."""
    for question_id, conversation, question, body, again in record.rows(_STANDING, [corpus]):
        try:
            answer = Answer.model_validate_json(body)
            recheck = Recheck.model_validate_json(again) if again else None
        except ValidationError as error:
            raise StoreFailed(f"The answer to question {question_id} on record is not what it should be.") from error
        cited = [each for statement in answer.stated for each in statement.claim.citations]
        yield Standing(
            question_id=question_id,
            conversation=conversation,
            question=question,
            release=answer.fingerprint.releases.get(corpus, ""),
            citations=tuple(dict.fromkeys(each for each in cited if each.span.corpus == corpus)),
            recheck=recheck,
        )
