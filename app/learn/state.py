"""What the page *Learn* keeps for one learner while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import streamlit as st

from tutor.domain import Attempt, Drawn, Exercise, JobMatch


@dataclass
class Round:
    """Exercises that are being asked one after the other, and what came of those that were answered.

    `told` is whether the last answer is still looked at: the next exercise waits.
    """

    exercises: tuple[Exercise, ...]
    notices: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    told: bool = False

    @property
    def at(self) -> Exercise | None:
        """The exercise to answer, or whose answer is looked at; None when all is done."""
        number = len(self.attempts) - self.told
        return self.exercises[number] if number < len(self.exercises) else None


def rounds(name: str) -> Round | None:
    """The round of practice of that name in this tab."""
    return cast("dict[str, Round]", st.session_state.get("rounds", {})).get(name)


def keep_round(name: str, found: Round) -> None:
    """Go on with it."""
    st.session_state.setdefault("rounds", {})[name] = found


def leave_round(name: str) -> None:
    """Begin anew the next time."""
    st.session_state.get("rounds", {}).pop(name, None)


def drawn() -> Drawn | None:
    """The brief that was drawn from a text and is not used yet."""
    return cast("Drawn | None", st.session_state.get("drawn"))


def keep_drawn(found: Drawn | None) -> None:
    """Show it in the form, to be corrected; None: show the brief in force."""
    st.session_state["drawn"] = found
    st.session_state["form"] = form() + 1


def form() -> int:
    """The number of the form of the brief: another one is filled anew."""
    return cast("int", st.session_state.get("form", 0))


def job() -> JobMatch | None:
    """What a job post asks for, as it was compared last."""
    return cast("JobMatch | None", st.session_state.get("job"))


def keep_job(found: JobMatch | None) -> None:
    """Show it beside the path."""
    st.session_state["job"] = found


def read_since(skill: str, now: float) -> float:
    """Since when the lessons of a skill can have been read: when they were shown first, or said to be read last."""
    return cast("float", st.session_state.setdefault("reading", {}).setdefault(skill, now))


def was_read(skill: str, now: float) -> None:
    """Count anew from now on."""
    st.session_state.setdefault("reading", {})[skill] = now


def go(**wanted: str) -> None:
    """Show another part of the page; the address names it, so that a reload keeps it."""
    st.query_params.from_dict(wanted)
