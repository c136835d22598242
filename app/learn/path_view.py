"""The way to a goal: the skills still missing in order, with what to read and the check at the end of each."""

from __future__ import annotations

import time

import streamlit as st

from app import session
from app.desk.words import counted
from app.learn import state
from app.render import literal, small
from tutor.domain import Coverage, Exercise, Lesson, Mastery, Skill, Standing, Step
from tutor.errors import GroundworkError
from tutor.learn import Course, History, answer, checklists, done_before, path
from tutor.learner import read
from tutor.learning.mastery import skill_key
from tutor.learning.path import minutes_in
from tutor.parts import Parts
from tutor.store.record import Kind
from tutor.text.mapped import plain

_MINUTES = 180.0
_SIGNS = {
    Standing.HELD: ":green-badge[:material/check: held]",
    Standing.PARTLY: ":orange-badge[:material/timelapse: partly shown]",
    Standing.MISSING: ":red-badge[:material/close: not yet]",
    Standing.TOO_LITTLE: ":orange-badge[:material/timelapse: too little to tell]",
    Standing.NOT_TRIED: ":gray-badge[:material/circle: not tried]",
}
_COVERAGES = {
    Coverage.HELD: (":material/check_circle:", "You have shown it"),
    Coverage.MISSING: (":material/school:", "You can learn it here"),
    Coverage.UNCOVERED: (":material/block:", "No corpus here teaches it"),
}
_LEAST_READ = 2.0  # seconds that a lesson was open: less is a slip


def show_path(given: Course, parts: Parts) -> None:
    """The goal and the way there, planned anew from every answer."""
    _job(given, parts)
    goal, minutes = _goal(parts)
    if goal is None:
        return
    try:
        found = path(goal, minutes, given, parts)
    except GroundworkError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    mastery = History(parts).mastery(given.skills)
    titles = {skill_key(skill): skill.title for skill in given.skills}
    if found.steps:
        share = min(1.0, found.takes / found.minutes) if found.minutes else 0.0
        words = f"{counted(len(found.steps), 'step')}, {found.takes:.0f} of {found.minutes:.0f} minutes"
        st.progress(share, words)
    for number, step in enumerate(found.steps, start=1):
        _step(number, step, mastery[skill_key(step.skill)], given, parts)
    if found.held:
        st.markdown(f"**Held already:** {literal(', '.join(titles[key] for key in found.held))}")
    if found.left_out:
        left = ", ".join(titles[key] for key in found.left_out)
        st.markdown(f"**Does not fit into the time:** {literal(left)}")
    if not (found.steps or found.left_out):
        said = "You hold all that this asks for." if found.held else "No skill of these corpora has to do with it."
        st.info(said, icon=":material/flag:")


def _goal(parts: Parts) -> tuple[str | None, float]:
    """The goal on record and its minutes; None where none was set yet."""
    kept = next(iter(parts.record.entries(Kind.GOAL, limit=1)), None)
    before = str(kept.body.get("goal", "")) if kept else ""
    minutes = float(kept.body.get("minutes", _MINUTES)) if kept else _MINUTES
    with st.form("goal", border=False):
        goal = st.text_input(
            "What you want to be able to do", before, placeholder="A dashboard in SQL by Friday, 3 hours",
            max_chars=300, help="Left empty, the way leads to what your brief delivers.",
        )  # fmt: skip
        hours = st.number_input(
            "Hours you have", 0.0, 1000.0, minutes / 60, 0.5, help="What the words above say counts."
        )
        if st.form_submit_button("Plan the way", icon=":material/route:", type="primary"):
            said = minutes_in(goal)
            body = {"goal": goal.strip(), "minutes": hours * 60 if said is None else said}
            parts.record.add(Kind.GOAL, body, session.now())
            st.rerun()
    return (before if kept else None), minutes


def _step(number: int, step: Step, own: Mastery, given: Course, parts: Parts) -> None:
    skill, key = step.skill, skill_key(step.skill)
    with st.container(border=True, key=f"step-{number}"):
        st.markdown(f"**{number}. {literal(skill.title)}** {_SIGNS[own.standing]}")
        st.markdown(literal(skill.can))
        st.markdown(small(f"{step.minutes:.0f} minutes; {step.reason}" + (f". {own.words}" if own.tried else "")))
        with st.expander(f"Read: {counted(len(skill.lessons), 'lesson')}, {step.reading:.0f} minutes",
                         icon=":material/menu_book:", key=f"read-{key}"):  # fmt: skip
            for place, lesson in enumerate(skill.lessons):
                _lesson(skill, lesson, f"{key}-{place}", given)
            if st.button("I have read these", key=f"done-{key}", icon=":material/done_all:"):
                _was_read(skill, parts)
        for task in checklists(skill, given):
            _task(task, parts)
        st.button(
            "Check yourself", key=f"check-{key}", icon=":material/quiz:", on_click=state.go, kwargs={"practise": key}
        )


def _task(task: Exercise, parts: Parts) -> None:
    """A checklist of the sources, to be done in the learner's own project; what is ticked is on record."""
    before = done_before(task, parts)
    about = task.prompt.partition("\n")[0]
    words = f"Do it: {literal(about)} ({len(before)} of {len(task.criteria)})"
    with st.expander(words, icon=":material/checklist:", key=f"task-{task.id}"), st.form(f"do-{task.id}", border=False):
        ticked = [
            number
            for number, each in enumerate(task.criteria, start=1)
            if st.checkbox(literal(plain(each.text)), number in before, key=f"tick-{task.id}-{number}")
        ]
        st.markdown(small("What you tick is your own word: it does not count as shown."))
        if st.form_submit_button("Keep it", icon=":material/save:"):
            answer(task, " ".join(map(str, ticked)), parts, session.now())
            st.rerun()


def _lesson(skill: Skill, lesson: Lesson, place: str, given: Course) -> None:
    span = lesson.section.span
    state.read_since(skill_key(skill), time.monotonic())
    st.page_link(
        "views/source.py",
        label=literal(f"{' > '.join(lesson.heading) or span.document} ({max(1, round(lesson.minutes))} min)"),
        icon=":material/article:",
        query_params={
            "corpus": span.corpus, "release": given.releases[span.corpus], "document": span.document,
            "start": str(lesson.words.span.start), "end": str(lesson.words.span.end), "lesson": place,
        },
    )  # fmt: skip


def _was_read(skill: Skill, parts: Parts) -> None:
    """Put on record how long the lessons may have been read: no longer than they take, since the page may lie open."""
    key, now = skill_key(skill), time.monotonic()
    seconds = now - state.read_since(key, now)
    state.was_read(key, now)
    share = max(_LEAST_READ, min(seconds, 60 * skill.minutes)) / len(skill.lessons)
    for lesson in skill.lessons:
        read(skill, lesson, share, parts, session.now())
    st.toast("On record. Check yourself while it is fresh.", icon=":material/done_all:")


# ------------------------------------------------------------------ a job post


def _job(given: Course, parts: Parts) -> None:
    """What the post that was read asks for, in three lists."""
    found = state.job()
    if found is None:
        return
    titles = {skill_key(skill): skill.title for skill in given.skills}
    with st.container(border=True, key="job"):
        st.markdown("**What the post asks for**")
        for coverage, (icon, words) in _COVERAGES.items():
            wanted = found.only(coverage)
            if not wanted:
                continue
            st.markdown(f"{icon} {words}")
            lines = []
            for each in wanted:
                skills = ", ".join(titles.get(key, key) for key in each.skills)
                lines.append(f"- {literal(each.words)}" + (f" → {literal(skills)}" if skills else ""))
            st.markdown("\n".join(lines))
        if not found.wanted:
            st.markdown("Nothing that could be compared.")
        missing = list(dict.fromkeys(titles[key] for each in found.only(Coverage.MISSING) for key in each.skills))
        with st.container(horizontal=True):
            if missing and st.button("Plan the way to these", icon=":material/route:"):
                body = {"goal": "; ".join(missing), "minutes": _MINUTES}
                parts.record.add(Kind.GOAL, body, session.now())
                st.rerun()
            if st.button("Put it aside", key="job-aside", type="tertiary"):
                state.keep_job(None)
                st.rerun()
