"""What learners say of answers and of single statements, and what of it stands against which source."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from tutor.domain import Noun
from tutor.store.record import Record

NEAREST = 3  # passages of a refusal that what is said against it stands against


class Says(StrEnum):
    """What can stand against a source: of an answer the first, of a statement one of the others."""

    NOT_HELPFUL = "not helpful"
    WRONG = "wrong"
    QUOTE = "quote"  # the quote does not say that


class Remark(Noun):
    """What stands against one document: about a statement that cites it or, `statement` empty, an answer that does.

    A refusal cites nothing: what is said against it stands against the documents of the passages that came nearest.

    `question` is what the answer answers, `question_id` its entry.
    """

    corpus: str
    release: str
    document: str
    says: Says
    statement: str
    question: str
    question_id: int
    at: datetime


# An answer is read only where the whole of it is what was said to be of no help.
_SAID = """
SELECT said.about, said.at, said.body, answer.about, json_extract(answer.body, '$.question'),
    CASE WHEN json_extract(said.body, '$.helpful') IS false THEN answer.body END
FROM entries said JOIN entries answer ON answer.id = said.about AND answer.kind = 'answer'
WHERE said.kind = 'feedback' ORDER BY said.id DESC"""


def feedback_by_source(record: Record, corpus: str = "") -> list[Remark]:
    """What stands against each document of `corpus` (empty: of any), newest first. Only the latest word counts."""
    spoken: set[tuple[int, str]] = set()
    remarks: list[Remark] = []
    for answer_id, at, text, question_id, question, answer in record.rows(_SAID):
        said = json.loads(text)
        statement = said.get("statement", "")
        if (answer_id, statement) in spoken:
            continue
        spoken.add((answer_id, statement))
        for place in _places(said, answer):
            if corpus in ("", place["corpus"]):
                says = said.get("says", Says.NOT_HELPFUL)
                about = {"says": says, "statement": statement, "question": question, "question_id": question_id}
                remarks.append(Remark(**place, **about, at=datetime.fromisoformat(at)))
    return remarks


def _places(said: dict[str, Any], unhelpful: str | None) -> list[dict[str, str]]:
    """The documents that something stands against, each once: none where it was taken back, or is praise."""
    if said.get("says"):
        places = [(source["corpus"], source["release"], source["document"]) for source in said["sources"]]
    elif unhelpful is not None:
        answer = json.loads(unhelpful)
        releases = answer["fingerprint"]["releases"]
        cited = [citation["span"] for each in answer["stated"] for citation in each["claim"]["citations"]]
        spans = cited or [passage["span"] for passage in answer["passages"][:NEAREST]]
        places = [(span["corpus"], releases[span["corpus"]], span["document"]) for span in spans]
    else:
        places = []
    return [dict(zip(("corpus", "release", "document"), place, strict=True)) for place in dict.fromkeys(places)]
