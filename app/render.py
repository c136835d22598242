"""Words to elements. Text of models and sources is escaped: it is shown, never obeyed or rendered."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$:&@])")
# Emojis, icons, arrows and addresses are made from text that is parsed already, where escapes are gone. An empty
# element keeps their characters apart; it takes no room and is not copied.
_JOINT = re.compile(r"(?<=[:@])(?=\S)|(?<=[-<>~])(?=[-=>])|(?<=www)(?=\.)", re.IGNORECASE)
_APART = ":small[]"


def literal(text: str) -> str:
    """`text` on one line, so that Streamlit's Markdown shows it letter for letter."""
    return _APART.join(_SPECIAL.sub(r"\\\1", piece) for piece in _JOINT.split(" ".join(text.split())))


def shortened(text: str, longest: int) -> str:
    """`text`, cut where it is longer."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def small(text: str) -> str:
    """`text` letter for letter in small print, as dark as all other: a caption of Streamlit's is too pale to read."""
    return f":small[{literal(text)}]"
