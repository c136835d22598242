"""A comment on a badge that someone else signs with a key of their own: an EndorsementCredential of Open Badges 3.0.

It names the badge by its identifier and by the SHA-384 of its canonical JSON, so that it does not come to stand behind
another badge that was given the same identifier later.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from tutor.domain.credentials import Party
from tutor.learning.credentials.badge import profile
from tutor.learning.credentials.canonical import jcs
from tutor.learning.credentials.contexts import CREDENTIALS, OPEN_BADGES
from tutor.learning.credentials.keys import Key
from tutor.learning.credentials.proof import signed, stamp

Json = dict[str, Any]


def endorsement(
    badge: Json, comment: str, endorser: Party, key: Key, now: datetime, contexts: Mapping[str, Json]
) -> Json:
    """The signed comment. Raises `NotCanonical`."""
    about, digest = str(badge.get("id", "")), digest_of(badge)
    unsigned = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": uuid5(NAMESPACE_URL, "\n".join((endorser.id, about, digest, comment, stamp(now)))).urn,
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": f"Endorsement of {badge.get('name') or 'a badge'}",
        "description": f"What {endorser.name} says of the badge, signed with their own key.",
        "issuer": profile(endorser),
        "validFrom": stamp(now),
        "credentialSubject": {"id": about, "type": ["EndorsementSubject"], "endorsementComment": comment},
        "relatedResource": [{"id": about, "digestSRI": digest}],
    }
    return signed(unsigned, key, endorser.method, now, contexts)


def digest_of(badge: Json) -> str:
    """The canonical JSON of a signed badge as a digest of Subresource Integrity. Raises `NotCanonical`."""
    return "sha384-" + base64.b64encode(hashlib.sha384(jcs(badge)).digest()).decode()


def is_about(endorsed: Json, badge: Json) -> bool:
    """Whether an endorsement is of this very badge. Raises `NotCanonical`."""
    subject = endorsed.get("credentialSubject")
    resources = endorsed.get("relatedResource")
    resources = resources if isinstance(resources, list) else [resources]
    wanted = {"id": badge.get("id"), "digestSRI": digest_of(badge)}
    named = isinstance(subject, dict) and subject.get("id") == badge.get("id")
    return named and any(
        isinstance(each, dict) and {name: each.get(name) for name in wanted} == wanted for each in resources
    )
