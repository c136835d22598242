"""Who the learner is and what they work on, as they say it themselves or as a job post says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from tutor.domain.learning import Standing
from tutor.domain.noun import Noun

Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class Tool(Noun):
    """A tool the learner works with; `version` may be empty."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
    version: Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)] = ""

    @property
    def words(self) -> str:
        """Name and version as people write them."""
        return f"{self.name} {self.version}".strip()


class Brief(Noun):
    """The learner's own account of themselves and of the project at hand; whatever they leave out is empty.

    `examples` is the language or notation that examples should be in, `domain` the field of business, and where they
    work, such as "retail, in the UK".
    """

    role: Line = ""
    domain: Line = ""
    level: Line = ""
    tools: tuple[Tool, ...] = Field((), max_length=30)
    examples: Line = ""
    client: Line = ""
    deliverable: Text = ""
    stack: Line = ""
    deadline: Line = ""
    constraints: Text = ""

    @property
    def empty(self) -> bool:
        """Whether it says nothing."""
        return self == Brief()

    @property
    def words(self) -> str:
        """All that it says, a line for each part."""
        return "\n".join(f"{name}: {said}" for name, said in self.said())

    @property
    def project(self) -> str:
        """What a model is told: all but who the learner and the client are."""
        kept = ("Role", "Client")
        return "\n".join(f"{name}: {said}" for name, said in self.said() if name not in kept)

    @property
    def versions(self) -> str:
        """The tools that are named with a version, as `tutor.text.versions` reads them."""
        return "; ".join(tool.words for tool in self.tools if tool.version)

    @property
    def leanings(self) -> tuple[str, ...]:
        """What makes one passage suit the learner better than another: each tool, the stack, the field and place."""
        told = (*(tool.name for tool in self.tools), self.stack, self.domain, self.examples)
        return tuple(dict.fromkeys(filter(None, told)))

    def said(self) -> Iterator[tuple[str, str]]:
        """Each part that says something, by its name on the form."""
        told: Mapping[str, str] = {
            "Role": self.role,
            "Domain": self.domain,
            "Level": self.level,
            "Tools": ", ".join(tool.words for tool in self.tools),
            "Examples in": self.examples,
            "Client": self.client,
            "Deliverable": self.deliverable,
            "Stack": self.stack,
            "Deadline": self.deadline,
            "Constraints": self.constraints,
        }
        return ((name, said) for name, said in told.items() if said)


class Drawn(Noun):
    """A brief that was drawn from a text, to be corrected before use; `found` are the words each part was read from.

    `by` is who read them: a model, or rules.
    """

    brief: Brief
    found: dict[str, str] = Field(default_factory=dict)
    by: str = ""
    notices: tuple[str, ...] = ()


class Coverage(StrEnum):
    """How a skill that a job post asks for stands with the learner and the corpora."""

    HELD = "held"
    MISSING = "missing"
    UNCOVERED = "not covered by any corpus"


class Wanted(Noun):
    """One thing that a job post asks for, in its own words, and the skills of the corpora that teach it, nearest first.

    `skills` are keys; it is empty where no corpus covers it. `standings` say how far each of them is shown.
    """

    words: str
    coverage: Coverage
    skills: tuple[str, ...] = ()
    standings: tuple[Standing, ...] = ()


class JobMatch(Noun):
    """What a job post asks for beside what is held and what the corpora teach, in the order of the post."""

    wanted: tuple[Wanted, ...] = ()

    def only(self, coverage: Coverage) -> tuple[Wanted, ...]:
        """Those of one kind."""
        return tuple(each for each in self.wanted if each.coverage is coverage)
