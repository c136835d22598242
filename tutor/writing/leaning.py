"""Whether a question leans on what was asked before: by rule, for English; of other languages by common openings only.

A rule that is wrong changes what the learner asked. So it counts words and their places, knows no grammar beyond that,
and what is in doubt stands alone.
"""
# ruff: noqa: SIM905 - lists of quoted words read worse

from __future__ import annotations

import re
from collections.abc import Sequence
from re import Match

from tutor.text.names import named
from tutor.text.words import STOPWORDS
from tutor.writing.courtesy import courtesy

# What says nothing of the question: dots, a dash, and a word of thanks that has a mark of its own.
_BEFORE = re.compile(
    r"(?:\s+|\.{2,}|…|[-–—*•>](?=\s)"
    r"|(?:thanks|thank you|thx|great|perfect|cool|nice|good|got it|understood|i see|hello|hi|hey)"
    r"(?: (?:a lot|so much|very much|there|you|again))*[!.,;:…–—-]+(?=\s)"
    r"|(?:ok|okay|yes|no|right|sure)[!.…]+(?=\s))+",
    re.IGNORECASE,
)
# Small letters after the first: AND and OR are words of SQL. Where all is in capitals a preposition comes after them.
_OPENING = re.compile(
    r"(?:(?:[Oo]k(?:ay)?|[Aa]nd|[Bb]ut|[Oo]r|[Aa]lso|[Ss]o|[Tt]hen|[Pp]lus)\b(?!['’-]| (?:known|called|that)\b)[,\s]*)*"
    r"(?:(?:[Ww]hat|[Hh]ow) about\b\s*)?"
    r"(?:(?:[Tt]he )?[Ss]ame(?: question| thing)?,?\s+(?=(?:for|in|on|under|using|with)\b))?"
)
_SHOUTED = re.compile(
    r"(?:(?:AND|BUT|SO) )?(?:WHAT|HOW) ABOUT |(?:(?:AND|BUT|SO|(?:THE )?SAME) )+(?=(?:FOR|IN|ON|UNDER|USING|WITH) )"
)
_TOO = re.compile(r"[,\s]+(?:too|as well|also)(?=[\s?!.]*$)", re.IGNORECASE)
_JOINERS = re.compile(r"(?:and|or|the|[\s,/&?!.])*", re.IGNORECASE)  # between names, and around them
_OPENING_ELSEWHERE = re.compile(r"(?:[Uu]nd|[Oo]der|[Aa]ber|[Ee]t|[Mm]ais|[Pp]ero|[Mm]aar|y|¿\s*[YyEe])\s|.*呢[?？]?$")
TOKEN = re.compile(r"[^\W_]+(?:['’.+#-]+[^\W_]+)*[+#]*|[^\w\s]")

PREPOSITIONS = frozenset(
    "about after as at before between by during for from in into like of on outside over per than to under using via "
    "with within without".split()
)
AUXILIARIES = frozenset(
    "am are aren't be been can can't could did didn't do does doesn't don't had has hasn't have is isn't may might "
    "must shall should was were will won't would".split()
)
_MANY = 100  # words and marks: a question as long says itself what it means
ORDERS = frozenset("compare define describe explain give list show tell".split())
FEW = 4  # words that are a phrase after a mere "and"
ASKING = frozenset("how what what's when where which who whom whose why".split())
DETERMINERS = frozenset("a an the my our your".split())
_HOLLOW = frozenset(  # names nothing that could be looked up
    "anything apply best better called cheaper compare describe detail details different difference easier everything "
    "example examples explain faster give go happen happened happens list long longer make makes many matter matters "
    "mean means much no nothing ok okay please really safer say short shorter show simpler simply slower something "
    "tell thanks thing things way ways work works worse yes already always else even ever instead never often still "
    "whether yet".split()
)
_PEOPLE = frozenset("client customer freelancer lawyer person somebody someone user".split())  # are no "it"
_EMPTY = STOPWORDS | _HOLLOW | AUXILIARIES | PREPOSITIONS
_SUBJECTS = frozenset("he i it let's not please she they to we who why how you".split())
_PERSONAL = frozenset("he him it she them they".split())
_OWNED = frozenset("her his its their".split())
_POINTING = frozenset("that these this those".split())
_RELATING = frozenset("of that where which who whose with".split())
_JOINING = ASKING | frozenset(
    "although and as because but if once or since so that though think thinks unless until whether while "
    ", . ; : ? !".split()
)

# An "it" that stands for nothing: "is it legal to", "it can help to", "how long does it take to", "it is called when".
_NOBODY = re.compile(
    r"(?:(?:be|been|is|isn['’]t|was|find|finds|mak(?:e|es|ing)|will|would) it|it['’]s"
    r"|it(?: (?:is|was|will|would|can|could|may|might))(?: be| help)?)"
    r"(?: [\w'-]+){0,4}? (?:to|that|whether|if|when|for|who|which)\b"
    r"|\w* ?it (?:takes?|took|means?|matters?|helps?|makes? sense|costs?|pays?|called|comes)\b.* (?:to|if|when|that)\b"
)


def leans(question: str) -> bool:
    """Whether `question`, on one line, needs what was asked before it to be understood."""
    if courtesy(question, ()):
        return False
    asked = question[_before(question) :]
    linked = opened(asked) > 0 or _OPENING_ELSEWHERE.match(asked) is not None
    added = without_too(asked) != asked or bool(names_alone(asked))
    return linked or added or is_phrase(asked) or _is_empty(asked) or bool(dangling(asked))


def opened(question: str) -> int:
    """With how many characters that say nothing of what is asked it opens: marks, thanks, a connective."""
    start = _before(question)
    pattern = _SHOUTED if question.isupper() else _OPENING
    connective = pattern.match(question, start)
    return connective.end() if connective else start


def _before(question: str) -> int:
    before = _BEFORE.match(question)
    return before.end() if before else 0


def without_too(question: str) -> str:
    """A fragment without the "too" it ends with: "Postgres too?"; anything else as it is."""
    bare = _TOO.sub("", question)
    short = len(TOKEN.findall(bare.rstrip("?!. "))) <= FEW and not is_sentence(bare)
    return bare if bare != question and (short or is_phrase(bare)) else question


def names_alone(text: str) -> str:
    """The kind of the names that are all there is in `text`: "Postgres or SQLite?"; else empty."""
    found = named(text)
    edges = [0, *(edge for each in found for edge in (each.start, each.end)), len(text)]
    outside = "".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
    kinds = {each.kind for each in found}
    return kinds.pop() if len(kinds) == 1 and _JOINERS.fullmatch(outside) else ""


def is_sentence(text: str) -> bool:
    """Whether it asks or orders, as far as its words tell."""
    found = [word.lower() for word in TOKEN.findall(text)]
    return bool(found) and (found[0] in ORDERS or any(word in AUXILIARIES or word in ASKING for word in found))


def is_phrase(question: str) -> bool:
    """Whether it is a preposition and what belongs to it, without a verb: "in Germany?"."""
    words = [each.group().lower() for each in _tokens(question) if each.group()[0].isalnum()]
    if not 1 < len(words) <= 8 or words[0] not in PREPOSITIONS or "," in question or question.endswith(":"):
        return False
    return not any(word in AUXILIARIES or word in ASKING for word in words)


def dangling(question: str) -> list[tuple[int, int]]:
    """Where words are (start, end) that stand for something said before, as nothing in the question can be meant."""
    found = _tokens(question)
    if question.endswith(":") or len(found) > _MANY:  # "use this library:" points to what follows
        return []
    return [each.span() for at, each in enumerate(found) if _dangles(question, found, at)]


def is_plural(word: str) -> bool:
    """Whether it looks like the name of more than one."""
    return word.islower() and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def _is_empty(question: str) -> bool:
    """Whether it names nothing to look up, or only the circumstances: "Why not?", "Which is faster in SQL?"."""
    found = [each for each in _tokens(question) if each.group()[0].isalnum()]
    words = [each.group().lower() for each in found]
    where = next((at for at, word in enumerate(words) if at and word in ("in", "on", "under")), len(words))
    circumstances = words[where + 1 :]
    if not found or not question.isascii() or question.endswith(":"):
        return False
    if len(circumstances) > 3 or any(word in AUXILIARIES for word in circumstances):
        where = len(words)
    return not any(_has_content(each.group()) for each in found[:where])


def _dangles(question: str, found: Sequence[Match[str]], at: int) -> bool:
    word, rest = found[at].group(), question[found[at].end() :].lstrip()
    if word.isupper() and len(word) > 1:  # IT, ELSE, ONE: names
        return False
    word = word.lower().replace("’", "'").removesuffix("'s")
    before = _word(found, at - 1)
    if word in _PERSONAL:
        start = found[at - 1].start() if at else 0
        nobody = word == "it" and _NOBODY.match(question[start:].lower())
        return not nobody and not _is_bound(found, at, word, rest)
    if word in _POINTING:
        return _points_back(found, at, rest) and not _is_bound(found, at, word, "")
    if word in _OWNED:
        opens = _word(found, 0) in PREPOSITIONS and "," in rest  # "In its early days, what did the union do?"
        return not opens and not _names(found[:at]) and not _by_who(found[:at])
    return not _names(found[:at]) and _stands_in(word, before, rest)


def _stands_in(word: str, before: str, rest: str) -> bool:
    """Whether "there", "one", "same", "instead" and the like stand for something; nothing is named before them."""
    first = _first(rest)
    if word == "there":
        return before not in AUXILIARIES and (not first or first in PREPOSITIONS)
    if word in ("one", "ones"):
        picks = word == "ones" or before in ("which", "that", "this", "another", "other", "shorter", "different")
        return picks and first != "of" and " or " not in rest
    if word in ("same", "former", "latter"):
        predicate = not first or first == "true" or first in _HOLLOW | PREPOSITIONS | AUXILIARIES
        return before == "the" and predicate and " as " not in f" {rest}"
    if word == "instead":
        return first != "of"
    return word == "else" and not _names(_tokens(rest))


def _is_bound(found: Sequence[Match[str]], at: int, word: str, rest: str) -> bool:
    """Whether something named before can be meant; by an object only what is named in another clause."""
    if _word(found, at - 1) in ("do", "doing") and _word(found, 0) not in ("if", "when"):
        return False  # "do it" means what was talked about
    if word in ("he", "she") and _by_who(found[:at]):
        return True
    first = _first(rest)
    is_object = not first or (first in PREPOSITIONS and first != "to")
    clause = max((i for i in range(at) if _joins(found, i)), default=0)
    named = _names(found[:clause] if is_object else found[:at])
    return any(word != "it" or not (is_plural(each.group()) or each.group().lower() in _PEOPLE) for each in named)


def _joins(found: Sequence[Match[str]], at: int) -> bool:
    """Whether a new clause begins here; "to give", "without locking" and "by asking" begin one."""
    word, after = _word(found, at), _word(found, at + 1)
    if word == "to":
        return after not in DETERMINERS | _PERSONAL | _POINTING and not found[at + 1].group()[0].isupper()
    return word in _JOINING or (word in PREPOSITIONS and after.endswith("ing"))


def _points_back(found: Sequence[Match[str]], at: int, rest: str) -> bool:
    """Whether the word points at something, and does not begin a clause: "the code that I wrote", "those who pay"."""
    word, before, first = _word(found, at), _word(found, at - 1), _first(rest)
    if word == "this":
        return True
    if word in ("these", "those") or before in AUXILIARIES:
        return first not in _RELATING and before not in ("have", "has", "had")
    last = not rest[len(first) :].strip(" ?!.")  # "test that?", "write that clause?"; not "check that rows match"
    after_name = at > 0 and found[at - 1] in _names(found[:at])
    return not after_name and (last or first in PREPOSITIONS - _RELATING)


def _names(found: Sequence[Match[str]]) -> list[Match[str]]:
    """The words that name something: neither empty of meaning nor a verb by their place."""
    return [each for at, each in enumerate(found) if _has_content(each.group()) and not _is_verb(found, at)]


def _has_content(word: str) -> bool:
    return word[0].isalnum() and (word.lower() not in _EMPTY or (word.isupper() and len(word) > 1))


def _is_verb(found: Sequence[Match[str]], at: int) -> bool:
    word, before = found[at].group(), _word(found, at - 1)
    if word[0].isupper() and at:
        return False
    if before in AUXILIARIES:  # "does an index", but "I can index" and "what must change"
        subject = _word(found, at - 2)
        asks = subject in ("what", "which", "who") and before not in ("do", "does", "did", "is", "are", "was", "were")
        return asks or subject in _SUBJECTS - ASKING
    return before in _SUBJECTS or (before == "what" and word.endswith("s"))


def _by_who(found: Sequence[Match[str]]) -> bool:
    return any(each.group().lower() in ("who", "whose") for each in found)


def _word(found: Sequence[Match[str]], at: int) -> str:
    return found[at].group().lower() if 0 <= at < len(found) else ""


def _first(rest: str) -> str:
    """The first word of what follows; empty at an end or a mark."""
    match = TOKEN.match(rest)
    return match.group().lower() if match and match.group()[0].isalnum() else ""


def _tokens(question: str) -> list[Match[str]]:
    return list(TOKEN.finditer(question))
