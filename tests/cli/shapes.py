"""The contract on the wire, written down once more: exactly these keys, with values of exactly these types.

A list has any number of its one shape, and a pair with None is a shape or null.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

ANY: dict[str, Any] = {}  # an object whose keys are not fixed

PLACE = {"corpus": str, "document": str, "start": int, "end": int}
PASSAGE = {**PLACE, "title": str, "heading": [str], "text": str, "score": float}
CITATION = {**PLACE, "quote": str, "cautions": [str]}
ECHO = {"redraw": int, "label": str, "score": float, "words": str}
VERDICT = {"check": str, "label": str, "score": float, "reason": str, "against": (CITATION, None), "dissent": int,
           "echoes": [ECHO]}  # fmt: skip
STATEMENT = {"text": str, "translation": str, "applies": bool, "redrawn": bool, "citations": [CITATION],
             "verdicts": [VERDICT]}  # fmt: skip
SENT = {"parameters": ANY, "dropped": [str]}
SAMPLE = {"statements": [str], "failure": str, "cut": bool, "sent": SENT}
STABILITY = {"score": float, "words": str, "entropy": float, "meanings": [int], "samples": [SAMPLE]}
WITHHELD = {**STATEMENT, "reason": str}
CHANGE = {"kind": str, "text": str, "earlier": str}
BEFORE = {"conversation": int, "question_id": int, "question": str, "asked_at": str, "changes": [CHANGE],
          "why": [str]}  # fmt: skip
RECHECK = {
    "releases": ANY,
    "held": [{"text": str, "places": [PLACE]}],
    "fallen": [{"text": str, "reason": str, "against": str, "place": (PLACE, None)}],
}
RECHECKS = {
    "judged": int,
    "judged_before": int,
    "not_checked": int,
    "no_longer_stand": [{"conversation": int, "question_id": int, "question": str, "asked_at": str, **RECHECK}],
}
FINGERPRINT = {
    "tutor": str,
    "releases": ANY,
    "embedder": str,
    "judge": str,
    "writer": str,
    "endpoint": str,
    "settings": ANY,
    "sent": SENT,
}
ANSWER = {
    "question": str,
    "refused": bool,
    "refusal": str,
    "stated": [STATEMENT],
    "withheld": [WITHHELD],
    "gap": str,
    "passages": [PASSAGE],
    "notices": [str],
    "stopped": bool,
    "stability": (STABILITY, None),
    "before": (BEFORE, None),
    "fingerprint": FINGERPRINT,
    "usage": {
        "input_tokens": int,
        "output_tokens": int,
        "requests": int,
        "seconds": ANY,
        "first_checked": (float, None),
        "price": (float, None),
    },
}
REWORDED = {
    "wordings": [{"question": str, "refused": bool, "stated": [str]}],
    "verdicts": [VERDICT],
    "score": float,
    "words": str,
    "entropy": float,
    "meanings": [int],
}
SEARCH = {"passages": [PASSAGE]}
JUDGEMENT = {"label": str, "score": float, "reason": str}
COUNTED = {"text": str, "score": float, "agree": int, "contradict": int, "silent": int}
REPEATED = {"statements": [COUNTED], "stability": float, "entropy": float}
FILE = {
    "path": str,
    "status": str,
    "reason": str,
    "chunks": int,
    "characters": int,
    "pages": int,
    "pages_without_text": int,
    "notes": [str],
}
GOLDEN = {"ask": str, "says": str, "worse": bool}
REPORT = {"corpus": str, "release": str, "files": [FILE], "golden": [GOLDEN], "held": str, "stopped": bool}
BROUGHT = {
    "path": str,
    "uri": str,
    "version": str,
    "bytes": int,
    "sha256": str,
    "seen_on": (str, None),
    "again": bool,
}
FETCHED = {
    "corpus": str,
    "folder": str,
    "title": str,
    "licence": str,
    "origin": str,
    "version": str,
    "bytes": int,
    "files": [BROUGHT],
    "left_out": [{"path": str, "reason": str}],
    "notices": [str],
}
RECIPE = {"recipe": str, "title": str, "description": str, "licence": str, "version": str, "origin": str}
RECIPES = {"recipes": [RECIPE]}
RELEASE = {
    "corpus": str,
    "title": str,
    "description": str,
    "licence": str,
    "release": str,
    "created_at": str,
    "documents": int,
    "chunks": int,
}
CORPORA = {"corpora": [RELEASE]}
BRIEF = {
    **dict.fromkeys(
        ("role", "domain", "level", "examples", "client", "deliverable", "stack", "deadline", "constraints"), str
    ),
    "tools": [{"name": str, "version": str}],
}
DRAWN = {"brief": BRIEF, "found": ANY, "by": str, "notices": [str]}
JOB = {"wanted": [{"words": str, "coverage": str, "skills": [str], "standings": [str]}]}
TASKS = {"tasks": [{"id": str, "skill": str, "about": str, "items": [str], "done": [int]}]}
LISTED = {"conversation": int, "title": str, "started_at": str, "last_at": str, "questions": int}
CONVERSATIONS = {"conversations": [LISTED]}
TURN = {
    "id": int,
    "question": str,
    "corpora": [str],
    "asked_at": str,
    "answer": (ANSWER, None),
    "recheck": (RECHECK, None),
    "checked": {"stated": [STATEMENT], "withheld": [WITHHELD]},
}
CITED = {
    "corpus": str,
    "release": str,
    "document": str,
    "title": str,
    "author": str,
    "uri": str,
    "licence": str,
    "version": str,
    "reviewed_on": (str, None),
    "review_by": (str, None),
}
CONVERSATION = {**LISTED, "turns": [TURN], "sources": [CITED]}
REMARK = {
    "corpus": str,
    "release": str,
    "document": str,
    "says": str,
    "statement": str,
    "question": str,
    "question_id": int,
    "at": str,
}
FEEDBACK = {"feedback": [REMARK]}
KEPT = {
    "id": str,
    "published": bool,
    "size": int,
    "cited": int,
    "published_at": (str, None),
    "created_at": (str, None),
    "documents": (int, None),
    "chunks": (int, None),
    "embedder": (str, None),
    "splitter": (str, None),
}
RELEASES = {"corpus": str, "releases": [KEPT]}
FACT = {"name": str, "before": str, "after": str}
REWRITTEN = {"before": str, "after": str, "place_before": (PLACE, None), "place_after": (PLACE, None)}
DIFFERENCE = {
    "corpus": str,
    "before": str,
    "after": str,
    "facts": [FACT],
    "documents": [{"change": str, "path": str, "path_before": str, "facts": [FACT], "rewritten": [REWRITTEN]}],
    "touched": [
        {
            "question_id": int,
            "conversation": int,
            "question": str,
            "displaced": [{"quote": str, "place": PLACE, "now": (PLACE, None)}],
            "rechecked": bool,
            "fallen": [str],
        }
    ],
}
SWITCH = {"corpus": str, "before": str, "after": str}
EXPORT = {"corpus": str, "release": str, "file": str, "size": int, "sha256": str}
IMPORTED = {"corpus": str, "release": str, "new": bool, "published": bool}
PRUNED = {
    "corpus": str,
    "dry_run": bool,
    "removed": [{"id": str, "size": int}],
    "kept": [{"id": str, "why": [str], "cited": int}],
    "freed": int,
}
VERIFIED = {
    "corpus": str,
    "release": str,
    "documents": int,
    "chunks": int,
    "sentences": int,
    "vectors": int,
    "faults": [{"part": str, "says": str}],
}
FINDING = {
    "kind": str,
    "weight": str,
    "document": str,
    "start": (int, None),
    "end": (int, None),
    "line": int,
    "place": str,
    "words": str,
    "says": str,
    "cure": str,
    "key": str,
    "accepted": str,
}
VETTED = {
    "corpus": str,
    "files": int,
    "open": {"must": int, "should": int, "note": int},
    "findings": [FINDING],
    "unread": [{"path": str, "status": str, "reason": str}],
    "outdated": [{"key": str, "reason": str, "on": (str, None)}],
    "notes": [str],
}

SKILL = {
    "skill": str,
    "title": str,
    "can": str,
    "needs": [str],
    "minutes": float,
    "aligned": [{"label": str, "uri": str}],
    "lessons": [{**PLACE, "heading": [str], "minutes": float, "words": str}],
}
SKILLS = {"skills": [SKILL]}
PATH = {
    "goal": str,
    "minutes": float,
    "takes": float,
    "steps": [{**SKILL, "reading": float, "check": float, "value": float, "reason": str}],
    "held": [str],
    "left_out": [str],
}
EXERCISE = {"id": str, "skill": str, "kind": str, "prompt": str, "options": [str]}
EXERCISES = {"exercises": [EXERCISE]}
GRADED = {
    "right": (bool, None),
    "reason": str,
    "answer": str,
    "citation": {**PLACE, "quote": str},
    "criteria": [{"text": str, "label": str, "score": float, "said": str}],
}
DUE = {"due": [{**EXERCISE, "due": str, "remembered": float}], "waiting": int, "upcoming": (str, None)}
ASSESSED = {
    "id": str,
    "skill": str,
    "right": int,
    "asked": int,
    "low": float,
    "needed": float,
    "passed": bool,
    "words": str,
}
PROGRESS = {
    "progress": [
        {"skill": str, "right": int, "tried": int, "mean": float, "low": float, "high": float, "needed": float,
         "standing": str, "words": str, "spent": {"reading": float, "practising": float}}
    ],
    "velocity": {"shown": int, "hours": float, "per_hour": (float, None), "low": (float, None), "high": (float, None),
                 "words": str},
}  # fmt: skip
LEARNER_WRITTEN = {"file": str, "size": int}
ENTRY = {"id": int, "at": str, "about": (int, None), "body": ANY}
LEARNER_FILE = {
    "form": int,
    "groundwork": str,
    "exported_at": str,
    "brief": BRIEF,
    "record": {
        kind: [ENTRY]
        for kind in (
            "question", "checked", "answer", "feedback", "recheck", "seen", "title", "removal",
            "attempt", "assessment", "posed", "brief", "goal", "read", "credential",
        )
    },
    "settings": ANY,
    "keys": [{"name": str, "did": str, "public": str}],
}  # fmt: skip
ERASED = {"entries": int, "keys": [str], "settings": [str], "stays": [str]}


def faults(value: object, shape: Any, at: str = "") -> Iterator[str]:
    """Where `value` has not the shape, in words."""
    if isinstance(shape, tuple):
        yield from () if value is None else faults(value, shape[0], at)
    elif isinstance(shape, list) and isinstance(value, list):
        yield from (each for number, item in enumerate(value) for each in faults(item, shape[0], f"{at}[{number}]"))
    elif isinstance(shape, dict) and isinstance(value, dict):
        wrong = sorted(set(value) ^ set(shape)) if shape is not ANY else []
        yield from (f"{at}.{key} is {'missing' if key in shape else 'new'}" for key in wrong)
        known = sorted(set(value) & set(shape))
        yield from (each for key in known for each in faults(value[key], shape[key], f"{at}.{key}"))
    elif not isinstance(shape, type):
        yield f"{at} is {value!r} and no {type(shape).__name__}"
    elif type(value) is not shape:
        yield f"{at} is {value!r} and no {shape.__name__}"


def keys(shape: Any) -> set[str]:
    """All keys of a shape, at any depth."""
    if isinstance(shape, list | tuple):
        return keys(shape[0])
    if isinstance(shape, dict):
        return set(shape).union(*(keys(each) for each in shape.values()))
    return set()
