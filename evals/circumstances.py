"""Under which circumstances a run is made: code, prompts, settings, packages."""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from tutor.domain.agreement import Scalar
from tutor.models import model_judge
from tutor.settings import Settings
from tutor.writing import other_words, prompt, standalone

ROOT = Path(__file__).parent.parent
_NOT_TOLD = frozenset({"home", "api_key", "corpora", "text_size", "stream", "desk", "evals"})  # secret, or of no weight
_PACKAGES = ("chromadb", "groundwork-tutor", "langchain-core", "langchain-openai", "numpy", "onnxruntime", "openai",
             "pydantic", "sentencex", "snowballstemmer", "tokenizers")  # fmt: skip


def revision(folder: Path = ROOT) -> tuple[str, bool]:
    """The revision of the working copy and whether it has changes that are in none; unknown where git cannot tell."""
    try:
        head = _git(folder, "rev-parse", "HEAD")
        return head, bool(_git(folder, "status", "--porcelain", "--", "tutor", "evals", "corpora"))
    except (OSError, subprocess.CalledProcessError):
        return "unknown", False


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "--no-optional-locks", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def code(folder: Path = ROOT / "tutor") -> str:
    """A hash of all source of the tutor: two working copies of one hash answer alike."""
    told = hashlib.sha256()
    for path in sorted(folder.rglob("*.py")):
        told.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return told.hexdigest()


def prompts() -> dict[str, str]:
    """A hash of the instructions that each module gives to a model."""
    modules = (prompt, standalone, other_words, model_judge)
    return {each.__name__: hashed(each.INSTRUCTIONS) for each in modules}


def settings_told(settings: Settings) -> dict[str, Scalar]:
    """The settings that answers depend on; never a key."""
    told: Mapping[str, Any] = settings.model_dump(mode="json", exclude=set(_NOT_TOLD))
    return {name: "" if value is None else value for name, value in told.items()}


def packages() -> dict[str, str]:
    """The versions of Python and of what the answers are made with."""
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in _PACKAGES}


def hashed(value: object) -> str:
    """A hash of text, or of anything that JSON holds."""
    words = value if isinstance(value, str) else json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(words.encode()).hexdigest()
