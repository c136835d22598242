"""The commands for releases: what they print, as words and as JSON, and how they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.shapes import (
    DIFFERENCE,
    EXPORT,
    IMPORTED,
    PRUNED,
    RELEASES,
    SWITCH,
    VERIFIED,
    faults,
    keys,
)
from tests.conftest import ROOT

OLD = "Neap tides come at half moon."
PAGE = f"# Tides\n\n{OLD} The sea is lowest then.\n"


@pytest.fixture
def sailing(run: Run, tmp_path: Path) -> tuple[str, str]:
    """The corpus `sailing` with two releases: the ids of the first and of the second, which is published."""
    ids = []
    for page in (PAGE, PAGE.replace("half moon", "quarter moon")):
        (tmp_path / "sailing").mkdir(exist_ok=True)
        (tmp_path / "sailing" / "tides.md").write_text(page, "utf-8")
        ids.append(run("load", str(tmp_path / "sailing"), "--json").row["release"])
    return ids[0], ids[1]


def test_the_shapes(run: Run, sailing: tuple[str, str], tmp_path: Path) -> None:
    """Each command has the documented shape, and does what it says."""
    first, second = sailing
    listed = run("corpus", "releases", "sailing", "--json").row
    assert [(each["id"], each["published"]) for each in listed["releases"]] == [(second, True), (first, False)]
    found = run("corpus", "diff", "sailing", "--json").row
    assert (found["before"], found["after"]) == (first, second)
    back = run("corpus", "rollback", "sailing", "--json").row
    assert back == {"corpus": "sailing", "before": second, "after": first}
    out = run("corpus", "export", "sailing", str(tmp_path / "out.zip"), "--release", second, "--json").row
    came = run("corpus", "import", str(tmp_path / "out.zip"), "--sha256", out["sha256"], "--json").row
    assert came == {"corpus": "sailing", "release": second, "new": False, "published": False}
    verified = run("corpus", "verify", "sailing", "--json").row
    pruned = run("corpus", "prune", "sailing", "--keep", "0", "--json").row
    assert [each["id"] for each in pruned["removed"]] == [second]
    assert pruned["freed"] > 0
    taken = run("corpus", "remove", "sailing", "--json").row
    told = (listed, found, back, out, came, verified, pruned, taken)
    shapes = (RELEASES, DIFFERENCE, SWITCH, EXPORT, IMPORTED, VERIFIED, PRUNED, SWITCH)
    assert [list(faults(row, shape)) for row, shape in zip(told, shapes, strict=True)] == [[]] * 8


def test_the_keys_are_documented() -> None:
    """Whoever reads docs/json.md finds every key that can come."""
    documented = (ROOT / "docs" / "json.md").read_text("utf-8")
    shapes = (RELEASES, DIFFERENCE, SWITCH, EXPORT, IMPORTED, VERIFIED, PRUNED)
    named = set().union(*(keys(shape) for shape in shapes))
    assert [key for key in sorted(named) if f"`{key}`" not in documented and f'"{key}"' not in documented
            and f".{key}`" not in documented] == []  # fmt: skip


def test_in_words(run: Run, sailing: tuple[str, str]) -> None:
    """What changed is shown with its words, and each switch says how to undo it."""
    first, second = sailing
    shown = run("corpus", "diff", "sailing").out
    assert f"- {OLD}" in shown
    assert "+ Neap tides come at quarter moon." in shown
    assert f"tutor corpus publish sailing {second}" in run("corpus", "publish", "sailing", first[-6:]).out
    assert f"* {first}" in run("corpus", "releases", "sailing").out
    assert "every vector was found" in run("corpus", "verify", "sailing", "--all").out
    assert f"to go    {second}" in run("corpus", "prune", "sailing", "--keep", "0", "--dry-run").out
    assert f"tutor corpus publish sailing {first}" in run("corpus", "remove", "sailing").out
    assert "is published." in run("corpus", "publish", "sailing").out


def test_an_earlier_release_is_shown_whatever_the_embedder(
    run: Run, sailing: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`tutor show` needs no embedder: neither for an earlier release nor for the published one."""
    monkeypatch.setenv("TUTOR_EMBEDDER", "/there/is/none")
    assert OLD in run("show", "tides.md", "--corpus", "sailing", "--release", sailing[0][-6:]).out
    assert "quarter moon" in run("show", "tides.md").out
    assert run("show", "tides.md", "--release", sailing[0]).status == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["releases", "nothing"], "No release of the corpus 'nothing' is kept. Kept are: sailing."),
        (["publish", "sailing", "zzz"], "The release 'zzz' of 'sailing' is not kept here."),
        (["publish", "sailing", "2"], "Give more of it."),
        (["publish", "../x"], "cannot be a corpus name"),
        (["export", "sailing", "there.rar"], "neither .tar nor .zip"),
        (["import", "not-there.zip"], "There is no file"),
        (["verify", "sailing", "--all", "2026"], "Give either a RELEASE or --all."),
    ],
)
def test_what_cannot_be_done(run: Run, sailing: tuple[str, str], arguments: list[str], said: str) -> None:
    """A wrong name changes nothing and is told with the cure."""
    ran = run("corpus", *arguments)
    assert ran.status == 2
    assert said in ran.err
    assert run("corpus", "list", "--json").row["corpora"][0]["release"] == sailing[1]
