"""The road of a curator's shelf: what is kept, what is published, how to go back, and what can go.

What changes anything is done by one process at a time for each corpus. Learners are answered meanwhile: whoever has a
release open keeps it.
"""

from __future__ import annotations

from datetime import datetime

from tutor.domain import Kept, Pruned, Removed, Spared, Switch, Verified, Watch, Why, unwatched
from tutor.errors import BadInput, BrokenRelease, OtherEmbedder
from tutor.parts import Parts
from tutor.store.cited import being_asked, cited_releases
from tutor.store.history import Deed
from tutor.store.release import check_parts, read_manifest
from tutor.store.shelf import Shelf, size
from tutor.store.verify import verify as verify_folder


def releases(corpus: str, parts: Parts) -> list[Kept]:
    """All releases of the corpus that are kept, the newest first. Raises `StoreFailed`."""
    shelf = parts.shelf
    published, cited = shelf.published_id(corpus), cited_releases(parts.record, corpus)
    at = shelf.history(corpus).published_at()
    return [_kept(corpus, each, published, cited[each], at.get(each), shelf) for each in reversed(shelf.kept(corpus))]


def _kept(corpus: str, release: str, published: str, cited: int, at: datetime | None, shelf: Shelf) -> Kept:
    folder = shelf.release(corpus, release)
    try:
        manifest = read_manifest(folder)
    except BrokenRelease:
        manifest = None
    return Kept(
        id=release,
        published=release == published,
        size=size(folder),
        cited=cited,
        published_at=at,
        release=manifest,
    )


def publish(corpus: str, release: str, parts: Parts, now: datetime) -> Switch:
    """Answer from that release from now on; a short id will do, and empty means the one that was published last.

    Raises `NoCorpus`, `NoRelease`, `BrokenRelease` where it was altered, `OtherEmbedder` and `StoreFailed`.
    """
    shelf = parts.shelf
    _known(corpus, shelf)
    chosen = shelf.find(corpus, release or next(iter(shelf.line(corpus)[-1:]), ""))
    with shelf.writing(corpus):
        return _switch(corpus, chosen, Deed.PUBLISH, parts, now)


def rollback(corpus: str, parts: Parts, now: datetime) -> Switch:
    """Go back to the release that was published before this one; again, and it goes back further.

    Raises `NoCorpus` where none is published, `BadInput` where there is none to go back to, `BrokenRelease`,
    `OtherEmbedder` and `StoreFailed`.
    """
    shelf = parts.shelf
    published = shelf.current(corpus).name
    with shelf.writing(corpus):
        earlier = previous(corpus, parts)
        if not earlier:
            raise BadInput(
                f"Before {published} no other release of {corpus!r} that is kept was published.",
                f"tutor corpus releases {corpus} names what tutor corpus publish can take.",
            )
        return _switch(corpus, earlier, Deed.ROLLBACK, parts, now)


def previous(corpus: str, parts: Parts) -> str:
    """The release that a rollback would go back to; empty where there is none."""
    shelf = parts.shelf
    published, there = shelf.published_id(corpus), set(shelf.kept(corpus))
    earlier = [each for each in shelf.line(corpus)[:-1] if each in there and each != published]
    return earlier[-1] if earlier else ""


def _switch(corpus: str, release: str, did: Deed, parts: Parts, now: datetime) -> Switch:
    """Point to a release that is as it was written and can be searched here; call inside `writing`."""
    shelf = parts.shelf
    before = shelf.published_id(corpus)
    folder = shelf.release(corpus, release)
    manifest = read_manifest(folder)
    check_parts(folder, manifest)
    if manifest.embedder != parts.embedder.fingerprint:
        raise OtherEmbedder(
            f"{release} was indexed with {manifest.embedder}, in use is {parts.embedder.fingerprint}.",
            f"Set TUTOR_EMBEDDER to the one it was made with, or index again: tutor load FOLDER --corpus {corpus}",
        )
    if before != release:
        shelf.publish(corpus, release, now, did)
    return Switch(corpus=corpus, before=before, after=release)


def remove(corpus: str, parts: Parts, now: datetime) -> Switch:
    """Take a corpus off the shelf: nobody is answered from it, and all its releases are kept.

    `publish` brings it back. Raises `NoCorpus` where it is not published, and `StoreFailed`.
    """
    published = parts.shelf.current(corpus).name
    with parts.shelf.writing(corpus):
        parts.shelf.take_off(corpus, now)
    return Switch(corpus=corpus, before=published, after="")


def prune(corpus: str, keep: int, parts: Parts, now: datetime, *, dry_run: bool = False) -> Pruned:
    """Remove all releases but the published one, the newest `keep`, and those that recorded answers cite.

    Kept too are those of questions of the last hour that have no answer yet: it may be in the making. Raises
    `NoCorpus` and `StoreFailed`.
    """
    shelf = parts.shelf
    _known(corpus, shelf)
    with shelf.writing(corpus):
        found = shelf.kept(corpus)
        sizes = {each: size(shelf.release(corpus, each)) for each in found}
        spared = _spared(corpus, found, found[len(found) - keep :] if keep else [], parts, now)
        wanted = {each.id for each in spared}
        removed = [each for each in found if each not in wanted]
        for each in removed if not dry_run else ():
            shelf.discard(corpus, each)
    return Pruned(
        corpus=corpus,
        dry_run=dry_run,
        removed=tuple(Removed(id=each, size=sizes[each]) for each in removed),
        kept=tuple(spared),
    )


def _spared(corpus: str, found: list[str], newest: list[str], parts: Parts, now: datetime) -> list[Spared]:
    cited, asked = cited_releases(parts.record, corpus), being_asked(parts.record, corpus, now)
    published = parts.shelf.published_id(corpus)
    reasons = {
        Why.PUBLISHED: {published},
        Why.NEWEST: set(newest),
        Why.CITED: set(cited),
        Why.BEING_ASKED: asked,
    }
    spared = []
    for each in found:
        why = tuple(reason for reason, releases in reasons.items() if each in releases)
        if why:
            spared.append(Spared(id=each, why=why, cited=cited[each]))
    return spared


def verify(corpus: str, release: str, parts: Parts, watch: Watch = unwatched) -> Verified:
    """What is wrong with a release; a short id will do, and empty means the published one. Nothing is changed.

    Raises `NoCorpus` and `NoRelease`.
    """
    shelf = parts.shelf
    chosen = shelf.find(corpus, release) if release else shelf.current(corpus).name
    return verify_folder(shelf.release(corpus, chosen), watch)


def _known(corpus: str, shelf: Shelf) -> None:
    """Raise `NoCorpus` unless a release of it is kept: nothing is made for a name that was mistyped."""
    if not shelf.kept(corpus):
        raise shelf.none_kept(corpus)
