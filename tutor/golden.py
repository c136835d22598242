"""Golden questions are asked as a learner without a model asks: the same corpus, the same answer every time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tutor.ask import answer_from
from tutor.domain import Answer
from tutor.parts import Parts
from tutor.store.release import OpenRelease


def by_rule(parts: Parts) -> Callable[[str, OpenRelease], Answer]:
    """What answers a question from one release with the sources' own sentences, once, and puts nothing on record."""

    @cache
    def alone() -> Parts:  # opened by the first question: most loads ask none
        return parts.under(parts.settings.model_copy(update={"model": "", "redraws": 0}))

    return lambda question, release: answer_from(question, [release], alone())
