"""Two answers to one question, statement by statement: what is said again, what is new, what is gone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tutor.domain import Before, Change, ChangeKind, Judgement, Label
from tutor.errors import ModelFailed
from tutor.models.judge import Judge, Pair
from tutor.text.mapped import plain
from tutor.text.words import content_stems, words

_SAME_POINT = 0.6  # share of the shorter statement's words from which on the other may contradict it
_NEAREST = 3  # statements of the other answer that one is compared with by itself


def compare(now: Sequence[str], earlier: Sequence[str], judge: Judge) -> tuple[Change, ...]:
    """What became of each statement: those of `now` in order, then what is left of the `earlier` ones.

    Said in the same words, or entailed by the other answer, a statement is unchanged; beside it stands the statement
    that says just the same, where there is one. Contradicted is one that a statement of the other answer refutes which
    is about the same point. All others were added or dropped. The judge is asked once. Raises `ModelFailed` where it
    could not tell: half a comparison would be a wrong one.
    """
    now, earlier = list(dict.fromkeys(now)), list(dict.fromkeys(earlier))
    paired = _verbatim(now, earlier)
    new = [each for each in now if each not in paired]
    old = [each for each in earlier if each not in paired.values()]
    found = _Found(_judged(_pairs(new, old, now, earlier), judge), now, earlier)
    changes: list[Change] = []
    for each in now:
        free = [other for other in old if all(other != change.earlier for change in changes)]
        changes.append(_unchanged(each, paired[each]) if each in paired else found.became(each, free))
    told = {each.earlier for each in changes}
    return (*changes, *(found.was(each) for each in old if each not in told))


def in_words(before: Before) -> str:
    """What changed since: "You asked this on 3 October 2026; 1 statement changed, 2 are new"."""
    return f"You asked this on {before.at.day} {before.at:%B %Y}; {_counted(before)}"


def _counted(before: Before) -> str:
    forms = (
        (ChangeKind.CONTRADICTED, "changed", "changed"),
        (ChangeKind.ADDED, "is new", "are new"),
        (ChangeKind.DROPPED, "is gone", "are gone"),
    )
    counts = [(before.count(kind), one, many) for kind, one, many in forms if before.count(kind)]
    if not counts:
        return "nothing changed"
    told = [f"{count} {one if count == 1 else many}" for count, one, many in counts]
    first, *_ = counts
    noun = "statement" if first[0] == 1 else "statements"
    return ", ".join([told[0].replace(" ", f" {noun} ", 1), *told[1:]])


def _unchanged(text: str, earlier: str) -> Change:
    return Change(kind=ChangeKind.UNCHANGED, text=text, earlier=earlier)


def _verbatim(now: Sequence[str], earlier: Sequence[str]) -> dict[str, str]:
    """The statements of now that were made in the same words, with the earlier ones."""
    by_words = {" ".join(words(plain(each))): each for each in reversed(earlier)}
    return {each: by_words[said] for each in now if (said := " ".join(words(plain(each)))) in by_words}


def _pairs(new: Sequence[str], old: Sequence[str], now: Sequence[str], earlier: Sequence[str]) -> list[Pair]:
    """All that has to be judged: each statement that is left by the other answer as a whole, and by what is near it."""
    whole = [Pair(" ".join(earlier), each) for each in new if earlier]
    whole += [Pair(" ".join(now), each) for each in old if now]
    ahead = [Pair(other, each) for each in new for other in near(each, earlier)]
    back = [Pair(other, each) for each in old for other in near(each, now)]
    turned = [Pair(pair.claim, pair.premise) for pair in (*ahead, *back)]
    return list(dict.fromkeys((*whole, *ahead, *back, *turned)))


def near(statement: str, others: Sequence[str]) -> list[str]:
    """The few others that are about the same point, the nearest first: only one of these can contradict it."""
    wanted = frozenset(content_stems(plain(statement)))
    shared = {other: _shared(wanted, frozenset(content_stems(plain(other)))) for other in others}
    return sorted((each for each in others if shared[each] >= _SAME_POINT), key=lambda each: -shared[each])[:_NEAREST]


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the words of the shorter one that the longer one has; of a word or two it tells nothing."""
    least = min(len(one), len(other))
    return len(one & other) / least if least > 1 else 0.0


def _judged(pairs: Sequence[Pair], judge: Judge) -> dict[Pair, Judgement]:
    found = dict(zip(pairs, judge.judge(pairs) if pairs else [], strict=True))
    failed = next((each for each in found.values() if each.label is Label.NOT_CHECKED), None)
    if failed:
        raise ModelFailed(f"The answers could not be compared: {failed.reason}")
    return found


@dataclass(frozen=True)
class _Found:
    """What the judge found of two answers, and their statements."""

    judged: Mapping[Pair, Judgement]
    now: Sequence[str]
    earlier: Sequence[str]

    def became(self, statement: str, free: Sequence[str]) -> Change:
        """What became of a statement of now; `free` are the earlier ones that stand beside none yet."""
        beside = near(statement, self.earlier)
        same = [each for each in beside if self._says(each, statement) and self._says(statement, each)]
        refuting = [each for each in beside if each in free and self._contradict(each, statement)]
        if any(each in free for each in same):
            return _unchanged(statement, next(each for each in same if each in free))
        if any(self._says(each, statement) for each in beside) or (
            not refuting and self.is_said(statement, self.earlier)
        ):
            return _unchanged(statement, "")
        if refuting:
            return Change(kind=ChangeKind.CONTRADICTED, text=statement, earlier=refuting[0])
        return Change(kind=ChangeKind.ADDED, text=statement)

    def was(self, statement: str) -> Change:
        """What became of an earlier statement that stands beside none of now."""
        if self.is_said(statement, self.now):
            return _unchanged("", statement)
        return Change(kind=ChangeKind.DROPPED, earlier=statement)

    def is_said(self, statement: str, answer: Sequence[str]) -> bool:
        """Whether the answer says it, as a whole or in one statement."""
        return self._says(" ".join(answer), statement) or any(
            self._says(each, statement) for each in near(statement, answer)
        )

    def _says(self, premise: str, claim: str) -> bool:
        return self._label(premise, claim) is Label.SUPPORTED

    def _contradict(self, one: str, other: str) -> bool:
        labels = (self._label(one, other), self._label(other, one))
        return Label.REFUTED in labels and Label.SUPPORTED not in labels

    def _label(self, premise: str, claim: str) -> Label | None:
        judged = self.judged.get(Pair(premise, claim))
        return judged.label if judged else None
