"""What is verified, what is refused and what is left open, each said in words."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.conftest import NOW
from tests.learning.credentials.making import badge_of, evidence, identity, tampered
from tutor.domain.credentials import Earner, Outcome, Verified
from tutor.errors import BadCredential
from tutor.learning.credentials.badge import badge
from tutor.learning.credentials.baked import baked, picture
from tutor.learning.credentials.canonical import NotCanonical, jcs, rdfc
from tutor.learning.credentials.checks import verified
from tutor.learning.credentials.contexts import CREDENTIALS, OPEN_BADGES, bundled
from tutor.learning.credentials.endorsement import endorsement
from tutor.learning.credentials.page import page
from tutor.learning.credentials.portfolio import entry
from tutor.learning.credentials.proof import Suite, proof, signed
from tutor.learning.credentials.written import LARGEST, parsed, read, text

Json = dict[str, Any]
BADGE = badge_of(identity())


def found(document: Json, *documents: Json, of: Json | None = None) -> Verified:
    """What our checks say."""
    return verified(document, NOW, {each["id"]: each for each in documents}, bundled(), of)


def words(checked: Verified, outcome: Outcome) -> str:
    """The sentences with that outcome."""
    return " ".join(each.words for each in checked.checks if each.outcome is outcome)


def resigned(**changed: Any) -> Json:
    """The badge with other fields, signed anew by its issuer."""
    signer = identity()
    unsigned = {name: value for name, value in {**deepcopy(BADGE), **changed}.items() if name != "proof"}
    return signed(unsigned, signer.key, BADGE["proof"][0]["verificationMethod"], NOW, bundled())


def test_a_badge_holds_and_says_whose_it_is() -> None:
    """All checks pass, and the description is the badge's own."""
    checked = found(BADGE)
    assert (checked.holds, {each.outcome for each in checked.checks}) == (Outcome.PASSED, {Outcome.PASSED})
    assert (checked.subject, checked.issuer, checked.kind) == ("Ada Li", identity().did, "badge")


def test_the_same_evidence_gives_the_same_badge() -> None:
    """Names and salts come from the content, and Ed25519 needs no chance."""
    assert badge_of(identity()) == BADGE
    assert "ada@example.org" not in json.dumps(BADGE)
    assert "does not show who sat at the keyboard" in BADGE["description"]


@pytest.mark.parametrize("kind", tampered(BADGE))
@pytest.mark.parametrize("suite", list(Suite))
def test_each_signature_alone_finds_every_forgery(kind: str, suite: Suite) -> None:
    """Neither signature leans on the other."""
    forged = tampered(BADGE)[kind]
    forged["proof"] = [each for each in forged["proof"] if each["cryptosuite"] == suite]
    assert found(forged).holds is Outcome.FAILED


@given(st.data())
def test_any_changed_text_is_found(data: st.DataObject) -> None:
    """Whichever text is changed, it does not verify; but a signature made unknown leaves it to the other signature."""
    forged = deepcopy(BADGE)
    unknown = [(id(each), name) for each in forged["proof"] for name in ("type", "cryptosuite")]
    places = [(holder, at) for holder, at in _texts(forged) if (id(holder), at) not in unknown]
    holder, at = data.draw(st.sampled_from(places))
    holder[at] += data.draw(st.sampled_from([" ", "x", "\u00a0", "0"]))
    assert found(forged).holds is not Outcome.PASSED


def _texts(value: Any) -> list[tuple[Any, Any]]:
    pairs = list(enumerate(value)) if isinstance(value, list) else list(value.items())
    own = [(value, at) for at, each in pairs if isinstance(each, str)]
    return own + [place for _, each in pairs if isinstance(each, list | dict) for place in _texts(each)]


def test_a_signature_of_another_key_is_not_the_issuers() -> None:
    """Somebody who signs a badge in the name of another is found out."""
    thief = identity(5)
    unsigned = {name: value for name, value in BADGE.items() if name != "proof"}
    method = f"{thief.did}#{thief.key.multibase}"
    checked = found(signed(unsigned, thief.key, method, NOW, bundled()))
    assert checked.holds is Outcome.FAILED
    assert "other than the issuer" in words(checked, Outcome.FAILED)


def test_an_organisation_is_verified_with_its_document_only() -> None:
    """Without did.json it is not checked, never passed; with that of another it fails."""
    firm = identity(3, "example.org")
    signed_by_firm = badge_of(firm)
    assert found(signed_by_firm, firm.document).holds is Outcome.PASSED
    assert found(signed_by_firm).holds is Outcome.NOT_CHECKED
    assert found(signed_by_firm, {**identity(4, "example.org").document}).holds is Outcome.FAILED


def test_time_and_what_was_taken_back() -> None:
    """A badge of tomorrow or of yesterday fails; a list of revoked badges on the web is not asked, and that is said."""
    tomorrow, yesterday = (NOW + timedelta(days=days) for days in (1, -1))
    assert found(resigned(validFrom=tomorrow.isoformat())).holds is Outcome.FAILED
    assert found(resigned(validUntil=yesterday.isoformat())).holds is Outcome.FAILED
    assert found(resigned(validUntil=tomorrow.isoformat())).holds is Outcome.PASSED
    assert found(resigned(validFrom="yesterday")).holds is Outcome.FAILED
    status = {"id": "https://example.org/status/1#2", "type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
    checked = found(resigned(credentialStatus=status))
    assert "nothing is fetched" in words(checked, Outcome.NOT_CHECKED)


def test_signatures_of_unknown_kinds_do_not_count() -> None:
    """Alone, one is not checked; beside a good one, it changes nothing."""
    unknown = {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023", "created": "2026-11-21T12:00:00Z",
               "verificationMethod": BADGE["proof"][0]["verificationMethod"], "proofPurpose": "assertionMethod",
               "proofValue": "u2V0A"}  # fmt: skip
    assert found({**BADGE, "proof": [unknown]}).holds is Outcome.NOT_CHECKED
    assert found({**BADGE, "proof": [*BADGE["proof"], unknown]}).holds is Outcome.PASSED
    assert found({**BADGE, "proof": []}).holds is Outcome.FAILED


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"@context": [CREDENTIALS]}, "does not name Open Badges"),
        ({"@context": [OPEN_BADGES, CREDENTIALS]}, "does not begin with"),
        ({"type": ["VerifiableCredential"]}, "OpenBadgeCredential"),
        ({"validFrom": "2026-11-21"}, "validFrom"),
        ({"issuer": {"id": "me", "type": ["Profile"]}}, "issuer.id"),
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, "achievement"),
    ],
)
def test_what_open_badges_ask_for(changed: Json, said: str) -> None:
    """A field that is missing or of another kind is named."""
    assert said in words(found({**BADGE, **changed}), Outcome.FAILED)


def test_an_endorsement_is_of_one_badge() -> None:
    """It holds for the badge it was signed for, and not for one that was given the same identifier later."""
    client = identity(2)
    endorsed = endorsement(BADGE, "Good work.", client.party("A client"), client.key, NOW, bundled())
    assert found(endorsed, of=BADGE).holds is Outcome.PASSED
    better = resigned(name="Number invoices, with honours")
    assert better["id"] == BADGE["id"]
    assert found(better).holds is Outcome.PASSED
    assert found(endorsed, of=better).holds is Outcome.FAILED
    assert "was not compared" in words(found(endorsed), Outcome.NOT_CHECKED)


# ------------------------------------------------------------------ what cannot be signed or read


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"honours": "yes"}, "do not define"),
        ({"type": ["VerifiableCredential", "Diploma"]}, "Diploma"),
        ({"id": "3527"}, "do not define"),
        ({"name": "a bell\a"}, "control characters"),
        ({"name": "half of a pair \ud800"}, "UnicodeEncodeError"),
        ({"@context": [CREDENTIALS, "https://example.org/context"]}, "nothing is fetched"),
        ({"@context": [CREDENTIALS, OPEN_BADGES, {"@vocab": "https://example.org/"}]}, "definitions of its own"),
        ({"evidence": [{"type": ["Evidence"]}] * 9}, "look the same"),
    ],
)
def test_what_a_signature_would_not_cover_is_refused(changed: Json, said: str) -> None:
    """Terms without a definition, contexts not at hand, and graphs that would take hours."""
    with pytest.raises(NotCanonical, match=said):
        rdfc({**BADGE, **changed}, bundled())


def test_numbers_that_programs_read_differently_are_refused() -> None:
    """JCS has integers up to 2 to the 53 only."""
    with pytest.raises(NotCanonical):
        jcs({"a": 2**60})


def test_a_proof_of_another_purpose_or_context_does_not_count() -> None:
    """A signature for logging in is none for a statement; nor may a proof bring contexts along."""
    signer, document = identity(), {name: value for name, value in BADGE.items() if name != "proof"}
    made = proof(
        document, Suite.JCS, signer.key, (BADGE["proof"][0]["verificationMethod"], "2026-11-21T12:00:00Z"), bundled()
    )
    for changed in ({"proofPurpose": "authentication"}, {"@context": ["https://example.org/"]}, {"proofValue": "z"}):
        assert found({**document, "proof": [{**made, **changed}]}).holds is Outcome.FAILED


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b'{"a": 1, "a": 2}', b'{"a": NaN}', b'{"a": 1e999}', b"\xff", b"[" * 100_000, b"x" * (LARGEST + 1),
     b"<svg/>", b"<svg", b'<html xmlns="http://www.w3.org/2000/svg"/>'],
)  # fmt: skip
def test_what_is_no_credential_is_said_to_be_none(raw: bytes) -> None:
    """What is not JSON, can be read in two ways or has nothing inside is refused at the door."""
    with pytest.raises(BadCredential):
        read(raw)


def test_entities_in_pictures_are_not_followed() -> None:
    """An SVG cannot make us read a file or grow without end."""
    bomb = b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/hostname">]>' + baked(BADGE, '{"a": "&a;"}').encode()[39:]
    assert parsed(b'{"a": "&a;"}') == read(bomb)


def test_every_form_carries_the_same_credential() -> None:
    """JSON, picture and page give the same object back, with signs that XML and HTML care about."""
    written = text(BADGE)
    assert read(written.encode()) == read(baked(BADGE, written).encode()) == read(page(BADGE).encode()) == BADGE


TYPED = st.text(st.characters(exclude_categories=("Cs", "Cc"), include_characters="\t\n\r\\"), min_size=1, max_size=40)


@given(TYPED.filter(str.strip), TYPED.filter(str.strip))
@settings(max_examples=30)
def test_any_words_travel(skill: str, answer: str) -> None:
    """Whatever a learner types is signed, drawn, and comes back the same out of every form."""
    said = evidence()
    items = (said.items[0].model_copy(update={"answer": answer}), *said.items[1:])
    given_words = said.model_copy(update={"skill": skill, "items": items})
    signer = identity()
    made = badge(given_words, Earner(name="Ada"), signer.party("Groundwork of Ada"), signer.key, NOW, bundled())
    written = text(made)
    assert found(made).holds is Outcome.PASSED
    assert read(written.encode()) == read(baked(made, written).encode()) == read(page(made).encode()) == made
    etree.fromstring(picture(made).encode())


def test_the_portfolio_entry_shows_words_as_they_are() -> None:
    """Markdown marks of questions and answers do not become headings, links or HTML."""
    shown = entry(BADGE, "badge.json")
    assert "\\*No\\*, never: see C:\\\\new" in shown
    assert "\\</script\\>" in shown
    assert "- Answers that the sources carry: 2 of 3; needed: 2\n" in shown
    assert "tutor credential verify badge.json" in shown
