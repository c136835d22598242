"""Links between the files of a folder that lead nowhere.

Only what must stand in the folder is followed: no addresses of the web, nothing above the folder, no addresses of a
site that a program makes of it. Headings are named as GitHub names them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath, splitext
from urllib.parse import unquote

from tutor.corpus.vetting.material import Fault, Material, in_place, named
from tutor.domain import BlockKind, Document, Finding, FindingKind, Weight
from tutor.domain.vetting import key_of
from tutor.text.mapped import plain

_LABEL = r"\[(?:[^\[\]\\\n]|\\.|!?\[[^\[\]\n]{0,300}\](?:\([^()\n]{0,500}\))?|\n(?!\s*\n)){1,400}+\]"
_TO = r"[^\s<>()]*+(?:\([^\s<>()]*+\)[^\s<>()]*+)*+"
_LINK = re.compile(
    rf"(?<![\\!]){_LABEL}\([ \t]*<?(?P<to>{_TO})>?(?:\s+[\"'(][^\n\"]{{0,300}}[\"')])?[ \t]*\)"
    r"|^ {0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*<?(?P<defined>[^\s<>]++)>?",
    re.MULTILINE,
)
_ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|/|#?$|#!|[$@~?])|[{}<]", re.IGNORECASE)
_NAMED = re.compile(
    r"\{#([\w:.-]+)[^}\n]{0,200}\}|<[a-z]+\b[^>]{0,300}?\b(?:id|name)\s*=\s*[\"']?([\w:.-]+)", re.IGNORECASE
)
_NOT_NAME = re.compile(r"[^\w\- ]")
_OWN_TEXT = (".md", ".markdown")  # whose canonical text is the file's own: of others names of places may be gone
_MADE_OF = (".md", ".markdown", ".mdx", ".qmd", ".rst", ".adoc", ".html", ".htm")
_READ = (*_MADE_OF, ".txt", ".org", ".docx", ".pdf", ".epub")


@dataclass(frozen=True)
class _Sort:
    """What links lead to that is not there, how much that matters, and how many are told of one by one."""

    weight: Weight
    one: str
    many: str
    cure: str
    singly: int = 3


_DOCUMENTS = _Sort(
    Weight.SHOULD,
    "There is no {} in the folder: the link leads nowhere.",
    "{} documents that it links to are not in the folder: {}.",
    "Add the file, correct the link, or leave it out.",
)
_OTHERS = _Sort(
    Weight.NOTE,
    "There is no {} in the folder: the link leads nowhere.",
    "{} files that it links to are not in the folder: {}.",
    "Add the file, correct the link, or leave it out.",
    singly=0,
)
_HEADINGS = _Sort(
    Weight.SHOULD,
    "There is no place that is linked by {}.",
    "{} places that it links to are not there: {}.",
    "Correct the link to the heading as it is now.",
)
_Broken = tuple[int, int, str]  # where a link stands, and where it should lead


@dataclass
class _Folder:
    """What links of a corpus can lead to."""

    paths: frozenset[str]
    documents: Mapping[str, Document]
    folders: set[str] = field(init=False)
    _anchors: dict[str, frozenset[str]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self.folders = {"."}
        for path in self.paths:
            while path := dirname(path):
                self.folders.add(path)

    def found(self, path: str) -> str | None:
        """The path of the file that is meant, as links of sites made of Markdown name it; None where there is none."""
        stem, ending = splitext(path)
        tried = [path, *(path + each for each in _MADE_OF)]
        if ending in (".html", ".htm"):
            tried += [stem + each for each in _MADE_OF]
        return next((each for each in tried if each in self.paths), None)

    def anchors(self, path: str) -> frozenset[str]:
        """The names that places of the document can be linked by."""
        if path not in self._anchors:
            self._anchors[path] = _anchors(self.documents[path])
        return self._anchors[path]


def links(material: Material) -> Iterator[Finding]:
    """Links to files that are not there, and to headings that their file does not have.

    Many that lead to files of the same sort are one finding, at the first of them.
    """
    folder = _Folder(material.paths, {document.path: document for document in material.documents})
    for document in material.documents:
        if not document.markdown:
            continue
        broken: dict[_Sort, list[_Broken]] = {}
        for start, end, to in _links(document):
            target = _broken(document.path, to, folder)
            if target:
                broken.setdefault(_sort(target), []).append((start, end, target))
        for sort, places in broken.items():
            yield from _told(document, sort, places)


def _sort(target: str) -> _Sort:
    if "#" in target:
        return _HEADINGS
    return _DOCUMENTS if target.lower().endswith(_READ) else _OTHERS


def _told(document: Document, sort: _Sort, places: list[_Broken]) -> Iterator[Finding]:
    """A few one by one, many at the first of them; code, data and pictures always together."""
    if len(places) <= sort.singly:
        for start, end, target in places:
            fault = Fault(FindingKind.LINKS, sort.weight, sort.one.format(target), sort.cure)
            yield in_place(fault, document, start, end)
        return
    targets = list(dict.fromkeys(target for _, _, target in places))
    says = sort.one.format(targets[0]) if len(targets) == 1 else sort.many.format(len(targets), named(targets))
    found = in_place(Fault(FindingKind.LINKS, sort.weight, says, sort.cure), document, *places[0][:2])
    yield found.model_copy(update={"key": key_of(FindingKind.LINKS, document.path, " ".join(targets))})


def _links(document: Document) -> Iterator[tuple[int, int, str]]:
    """Each link that may lead inside the folder: where it stands, and its address."""
    code = [(block.start, block.end) for block in document.blocks if block.kind is BlockKind.CODE]
    for match in _LINK.finditer(document.text):
        to = match.group("to") or match.group("defined") or ""
        start, end = match.span()
        if not _ELSEWHERE.search(to) and not any(first < end and start < last for first, last in code):
            ticks = document.text.count("`", document.text.rfind("\n", 0, start) + 1, start)
            if ticks % 2 == 0:
                yield start, end, to


def _broken(path: str, to: str, folder: _Folder) -> str:
    """The file, or the file and its heading after a #, that a link should lead to and that is not there."""
    bare, _, anchor = unquote(to).partition("#")
    bare = bare.partition("?")[0]
    target = normpath(join(dirname(path), bare)) if bare else path
    if target.startswith(".."):
        return ""  # above the folder: nothing is known of it
    file = folder.found(target)
    if file is None:
        return "" if target in folder.folders else target
    if not anchor or not file.lower().endswith(_OWN_TEXT) or file not in folder.documents:
        return ""
    return "" if _is_there(anchor, folder.anchors(file)) else f"{file}#{anchor}"


def _is_there(anchor: str, anchors: frozenset[str]) -> bool:
    # browsers and sites differ in letters at the ends; lines of code are no headings
    return anchor.lower().strip("-") in anchors or bool(re.fullmatch(r"L\d+(?:-L\d+)?|:~:text=.*", anchor))


def _anchors(document: Document) -> frozenset[str]:
    found = {name.lower().strip("-") for pair in _NAMED.findall(document.text) for name in pair if name}
    seen: Counter[str] = Counter()
    for block in document.blocks:
        if block.kind is BlockKind.HEADING:
            name = _NOT_NAME.sub("", plain(document.text[block.start : block.end]).lower()).replace(" ", "-")
            found.add((f"{name}-{seen[name]}" if seen[name] else name).strip("-"))
            seen[name] += 1
    return frozenset(found)
