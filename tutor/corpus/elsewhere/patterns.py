"""Which paths a recipe means: patterns as shells have them, with `**` for any folders in between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_STEP = re.compile(r"\*\*/|\*\*|\*|\?|\{[^{}]*\}|.", re.DOTALL)
_MEANS = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}


def wanted(path: str, include: Sequence[str], exclude: Sequence[str]) -> bool:
    """Whether some pattern of `include` (none: all) and none of `exclude` means `path`."""
    return (not include or _any(path, include)) and not _any(path, exclude)


def _any(path: str, patterns: Sequence[str]) -> bool:
    return any(_compiled(pattern).fullmatch(path) for pattern in patterns)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> re.Pattern[str]:
    """`*` and `?` stay within a folder, `**/` spans any number of folders, `{a,b}` is one of these words."""
    return re.compile("".join(_meaning(step) for step in _STEP.findall(pattern)), re.DOTALL)


def _meaning(step: str) -> str:
    if step.startswith("{"):
        return f"(?:{'|'.join(map(re.escape, step[1:-1].split(',')))})"
    return _MEANS.get(step) or re.escape(step)
