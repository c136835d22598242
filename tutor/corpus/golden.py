"""`questions.toml`: what a corpus must go on answering, and what it must go on refusing."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tutor.domain import Answer
from tutor.domain.noun import Noun
from tutor.errors import BadManifest, wrong_fields
from tutor.text.mapped import plain
from tutor.text.words import words

QUESTIONS = "questions.toml"
_CURE = "See docs/curators.md for its fields."


class GoldenQuestion(Noun):
    """A question with the words that must be cited for it, or the document, or that it must be refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ask: str = Field(min_length=1)
    quote: str = ""
    document: str = ""
    refuse: bool = False
    why: str = ""

    @model_validator(mode="after")
    def _expects_one_thing(self) -> GoldenQuestion:
        if bool(self.quote) + bool(self.document) + self.refuse != 1:
            raise ValueError("one of quote, document and refuse = true is needed")
        return self

    def wrong(self, answer: Answer) -> str:
        """What the answer lacks, in words; empty where it is as it should be."""
        if self.refuse:
            return "" if answer.refused else "it is answered and must be refused"
        if answer.refused:
            return "it is refused"
        cited = [citation for statement in answer.stated for citation in statement.claim.citations]
        if self.document:
            there = any(each.span.document == self.document for each in cited)
            return "" if there else f"{self.document} is not cited"
        wanted = _run(self.quote)
        return "" if any(wanted in _run(each.quote) for each in cited) else f'"{self.quote}" is not cited'


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: tuple[GoldenQuestion, ...] = ()


def read_questions(folder: Path) -> tuple[GoldenQuestion, ...]:
    """The golden questions of the corpus in `folder`; none where there is no such file. Raises `BadManifest`."""
    path = folder / QUESTIONS
    if not path.is_file():
        return ()
    try:
        return _File.model_validate(tomllib.loads(path.read_text("utf-8"))).question
    except ValidationError as error:
        raise BadManifest(f"{path} cannot be used: {wrong_fields(error)}.", _CURE) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadManifest(f"{path} cannot be read: {error}.", _CURE) from error


def _run(text: str) -> str:
    """The words one after the other, as a reader sees them."""
    return f" {' '.join(words(plain(text)))} "
