"""A follow-up made to stand alone by rule: what it leaves out is taken from the question before it.

No word that was typed is lost, but for the connective it opens with and a pronoun that is given its name. What the
rules cannot say for sure they do not say: then both questions stand side by side, which search reads as well.
"""
# ruff: noqa: SIM905 - lists of quoted words read worse

from __future__ import annotations

import re

from tutor.text.words import content_stems
from tutor.writing.leaning import (
    ASKING,
    AUXILIARIES,
    DETERMINERS,
    OPENING,
    PREPOSITIONS,
    TOKEN,
    dangling,
    is_phrase,
    is_plural,
    leans,
)

_BOTH = "{rest} (about: {about})"
_WITH_BOTH = re.compile(r"(?P<head>.+?) \(about: (?P<about>.+)\)")
_INNER_END = re.compile(r"[.?!;:]\s")
_ARTICLE = re.compile(r"an? ", re.IGNORECASE)
_ORDERS = frozenset("compare define describe explain give list show tell".split())
_SHORTEST_REST = 20  # characters of the earlier question: fewer are no use
_FEW = 4  # words that are a phrase after a mere "and"

# What a question is about, where that can be told from its form.
_TOPICS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:what|who)(?:['’]s| is| are| was| were) (?:meant by )?(?P<topic>.+)",
        r"what (?:does|do) (?P<topic>.+?) (?:mean|do|stand for)",
        r"how (?:does|do) (?P<topic>.+?) work",
        r"(?:please )?(?:define|describe|explain|tell me about) (?P<topic>.+)",
        r"(?:the )?(?:definition|meaning) of (?P<topic>.+)",
    )
)
_DONE_TO = re.compile(  # "How do I send an invoice?"
    r"(?:(?:[Hh]ow|[Ww]hen|[Ww]here|[Ww]hy) )?(?:[Dd]o|[Ss]hould|[Cc]an|[Cc]ould|[Mm]ay|[Mm]ust) (?:I|we|you) [a-z]+ "
    r"(?P<topic>(?:(?:an?|the|my|our) )(?:[\w'’-]+ ?){1,3}?(?: ?\bin (?:the )?[A-Z]\S*)?|[\w-]+s|[A-Z]\S*)"
)
_MANY = re.compile(r"(?:what|who) (?:are|were)\b|(?:how|what) do (?!i |we |you )", re.IGNORECASE)
_NO_TOPIC = AUXILIARIES | ASKING | frozenset("because i if it not that there they this to we you".split())
_LONGEST_TOPIC = 8  # words
_OF_ONE, _OF_MANY = ("it", "this", "that", "its"), ("they", "them", "these", "those", "their")
_POINTING = ("this", "that", "these", "those")
_PREDICATES = (
    AUXILIARIES | PREPOSITIONS | frozenset("allowed apply better cost enough happen legal matter mean".split())
)
_PREDICATES |= frozenset("necessary normal possible safe true work".split())


def reworded(question: str, last: str, longest: int) -> str:
    """`question`, which leans on `last`, so that it stands alone: on one line and at most `longest` characters."""
    opened = OPENING.match(question)
    rest = question[opened.end() :] if opened else question
    if not any(character.isalnum() for character in rest):
        rest = question
    linked = rest != question
    if linked and not leans(rest) and _is_sentence(rest):
        return _capital(rest)
    before = _WITH_BOTH.fullmatch(last)
    head, about = (before["head"], before["about"]) if before else (last, "")
    made = _with_phrase(rest, head) or _with_topic(rest, head) or (linked and _side_by_side(rest, head))
    if made:
        made = _BOTH.format(rest=_capital(made), about=about) if about else _capital(made)
        if len(made) <= longest:
            return made
    return _both(_capital(rest), f"{about} {head}".strip(), longest)


def _both(rest: str, about: str, longest: int) -> str:
    room = longest - len(_BOTH.format(rest=rest, about=""))
    if room < min(len(about), _SHORTEST_REST):
        return rest
    return _BOTH.format(rest=rest, about=about if len(about) <= room else about[: room - 1].rstrip() + "…")


# ------------------------------------------------------------------ "and in Postgres?"


def _with_phrase(rest: str, head: str) -> str:
    """`head` with the phrase of `rest` in the place of one with the same preposition, or at its end; or nothing."""
    body = _one_sentence(head)
    if not body or not is_phrase(rest):
        return ""
    phrase, said = _bare(rest), body.split()
    preposition, *meant = phrase.split()
    places = [at for at in range(len(said) - 1) if said[at].lower() == preposition.lower()]
    if not places or not content_stems(" ".join(meant)) or "example" in meant:
        return f"{body} {phrase}?"
    place = places[-1]
    length = _object_length(said[place + 1 :], preposition.lower())
    if not length:
        return ""
    comma = "," if said[place + length].endswith(",") else ""
    return " ".join([*said[:place], phrase + comma, *said[place + 1 + length :]]) + "?"


def _object_length(following: list[str], preposition: str) -> int:
    """How many words after a preposition belong to it: names, or one word up to the end of the phrase. 0: unclear."""
    article = int(following[0].lower() in DETERMINERS)
    length = article
    while length < len(following) and (following[length][0].isupper() or following[length][0].isdigit()):
        length += 1
        if following[length - 1].endswith(","):
            return length
    if length > article:
        return length
    if length == len(following) or following[length].lower() in ASKING or (preposition == "to" and not article):
        return 0
    ends = following[length].endswith(",") or length + 1 == len(following)
    following_word = "" if ends else following[length + 1].lower()
    return length + 1 if ends or following_word in PREPOSITIONS | ASKING | {"and", "or", "if", "that"} else 0


# ------------------------------------------------------------------ "Why does it matter?"


def _with_topic(rest: str, head: str) -> str:
    """`rest` with the topic of `head` in the place of its one pronoun, where both are one or many; or nothing."""
    places = dangling(rest)
    topic, many = _topic(head)
    if len(places) != 1 or not topic:
        return ""
    start, end = places[0]
    pronoun = rest[start:end].lower()
    if pronoun not in (_OF_MANY if many else _OF_ONE):
        return ""
    following = TOKEN.match(rest[end:].lstrip())
    if pronoun in _POINTING and following and following.group()[0].isalnum() and following.group() not in _PREDICATES:
        return ""  # "that clause"
    owner = ("'" if many else "'s") if pronoun in ("its", "their") else ""
    return rest[:start] + topic + owner + rest[end:]


def _topic(head: str) -> tuple[str, bool]:
    """What `head` is about, and whether it is more than one; nothing where its form does not tell."""
    body = _one_sentence(head)
    found = next(filter(None, (pattern.fullmatch(body) for pattern in (*_TOPICS, _DONE_TO))), None)
    topic = found["topic"].strip() if found else ""
    said = topic.lower().split()
    if not said or len(said) > _LONGEST_TOPIC or not _NO_TOPIC.isdisjoint(said):
        return "", False
    named = next((at for at, word in enumerate(said) if word in PREPOSITIONS and at), len(said))
    many = is_plural(said[named - 1]) and not _ARTICLE.match(topic)
    return topic, many or _MANY.match(body) is not None


# ------------------------------------------------------------------ "What about credit notes?"


def _side_by_side(rest: str, head: str) -> str:
    """Both as one question, or `head` asked of the other thing where the two have the same form; or nothing."""
    body = _one_sentence(head)
    other = _bare(rest)
    if not body or leans(rest) or _is_sentence(rest) or _one_sentence(rest) != other or len(other.split()) > _FEW:
        return ""
    topic, _ = _topic(head)
    if _ARTICLE.match(topic) and _ARTICLE.match(other) and body.endswith(topic):
        return f"{body.removesuffix(topic)}{other}?"
    return f"{body}, and what about {other}?"


# ------------------------------------------------------------------ form


def _is_sentence(text: str) -> bool:
    found = [word.lower() for word in TOKEN.findall(text)]
    return found[0] in _ORDERS or any(word in AUXILIARIES or word in ASKING for word in found)


def _one_sentence(text: str) -> str:
    """`text` without its end mark; nothing where it is more than one sentence."""
    bare = _bare(text)
    return "" if _INNER_END.search(bare) else bare


def _bare(text: str) -> str:
    return text.rstrip("?!. ")


def _capital(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text[0].upper() + text[1:] if text[0].isascii() and first.islower() else text
