"""A badge as an entry of a portfolio, in Markdown: what was shown, how, and how to check it."""

from __future__ import annotations

import re
from typing import Any

from tutor.learning.credentials.written import Json

_HOW_TO_CHECK = (
    "The file {shown} is a signed Open Badge 3.0. Any verifier of Open Badges or of Verifiable Credentials with the "
    "suites eddsa-rdfc-2022 or eddsa-jcs-2022 can check it, without a network where its issuer is a did:key. "
    "With Groundwork: `tutor credential verify {file}`"
)
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])")


def entry(badge: Json, json_file: str) -> str:
    """The entry; `json_file` is the name of the signed file that goes with it."""
    subject, achievement = badge["credentialSubject"], badge["credentialSubject"]["achievement"]
    parts = [
        f"## {_plain(badge['name'])}",
        _plain(achievement["description"]),
        *(f"- {line}" for line in _facts(badge, subject, achievement)),
        "### What had to be reached",
        _plain(achievement["criteria"]["narrative"]),
        "### What was shown",
        *(f"**{_plain(each['name'])}**\n\n{_plain(each['narrative'])}" for each in badge["evidence"]),
        "### How to check it",
        _HOW_TO_CHECK.format(shown=_plain(json_file), file=json_file),
    ]
    return "\n\n".join(_joined(parts)) + "\n"


def _facts(badge: Json, subject: Json, achievement: Json) -> list[str]:
    facts = [f"Issued by {_plain(badge['issuer']['name'])} on {badge['validFrom'][:10]}", f"Identifier: {badge['id']}"]
    names = [each["identityHash"] for each in subject.get("identifier", []) if each["identityType"] == "name"]
    if names:
        facts.insert(0, f"Shown by {_plain(', '.join(names))}")
    for result, described in zip(subject.get("result", []), achievement.get("resultDescription", []), strict=False):
        needed = f"; needed: {described['requiredValue']}" if "requiredValue" in described else ""
        facts.append(f"{_plain(described['name'])}: {result['value']} of {described['valueMax']}{needed}")
    facts += [
        f"Also known as {_plain(each['targetName'])}: {each['targetUrl']}" for each in achievement.get("alignment", [])
    ]
    return facts


def _joined(parts: list[str]) -> list[str]:
    """The parts, with the items of a list on lines below each other."""
    joined: list[str] = []
    for part in parts:
        if joined and part.startswith("- ") and joined[-1].startswith("- "):
            joined[-1] += f"\n{part}"
        else:
            joined.append(part)
    return joined


def _plain(words: Any) -> str:
    """Words that Markdown shows as they are."""
    return "\n".join(
        re.sub(r"^(\s*)([-+>]|\d+[.)])", r"\1\\\2", line) for line in _MARKS.sub(r"\\\1", str(words)).split("\n")
    )
