"""`settings.toml`, as the page writes it: validated before, replaced whole, readable for its owner alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from tutor.errors import BadSettings, StoreFailed
from tutor.settings import Settings, default_home, read_settings

Choice = str | int | float | bool | tuple[str, ...] | None
_VARIABLES = {"api_key": ("TUTOR_API_KEY", "OPENAI_API_KEY"), "base_url": ("TUTOR_BASE_URL", "OPENAI_BASE_URL")}


def from_environment(name: str) -> str:
    """The environment variable that the setting is taken from, before the file; empty where there is none."""
    variables = _VARIABLES.get(name, (f"TUTOR_{name.upper()}",))
    return next((variable for variable in variables if variable in os.environ), "")


def save(chosen: Mapping[str, Choice]) -> Settings:
    """Write the chosen settings into the file, what else stands there is kept; None takes a setting out.

    A key stays with the address it was given for: where another `base_url` is chosen and no key with it, the key that
    stands in the file is taken out. Returns the settings in force. Raises `BadSettings`, and then nothing is written;
    `StoreFailed`.
    """
    path = default_home() / "settings.toml"
    current = read_settings()
    if chosen.get("base_url", current.base_url) != current.base_url:
        chosen = {"api_key": None, **chosen}
    read_settings(**{name: value for name, value in chosen.items() if not from_environment(name)})
    document = _read(path)
    for name, value in chosen.items():
        if value is None:
            document.pop(name, None)
        else:
            document[name] = list(value) if isinstance(value, tuple) else value
    _replace(path, tomlkit.dumps(document))
    return read_settings()


def in_file() -> dict[str, Any]:
    """What is chosen in the file, whatever goes before it; nothing where there is none. Raises `BadSettings`."""
    return dict(_read(default_home() / "settings.toml").unwrap())


def _read(path: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(path.read_text("utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except (OSError, ValueError, TOMLKitError) as error:
        raise BadSettings(f"settings.toml cannot be read: {error}.", "Correct or delete it.") from error


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f".{path.name}-new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        # created with these permissions, not given them afterwards: a key may stand in it
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as error:
        raise StoreFailed(f"{path} cannot be written: {error.strerror}.", "Check the disk and its owner.") from error
