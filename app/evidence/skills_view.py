"""How far each skill is shown: its interval as a bar and in words, by corpus, those that were tried first."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from typing import Any

import streamlit as st

from app import session
from app.render import literal, small
from tutor.domain import Mastery, Skill, Standing
from tutor.learn import Course, History
from tutor.learner import Pace, pace
from tutor.learning.mastery import skill_key
from tutor.learning.velocity import Spent
from tutor.parts import Parts

_ASSETS = Path(__file__).parent.parent / "assets"
_MARKS = {
    Standing.HELD: "✓",
    Standing.PARTLY: "◐",
    Standing.MISSING: "✗",
    Standing.TOO_LITTLE: "…",
    Standing.NOT_TRIED: "○",
}

_skills = st.components.v2.component(
    "groundwork.skills",
    css=(_ASSETS / "evidence.css").read_text("utf-8"),
    js=(_ASSETS / "evidence.js").read_text("utf-8"),
)


def show_skills(given: Course, history: History, parts: Parts) -> None:
    """All skills of all corpora; a bar for each that was tried."""
    mastery, own = history.mastery(given.skills), pace(given.skills, parts, session.now())
    corpora = []
    for name, skills in groupby(given.skills, key=lambda skill: skill.corpus):
        rows = [_row(skill, mastery[skill_key(skill)], own) for skill in skills]
        corpora.append(_corpus(name, rows, parts))
    held = sum(each.standing is Standing.HELD for each in mastery.values())
    tried = sum(each.tried > 0 for each in mastery.values())
    time = f" {own.velocity.words}" if own.spent else ""
    st.markdown(literal(f"{held} of {len(mastery)} skills held, {tried} tried.{time}"))
    if tried:
        st.markdown(
            small(
                "The bar is where the share of such exercises that you would answer right lies, with 90 % confidence;"
                " the dot is the best guess, the line what the bar must lie above. Only the first try at each place"
                " of the sources counts."
            )
        )
    _skills(data={"corpora": corpora}, key="skills")


def _corpus(name: str, rows: list[dict[str, Any]], parts: Parts) -> dict[str, Any]:
    (release,) = parts.releases([name])
    return {
        "title": release.release.corpus.title or name,
        "tried": [row for row in rows if row["tried"] or row["time"]],
        "untried": [row for row in rows if not (row["tried"] or row["time"])],
    }


def _row(skill: Skill, found: Mastery, own: Pace) -> dict[str, Any]:
    return {
        "title": skill.title,
        "can": skill.can,
        "mark": _MARKS[found.standing],
        "standing": found.standing.value,
        "words": found.words,
        "time": _time(own.spent.get(skill_key(skill), Spent())),
        "tried": found.tried,
        "low": found.low,
        "mean": found.mean,
        "high": found.high,
        "needed": found.needed,
    }


def _time(own: Spent) -> str:
    """Whole minutes of both kinds; nothing where there is less than one."""
    told = {"reading": round(own.reading), "practising": round(own.practising)}
    words = ", ".join(f"{minutes} min {what}" for what, minutes in told.items() if minutes)
    return f"Time on record: {words}." if words else ""
