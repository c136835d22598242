"""The road of credentials: evidence is issued as a badge, a badge is verified, a client endorses it. No network."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tutor.domain.credentials import Earner, Evidence, Outcome, Party, Verified, WorkSample
from tutor.errors import BadCredential, StoreFailed, wrong_fields
from tutor.learning.credentials.badge import badge
from tutor.learning.credentials.baked import baked
from tutor.learning.credentials.canonical import NotCanonical
from tutor.learning.credentials.checks import verified
from tutor.learning.credentials.contexts import bundled
from tutor.learning.credentials.dids import address_of, did_key, did_web, document_of, method_of
from tutor.learning.credentials.endorsement import endorsement
from tutor.learning.credentials.keys import Key, opened_key
from tutor.learning.credentials.page import page
from tutor.learning.credentials.portfolio import entry
from tutor.learning.credentials.shape import is_endorsement
from tutor.learning.credentials.written import parsed, read, text

Json = dict[str, Any]
_LONGEST_COMMENT = 5000  # characters


@dataclass(frozen=True)
class Identity:
    """A key and its identifier: of the key itself, or of a domain that hosts `document` at `address`."""

    key: Key
    did: str

    @property
    def document(self) -> Json:
        """The DID document to host."""
        return document_of(self.did, self.key)

    @property
    def address(self) -> str:
        """Where it must be hosted; empty for a key that needs no document."""
        return address_of(self.did) if self.did.startswith("did:web:") else ""

    def party(self, name: str, url: str | None = None) -> Party:
        """Who signs. Raises `BadCredential` for a name or address that cannot be."""
        try:
            return Party(id=self.did, method=method_of(self.did, self.key), name=name, url=url or None)
        except ValidationError as error:
            raise BadCredential(
                f"That cannot sign: {wrong_fields(error)}.", "Correct the name or the address."
            ) from error


def identity(home: Path, name: str, web: str = "") -> Identity:
    """The key of that name under `home`, made where there is none; `web` is the host of an organisation.

    Raises `BadCredential` and `StoreFailed`.
    """
    key = opened_key(home / "keys", name)
    return Identity(key, did_web(web) if web else did_key(key))


def evidence_of(raw: bytes, samples: Sequence[WorkSample] = ()) -> Evidence:
    """The evidence in the JSON of a file, with work samples added. Raises `BadCredential`."""
    given = parsed(raw)
    shown = given.get("samples", [])
    if not isinstance(shown, list):
        raise BadCredential("This is no evidence: samples is no list.", "See docs/json.md.")
    try:
        made = [each.model_dump() for each in samples]
        return Evidence.model_validate_json(json.dumps({**given, "samples": [*shown, *made]}))
    except ValidationError as error:
        raise BadCredential(f"This is no evidence: {wrong_fields(error)}.", "See docs/json.md.") from error


def sample_of(path: Path, note: str = "") -> WorkSample:
    """A piece of work, by its hash. Raises `BadCredential`."""
    try:
        return WorkSample(name=path.name, sha256=_sha256(path), note=note)
    except ValidationError as error:
        raise BadCredential(f"That is no work sample: {wrong_fields(error)}.", "Shorten the note.") from error


def earner_of(name: str, email: str = "") -> Earner:
    """Whose skill it is. Raises `BadCredential`."""
    try:
        return Earner(name=name, email=email)
    except ValidationError as error:
        raise BadCredential(
            f"That is no learner: {wrong_fields(error)}.", "Correct the name or the address."
        ) from error


def issue(evidence: Evidence, learner: Earner, issuer: Party, key: Key, now: datetime) -> Json:
    """The badge, signed, and verified once more before it is given out. Raises `BadCredential`."""
    try:
        signed = badge(evidence, learner, issuer, key, now, bundled())
    except NotCanonical as error:
        raise BadCredential(f"This evidence cannot be signed: {error}.", "Correct it and issue again.") from error
    documents = {issuer.id: document_of(issuer.id, key)}
    found = verified(signed, now, documents, bundled())
    assert found.holds is Outcome.PASSED, found
    return signed


def verify(raw: bytes, now: datetime, documents: Sequence[bytes] = (), of: bytes | None = None) -> Verified:
    """Every check of the credential in a JSON file, a baked SVG or a page of ours.

    `documents` are DID documents that were fetched by hand, for did:web; `of` is the file of the badge that an
    endorsement is of. Raises `BadCredential` for what is no credential at all.
    """
    known = {str(each.get("id")): each for each in map(parsed, documents)}
    return verified(read(raw), now, known, bundled(), read(of) if of is not None else None)


def endorse(raw: bytes, comment: str, endorser: Party, key: Key, now: datetime) -> Json:
    """A comment on the badge in a file, signed. Raises `BadCredential` where the badge fails, or is one's own."""
    document = read(raw)
    if is_endorsement(document):
        raise BadCredential("This is an endorsement.", "Give the badge that it is of.")
    found = verified(document, now, {}, bundled())
    if found.holds is Outcome.FAILED:
        failed = next(each.words for each in found.checks if each.outcome is Outcome.FAILED)
        raise BadCredential(f"The badge does not verify: {failed}", "Ask for the file as it was issued.")
    if found.issuer == endorser.id:
        raise BadCredential(
            "The badge was issued with this very key, so the comment would add nothing.",
            "Let the other one sign, on a machine of their own or with another --key.",
        )
    if not comment.strip() or len(comment) > _LONGEST_COMMENT:
        raise BadCredential(f"A comment has 1 to {_LONGEST_COMMENT} characters.", "Write what you saw.")
    try:
        return endorsement(document, comment.strip(), endorser, key, now, bundled())
    except NotCanonical as error:
        raise BadCredential(f"That cannot be signed: {error}.", "Change the comment.") from error


def files_of(issued: Json) -> dict[str, str]:
    """A badge in every form it travels in, by file name."""
    written = text(issued)
    return {
        "badge.json": written,
        "badge.svg": baked(issued, written),
        "badge.html": page(issued),
        "badge.md": entry(issued, "badge.json"),
    }


def page_of(raw: bytes, endorsements: Sequence[bytes], now: datetime) -> str:
    """The page of a badge with what others signed of it. Raises `BadCredential` where one of them does not verify."""
    document = read(raw)
    if verified(document, now, {}, bundled()).holds is Outcome.FAILED or is_endorsement(document):
        raise BadCredential("This is no badge that verifies.", "Look with: tutor credential verify")
    given = [read(each) for each in endorsements]
    for number, each in enumerate(given, 1):
        if verified(each, now, {}, bundled(), document).holds is Outcome.FAILED:
            raise BadCredential(
                f"Endorsement {number} does not verify, or is of another badge.",
                "Look with: tutor credential verify --of",
            )
    return page(document, given)


def folder_name(issued: Json) -> str:
    """What the folder of a badge is called where nobody says: its skill and its date."""
    words = re.sub(r"[^a-z0-9]+", "-", str(issued["name"]).lower()).strip("-")[:60]
    return f"{words or 'badge'}-{issued['validFrom'][:10]}"


def save(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write the files; nothing where one of them is there with other words. Raises `BadCredential`, `StoreFailed`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = [folder / name for name, words in files.items() if _differs(folder / name, words)]
        if taken:
            raise BadCredential(f"{taken[0]} is there already, with other words.", "Choose another place with --to.")
        for name, words in files.items():
            (folder / name).write_text(words, "utf-8", newline="\n")
    except OSError as error:
        raise StoreFailed(
            f"{folder} cannot be written: {error.strerror}.", "Choose another place with --to."
        ) from error
    return [folder / name for name in files]


def _differs(path: Path, words: str) -> bool:
    return path.exists() and (not path.is_file() or path.read_bytes() != words.encode())


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BadCredential(f"The work sample {path} cannot be read: {error.strerror}.", "Name a file.") from error
