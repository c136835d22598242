"""An Open Badge 3.0 made of evidence: the achievement, the result, and each item as evidence in words (1EdTech, 2024).

Its names are made from its content, so that the same evidence at the same time gives the same badge. What a badge does
not prove is part of what is signed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tutor.domain.agreement import Label
from tutor.domain.credentials import CitedWords, Earner, Evidence, Party, ShownItem, WorkSample
from tutor.learning.credentials.canonical import jcs
from tutor.learning.credentials.contexts import CREDENTIALS, OPEN_BADGES
from tutor.learning.credentials.keys import Key
from tutor.learning.credentials.proof import signed, stamp

Json = dict[str, Any]
VERDICTS = {
    Label.SUPPORTED: "right: the words of the source carry it",
    Label.REFUTED: "wrong: the words of the source say otherwise",
    Label.NOT_ENOUGH_INFO: "not shown: the words of the source do not carry it",
    Label.NOT_CHECKED: "not checked",
}
_BY_KEY = (
    "It was signed with a key that its issuer made and keeps. The signature shows that nothing was changed since, "
    "and not who holds the key."
)
_BY_DOMAIN = "It was signed with a key of {domain}: that domain answers for it."
_ALWAYS = (
    "It does not show who sat at the keyboard, that the sources are right or still true, or that anyone but the "
    "issuer examined the work."
)


def badge(
    evidence: Evidence, learner: Earner, issuer: Party, key: Key, now: datetime, contexts: Mapping[str, Json]
) -> Json:
    """The signed credential. Raises `NotCanonical`."""
    unnamed = _unsigned(evidence, learner, issuer, now, "")
    name = _urn(hashlib.sha256(jcs(unnamed)).hexdigest())
    return signed(_unsigned(evidence, learner, issuer, now, name), key, issuer.method, now, contexts)


def limits(issuer: Party) -> str:
    """What a badge of this issuer does not prove."""
    if issuer.id.startswith("did:web:"):
        return f"{_BY_DOMAIN.format(domain=issuer.id.removeprefix('did:web:'))} {_ALWAYS}"
    return f"{_BY_KEY} {_ALWAYS}"


def _unsigned(evidence: Evidence, learner: Earner, issuer: Party, now: datetime, name: str) -> Json:
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": name or "urn:uuid:00000000-0000-0000-0000-000000000000",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": evidence.skill,
        "description": f"{evidence.description} {limits(issuer)}",
        "issuer": profile(issuer),
        "validFrom": stamp(now),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _identifiers(learner, evidence),
            "achievement": _achievement(evidence, issuer),
            **_result(evidence, issuer),
        },
        "evidence": [
            *(_asked(number, item, evidence) for number, item in enumerate(evidence.items, 1)),
            *(_made(sample) for sample in evidence.samples),
        ],
    }


def profile(party: Party) -> Json:
    """The issuer as Open Badges describe one."""
    return {"id": party.id, "type": ["Profile"], "name": party.name, **({"url": party.url} if party.url else {})}


def _achievement(evidence: Evidence, issuer: Party) -> Json:
    achievement: Json = {
        "id": _achievement_id(evidence, issuer),
        "type": ["Achievement"],
        "achievementType": "Competency",
        "name": evidence.skill,
        "description": evidence.description,
        "criteria": {
            "narrative": f"{evidence.rule}\n\n{evidence.circumstances}\n\nWhat this does not prove: {limits(issuer)}"
        },
    }
    if evidence.alignments:
        achievement["alignment"] = [
            {
                "type": ["Alignment"],
                "targetName": each.name,
                "targetUrl": each.url,
                **({"targetFramework": each.framework} if each.framework else {}),
            }
            for each in evidence.alignments
        ]
    if evidence.items:
        achievement["resultDescription"] = [
            {
                "id": _score_id(evidence, issuer),
                "type": ["ResultDescription"],
                "name": "Answers that the sources carry",
                "resultType": "RawScore",
                "valueMin": "0",
                "valueMax": str(len(evidence.items)),
                **({"requiredValue": str(evidence.needed)} if evidence.needed else {}),
            }
        ]
    return achievement


def _result(evidence: Evidence, issuer: Party) -> Json:
    if not evidence.items:
        return {}
    score = {"type": ["Result"], "resultDescription": _score_id(evidence, issuer), "value": str(evidence.right)}
    return {"result": [score]}


def _identifiers(learner: Earner, evidence: Evidence) -> list[Json]:
    named = {"type": "IdentityObject", "hashed": False, "identityHash": learner.name, "identityType": "name"}
    if not learner.email:
        return [named]
    # a salt keeps tables of hashed addresses from fitting; it need not be secret
    salt = hashlib.sha256(jcs(evidence.model_dump(mode="json"))).hexdigest()[:16]
    address = hashlib.sha256((learner.email + salt).encode()).hexdigest()
    return [
        named,
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": f"sha256${address}",
            "identityType": "emailAddress",
            "salt": salt,
        },
    ]


def _asked(number: int, item: ShownItem, evidence: Evidence) -> Json:
    lines = [
        f"Asked: {item.question}",
        f"Answered: {item.answer}",
        f"Found: {VERDICTS[item.verdict]}{f' ({item.reason})' if item.reason else ''}",
        *(_source(words) for words in item.cited),
        f"When: {stamp(item.at)}",
    ]
    return {
        "id": _urn(f"{evidence.skill}\n{number}\n" + "\n".join(lines)),
        "type": ["Evidence"],
        "name": f"Question {number} of {len(evidence.items)}",
        "genre": "question",
        "narrative": "\n\n".join(lines),
    }


def _source(cited: CitedWords) -> str:
    place = f"{cited.source}, {cited.uri}" if cited.uri else cited.source
    return f"The source says: “{cited.words}” ({place}; release {cited.release})"


def _made(sample: WorkSample) -> Json:
    digest = f"SHA-256 of the file: {sample.sha256}"
    return {
        "id": _urn(f"{sample.name}\n{sample.sha256}"),
        "type": ["Evidence"],
        "name": sample.name,
        "genre": "work sample",
        "narrative": f"{sample.note}\n\n{digest}" if sample.note else digest,
    }


def _achievement_id(evidence: Evidence, issuer: Party) -> str:
    return _urn(f"{issuer.id}\n{evidence.skill}\n{evidence.description}\n{evidence.rule}")


def _score_id(evidence: Evidence, issuer: Party) -> str:
    return _urn(_achievement_id(evidence, issuer) + f"\nscore of {len(evidence.items)}, {evidence.needed} needed")


def _urn(content: str) -> str:
    return uuid5(NAMESPACE_URL, content).urn
