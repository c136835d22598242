"""A job post or a client's message, read by rule: what it says for a brief, and what it asks for.

Rules read what people label and the turns of phrase that most use. They miss much, so the learner sees what was found,
and from which words, before any of it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tutor.domain import Brief, Drawn, Tool
from tutor.text.names import PLACE, Named, named
from tutor.text.sentences import sentence_spans

BY_RULE = "rules"
_LABELS = {
    "role": ("role", "position", "job title", "title", "looking for"),
    "domain": ("domain", "industry", "sector", "location", "field"),
    "level": ("level", "experience level", "seniority"),
    "examples": ("examples in", "language of examples"),
    "client": ("client", "company", "customer", "about us"),
    "deliverable": ("deliverable", "deliverables", "project", "task", "the job", "scope", "what we need", "goal"),
    "stack": ("stack", "tech stack", "technology", "technologies", "tools"),
    "deadline": ("deadline", "due", "due date", "timeline", "delivery", "duration"),
    "constraints": ("constraints", "constraint", "budget", "conditions", "limits"),
}
_LABEL_OF = {label: part for part, labels in _LABELS.items() for label in labels}
_LABELLED = re.compile(r"^\W{0,4}([A-Za-z][A-Za-z ]{1,24}?)\W{0,3}:\W{0,3}(\S.*)$", re.MULTILINE)
_JOBS = (
    "developer|engineer|analyst|designer|writer|copywriter|editor|consultant|manager|illustrator|translator|"
    "photographer|administrator|specialist|expert|assistant|marketer|strategist|architect|scientist|bookkeeper|"
    "accountant|programmer|researcher|trainer|freelancer|contractor|animator|producer|recruiter|advisor"
)
_ROLE = re.compile(
    r"\b(?:looking for|need|needs|hiring|hire|seeking|searching for|want|as)\s+an?\s+"
    rf"((?:[\w/+#.-]+\s+){{0,5}}?(?:{_JOBS}))\b",
    re.IGNORECASE,
)
_HEADLINE = re.compile(rf"^[^\n.!?]{{0,60}}\b(?:{_JOBS})\b[^\n.!?]{{0,40}}$", re.IGNORECASE)
_FIELDS = (
    "company|agency|start-?up|shop|store|business|firm|bank|school|university|clinic|hospital|restaurant|charity|ngo|"
    "studio|publisher|brand|platform|marketplace|manufacturer|retailer|consultancy|practice|hotel|museum|library"
)
_DOMAIN = re.compile(rf"\b(?:an?|our|the|small)\s+((?:[\w&-]+\s+){{0,4}}?(?:{_FIELDS}))\b", re.IGNORECASE)
_LEVEL = re.compile(
    r"\b(entry[- ]level|junior|mid[- ]level|senior|beginner|intermediate|advanced|"
    r"\d{1,2}\+?\s*(?:-|to)?\s*\d{0,2}\+?\s*years)\b",
    re.IGNORECASE,
)
_CLIENT = re.compile(
    r"\b(?:[Ww]e are|[Ww]e're|I work for|I am with|I'm with|[Hh]ere at|[Jj]oin)\s+((?:[A-Z][\w&.-]*\s?){1,4})|"
    r"\b[Ii](?: am|'m)\s+[A-Z]\w+\s+(?:from|at)\s+((?:[A-Z][\w&.-]*\s?){1,4})"
)
_MAKING = re.compile(
    r"\b(?:build|create|develop|design|write|deliver|prepare|set up|migrate|analy[sz]e|produce|draft|implement|"
    r"redesign|automate|translate|edit|clean up|rewrite|optimi[sz]e|fix|dashboard|report|website|pipeline)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"\b(?:need|want|looking|would like|you will|you'll|your task|please|the (?:job|project)|must|to)\b",
    re.IGNORECASE,
)
_DAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|tonight|"
    "end of (?:the )?(?:week|month|day|quarter|year)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
_DATE = (
    rf"(?:next |this )?(?:{_DAYS})|\d{{4}}-\d{{2}}-\d{{2}}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}(?: \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
)
_DEADLINE = re.compile(
    rf"\b(?:by|before|until|no later than|due(?: on)?)\s+(?:the )?(?:{_DATE})|"
    r"\b(?:within|in(?: the next)?)\s+(?:\d{1,3}|one|two|three|four|five|six|a)\s+(?:hours?|days?|weeks?|months?)\b|"
    r"\b(?:asap|as soon as possible)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\b(?:must(?: not)?|only|no more than|at most|budget|cannot|can't|may not|not allowed|required|has to|have to|nda|"
    r"gdpr|confidential|without|hours (?:a|per) week|per hour|fixed price|maximum|max\.?)\b|[€$£]\s?\d",
    re.IGNORECASE,
)
_MOST_BOUNDS = 4
_BULLET = re.compile(r"^\s*(?:[-*•·–—‣]|\d{1,2}[.)])\s+(\S.*)$", re.MULTILINE)
_ASKED_FOR = re.compile(
    r"\b(?:experience|experienced|knowledge|skills?|skilled|familiar|proficien\w+|ability|able to|must|should|you will|"
    r"you'll|responsib\w+|require\w*|confident|comfortable|understand\w*|expert\w*|fluent|know|command of|"
    r"background in|need)\b",
    re.IGNORECASE,
)
_MOST_WANTED = 40
_LONGEST_WANTED = 300


def draw(text: str) -> Drawn:
    """What the text says for a brief, each part with the words it was read from. Parts it says nothing of are empty."""
    found = dict(_labelled(text))
    for part, words in (*_turns(text), ("domain", _domain(text)), ("constraints", _constraints(text))):
        if words:
            found.setdefault(part, words)
    tools = _tools(text)
    if tools:
        found["tools"] = ", ".join(tool.words for tool in tools)
    limits = {"deliverable": 2000, "constraints": 2000}
    said = {part: words[: limits.get(part, 300)] for part, words in found.items() if part != "tools"}
    return Drawn(brief=Brief.model_validate({**said, "tools": tools}), found=found, by=BY_RULE)


def wanted(text: str) -> list[str]:
    """What the text asks for: its list items, else the sentences that speak of skills or tasks; in order, each once."""
    items = [_clean(match[1]) for match in _BULLET.finditer(text)]
    sentences = [] if items else _sentences(text)
    asked = items or [each for each in sentences if _ASKED_FOR.search(each) or _MAKING.search(each)] or sentences
    return list(dict.fromkeys(each[:_LONGEST_WANTED] for each in asked if any(c.isalpha() for c in each)))[
        :_MOST_WANTED
    ]


def tools_in(text: str) -> list[Named]:
    """The tools that the text names, each once, with its version where one is given anywhere."""
    known: dict[str, Named] = {}
    for each in named(text):
        if each.kind != PLACE and (each.name not in known or (each.version and not known[each.name].version)):
            known[each.name] = each
    return list(known.values())


def tool_of(words: str) -> Tool:
    """A tool as it is typed, with its version where the last word is one."""
    found = named(words)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(words)):
        return Tool(name=found[0].name, version=found[0].version)
    name, _, last = words.rpartition(" ")
    versioned = bool(name) and any(letter.isdigit() for letter in last)
    return Tool(name=name[:80], version=last[:40]) if versioned else Tool(name=words[:80])


def _tools(text: str) -> tuple[Tool, ...]:
    return tuple(Tool(name=each.name, version=each.version) for each in tools_in(text))[:30]


def _labelled(text: str) -> Iterator[tuple[str, str]]:
    """Lines that begin with the name of a part, the first of each."""
    seen = set()
    for match in _LABELLED.finditer(text):
        part = _LABEL_OF.get(match[1].strip().casefold())
        if part and part not in seen:
            seen.add(part)
            yield part, _clean(match[2])


def _turns(text: str) -> Iterator[tuple[str, str]]:
    """Turns of phrase that say what a part holds."""
    if role := _ROLE.search(text):
        yield "role", _clean(role[1])
    elif headline := _HEADLINE.match(text.strip().split("\n")[0]):
        yield "role", _clean(headline[0])
    if level := _LEVEL.search(text):
        yield "level", _clean(level[0])
    if client := _CLIENT.search(text):
        yield "client", _clean(client[1] or client[2])
    if deadline := _DEADLINE.search(text):
        yield "deadline", _clean(deadline[0])
    for sentence in _sentences(text):
        if _MAKING.search(sentence) and _ASKING.search(sentence):
            yield "deliverable", sentence
            break


def _domain(text: str) -> str:
    """The kind of business, and the places that are named."""
    business = _DOMAIN.search(text)
    places = list(dict.fromkeys(each.name for each in named(text) if each.kind == PLACE))[:3]
    return ", in ".join(filter(None, (_clean(business[1]) if business else "", " and ".join(places))))


def _constraints(text: str) -> str:
    bounds = [each for each in _sentences(text) if _BOUND.search(each)]
    return " ".join(bounds[:_MOST_BOUNDS])


def _sentences(text: str) -> list[str]:
    return [_clean(line) for part in text.splitlines() if part.strip()
            for line in (part[start:end] for start, end in sentence_spans(part))]  # fmt: skip


def _clean(words: str) -> str:
    return " ".join(words.split()).strip(" -*•·:;,")
