"""What Open Badges 3.0 and Verifiable Credentials 2.0 ask of a credential's fields, in rules of our own.

They follow the tables of the specifications (OB 3.0, appendix B; VC 2.0, section 4). The published JSON schemas are not
bundled: their licence does not let others hand them on.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from tutor.learning.credentials.contexts import CREDENTIALS

Json = dict[str, Any]


def _listed(value: object) -> object:
    """JSON-LD writes a set of one as the one."""
    return value if isinstance(value, list) else [value]


def _with_scheme(value: str) -> str:
    scheme, colon, rest = value.partition(":")
    if not (colon and rest and scheme[:1].isalpha() and scheme.isascii()) or " " in value:
        raise ValueError("this is no URI")
    return value


def _zoned(value: object) -> object:
    if not isinstance(value, str) or "T" not in value:
        raise ValueError("this is no date and time in words of ISO 8601")
    return value


def _has(*wanted: str) -> AfterValidator:
    def check(types: list[str]) -> list[str]:
        if not set(wanted) & set(types):
            raise ValueError(f"{' or '.join(wanted)} is missing")
        return types

    return AfterValidator(check)


Uri = Annotated[str, AfterValidator(_with_scheme)]
When = Annotated[AwareDatetime, BeforeValidator(_zoned)]
Types = Annotated[list[str], BeforeValidator(_listed), Field(min_length=1)]
Words = Annotated[str, Field(min_length=1)]


class _Part(BaseModel):
    """A part of a credential. Fields that are not named here are left to its contexts."""

    model_config = ConfigDict(extra="ignore", strict=False)


class _Profile(_Part):
    id: Uri
    type: Annotated[Types, _has("Profile")]
    name: Words | None = None
    url: Uri | None = None


class _Criteria(_Part):
    id: Uri | None = None
    narrative: str | None = None


class _Alignment(_Part):
    type: Annotated[Types, _has("Alignment")]
    target_name: Words = Field(alias="targetName")
    target_url: Uri = Field(alias="targetUrl")


class _ResultDescription(_Part):
    id: Uri
    type: Annotated[Types, _has("ResultDescription")]
    name: Words
    result_type: Words = Field(alias="resultType")
    required: str | None = Field(None, alias="requiredValue")
    least: str | None = Field(None, alias="valueMin")
    most: str | None = Field(None, alias="valueMax")


class _Achievement(_Part):
    id: Uri
    type: Annotated[Types, _has("Achievement")]
    name: Words
    description: Words
    criteria: _Criteria
    achievement_type: Words | None = Field(None, alias="achievementType")
    alignment: Annotated[list[_Alignment], BeforeValidator(_listed)] = []
    result_description: Annotated[list[_ResultDescription], BeforeValidator(_listed)] = Field(
        [], alias="resultDescription"
    )


class _Result(_Part):
    type: Annotated[Types, _has("Result")]
    described: Uri | None = Field(None, alias="resultDescription")
    value: str | None = None


class _Identity(_Part):
    type: Literal["IdentityObject"]
    hashed: bool
    identity: Words = Field(alias="identityHash")
    kind: Words = Field(alias="identityType")
    salt: str | None = None


class _AchievementSubject(_Part):
    id: Uri | None = None
    type: Annotated[Types, _has("AchievementSubject")]
    identifier: Annotated[list[_Identity], BeforeValidator(_listed)] = []
    achievement: _Achievement
    result: Annotated[list[_Result], BeforeValidator(_listed)] = []


class _EndorsementSubject(_Part):
    id: Uri
    type: Annotated[Types, _has("EndorsementSubject")]
    comment: str | None = Field(None, alias="endorsementComment")


class _Evidence(_Part):
    id: Uri | None = None
    type: Annotated[Types, _has("Evidence")]
    name: str | None = None
    narrative: str | None = None


class _Proof(_Part):
    type: Words
    created: When | None = None
    method: Uri | None = Field(None, alias="verificationMethod")
    value: str | None = Field(None, alias="proofValue")


class _Credential(_Part):
    context: list[Any] = Field(alias="@context", min_length=1)
    id: Uri
    type: Annotated[Types, _has("VerifiableCredential")]
    name: str | None = None
    issuer: _Profile
    valid_from: When = Field(alias="validFrom")
    valid_until: When | None = Field(None, alias="validUntil")
    proof: Annotated[list[_Proof], BeforeValidator(_listed), Field(min_length=1)]


class _Badge(_Credential):
    type: Annotated[Types, _has("OpenBadgeCredential", "AchievementCredential")]
    subject: _AchievementSubject = Field(alias="credentialSubject")
    evidence: Annotated[list[_Evidence], BeforeValidator(_listed)] = []


class _Endorsement(_Credential):
    type: Annotated[Types, _has("EndorsementCredential")]
    name: Words
    subject: _EndorsementSubject = Field(alias="credentialSubject")


def is_endorsement(document: Json) -> bool:
    """Whether it says of itself that it endorses something."""
    return "EndorsementCredential" in _strings(document.get("type"))


def complaints(document: Json) -> list[str]:
    """What of the document is not as the specifications ask, field by field; empty where all is."""
    found = []
    contexts = _strings(document.get("@context"))
    if contexts[:1] != [CREDENTIALS]:
        found.append(f"@context does not begin with {CREDENTIALS}")
    if not any(each.startswith("https://purl.imsglobal.org/spec/ob/v3p0/context") for each in contexts):
        found.append("@context does not name Open Badges 3.0")
    try:
        (_Endorsement if is_endorsement(document) else _Badge).model_validate(_as_object(document))
    except ValidationError as error:
        found += [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    subject = document.get("credentialSubject")
    if isinstance(subject, dict) and "id" not in subject and not subject.get("identifier"):
        found.append("credentialSubject: neither id nor identifier says whose it is")
    return found


def _as_object(document: Json) -> Json:
    """An issuer may be named by its identifier alone."""
    issuer = document.get("issuer")
    return {**document, "issuer": {"id": issuer, "type": ["Profile"]}} if isinstance(issuer, str) else document


def _strings(value: object) -> list[str]:
    listed = value if isinstance(value, list) else [value]
    return [each for each in listed if isinstance(each, str)]
