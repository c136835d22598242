"""What was read waits on the disk for the release, and is only ever a copy."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.errors import StoreFailed
from tutor.store.drafts import Drafts


def test_what_was_kept_is_found_by_its_key_alone(tmp_path: Path) -> None:
    """Also by the next process; another key of the same file takes its place."""
    with Drafts(tmp_path / "new" / "drafts.sqlite") as drafts:
        drafts.keep("a.md", "one", "Bees.")
    with Drafts(tmp_path / "new" / "drafts.sqlite") as drafts:
        assert drafts.find("a.md", "one") == "Bees."
        assert drafts.find("a.md", "two") is None
        assert drafts.find("b.md", "one") is None
        drafts.keep("a.md", "two", "Wasps.")
        assert (drafts.find("a.md", "one"), drafts.find("a.md", "two")) == (None, "Wasps.")


@given(text=st.text())
def test_every_text_comes_back(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Letter for letter, as JSON has them."""
    with Drafts(tmp_path_factory.mktemp("drafts") / "drafts.sqlite") as drafts:
        drafts.keep("a.md", "key", text.encode("utf-8", "replace").decode())
        assert drafts.find("a.md", "key") == text.encode("utf-8", "replace").decode()


def test_discarded_drafts_leave_nothing(tmp_path: Path) -> None:
    """No file of it stays on the disk."""
    drafts = Drafts(tmp_path / "drafts.sqlite")
    drafts.keep("a.md", "key", "Bees.")
    drafts.discard()
    assert list(tmp_path.iterdir()) == []


def test_broken_drafts_are_begun_anew(tmp_path: Path) -> None:
    """A file that is no database any more is as good as none."""
    file = tmp_path / "drafts.sqlite"
    file.write_bytes(b"\xa5" * 10_000)
    with Drafts(file) as drafts:
        assert drafts.find("a.md", "key") is None
        drafts.keep("a.md", "key", "Bees.")
        assert drafts.find("a.md", "key") == "Bees."


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """The disk's refusal comes in words with a cure."""
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreFailed, match=r"The drafts cannot be written.*Free some disk space"):
        Drafts(tmp_path / "file" / "drafts.sqlite")
