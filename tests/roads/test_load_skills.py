"""The road of a curator's skills: with the texts they fit into a release, and wherever that goes."""

from __future__ import annotations

import io
import json
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.conftest import NOW
from tests.roads.conftest import NOTES, Curating
from tutor.domain import FileStatus
from tutor.errors import BadExport, BadInput, BadSkills
from tutor.learn import course
from tutor.learning.skills import SKILLS
from tutor.parts import Parts
from tutor.releases import verify
from tutor.releases_carried import export, take_in
from tutor.releases_compared import difference
from tutor.settings import read_settings

BEES, BREAD, TIDES = NOTES
BROOD = """[[skills]]
id = "brood"
title = "Brood"
can = "Can keep a brood nest warm."
[[skills.teaches]]
document = "bees.md"
words = "A honey bee colony keeps its brood nest at 35 degrees Celsius all year round."
"""
RISE = """[[skills]]
id = "rise"
title = "Rising"
can = "Can let bread rise."
[[skills.teaches]]
document = "bread.md"
words = "rises for twelve hours"
"""


@pytest.fixture
def teaching(curating: Curating) -> Curating:
    """Notes that teach one skill."""
    curating.write(SKILLS, BROOD)
    return curating


def taught(parts: Parts) -> list[str]:
    """The skills that the published notes carry."""
    return [skill.id for skill in course(parts, {}).skills]


def test_only_the_skills_changed(teaching: Curating) -> None:
    """They make a new release, for which nothing is read or embedded anew; the old one has its own; no change, none."""
    first = teaching.load()
    assert taught(teaching.parts()) == ["brood"]
    teaching.write(SKILLS, BROOD + RISE)
    second, third = teaching.load(), teaching.load()
    assert (second.release != first.release, third.release) == (True, second.release)
    assert {file.status for file in second.files} == {FileStatus.UNCHANGED}
    assert teaching.embedder.embedded == 0
    assert taught(teaching.parts()) == ["brood", "rise"]
    (fact,) = difference("notes", first.release, second.release, teaching.parts()).facts
    assert (fact.name, fact.before[:7], fact.before != fact.after) == (SKILLS, "sha256 ", True)
    with teaching.shelf.writing("notes"):
        teaching.shelf.publish("notes", first.release)
    assert taught(teaching.parts()) == ["brood"]
    (teaching.folder / SKILLS).unlink()
    teaching.load()
    with pytest.raises(BadInput, match="None of these corpora has skills"):
        taught(teaching.parts())


def test_skills_that_do_not_fit_are_refused(teaching: Curating) -> None:
    """The entry is named, also where only the text of its lesson changed; learners keep what there was."""
    first = teaching.load()
    teaching.write(BEES, NOTES[BEES].replace("35 degrees", "36 degrees"))
    with pytest.raises(BadSkills, match=r"brood: “A honey bee colony .* does not stand in bees\.md") as caught:
        teaching.load()
    assert str(teaching.folder / SKILLS) in caught.value.message
    teaching.write(SKILLS, BROOD.replace("Can keep", "Keep"))
    with pytest.raises(BadSkills, match="'brood' cannot be used"):
        teaching.load()
    assert teaching.shelf.current("notes").name == first.release
    assert teaching.left_over() == []
    teaching.write(SKILLS, BROOD.replace("35 degrees", "36 degrees"))
    assert teaching.load().release != first.release


def test_they_travel_with_the_release(teaching: Curating, tmp_path: Path) -> None:
    """Into a file and out of it on another machine, checked like every part."""
    teaching.load()
    elsewhere = Parts(read_settings(home=tmp_path / "elsewhere"))
    elsewhere.embedder = teaching.embedder
    for ending in ("tar", "zip"):
        export("notes", "", tmp_path / f"notes.{ending}", teaching.parts())
        came = take_in(tmp_path / f"notes.{ending}", elsewhere, NOW, publish=True)
        assert came.new == (ending == "tar")
    assert taught(elsewhere) == ["brood"]
    assert verify("notes", "", elsewhere).faults == ()
    (elsewhere.shelf.current("notes") / SKILLS).write_text(RISE)
    assert [fault.part for fault in verify("notes", "", elsewhere).faults] == [SKILLS]


def test_skills_that_were_put_into_a_file(teaching: Curating, tmp_path: Path) -> None:
    """A file whose hashes are right and whose skills quote what stands nowhere is refused; nothing is left of it."""
    teaching.load()
    folder = teaching.shelf.current("notes")
    (folder / SKILLS).write_text(BROOD.replace("35 degrees", "99 degrees"))
    manifest = json.loads((folder / "manifest.json").read_text())
    forged = sha256((folder / SKILLS).read_bytes()).hexdigest()
    manifest["parts"][SKILLS] = forged
    (folder / "manifest.json").write_text(json.dumps(manifest))
    export("notes", "", tmp_path / "notes.tar", teaching.parts())
    elsewhere = Parts(read_settings(home=tmp_path / "elsewhere"))
    elsewhere.embedder = teaching.embedder
    with pytest.raises(BadExport, match="The skills in it are not in order"):
        take_in(tmp_path / "notes.tar", elsewhere, NOW)
    assert elsewhere.shelf.kept("notes") == []


@pytest.mark.parametrize("head_too", [False, True])
def test_a_file_that_lost_its_skills(teaching: Curating, tmp_path: Path, head_too: bool) -> None:
    """What the manifest names must be there, whatever else the file says of itself."""
    teaching.load()
    export("notes", "", tmp_path / "whole.tar", teaching.parts())
    with tarfile.open(tmp_path / "whole.tar") as whole, tarfile.open(tmp_path / "less.tar", "w") as less:
        for member in whole.getmembers():
            raw = whole.extractfile(member).read()  # type: ignore[union-attr]
            if member.name == "groundwork.json" and head_too:
                head = json.loads(raw)
                del head["members"][SKILLS]
                raw = json.dumps(head).encode()
                member.size = len(raw)
            if member.name != SKILLS:
                less.addfile(member, io.BytesIO(raw))
    with pytest.raises(BadExport, match=SKILLS if head_too else "all its parts"):
        take_in(tmp_path / "less.tar", teaching.parts(), NOW)


def test_older_releases_and_other_skills(curating: Curating, tmp_path: Path) -> None:
    """A release without skills takes them from the folder that is given; one named instead goes before what it has."""
    curating.load()
    for name, text in (("one", BROOD), ("other", RISE)):
        (tmp_path / name).mkdir()
        (tmp_path / name / SKILLS).write_text(text)
    given = {"notes": tmp_path / "one"}
    assert [each.id for each in course(curating.parts(), given).skills] == ["brood"]
    curating.write(SKILLS, BROOD)
    curating.load()
    other = {"notes": tmp_path / "other"}
    assert [each.id for each in course(curating.parts(), other).skills] == ["brood"]
    assert [each.id for each in course(curating.parts(), {}, instead=other).skills] == ["rise"]
