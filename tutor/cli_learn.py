"""The commands `tutor learn ...`: skills, a path to a goal, practice, what is due, assessments, and how far one is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click

from tutor import learn as road
from tutor import wire
from tutor.domain import (
    Answer,
    Assessed,
    Attempt,
    Exercise,
    ExerciseKind,
    Label,
    LearningPath,
    Mastery,
    Skill,
    Span,
    Standing,
)
from tutor.errors import BadInput
from tutor.lazy import Lazy
from tutor.learner import pace as pace_of
from tutor.learning.assessment import RULE
from tutor.learning.items.grading import LETTERS
from tutor.learning.mastery import skill_key
from tutor.learning.path import minutes_in
from tutor.learning.velocity import Spent
from tutor.options import corpus_option, course_if_any, course_of, from_option, json_option, opened_parts
from tutor.parts import Parts
from tutor.practise import By, Practice, from_answer, known, on_skill, pose
from tutor.rows import Row, answer_each, text_of
from tutor.text.mapped import plain

_COLOURS = {Standing.HELD: "green", Standing.PARTLY: "yellow", Standing.MISSING: "red"}
_MINUTES = 180.0
_BY = {None: By.BOTH, True: By.MODEL, False: By.RULE}
_EVERY = 1000  # exercises: more than the sections that an answer cites have
_minutes = click.FloatRange(0, 60_000)


@click.group(cls=Lazy, places={"task": "tutor.cli_task:task"})
def learn() -> None:
    """Skills that the corpora teach: the way to them, practice, and what you can do."""


@learn.command()
@corpus_option
@from_option
@json_option
def skills(corpora: tuple[str, ...], folders: tuple[Path, ...], as_json: bool) -> None:
    """List the skills, what comes before each, and how long it takes to read."""
    found = course_of(corpora, folders).skills
    if as_json:
        click.echo(wire.line({"skills": [_of_skill(skill) for skill in found]}))
        return
    for skill in found:
        needs = f"; after {', '.join(skill.needs)}" if skill.needs else ""
        click.echo(click.style(skill_key(skill), bold=True) + f"  {skill.minutes:.0f} min{needs}")
        click.echo(f"    {skill.can}")


@learn.command()
@click.argument("goal", default="")
@click.option("--minutes", type=_minutes, help="How long you have; left out: what GOAL says, else three hours.")
@corpus_option
@from_option
@json_option
def path(goal: str, minutes: float | None, corpora: tuple[str, ...], folders: tuple[Path, ...], as_json: bool) -> None:
    """Plan the way to GOAL, as in "a dashboard in SQL, 3 hours", through the skills you still miss.

    Without GOAL it leads to what your brief delivers. It is planned anew from what you answered since.
    """
    given, parts = course_of(corpora, folders), opened_parts()
    time = minutes if minutes is not None else minutes_in(goal)
    found = road.path(goal, _MINUTES if time is None else time, given, parts)
    click.echo(wire.line(_of_path(found))) if as_json else _show_path(found)


@learn.command("practise")
@click.argument("skill", required=False)
@click.option("-n", "count", default=5, show_default=True, type=click.IntRange(1, 50), help="How many exercises.")
@click.option("--minutes", default=10.0, show_default=True, type=_minutes, help="Without SKILL: how long you have.")
@click.option("--by-model/--by-rule", "by_model", default=None, help="Who writes them; left out: both in turn.")
@click.option("--answers", type=click.File("r", encoding="utf-8-sig"), help="JSON lines to grade; - is standard input.")
@corpus_option
@from_option
@json_option
def practise_skill(skill: str | None, count: int, minutes: float, answers: IO[str] | None, **given: Any) -> None:
    """Practise SKILL with exercises that you have not seen; without SKILL, those that are due.

    With --json the exercises are printed and not asked; --answers grades what comes back, {"id": ..., "answer": ...} a
    line.
    """
    parts = opened_parts()
    if skill is None:
        if answers:
            raise click.UsageError("--answers needs the SKILL of the exercises.")
        posed = [each.exercise for each in road.due(parts, _now(), minutes).due]
    else:
        found = course_of(given["corpora"], given["folders"])
        chosen = found.skill(skill)
        if answers:
            _grade_rows(answers, known(chosen, found, parts), parts)
            return
        if parts.chat and given["by_model"] is not False:
            click.secho("The model writes exercises, and they are checked …", dim=True, err=True)
        made = on_skill(chosen, found, parts, count, _now(), _BY[given["by_model"]])
        _tell(made)
        posed = list(made.exercises)
    if given["as_json"]:
        click.echo(wire.line({"exercises": [_of_exercise(each) for each in posed]}))
        return
    if not posed:
        click.echo("Nothing is due." if skill is None else "You have seen every exercise there is on this skill.")
    for exercise in posed:
        _show_attempt(road.answer(exercise, _asked(exercise), parts, _now()))


@click.command()
@click.argument("topic", required=False)
@click.option(
    "--answer", "question", metavar="QUESTION_ID", help="In place of TOPIC: what was answered; last is the last of all."
)
@click.option("-n", "count", default=5, show_default=True, type=click.IntRange(1, 50), help="How many exercises.")
@click.option("--answers", type=click.File("r", encoding="utf-8-sig"), help="JSON lines to grade; - is standard input.")
@corpus_option
@from_option
@json_option
def practise(topic: str | None, question: str | None, count: int, answers: IO[str] | None, **given: Any) -> None:
    """Practise TOPIC, or what an answer on record cites; attempts go on record.

    With --json the exercises are printed and not asked; --answers grades what comes back to those of an answer.
    """
    parts = opened_parts()
    if (topic is None) == (question is None):
        raise click.UsageError("Give either TOPIC or --answer.")
    if answers and question is None:
        raise click.UsageError("--answers needs the --answer of the exercises.")
    if question is None:
        posed = pose(topic or "", given["corpora"], parts, count)
    else:
        taught = course_if_any(given["corpora"], given["folders"])
        posed = from_answer(_answered(question, parts), taught, parts, _EVERY if answers else count)
    if answers:
        _grade_rows(answers, {each.id: each for each in posed}, parts)
        return
    if given["as_json"]:
        click.echo(wire.line({"exercises": [_of_exercise(each) for each in posed]}))
        return
    if not posed:
        click.echo("There is nothing to ask about these words of the sources.")
    for exercise in posed:
        _show_attempt(road.answer(exercise, _asked(exercise), parts, _now()))


def _answered(question: str, parts: Parts) -> Answer:
    """What was answered to the question with that id, or last of all."""
    if question == "last":
        found = next((each for each in parts.record.exchanges() if each.answer), None)
    else:
        found = parts.record.exchange(int(question)) if question.isdecimal() and len(question) < 19 else None
    if found is None or found.answer is None:
        raise BadInput(
            f"No answer to question {question} is on record.", "Its id is in: tutor conversation show ID --json"
        )
    return found.answer


@learn.command()
@click.option("--minutes", default=10.0, show_default=True, type=_minutes, help="How long you have.")
@json_option
def due(minutes: float, as_json: bool) -> None:
    """List what to look at again now, most forgotten first, as much as fits the minutes."""
    found = road.due(opened_parts(), _now(), minutes)
    if as_json:
        listed = [
            {**_of_exercise(each.exercise), "due": each.due.isoformat(), "remembered": round(each.remembered, 4)}
            for each in found.due
        ]
        upcoming = found.upcoming.isoformat() if found.upcoming else None
        click.echo(wire.line({"due": listed, "waiting": found.waiting, "upcoming": upcoming}))
        return
    for each in found.due:
        click.echo(click.style(f"{each.remembered:4.0%} ", dim=True) + _first_line(each.exercise))
    waits = f", {found.waiting} more wait" if found.waiting else ""
    click.echo(f"{len(found.due)} due{waits}." + (" Ask them with: tutor learn practise" if found.due else ""))
    if found.upcoming and not found.due:
        click.echo(f"The next is due at {found.upcoming:%Y-%m-%d %H:%M} UTC.")


@learn.command()
@click.argument("skill")
@corpus_option
@from_option
@json_option
def assess(skill: str, corpora: tuple[str, ...], folders: tuple[Path, ...], as_json: bool) -> None:
    """Take an assessment of SKILL: fresh exercises, closed book, once a day. What is right is told at the end."""
    given, parts = course_of(corpora, folders), opened_parts()
    begun = road.begin(given.skill(skill), given, parts, _now())
    click.echo(RULE, err=True)
    for exercise in begun.exercises:
        road.answer(exercise, _asked(exercise, err=as_json), parts, _now(), begun.id)
    found = road.outcome(begun, parts)
    if as_json:
        click.echo(wire.line(_of_assessed(found)))
        return
    click.echo(f"\n{found.words}")
    if found.passed:
        click.echo(f"Show it to others with: tutor credential issue --assessment {begun.id} --learner NAME")


@learn.command()
@corpus_option
@from_option
@json_option
def progress(corpora: tuple[str, ...], folders: tuple[Path, ...], as_json: bool) -> None:
    """Say how far each skill is shown, with the interval that the answers allow, and how long you spent on it."""
    found, parts = course_of(corpora, folders).skills, opened_parts()
    shown, pace = road.History(parts).mastery(found), pace_of(found, parts, _now())
    if as_json:
        each = [_of_mastery(key, shown[key], pace.spent.get(key, Spent())) for key in map(skill_key, found)]
        click.echo(wire.line({"progress": each, "velocity": pace.velocity.model_dump()}))
        return
    for skill in found:
        own, time = shown[skill_key(skill)], pace.spent.get(skill_key(skill))
        if own.tried or time:
            click.echo(click.style(f"{skill.title}: ", fg=_COLOURS.get(own.standing), bold=True) + own.words)
        if time and time.minutes >= 1:
            click.secho(f"    {time.reading:.0f} min reading, {time.practising:.0f} min practising", dim=True)
    untried = sum(not own.tried for own in shown.values())
    click.echo(f"{untried} of {len(found)} skills are not tried yet.")
    click.echo(pace.velocity.words)


def _now() -> datetime:
    return datetime.now(UTC)


def _asked(exercise: Exercise, *, err: bool = False) -> str:
    names = LETTERS if exercise.kind is ExerciseKind.CHOICE else range(1, len(exercise.options) + 1)
    options = "".join(f"\n  {name}. {each}" for name, each in zip(names, exercise.options, strict=False))
    hint = {
        ExerciseKind.CHOICE: "letter",
        ExerciseKind.ORDER: "numbers in order",
        ExerciseKind.SQL: "query, on one line",
    }.get(exercise.kind, "")
    suffix = f"{hint}> "
    return str(click.prompt(f"\n{exercise.prompt}{options}\n", "", prompt_suffix=suffix, show_default=False, err=err))


def _show_attempt(attempt: Attempt) -> None:
    mark, colour = {Label.SUPPORTED: ("✓ right", "green"), Label.REFUTED: ("✗ not so", "red")}.get(
        attempt.verdict.label, ("○ not counted", "yellow")
    )
    click.secho(f"{mark}: {attempt.verdict.reason}", fg=colour)
    for each in attempt.met:
        click.echo(f"    asked for: {each.criterion.text}\n    your words: {each.said or 'none'} ({each.score:.0%})")
    evidence = attempt.exercise.evidence
    if attempt.exercise.kind is not ExerciseKind.SQL:
        click.echo(f'    "{plain(evidence.quote)}"')
    elif not attempt.right:
        click.echo("    " + evidence.quote.replace("\n", "\n    "))
    span = evidence.span
    click.secho(f"    {span.corpus}: {span.document} {span.start}-{span.end}", dim=True)


def _tell(made: Practice) -> None:
    """On standard error: what went wrong, and what a model wrote that is not shown."""
    for notice in made.notices:
        click.secho(f"! {notice}", fg="yellow", err=True)
    if made.dropped:
        failed = ", ".join(f"{number} ({check})" for check, number in made.dropped.items())
        click.secho(f"Exercises of the model that failed a check and are not asked: {failed}.", dim=True, err=True)


def _show_path(found: LearningPath) -> None:
    for number, step in enumerate(found.steps, start=1):
        click.echo(
            click.style(f"{number}. {step.skill.title}", bold=True) + f"  {step.minutes:.0f} min ({step.reason})"
        )
        for lesson in step.skill.lessons:
            click.echo(f"    {' > '.join(lesson.heading)}  {lesson.minutes:g} min")
        click.secho(f"    then: tutor learn practise {skill_key(step.skill)}", dim=True)
    click.echo(f"{found.takes:.0f} of {found.minutes:g} minutes.")
    if found.held:
        click.echo(f"Held already: {', '.join(found.held)}.")
    if found.left_out:
        click.echo(f"Does not fit: {', '.join(found.left_out)}.")
    if not (found.steps or found.held or found.left_out):
        click.echo("No skill of these corpora has to do with it.")


def _first_line(exercise: Exercise) -> str:
    about, _, asked = exercise.prompt.partition("\n")
    line = " ".join(f"{about}: {asked}".split())
    return line if len(line) <= 110 else line[:109] + "…"


def _grade_rows(file: IO[str], known: Mapping[str, Exercise], parts: Parts) -> None:
    def grade(row: Row) -> wire.Json:
        words, identity = text_of(row, "answer"), text_of(row, "id")
        if identity not in known:
            raise BadInput(f"There is no exercise {identity!r} here.", "Take the ids that --json printed.")
        return _of_attempt(road.answer(known[identity], words, parts, _now()))

    answer_each(file, grade)


# ------------------------------------------------------------------ JSON


def _place(span: Span) -> wire.Json:
    return span.model_dump()


def _of_skill(skill: Skill) -> wire.Json:
    return {
        "skill": skill_key(skill),
        "title": skill.title,
        "can": skill.can,
        "needs": [f"{skill.corpus}/{each}" for each in skill.needs],
        "minutes": round(skill.minutes, 1),
        "aligned": [each.model_dump() for each in skill.aligned],
        "lessons": [
            {**_place(each.section.span), "heading": list(each.heading), "minutes": each.minutes,
             "words": each.words.quote}
            for each in skill.lessons
        ],
    }  # fmt: skip


def _of_path(found: LearningPath) -> wire.Json:
    return {
        "goal": found.goal,
        "minutes": found.minutes,
        "takes": round(found.takes, 1),
        "steps": [
            {**_of_skill(step.skill), "reading": round(step.reading, 1), "check": step.check,
             "value": round(step.value, 4), "reason": step.reason}
            for step in found.steps
        ],
        "held": list(found.held),
        "left_out": list(found.left_out),
    }  # fmt: skip


def _of_exercise(exercise: Exercise) -> wire.Json:
    """Without what is right: that is told with the grade."""
    return {
        "id": exercise.id,
        "skill": exercise.skill,
        "kind": exercise.kind.value,
        "prompt": exercise.prompt,
        "options": list(exercise.options),
    }


def _of_attempt(attempt: Attempt) -> wire.Json:
    return {
        "right": attempt.right,
        "reason": attempt.verdict.reason,
        "answer": attempt.exercise.answer,
        "citation": {**_place(attempt.exercise.evidence.span), "quote": attempt.exercise.evidence.quote},
        "criteria": [
            {"text": each.criterion.text, "label": each.label.value, "score": round(each.score, 4), "said": each.said}
            for each in attempt.met
        ],
    }


def _of_mastery(skill: str, own: Mastery, time: Spent) -> wire.Json:
    spent = {"reading": round(time.reading, 1), "practising": round(time.practising, 1)}
    return {**own.model_dump(mode="json"), "skill": skill, "spent": spent}


def _of_assessed(found: Assessed) -> wire.Json:
    return found.model_dump(mode="json")
