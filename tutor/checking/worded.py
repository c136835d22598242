"""What asking again found, in words: the same on the page and in a terminal.

An answer of the sources' own sentences is not asked again but `chosen` again, from other evidence, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from tutor.checking.agree import NOT_ASKED
from tutor.checking.decide import Standing, standing
from tutor.domain import Check, Label, Sample, Stability, Statement

_NOT_AGAIN = "not asked again"


def of_statement(statement: Statement, *, chosen: bool = False) -> str:
    """How many redraws say it: "asked again: 3 of 4 redraws say it, 1 contradicts it"; or that it was not asked."""
    agreement = statement.verdict(Check.AGREEMENT)
    if agreement is None:
        return ""
    if agreement.label is Label.NOT_CHECKED:
        return _NOT_AGAIN if agreement.reason == NOT_ASKED else f"{_NOT_AGAIN}: {agreement.reason.rstrip('.')}"
    if chosen:
        return f"chosen again from other evidence {agreement.reason.partition(' redraws')[0]} times"
    return f"asked again: {agreement.reason}"


def doubt(statement: Statement, *, chosen: bool = False) -> str:
    """What speaks against relying on a statement that is shown, as the end of "supported by 1 source, but …"."""
    agreement, how = statement.verdict(Check.AGREEMENT), standing(statement)
    if how is Standing.SAID_ONCE and agreement is not None:
        done = "chosen" if chosen else "said"
        return f"seldom {done} again" if agreement.score else f"{done} only once"
    if how is not Standing.DISPUTED:
        return ""
    doubts = ["another passage says otherwise"] if statement.against else []
    doubts += ["disputed when asked again"] if agreement is not None and agreement.dissent else []
    return " and ".join(doubts)


def dissent(statement: Statement) -> list[tuple[str, str]]:
    """Which redraws contradict it, and in which words: those that use the same words together."""
    agreement = statement.verdict(Check.AGREEMENT)
    by_words: dict[str, list[int]] = {}
    for echo in agreement.echoes if agreement else ():
        if echo.label is Label.REFUTED and echo.words:
            by_words.setdefault(echo.words, []).append(echo.redraw)
    return [(_redraws(numbers), words) for words, numbers in by_words.items()]


def of_answer(stability: Stability, *, chosen: bool = False, alike: bool = False) -> str:
    """The stability of an answer: "asked 3 more times: stable (92%)". `alike`: letter by letter, which tells little."""
    count = len(stability.samples)
    asked = f"chosen again {_times(count)} from other evidence" if chosen else f"asked {_more(count)}"
    if not stability.meanings:
        return f"{asked}: {stability.words.removeprefix('not known: ')}"
    how = f"{stability.words}, the same letter by letter" if alike else stability.words
    return f"{asked}: {how} ({stability.score:.0%})"


def meanings(stability: Stability) -> str:
    """How many meanings the answer and its redraws have: "all 4 answers mean the same"; nothing where none came."""
    count, different = len(stability.meanings), len(set(stability.meanings))
    if count < 2:
        return ""
    if different == 1:
        return "both answers mean the same" if count == 2 else f"all {count} answers mean the same"
    return f"{different} different meanings in {count} answers"


def besides(stability: Stability) -> str:
    """The same in short, behind "stable", where "2 different meanings" would sound like a contradiction of it."""
    is_stable, differ = stability.words == "stable", len(set(stability.meanings)) > 1
    return "what the answers say besides differs" if is_stable and differ else meanings(stability)


def spread(stability: Stability) -> str:
    """The entropy over these meanings with what it would be at best and at worst; nothing where all mean the same."""
    if len(set(stability.meanings)) < 2:
        return ""
    worst = log(len(stability.meanings))
    return f"Semantic entropy {stability.entropy:.2f}: 0 where all answers mean the same, {worst:.2f} where no two do."


def of_redraws(stability: Stability) -> list[tuple[Sample, str]]:
    """Each redraw, in order, with what its meaning is like or why it has none."""
    numbers = iter(stability.meanings[1:])
    like: dict[int, str] = {0: "means the same as the first answer"}
    found = []
    for place, sample in enumerate(stability.samples, 1):
        if sample.failure:
            found.append((sample, f"did not come: {sample.failure.rstrip('.')}"))
            continue
        if sample.cut:
            found.append((sample, "was cut off before its end"))
            continue
        number = next(numbers, None)
        if number is None:
            found.append((sample, ""))
            continue
        found.append((sample, like.setdefault(number, "means something else")))
        if number and like[number] == "means something else":
            like[number] = f"means the same as redraw {place}"
    return found


def _redraws(numbers: Sequence[int]) -> str:
    """In words: "Redraws 3, 6 and 9"."""
    *others, last = map(str, numbers)
    return f"Redraws {', '.join(others)} and {last}" if others else f"Redraw {last}"


def _more(count: int) -> str:
    return "once more" if count == 1 else f"{count} more times"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
