"""The commands `tutor learn ...`: skills, a path to a goal, practice, what is due, assessments, and how far one is."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import click

from tutor import learn as road
from tutor import wire
from tutor.domain import Assessed, Attempt, Exercise, ExerciseKind, Label, LearningPath, Mastery, Skill, Span, Standing
from tutor.errors import BadInput
from tutor.learning.assessment import RULE
from tutor.learning.items.grading import LETTERS
from tutor.learning.mastery import skill_key
from tutor.options import corpus_option, course_of, from_option, json_option, opened_parts
from tutor.rows import Row, answer_each, text_of
from tutor.text.mapped import plain

_COLOURS = {Standing.HELD: "green", Standing.PARTLY: "yellow", Standing.MISSING: "red"}
_minutes = click.FloatRange(0, 60_000)


@click.group()
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
@click.argument("goal")
@click.option("--minutes", default=180.0, show_default=True, type=_minutes, help="How long you have.")
@corpus_option
@from_option
@json_option
def path(goal: str, minutes: float, corpora: tuple[str, ...], folders: tuple[Path, ...], as_json: bool) -> None:
    """Plan the way to GOAL through the skills you still miss. It is planned anew from what you answered since."""
    given, parts = course_of(corpora, folders), opened_parts()
    found = road.path(goal, minutes, given, parts)
    click.echo(wire.line(_of_path(found))) if as_json else _show_path(found)


@learn.command()
@click.argument("skill", required=False)
@click.option("-n", "count", default=5, show_default=True, type=click.IntRange(1, 50), help="How many exercises.")
@click.option("--minutes", default=10.0, show_default=True, type=_minutes, help="Without SKILL: how long you have.")
@click.option("--answers", type=click.File("r", encoding="utf-8-sig"), help="JSON lines to grade; - is standard input.")
@corpus_option
@from_option
@json_option
def practise(skill: str | None, count: int, minutes: float, answers: IO[str] | None, **given: Any) -> None:
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
            _grade_rows(answers, chosen, found)
            return
        posed = road.practice(chosen, found, parts, count)
    if given["as_json"]:
        click.echo(wire.line({"exercises": [_of_exercise(each) for each in posed]}))
        return
    if not posed:
        click.echo("Nothing is due." if skill is None else "You have seen every exercise there is on this skill.")
    for exercise in posed:
        _show_attempt(road.answer(exercise, _asked(exercise), parts, _now()))


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
    click.echo(wire.line(_of_assessed(found))) if as_json else click.echo(f"\n{found.words}")


@learn.command()
@corpus_option
@from_option
@json_option
def progress(corpora: tuple[str, ...], folders: tuple[Path, ...], as_json: bool) -> None:
    """Say how far each skill is shown, with the interval that the answers allow."""
    found = course_of(corpora, folders).skills
    shown = road.History(opened_parts()).mastery(found)
    if as_json:
        click.echo(wire.line({"progress": [_of_mastery(skill_key(each), shown[skill_key(each)]) for each in found]}))
        return
    tried = [skill for skill in found if shown[skill_key(skill)].tried]
    for skill in tried:
        own = shown[skill_key(skill)]
        click.echo(click.style(f"{skill.title}: ", fg=_COLOURS.get(own.standing), bold=True) + own.words)
    click.echo(f"{len(found) - len(tried)} of {len(found)} skills are not tried yet.")


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
    mark, colour = {Label.SUPPORTED: ("✓", "green"), Label.REFUTED: ("✗", "red")}.get(
        attempt.verdict.label, ("○", "yellow")
    )
    click.secho(f"{mark} {attempt.verdict.reason}", fg=colour)
    for each in attempt.met:
        click.echo(f"    asked for: {each.criterion.text}\n    your words: {each.said or 'none'} ({each.score:.0%})")
    evidence = attempt.exercise.evidence
    if attempt.exercise.kind is not ExerciseKind.SQL:
        click.echo(f'    "{plain(evidence.quote)}"')
    elif not attempt.right:
        click.echo("    " + evidence.quote.replace("\n", "\n    "))
    span = evidence.span
    click.secho(f"    {span.corpus}: {span.document} {span.start}-{span.end}", dim=True)


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


def _grade_rows(file: IO[str], skill: Skill, given: road.Course) -> None:
    parts = opened_parts()
    known = road.find((each.exercise.id for each in given.made(skill)), skill, given)

    def grade(row: Row) -> wire.Json:
        words, identity = text_of(row, "answer"), text_of(row, "id")
        if identity not in known:
            raise BadInput(f"{skill_key(skill)} has no exercise {identity!r}.", "Take the ids that --json printed.")
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


def _of_mastery(skill: str, own: Mastery) -> wire.Json:
    return {**own.model_dump(mode="json"), "skill": skill}


def _of_assessed(found: Assessed) -> wire.Json:
    return found.model_dump(mode="json")
