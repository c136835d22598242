"""The contract on the wire: how answers, passages and reports look as JSON. Documented in docs/json.md; kept stable."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from tutor.cautions import NOTHING_TO_SAY, Cautions
from tutor.checking.repeated import Repeated
from tutor.corpus.elsewhere.gathered import Fetched
from tutor.corpus.elsewhere.recipe import Recipe
from tutor.domain import (
    Answer,
    Before,
    Citation,
    Finding,
    IngestReport,
    Judgement,
    Passage,
    Recheck,
    Rechecks,
    Release,
    Source,
    Span,
    Stability,
    Statement,
    Verdict,
    Vetted,
    Weight,
    Withheld,
)
from tutor.domain.credentials import Verified
from tutor.reword import Reworded
from tutor.store.conversations import Conversation
from tutor.store.feedback import Remark

Json = dict[str, Any]


def line(value: Json) -> str:
    """`value` on one line, every character as itself."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def of_search(passages: Sequence[Passage]) -> Json:
    """What `tutor search` found."""
    return {"passages": [_passage(passage) for passage in passages]}


def of_answer(answer: Answer, cautions: Cautions = NOTHING_TO_SAY) -> Json:
    """What `tutor ask` answered; `cautions` are what a learner should know of the sources it cites."""
    return {
        "question": answer.question,
        "refused": answer.refused,
        "refusal": answer.refusal,
        "stated": [of_statement(statement, cautions) for statement in answer.stated],
        "withheld": [of_withheld(withheld, cautions) for withheld in answer.withheld],
        "gap": answer.gap,
        "passages": [_passage(passage) for passage in answer.passages],
        "notices": list(answer.notices),
        "stopped": answer.stopped,
        "stability": _stability(answer.stability) if answer.stability else None,
        "before": _before(answer.before) if answer.before else None,
        "fingerprint": answer.fingerprint.model_dump(mode="json"),
        "usage": answer.usage.model_dump(mode="json"),
    }


def of_reworded(found: Reworded, cautions: Cautions = NOTHING_TO_SAY) -> Json:
    """What `tutor ask` answered, and where it was asked in other words what these got."""
    answer = of_answer(found.exchanged.answer, cautions)
    if not found.wordings:
        return answer
    return {
        **answer,
        "reworded": {
            "wordings": [
                {"question": each.question, "refused": each.answer.refused,
                 "stated": [statement.claim.text for statement in each.answer.stated]}
                for each in found.wordings
            ],
            "verdicts": [_verdict(each) for each in found.agreement],
            "score": round(found.stability.score, 6),
            "words": found.stability.words,
            "entropy": round(found.stability.entropy, 6),
            "meanings": list(found.stability.meanings),
        },
    }  # fmt: skip


def of_statement(statement: Statement, cautions: Cautions = NOTHING_TO_SAY) -> Json:
    """One sentence with its citations and verdicts."""
    return {
        "text": statement.claim.text,
        "translation": statement.claim.translation,
        "applies": statement.claim.applies,
        "redrawn": statement.claim.redrawn,
        "citations": [_citation(citation, cautions) for citation in statement.claim.citations],
        "verdicts": [_verdict(verdict, cautions) for verdict in statement.verdicts],
    }


def of_withheld(withheld: Withheld, cautions: Cautions = NOTHING_TO_SAY) -> Json:
    """One sentence that is not stated, and why."""
    return {**of_statement(withheld.statement, cautions), "reason": withheld.reason}


def of_conversation(conversation: Conversation) -> Json:
    """One line of `tutor conversation list`."""
    return {
        "conversation": conversation.id,
        "title": conversation.title,
        "started_at": conversation.started_at.isoformat(),
        "last_at": conversation.last_at.isoformat(),
        "questions": conversation.questions,
    }


def of_source(corpus: str, release: str, document: str, source: Source) -> Json:
    """What a conversation tells of a source that it cites, as that release has it."""
    told = source.model_dump(
        mode="json", include={"title", "author", "uri", "licence", "version", "reviewed_on", "review_by"}
    )
    return {"corpus": corpus, "release": release, "document": document, **told}


def of_remark(remark: Remark) -> Json:
    """One line of `tutor corpus feedback`."""
    return {**remark.model_dump(mode="json"), "at": remark.at.isoformat()}


def of_judgement(judgement: Judgement) -> Json:
    """What `tutor check` found for one row."""
    return {"label": judgement.label.value, "score": round(judgement.score, 6), "reason": judgement.reason}


def of_repeated(found: Repeated) -> Json:
    """What `tutor check` found for an answer and its samples."""
    return {
        "statements": [{**each.model_dump(), "score": round(each.score, 6)} for each in found.statements],
        "stability": round(found.stability, 6),
        "entropy": round(found.entropy, 6),
    }


def of_rechecks(found: Rechecks) -> Json:
    """What `tutor recheck` found."""
    fallen = [
        {
            "conversation": each.conversation,
            "question_id": each.question_id,
            "question": each.question,
            "asked_at": each.asked_at.isoformat(),
            **of_recheck(each.recheck),
        }
        for each in found.fallen
    ]
    counts = {"judged": found.judged, "judged_before": found.judged_before, "not_checked": found.not_checked}
    return {**counts, "no_longer_stand": fallen}


def of_recheck(found: Recheck) -> Json:
    """What became of the statements of a recorded answer on other releases."""
    return {
        "releases": dict(found.releases),
        "held": [{"text": each.text, "places": [_place(span) for span in each.spans]} for each in found.held],
        "fallen": [
            {"text": each.text, "reason": each.reason, "against": each.against,
             "place": _place(each.where) if each.where else None}
            for each in found.fallen
        ],
    }  # fmt: skip


def of_report(report: IngestReport) -> Json:
    """What `tutor load` did."""
    return report.model_dump(mode="json")


def of_fetched(found: Fetched) -> Json:
    """What `tutor corpus fetch` brought."""
    files = [
        {"path": file.path, "uri": file.uri, "version": file.version, "bytes": file.size, "sha256": file.sha256,
         "seen_on": file.seen_on.isoformat() if file.seen_on else None, "again": file.again}
        for file in found.files
    ]  # fmt: skip
    told = {"corpus": found.name, "folder": found.folder, "title": found.title, "licence": found.licence}
    return {
        **told,
        "origin": found.origin,
        "version": found.version,
        "bytes": found.size,
        "files": files,
        "left_out": [each.model_dump() for each in found.left_out],
        "notices": list(found.notices),
    }


def of_recipe(recipe: Recipe) -> Json:
    """One line of `tutor corpus fetch --list`."""
    described = {"recipe": recipe.name, "title": recipe.title, "description": recipe.description}
    return {**described, "licence": recipe.licence, "version": recipe.version, "origin": recipe.origin}


def of_vetted(found: Vetted) -> Json:
    """What `tutor corpus check` found."""
    return {
        "corpus": found.corpus,
        "files": found.files,
        "open": {weight.value: len(found.still_open(weight)) for weight in Weight},
        "findings": [of_finding(each) for each in found.findings],
        "unread": [{"path": each.path, "status": each.status.value, "reason": each.reason} for each in found.unread],
        "outdated": [each.model_dump(mode="json") for each in found.outdated],
        "notes": list(found.notes),
    }


def of_finding(found: Finding) -> Json:
    """One finding; `start` and `end` are null where it is about a file as a whole."""
    start, end = found.span or (None, None)
    told = found.model_dump(mode="json", exclude={"span", "path", "kind", "weight"})
    return {
        "kind": found.kind.value,
        "weight": found.weight.value,
        "document": found.path,
        "start": start,
        "end": end,
        **told,
    }


def of_release(release: Release) -> Json:
    """One line of `tutor corpus list`."""
    return {
        "corpus": release.corpus.name,
        "title": release.corpus.title,
        "description": release.corpus.description,
        "licence": release.corpus.licence,
        "release": release.id,
        "created_at": release.created_at.isoformat(),
        "documents": release.documents,
        "chunks": release.chunks,
    }


def of_verified(found: Verified) -> Json:
    """What `tutor credential verify` found."""
    return {
        "holds": found.holds.value,
        "kind": found.kind,
        "id": found.id,
        "name": found.name,
        "issuer": found.issuer,
        "issuer_name": found.issuer_name,
        "subject": found.subject,
        "valid_from": found.valid_from.isoformat() if found.valid_from else None,
        "checks": [{"check": each.check, "outcome": each.outcome.value, "words": each.words} for each in found.checks],
    }


def of_issued(badge: Json, files: Sequence[str], linkedin: str) -> Json:
    """What `tutor credential issue` wrote."""
    return {**of_endorsed(badge, files), "linkedin": linkedin}


def of_endorsed(credential: Json, files: Sequence[str]) -> Json:
    """What `tutor credential endorse` wrote."""
    return {
        "id": credential["id"],
        "name": credential["name"],
        "issuer": credential["issuer"]["id"],
        "valid_from": credential["validFrom"],
        "files": list(files),
    }


def _passage(passage: Passage) -> Json:
    return {
        "corpus": passage.span.corpus,
        "document": passage.span.document,
        "start": passage.span.start,
        "end": passage.span.end,
        "title": passage.title,
        "heading": list(passage.heading),
        "text": passage.text,
        "score": round(passage.score, 6),
    }


def _citation(citation: Citation, cautions: Cautions) -> Json:
    said = cautions.get((citation.span.corpus, citation.span.document), ())
    return {**_place(citation.span), "quote": citation.quote, "cautions": list(said)}


def _place(span: Span) -> Json:
    return {"corpus": span.corpus, "document": span.document, "start": span.start, "end": span.end}


def _before(before: Before) -> Json:
    return {
        "conversation": before.conversation,
        "question_id": before.question_id,
        "question": before.question,
        "asked_at": before.at.isoformat(),
        "changes": [each.model_dump(mode="json") for each in before.changes],
        "why": list(before.why),
    }


def _verdict(verdict: Verdict, cautions: Cautions = NOTHING_TO_SAY) -> Json:
    return {
        "check": verdict.check.value,
        "label": verdict.label.value,
        "score": round(verdict.score, 6),
        "reason": verdict.reason,
        "against": _citation(verdict.against, cautions) if verdict.against else None,
        "dissent": verdict.dissent,
        "echoes": [{**each.model_dump(mode="json"), "score": round(each.score, 6)} for each in verdict.echoes],
    }


def _stability(found: Stability) -> Json:
    return {
        "score": round(found.score, 6),
        "words": found.words,
        "entropy": round(found.entropy, 6),
        "meanings": list(found.meanings),
        "samples": [each.model_dump(mode="json") for each in found.samples],
    }
