"""Builds of the tutor that are broken on purpose, each behind a switch: what the evals must notice.

Nothing of this is in the package. A mutant is in force inside its `with` block only, for all threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest

from tutor import again, ask
from tutor.domain import Claim, Judgement, Label, Passage, Sample
from tutor.errand import Errand, Written
from tutor.models.judge import Pair
from tutor.models.local_judge import LocalJudge
from tutor.writing.redraw import Drawn

Mutation = Callable[[pytest.MonkeyPatch], None]


def _quotes_shifted(patch: pytest.MonkeyPatch) -> None:
    """Every citation is said to stand one character further than it does."""
    for module in (ask, again):
        original = module.cite

        def shifted(*given: object, _original: Callable[..., Claim] = original) -> Claim:
            claim = _original(*given)
            moved = tuple(
                each.model_copy(
                    update={
                        "span": each.span.model_copy(update={"start": each.span.start + 1, "end": each.span.end + 1})
                    }
                )
                for each in claim.citations
            )
            return claim.model_copy(update={"citations": moved})

        patch.setattr(module, "cite", shifted)


def _judge_says_yes(patch: pytest.MonkeyPatch) -> None:
    """Whatever is stated follows from whatever is cited."""

    def yes(_: LocalJudge, pairs: Sequence[Pair]) -> list[Judgement]:
        return [Judgement(label=Label.SUPPORTED, score=1.0, reason="yes")] * len(pairs)

    patch.setattr(LocalJudge, "judge", yes)


def _refusal_off(patch: pytest.MonkeyPatch) -> None:
    """Every question is answered."""
    patch.setattr(ask, "answerable", lambda *_: True)


def _retrieval_halved(patch: pytest.MonkeyPatch) -> None:
    """Half as many passages are found, and not the better half: what the worse one holds depends on the processor."""
    for module in (ask, again):
        original = module.retrieve

        def halved(*given: object, _original: Callable[..., Sequence[Passage]] = original) -> Sequence[Passage]:
            found = _original(*given)
            return found[len(found) // 2 :]

        patch.setattr(module, "retrieve", halved)


def _redraws_are_copies(patch: pytest.MonkeyPatch) -> None:
    """The answer is not drawn again: the first one is handed out as every redraw."""

    def copies(errand: Errand, written: Written, *_: object) -> list[Drawn]:
        said = tuple(each.claim.text for each in written.grounded)
        return [Drawn(Sample(statements=said))] * errand.parts.settings.redraws

    patch.setattr(again, "_drawn", copies)


MUTANTS: Mapping[str, Mutation] = {
    "quotes shifted": _quotes_shifted,
    "judge says yes": _judge_says_yes,
    "refusal off": _refusal_off,
    "retrieval halved": _retrieval_halved,
    "redraws are copies": _redraws_are_copies,
}


@contextmanager
def mutated(name: str = "") -> Iterator[None]:
    """The tutor as that mutant while the block runs; without a name as it is."""
    with pytest.MonkeyPatch.context() as patch:
        if name:
            MUTANTS[name](patch)
        yield
