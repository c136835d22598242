"""What a job post asks for beside what the learner holds and the corpora teach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tutor.brief import LONGEST_POST
from tutor.domain import Coverage, JobMatch, Mastery, Skill, Standing, Wanted
from tutor.errors import BadInput
from tutor.learn import Course, History
from tutor.learning.mastery import skill_key
from tutor.learning.path import by_words
from tutor.learning.post import tools_in, wanted
from tutor.models.embedder import Text
from tutor.parts import Parts
from tutor.text.words import content_stems

_COVERED = 0.42  # cosine, with half the share of its words that the skill has: from here on a skill is meant
_AS_NEAR = 0.85  # of the nearest skill: those beside it that are meant as well
_MOST = 3  # skills for one thing that is asked for


def match(post: str, course: Course, parts: Parts) -> JobMatch:
    """Each thing that `post` asks for: held, missing, or not covered by any corpus of `course`. Raises `BadInput`."""
    if not post.strip() or len(post) > LONGEST_POST:
        raise BadInput(f"A post of 1 to {LONGEST_POST:,} characters can be read.", "Paste the post and nothing else.")
    mastery = History(parts).mastery(course.skills)
    asked = wanted(post)
    near = _near(asked, course.skills, parts)
    found = [_matched(words, each, mastery) for words, each in zip(asked, near, strict=True)]
    told = [each.words for each in found if each.coverage is Coverage.UNCOVERED]
    return JobMatch(
        wanted=(*found, *(each for each in _untaught(post, course) if not any(each.words in one for one in told)))
    )


def _near(asked: Sequence[str], skills: Sequence[Skill], parts: Parts) -> list[dict[str, float]]:
    """How near each skill is to each thing asked for, by key: by meaning, and by the words they share."""
    told = [Text(words) for words in asked] + [Text(f"{skill.title}. {skill.can}") for skill in skills]
    vectors = np.stack([each.whole for each in parts.embedder.embed(told)])
    cosines = vectors[: len(asked)] @ vectors[len(asked) :].T
    keys = [skill_key(skill) for skill in skills]
    return [
        {key: float(cosine) + by_words(words, skills).value[key] / 2 for key, cosine in zip(keys, row, strict=True)}
        for words, row in zip(asked, cosines, strict=True)
    ]


def _matched(words: str, near: Mapping[str, float], mastery: Mapping[str, Mastery]) -> Wanted:
    best = max(near.values(), default=0.0)
    if best < _COVERED:
        return Wanted(words=words, coverage=Coverage.UNCOVERED)
    meant = [key for key in near if near[key] >= max(_COVERED, _AS_NEAR * best)]
    keys = tuple(sorted(meant, key=lambda key: -near[key])[:_MOST])
    standings = tuple(mastery[key].standing for key in keys)
    held = all(standing is Standing.HELD for standing in standings)
    return Wanted(words=words, coverage=Coverage.HELD if held else Coverage.MISSING, skills=keys, standings=standings)


def _untaught(post: str, course: Course) -> list[Wanted]:
    """The tools that the post names and no document of the course speaks of: a skill near by does not cover them."""
    documents = [document for held in course.documents.values() for document in held.values()]
    taught = {stem for document in documents for stem in content_stems(document.text)}
    missing = [each.name for each in tools_in(post) if not set(content_stems(each.name)) <= taught]
    return [Wanted(words=name, coverage=Coverage.UNCOVERED) for name in missing]
