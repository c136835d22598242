"""A follow-up made to stand alone by rule: what it leaves out is taken from the question before it.

No word that was typed is lost, but for thanks and connectives, a pronoun that is given its name, and a preposition
where a name takes the place of one that has none. What the rules cannot say for sure they do not say: then both
questions stand side by side, which search reads as well.
"""
# ruff: noqa: SIM905 - lists of quoted words read worse

from __future__ import annotations

import re

from tutor.text.names import PLACE, Named, named
from tutor.text.words import content_stems
from tutor.writing.leaning import (
    ASKING,
    AUXILIARIES,
    DETERMINERS,
    FEW,
    PREPOSITIONS,
    TOKEN,
    dangling,
    is_phrase,
    is_plural,
    is_sentence,
    leans,
    names_alone,
    opened,
    without_too,
)

_BOTH = "{rest} (about: {about})"
_WITH_BOTH = re.compile(r"(?P<head>.+?) \(about: (?P<about>.+)\)")
_INNER_END = re.compile(r"[.?!;:]\s")
_PHRASE = re.compile(r"(?<!\S)(?P<preposition>\w+) (?P<article>(?:the )?)$", re.IGNORECASE)  # before a name
_ARTICLE = re.compile(r"an? ", re.IGNORECASE)
# "and for members, what does an hour cost?": what is set against something said before leaves the rest out
_CONTRAST = re.compile(r"(?:for|in|on|under|using|with|without) [^,?]+, ", re.IGNORECASE)
_SHORTEST_REST = 20  # characters of the earlier question: fewer are no use

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
    rest = without_too(question[opened(question) :])
    if not any(character.isalnum() for character in rest):
        rest = question
    linked = rest != question
    if linked and not leans(rest) and is_sentence(rest) and not _CONTRAST.match(rest):
        return _capital(rest)
    rivals = _rivals(rest, last)
    if names_alone(rest) not in ("", PLACE) and not (linked or rivals):
        return question  # a topic of its own, for all that can be told
    before = _WITH_BOTH.fullmatch(last)
    head, about = (before["head"], before["about"]) if before else (last, "")
    if rivals:
        sure = len(rivals) == 1 and all(_one_sentence(each) for each in (head, about) if each)
        made = _with_name(rest, rivals[0], last) if sure else ""
    else:
        made = _with_phrase(rest, head) or _with_topic(rest, head) or (_side_by_side(rest, head) if linked else "")
        made = _BOTH.format(rest=_capital(made), about=about) if made and about else made
    if made and len(made) <= longest:
        return _capital(made)
    return _both(_capital(rest), f"{about} {head}".strip(), longest)


def _both(rest: str, about: str, longest: int) -> str:
    room = longest - len(_BOTH.format(rest=rest, about=""))
    if room < min(len(about), _SHORTEST_REST):
        return rest
    return _BOTH.format(rest=rest, about=about if len(about) <= room else about[: room - 1].rstrip() + "…")


# ------------------------------------------------------------------ "and for Postgres?", where it was MySQL


def _meant(rest: str) -> tuple[str, str]:
    """The names that are all there is in `rest`, with the preposition before them if there is one; or nothing."""
    preposition, _, names = _bare(rest).partition(" ")
    if is_phrase(rest) and names_alone(names):
        return preposition, names
    return "", _bare(rest) if names_alone(rest) else ""


def _rivals(rest: str, last: str) -> list[Named]:
    """The names in `last` that are alternatives to what `rest` names; none where it names one of them."""
    _, names = _meant(rest)
    found = [each for each in named(last) if each.kind == names_alone(names)]
    return [] if {each.name for each in found} & {each.name for each in named(names)} else found


def _with_name(rest: str, rival: Named, last: str) -> str:
    """`last` with what `rest` names in the place of its `rival`: a phrase for a phrase, else the name alone."""
    preposition, names = _meant(rest)
    before, after = last[: rival.start], last[rival.end :]
    phrase = _PHRASE.search(before)
    article = phrase["article"] if phrase and (rival.kind == PLACE or not phrase["article"]) else None
    if phrase and article is not None:
        before = before[: phrase.start("article")]
        if preposition and phrase["preposition"].lower() in PREPOSITIONS:
            return f"{before[: phrase.start()]}{preposition} {names}{after}"
    return f"{before}{names}{after}"


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
    whole = is_sentence(rest) or (leans(rest) and not names_alone(rest))
    if not body or whole or _one_sentence(rest) != other or len(other.split()) > FEW:
        return ""
    topic, _ = _topic(head)
    if _ARTICLE.match(topic) and _ARTICLE.match(other) and body.endswith(topic):
        return f"{body.removesuffix(topic)}{other}?"
    return f"{body}, and what about {other}?"


# ------------------------------------------------------------------ form


def _one_sentence(text: str) -> str:
    """`text` without its end mark; nothing where it is more than one sentence."""
    bare = _bare(text)
    return "" if _INNER_END.search(bare) else bare


def _bare(text: str) -> str:
    return text.rstrip("?!. ")


def _capital(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text[0].upper() + text[1:] if text[0].isascii() and first.islower() else text
