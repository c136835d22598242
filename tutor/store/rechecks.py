"""What is on record of answers looked at again on newer releases. Conversations that were deleted are left out."""

from __future__ import annotations

import json
from datetime import datetime

from pydantic import ValidationError

from tutor.domain import Noun, Recheck, Rechecked
from tutor.errors import StoreFailed
from tutor.store.record import Record

_REMOVED = """coalesce(
    (SELECT json_extract(body, '$.removed') FROM entries
     WHERE about = coalesce(question.about, question.id) AND kind = 'removal' ORDER BY id DESC LIMIT 1), false)"""
_ANSWERS = f"""
SELECT question.id, json_extract(answer.body, '$.fingerprint.releases'),
    (SELECT json_extract(body, '$.releases') FROM entries WHERE about = answer.id AND kind = 'recheck'
     ORDER BY id DESC LIMIT 1)
FROM entries question JOIN entries answer ON answer.id =
    (SELECT max(id) FROM entries WHERE about = question.id AND kind = 'answer')
WHERE question.kind = 'question' AND NOT {_REMOVED} ORDER BY question.id DESC"""  # noqa: S608 - a constant of ours
_FALLEN = f"""
SELECT recheck.id, recheck.body, question.id, coalesce(question.about, question.id), question.at,
    json_extract(question.body, '$.question')
FROM entries recheck JOIN entries answer ON answer.id = recheck.about
    JOIN entries question ON question.id = answer.about
WHERE recheck.kind = 'recheck' AND json_array_length(recheck.body, '$.fallen') > 0 AND NOT {_REMOVED}
    AND recheck.id = (SELECT max(id) FROM entries WHERE about = answer.id AND kind = 'recheck')
    AND answer.id = (SELECT max(id) FROM entries WHERE about = question.id AND kind = 'answer')
    AND (? OR NOT EXISTS (SELECT 1 FROM entries WHERE about = recheck.id AND kind = 'seen'))
ORDER BY question.id DESC LIMIT ?"""  # noqa: S608 - a constant of ours


class Recorded(Noun):
    """A question that has its answer: the `releases` this is of, by corpus, and those it was last rechecked on."""

    question_id: int
    releases: dict[str, str]
    rechecked: dict[str, str] | None


def recorded(record: Record) -> list[Recorded]:
    """All questions that have an answer, newest first. Raises `StoreFailed`."""
    return [
        Recorded(question_id=number, releases=json.loads(releases), rechecked=json.loads(again) if again else None)
        for number, releases, again in record.rows(_ANSWERS)
    ]


def fallen(record: Record, *, seen: bool = True, limit: int = -1) -> list[Rechecked]:
    """The answers that the last recheck found not to stand as a whole, the newest question first.

    Without those that were `seen`, only the ones that no learner was shown as such yet. Raises `StoreFailed`.
    """
    found = []
    for number, body, question_id, conversation, at, question in record.rows(_FALLEN, [seen, limit]):
        try:
            checked = Recheck.model_validate_json(body)
        except ValidationError as error:
            raise StoreFailed(f"Entry {number} of the record is not what it should be.") from error
        found.append(
            Rechecked(
                question_id=question_id,
                conversation=conversation,
                question=question,
                asked_at=datetime.fromisoformat(at),
                recheck=checked,
            )
        )
    return found
