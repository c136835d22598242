"""The road of evidence: an assessment that was passed is told from the record, and issued as a badge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pydantic import AwareDatetime, Field, ValidationError

from tutor.credential import Identity, Json, files_of, issue
from tutor.domain import Attempt, Citation, Exercise, ExerciseKind, Label, Sitting, Source, Tried
from tutor.domain.credentials import Alignment, CitedWords, Earner, Evidence, Party, ShownItem, WorkSample
from tutor.domain.noun import Noun
from tutor.errors import BadInput, NoCorpus, StoreFailed, wrong_fields
from tutor.learn import History, outcome, sittings
from tutor.learning.assessment import RULE, enough
from tutor.learning.credentials.keys import Key
from tutor.learning.credentials.linkedin import add_to_profile
from tutor.learning.items.grading import LETTERS
from tutor.parts import Parts
from tutor.store.record import Kind
from tutor.text.mapped import plain

_ALL = 10_000_000  # entries: more than anyone earns in a life
_FRAMEWORK = "ESCO, the European classification of skills"
_LONGEST_TEXT, _LONGEST_LINE, _LONGEST_REASON = 20_000, 300, 2000  # characters, as evidence takes them
_NAMED = 3  # assessments that a refusal names


@dataclass(frozen=True)
class Signer:
    """For whom a badge is signed, who signs it, and with which key."""

    earner: Earner
    party: Party
    key: Key


@dataclass(frozen=True)
class Issued:
    """A signed badge: the credential, each file that it travels as by its name, and the link for LinkedIn's form."""

    credential: Json
    files: Mapping[str, str]
    linkedin: str


class Badge(Noun):
    """A badge that was issued for an assessment, as it is on record: where it was written, and as it was signed."""

    id: str
    skill: str
    assessment: str
    file: str = ""
    at: AwareDatetime
    credential: Json = Field(default_factory=dict)


def passed(parts: Parts) -> list[Sitting]:
    """The assessments that were passed, newest first. Raises `StoreFailed`."""
    return [each for each in sittings(parts) if outcome(each, parts).passed]


def choose(parts: Parts, wanted: str) -> Sitting:
    """The passed assessment that is meant: by its id, or the newest of the skill of that key or id.

    Raises `BadInput` where there is none, or where several corpora have a skill of that id; and `StoreFailed`.
    """
    taken = sittings(parts)
    meant = [each for each in taken if wanted in (each.id, each.skill, each.skill.rpartition("/")[2])]
    if len({each.skill for each in meant}) > 1:
        names = ", ".join(sorted({each.skill for each in meant}))
        raise BadInput(f"Several corpora have a skill {wanted!r}.", f"Say which: {names}.")
    if not meant:
        raise BadInput(f"There is no assessment {wanted!r} on record.", _on_record(taken[:_NAMED], parts))
    for each in meant:
        if outcome(each, parts).passed:
            return each
    raise _not_passed(meant[0], parts)


def shown(sitting: Sitting, parts: Parts, samples: Sequence[WorkSample] = ()) -> Evidence:
    """What the assessment shows: each item as it was asked, answered, found, and carried by the sources.

    An exercise that was left out is an item without an answer. Raises `BadInput` where it was not passed.
    """
    found = outcome(sitting, parts)
    if not found.passed:
        raise _not_passed(sitting, parts)
    answers, sources = _answers(sitting, parts), _sources(sitting, parts)
    return Evidence(
        skill=_cut(sitting.title or sitting.skill, _LONGEST_LINE),
        description=sitting.can or f"Passed the assessment of {sitting.skill}.",
        rule=RULE,
        circumstances=_circumstances(sitting, sittings(parts), answers),
        items=tuple(_item(each, answers.get(each.id), sitting, sources) for each in sitting.exercises),
        samples=tuple(samples),
        alignments=tuple(
            Alignment(name=each.label, url=each.uri.replace("http://", "https://", 1), framework=_FRAMEWORK)
            for each in sitting.aligned
        ),
        needed=enough(found.asked, found.needed),
    )


def signer(earner: Earner, identity: Identity, name: str = "", url: str = "") -> Signer:
    """Who signs for the `earner`; left out, the name is the learner's own Groundwork. Raises `BadCredential`."""
    return Signer(earner, identity.party(name or f"Groundwork of {earner.name}", url), identity.key)


def issued(sitting: Sitting, samples: Sequence[WorkSample], by: Signer, parts: Parts, now: datetime) -> Issued:
    """The signed badge of a passed assessment in every form it travels in, handed over and put on record.

    Raises `BadInput` where it was not passed, `BadCredential`, `StoreFailed`.
    """
    credential = issue(shown(sitting, parts, samples), by.earner, by.party, by.key, now)
    put_on_record(credential, sitting, "", parts, now)
    return Issued(credential, files_of(credential), add_to_profile(credential))


def put_on_record(credential: Json, sitting: Sitting, file: str, parts: Parts, now: datetime) -> Badge:
    """Put on record that the badge was given out, to `file` where that is known. Raises `StoreFailed`."""
    badge = Badge(
        id=credential["id"],
        skill=sitting.skill,
        assessment=sitting.id,
        file=file,
        at=now,
        credential=credential,
    )
    parts.record.add(Kind.CREDENTIAL, badge, now)
    return badge


def badges(parts: Parts) -> list[Badge]:
    """The badges that were issued for assessments, newest first. Raises `StoreFailed`."""
    found = []
    for entry in parts.record.entries(Kind.CREDENTIAL, limit=_ALL):
        try:
            found.append(Badge.model_validate(entry.body))
        except ValidationError as error:
            raise StoreFailed(
                f"Entry {entry.id} of the record is no badge: {wrong_fields(error)}.",
                "Another version of Groundwork wrote it: read it with that version.",
            ) from error
    return found


def _on_record(newest: Sequence[Sitting], parts: Parts) -> str:
    if not newest:
        return "Take one with: tutor learn assess SKILL"
    told = "; ".join(f"{each.id} of {each.skill}, {outcome(each, parts).words.rstrip('.')}" for each in newest)
    return f"The newest are: {told}."


def _not_passed(sitting: Sitting, parts: Parts) -> BadInput:
    return BadInput(
        f"The assessment {sitting.id} shows too little: {outcome(sitting, parts).words}",
        f"Practise what was missed, and a day later: tutor learn assess {sitting.skill}",
    )


def _answers(sitting: Sitting, parts: Parts) -> dict[str, Tried]:
    """The first answer to each exercise: that one counts."""
    found: dict[str, Tried] = {}
    for each in sorted(History(parts).tried, key=lambda one: one.at):
        if each.attempt.assessment == sitting.id:
            found.setdefault(each.attempt.exercise.id, each)
    return found


def _sources(sitting: Sitting, parts: Parts) -> dict[str, Source]:
    """The sources by path, from the release that was asked about; empty where it is not kept any more."""
    try:
        return parts.release(sitting.skill.rpartition("/")[0], sitting.release).texts.sources()
    except NoCorpus:
        return {}  # pruned since: its words are in the exercises


def _item(exercise: Exercise, tried: Tried | None, sitting: Sitting, sources: Mapping[str, Source]) -> ShownItem:
    release = sitting.release or "not on record"
    cited = dict.fromkeys([exercise.evidence, *(each.evidence for each in exercise.criteria)])
    told = {"question": _question(exercise), "cited": tuple(_cited(each, release, sources) for each in cited)}
    if tried is None:
        return ShownItem.model_validate({
            **told, "answer": "(left out)", "verdict": Label.NOT_ENOUGH_INFO, "at": sitting.at,
            "reason": "left out, which counts as wrong",
        })  # fmt: skip
    verdict = tried.attempt.verdict
    return ShownItem.model_validate({
        **told, "answer": _answer(tried.attempt), "verdict": verdict.label, "at": tried.at,
        "reason": _cut(verdict.reason, _LONGEST_REASON),
    })  # fmt: skip


def _question(exercise: Exercise) -> str:
    names = LETTERS if exercise.kind is ExerciseKind.CHOICE else tuple(map(str, range(1, len(exercise.options) + 1)))
    options = (f"{name}. {each}" for name, each in zip(names, exercise.options, strict=False))
    return _cut("\n".join([exercise.prompt, *options]), _LONGEST_TEXT)


def _answer(attempt: Attempt) -> str:
    """The learner's words; beside the letter of an option stands the option."""
    said = attempt.words.strip()
    letters = dict(zip(LETTERS, attempt.exercise.options, strict=False))
    letter = said.strip(" \t\n.)").lower()
    if attempt.exercise.kind is ExerciseKind.CHOICE and said not in attempt.exercise.options and letter in letters:
        return f"{letter}. {letters[letter]}"
    return _cut(said, _LONGEST_TEXT) or "(nothing)"


def _cited(citation: Citation, release: str, sources: Mapping[str, Source]) -> CitedWords:
    source = sources.get(citation.span.document)
    return CitedWords(
        words=_cut(plain(citation.quote).strip() or citation.quote, _LONGEST_TEXT),
        source=_cut(source.title if source else citation.span.document, _LONGEST_LINE),
        release=release,
        uri=source.uri if source and len(source.uri) <= _LONGEST_REASON else "",
    )


def _circumstances(sitting: Sitting, taken: Sequence[Sitting], answers: Mapping[str, Tried]) -> str:
    """How it was asked, in words, and what nobody saw."""
    assert sitting.at is not None
    earlier = sum(each.skill == sitting.skill and each.at < sitting.at for each in taken if each.at)
    ended = max((each.at for each in answers.values()), default=sitting.at)
    judged = any(each.kind is ExerciseKind.SHORT for each in sitting.exercises)
    told = [
        f"Begun on {sitting.at:%Y-%m-%d at %H:%M} UTC, {_minutes(sitting.at, ended)} until the last answer.",
        "Closed book: the sources were not shown, and what is right was told at the end.",
        "Taken without supervision: nobody saw who answered, or with what help.",
        "It was the first assessment of this skill on record."
        if not earlier
        else f"The record has {earlier} earlier assessment{'s' if earlier > 1 else ''} of this skill.",
        "The questions were made from the sources by rule and checked before they were asked.",
        "Answers were graded by rule.",
    ]
    if judged:
        judge = sitting.judge or "that is not on record"
        told[-1] = (
            f"Answers were graded by rule, and those in own words by the judge {judge} beside the source's words."
        )
    return " ".join(told)


def _minutes(start: datetime, end: datetime) -> str:
    minutes = max(1, round((end - start).total_seconds() / 60))
    return f"{minutes:,} minute{'s' if minutes > 1 else ''}"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
