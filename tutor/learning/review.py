"""When to look at an exercise again: FSRS (Ye et al. 2022, version 6) over the attempts, as many as fit the minutes.

The schedule is a function of the attempts and `now`. It is a schedule of memory and no judgement of a skill.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from fsrs import Card, Rating, Scheduler

from tutor.domain import Due, DueList, Exercise, ExerciseKind, Tried
from tutor.errors import BadInput

RETENTION = 0.9  # the share still remembered when it is asked again
LONGEST = 365  # days between two looks: sources are reviewed about once a year
# Minutes that an exercise takes, by what one must do.
MINUTES = {
    ExerciseKind.FILL_IN: 0.5,
    ExerciseKind.CHOICE: 0.75,
    ExerciseKind.FIND_ERROR: 0.75,
    ExerciseKind.ORDER: 1.5,
    ExerciseKind.SHORT: 1.5,
    ExerciseKind.SQL: 6.0,
    ExerciseKind.TASK: 0.0,  # never due: nobody knows whether it was done
}


def due_list(tried: Iterable[Tried], now: datetime, minutes: float) -> DueList:
    """What is due at `now`, most forgotten first; what does not fit the minutes waits. Raises `BadInput`.

    What takes longer than the minutes that are left makes room for what does not.
    """
    if not minutes >= 0:
        raise BadInput(f"{minutes:g} minutes cannot be planned.", "Give 0 minutes or more.")
    scheduler = _scheduler()
    found = []
    upcoming: datetime | None = None
    for exercise, card in _cards(tried, scheduler):
        if card.due > now:
            upcoming = min(card.due, upcoming or card.due)
            continue
        remembered = min(1.0, max(0.0, scheduler.get_card_retrievability(card, now)))
        found.append(Due(exercise=exercise, due=card.due, remembered=remembered))
    found.sort(key=lambda each: (each.remembered, each.due, each.exercise.id))
    fitting: list[Due] = []
    left = minutes
    for each in found:
        takes = MINUTES[each.exercise.kind]
        if takes <= left:
            fitting.append(each)
            left -= takes
    return DueList(minutes=minutes, due=tuple(fitting), waiting=len(found) - len(fitting), upcoming=upcoming)


def _scheduler() -> Scheduler:
    # without chance, so that the same record always gives the same list
    return Scheduler(desired_retention=RETENTION, maximum_interval=LONGEST, enable_fuzzing=False)


def _cards(tried: Iterable[Tried], scheduler: Scheduler) -> Iterable[tuple[Exercise, Card]]:
    """Each exercise as it was last posed, with its card after all graded attempts, in the order of the first."""
    cards: dict[str, tuple[Exercise, Card]] = {}
    for each in sorted(tried, key=lambda one: one.at):
        exercise, right = each.attempt.exercise, each.attempt.right
        if right is None:
            continue
        at = each.at.astimezone(UTC)
        _, card = cards.get(exercise.id, (exercise, Card(card_id=0, due=at)))
        rating = Rating.Good if right else Rating.Again
        cards[exercise.id] = (exercise, scheduler.review_card(card, rating, at)[0])
    return cards.values()
