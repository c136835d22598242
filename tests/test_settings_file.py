"""The file of settings, as the page writes it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tutor.errors import BadSettings, StoreFailed
from tutor.settings import read_settings
from tutor.settings_file import from_environment, save


def test_what_is_saved_is_in_force_and_what_stood_there_stays(empty_home: Path) -> None:
    """Comments and other settings survive, lists and switches are read back as what they were."""
    file = empty_home / "settings.toml"
    file.write_text("# mine\npassages = 5  # few\n", "utf-8")
    settings = save({"model": "local", "corpora": ("a", "b"), "stream": False, "price_input": 0.5})
    assert (settings.model, settings.corpora, settings.stream, settings.price_input) == (
        "local",
        ("a", "b"),
        False,
        0.5,
    )
    assert settings == read_settings()
    assert file.read_text("utf-8").startswith("# mine\npassages = 5  # few\n")


def test_none_takes_a_setting_out(empty_home: Path) -> None:
    """A setting that is taken out has its default again."""
    save({"model": "local", "redraws": 4})
    assert save({"model": None}).model == ""
    assert (empty_home / "settings.toml").read_text("utf-8") == "redraws = 4\n"


def test_a_key_is_for_its_owner_and_its_address(empty_home: Path) -> None:
    """Only the owner may read the file, and another address takes the key out that was given for the one before."""
    save({"model": "m", "base_url": "http://127.0.0.1:1/v1", "api_key": "sk-for-that-address"})
    mode = (empty_home / "settings.toml").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
    assert save({"redraws": 1}).api_key.get_secret_value() == "sk-for-that-address"
    assert save({"base_url": "http://127.0.0.1:2/v1"}).api_key.get_secret_value() == ""
    again = save({"base_url": "http://127.0.0.1:3/v1", "api_key": "sk-another"})
    assert again.api_key.get_secret_value() == "sk-another"


@pytest.mark.parametrize("wrong", [{"redraws": 99}, {"base_url": "http://me:secret@host/v1"}, {"text_size": "huge"}])
def test_what_cannot_be_is_not_written(empty_home: Path, wrong: dict[str, int | str]) -> None:
    """A wrong value is refused by name, and the file is as before."""
    save({"passages": 5})
    with pytest.raises(BadSettings, match=next(iter(wrong))):
        save(wrong)
    assert (empty_home / "settings.toml").read_text("utf-8") == "passages = 5\n"


def test_a_file_that_cannot_be_read_is_not_replaced(empty_home: Path) -> None:
    """What somebody wrote by hand and mistyped is not thrown away."""
    (empty_home / "settings.toml").write_text("passages = = 5", "utf-8")
    with pytest.raises(BadSettings, match=r"settings\.toml"):
        save({"redraws": 1})
    assert (empty_home / "settings.toml").read_text("utf-8") == "passages = = 5"


def test_a_folder_that_is_a_file(empty_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the disk refuses is said with its cure."""
    (empty_home / "file").write_text("", "utf-8")
    monkeypatch.setenv("TUTOR_HOME", str(empty_home / "file"))
    with pytest.raises((StoreFailed, BadSettings)):
        save({"redraws": 1})


def test_the_environment_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting of the environment is named as such, and what is saved below it does not change it."""
    monkeypatch.setenv("TUTOR_REDRAWS", "7")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    assert from_environment("redraws") == "TUTOR_REDRAWS"
    assert from_environment("base_url") == "OPENAI_BASE_URL"
    assert from_environment("model") == ""
    assert save({"redraws": 1}).redraws == 7
