"""The road of the shelf: publish, go back, compare, remove, and what recorded answers keep."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from tests.conftest import NOW
from tests.roads.conftest import NOTES, Curating
from tests.roads.test_load_failures import command_line
from tutor.ask import ask
from tutor.domain import DocumentChange, Pruned, Why
from tutor.errors import BadInput, BrokenRelease, NoCorpus, OtherEmbedder, StoreFailed
from tutor.recheck import recheck
from tutor.releases import prune, publish, releases, remove, rollback, verify
from tutor.releases_compared import difference
from tutor.retrieval.retrieve import retrieve
from tutor.store.record import Kind

BEES, BREAD, TIDES = NOTES
WARM = "How warm is a brood nest?"


def three(curating: Curating) -> list[str]:
    """Three releases, each with another temperature."""
    ids = []
    for warm in ("35", "36", "37"):
        curating.write(BEES, NOTES[BEES].replace("35", warm))
        ids.append(curating.load().release)
    return ids


def gone(found: Pruned) -> list[str]:
    """The ids of what was removed."""
    return [each.id for each in found.removed]


def test_back_and_forth(curating: Curating) -> None:
    """A rollback goes back one publication at a time, to the first; publishing one again can be undone as well."""
    first, second, third = three(curating)
    parts = curating.parts()
    assert [each.id for each in releases("notes", parts)] == [third, second, first]
    assert rollback("notes", parts, NOW).after == second
    assert rollback("notes", parts, NOW).after == first
    with pytest.raises(BadInput, match="no other release"):
        rollback("notes", parts, NOW)
    assert publish("notes", third[-6:], parts, NOW).before == first
    assert rollback("notes", parts, NOW).after == first
    assert remove("notes", parts, NOW).before == first
    with pytest.raises(NoCorpus):
        rollback("notes", parts, NOW)
    assert publish("notes", "", parts, NOW).after == first


def test_a_release_that_cannot_be_searched_is_not_published(curating: Curating) -> None:
    """An altered part, another embedder or a busy corpus keep it from being published, and what was stays."""
    first, _, third = three(curating)
    parts = curating.parts()
    with curating.shelf.writing("notes"), pytest.raises(StoreFailed, match="by another process"):
        publish("notes", first, parts, NOW)
    texts = curating.shelf.release("notes", first) / "texts.sqlite"
    raw = texts.read_bytes()
    texts.write_bytes(raw[:-1] + b"\xff")
    with pytest.raises(BrokenRelease, match="was altered"):
        publish("notes", first, parts, NOW)
    texts.write_bytes(raw)
    parts.embedder = type("Other", (), {"fingerprint": "other", "dimension": 3})()
    with pytest.raises(OtherEmbedder, match="TUTOR_EMBEDDER"):
        publish("notes", first, parts, NOW)
    assert curating.shelf.current("notes").name == third


def test_what_differs(curating: Curating) -> None:
    """Added, removed, moved and changed documents, facts of a source, and the words with their places."""
    first = curating.load().release
    text = NOTES[BEES]
    curating.write(BEES, text.replace("35", "36") + "\nIt hums.\n")
    (curating.folder / BREAD).rename(curating.folder / "loaf.md")
    (curating.folder / TIDES).unlink()
    curating.write("wax.md", "# Wax\n\nWax melts at 62 degrees Celsius in a warm pan.\n")
    curating.write("corpus.toml", 'title = "My notes"\n[[sources]]\npath = "loaf.md"\nlicence = "CC0-1.0"\n')
    second = curating.load().release
    found = difference("notes", "", "", curating.parts())
    assert (found.before, found.after) == (first, second)
    assert {each.path or each.path_before: each.change for each in found.documents} == {
        BEES: DocumentChange.CHANGED,
        "loaf.md": DocumentChange.MOVED,
        TIDES: DocumentChange.REMOVED,
        "wax.md": DocumentChange.ADDED,
    }
    bees, loaf = (each for each in found.documents if each.path in (BEES, "loaf.md"))
    (licence,) = [fact for fact in loaf.facts if fact.name == "licence"]
    assert (licence.before, licence.after) == ("", "CC0-1.0")
    assert [fact.name for fact in found.facts] == ["title"]
    old, new = (curating.parts().release("notes", each).texts.document(BEES) for each in (first, second))
    assert old is not None
    assert new is not None
    for run in bees.rewritten:
        assert run.place_before is None or old.text[run.place_before.start : run.place_before.end] == run.before
        assert run.place_after is None or new.text[run.place_after.start : run.place_after.end] == run.after
    assert "It hums." in bees.rewritten[-1].after
    back = difference("notes", second, first, curating.parts())
    assert [each.change for each in back.documents if BEES in (each.path, each.path_before)] == [DocumentChange.CHANGED]
    assert difference("notes", first, first, curating.parts()).documents == ()


def test_answers_that_a_change_touches(curating: Curating) -> None:
    """An answer is touched where its words are gone or elsewhere; then a recheck says what became of it."""
    curating.load()
    asked = ask(WARM, [], curating.parts(), NOW)
    ask("How long does bread rise?", [], curating.parts(), NOW)
    curating.write(BEES, NOTES[BEES].replace("# Bees\n\n", "# Bees\n\nThey hum.\n\n"))
    curating.load()
    (touched,) = difference("notes", "", "", curating.parts()).touched
    assert touched.question_id == asked.question_id
    (moved,) = touched.displaced
    assert moved.now is not None
    assert moved.now.start == moved.place.start + len("They hum.\n\n")
    curating.write(BEES, NOTES[BEES].replace("35", "36"))
    curating.load()
    assert difference("notes", "", "", curating.parts()).touched == ()  # it stands on neither of the two
    first = releases("notes", curating.parts())[-1].id
    (touched,) = difference("notes", first, "", curating.parts()).touched
    assert (touched.displaced[0].now, touched.rechecked) == (None, False)
    recheck([], curating.parts(), NOW)
    (touched,) = difference("notes", first, "", curating.parts()).touched
    assert touched.rechecked
    assert len(touched.fallen) == 1


def test_what_is_kept_and_why(curating: Curating) -> None:
    """The published one, the newest, what an answer cites and what is being asked stay; the rest goes."""
    ids = [*three(curating)]
    parts = curating.parts()
    publish("notes", ids[0], parts, NOW)
    ask(WARM, [], parts, NOW)
    publish("notes", ids[1], parts, NOW)
    parts.record.add(Kind.QUESTION, {"question": "?", "corpora": ["notes"], "releases": {"notes": ids[2]}}, NOW)
    curating.write(BEES, NOTES[BEES].replace("35", "38"))
    fourth, soon = curating.load().release, NOW + timedelta(minutes=9)
    assert gone(prune("notes", 0, parts, soon, dry_run=True)) == [ids[1]]
    assert curating.shelf.kept("notes") == sorted([*ids, fourth])
    found = prune("notes", 0, parts, soon)
    assert {each.id: each.why for each in found.kept} == {
        ids[0]: (Why.CITED,),
        ids[2]: (Why.BEING_ASKED,),
        fourth: (Why.PUBLISHED,),
    }
    assert found.freed > 10_000
    assert gone(prune("notes", 2, parts, NOW + timedelta(hours=2))) == []
    assert gone(prune("notes", 1, parts, NOW + timedelta(hours=2))) == [ids[2]]
    assert curating.left_over() == []


def test_a_release_that_is_open_outlives_its_removal(curating: Curating) -> None:
    """Who opened it reads and searches it as before, searched already or not; new questions go to the published."""
    ids = three(curating)
    held, parts = curating.parts(), curating.parts()
    searched, unsearched = held.release("notes", ids[0]), held.release("notes", ids[1])
    before = retrieve(WARM, [searched], curating.embedder, 3)
    assert gone(prune("notes", 1, parts, NOW)) == ids[:2]
    assert retrieve(WARM, [searched], curating.embedder, 3) == before
    assert "36" in retrieve(WARM, [unsearched], curating.embedder, 1)[0].text
    vector = np.asarray(unsearched.chunk_vectors([1])[0])
    assert unsearched.nearest(vector, 1) == [1]
    assert held.release("notes", ids[0]) is searched
    assert held.releases()[0].release.id == ids[2]
    assert curating.shelf.kept("notes") == [ids[2]]
    with pytest.raises(NoCorpus, match="not kept here"):
        parts.release("notes", ids[0])


def test_a_pointer_that_moves_while_a_release_is_opened(curating: Curating, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that was replaced and removed between the look and the opening is left for the one that replaced it."""
    ids = three(curating)
    parts, other = curating.parts(), curating.parts()
    real = parts.shelf.current
    publish("notes", ids[0], other, NOW)

    def look(corpus: str) -> Path:
        folder = real(corpus)
        if folder.name == ids[0]:
            publish("notes", ids[2], other, NOW)
            prune("notes", 1, other, NOW)
        return folder

    monkeypatch.setattr(parts.shelf, "current", look)
    assert parts.releases()[0].release.id == ids[2]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "manifest.json": lambda raw: raw[:-2],
    "texts.sqlite": lambda raw: raw.replace(b"brood", b"broad"),
    "chunks.npy": lambda raw: raw[:-1],
    "sentences.npy": lambda raw: raw[:-4] + bytes(4),
    "vectors/chroma.sqlite3": lambda raw: raw[: len(raw) // 2],
    "vectors/left.bin": lambda _: b"what nobody wrote",
}


@pytest.mark.parametrize("part", DAMAGES)
def test_a_damage_is_found(curating: Curating, part: str) -> None:
    """Whatever part is damaged is named, and a whole release has no fault."""
    release = curating.load().release
    folder = curating.shelf.release("notes", release)
    whole = verify("notes", "", curating.parts())
    assert (whole.faults, whole.documents, whole.vectors) == ((), 3, whole.chunks)
    file = folder / part
    file.write_bytes(DAMAGES[part](file.read_bytes() if file.exists() else b""))
    damaged = verify("notes", release, curating.parts())
    named = "vectors" if part.endswith("chroma.sqlite3") else part
    assert named in [fault.part for fault in damaged.faults]


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from tutor.parts import Parts
from tutor.releases import prune, publish
from tutor.settings import read_settings
left = int(sys.argv[3])
def count(frame, event, argument):
    global left
    if event == "c_call" and argument.__name__ in ("rename", "replace", "fsync", "unlink", "rmdir", "open", "write"):
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
parts = Parts(read_settings(home=Path(sys.argv[1])))
parts.record, parts.embedder.fingerprint
sys.setprofile(count)
if sys.argv[2] == "prune":
    prune("notes", 1, parts, datetime.now(UTC))
else:
    publish("notes", sys.argv[2], parts, datetime.now(UTC))
"""


MOMENTS = {"publish": (0, 18, 21, 22, 23, 24), "prune": (0, 4, 5, 9, 16, 22, 23, 30, 37)}  # calls that touch the disk


@pytest.mark.parametrize(("command", "moment"), [(each, moment) for each in MOMENTS for moment in MOMENTS[each]])
def test_killed_at_any_moment(curating: Curating, command: str, moment: int) -> None:
    """After kill -9 the corpus is published, by the old or the new one, and the same command ends well."""
    ids = three(curating)
    wanted = ids[0] if command == "publish" else command
    ended = subprocess.run([sys.executable, "-c", KILLED, str(curating.home), wanted, str(moment)], check=False)
    assert ended.returncode in (0, -signal.SIGKILL)
    now = curating.shelf.current("notes").name
    assert now in (ids[2], ids[0] if command == "publish" else ids[2])
    assert curating.found(WARM)[0] == BEES
    if command == "publish":
        assert rollback("notes", curating.parts(), NOW).before == now
        publish("notes", ids[0], curating.parts(), NOW)
        assert curating.shelf.line("notes")[-1] == ids[0]
    else:
        prune("notes", 1, curating.parts(), NOW)
        assert curating.shelf.kept("notes") == [ids[2]]
    assert curating.left_over() == []


def test_two_processes(curating: Curating) -> None:
    """While one process changes the corpus another is refused, in words; readers are not."""
    ids = three(curating)
    with curating.shelf.writing("notes"):
        second = command_line(curating.home, "corpus", "prune", "notes", "--keep", "1")
        shown = command_line(curating.home, "corpus", "releases", "notes")
        _, said = second.communicate()
        out, _ = shown.communicate()
        assert (second.returncode, shown.returncode) == (3, 0)
        assert "by another process. Wait for it." in said
        assert ids[0] in out
    assert curating.shelf.kept("notes") == ids
