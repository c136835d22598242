"""HTML as text: what is put in is escaped unless it was made here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

_EMPTY = frozenset({"input", "line", "rect", "circle", "path", "meta"})


class Markup(str):
    """HTML that is safe to put in as it is: everything in it went through `tag` or `literal`."""

    __slots__ = ()


def tag(name: str, /, *inside: object, **attributes: object) -> Markup:
    """An element. Attributes that are None or False are left out; `class_` and `data_x` are `class` and `data-x`."""
    given = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _EMPTY:
        return Markup(f"<{name}{given}>" if name in ("input", "meta") else f"<{name}{given}/>")
    return Markup(f"<{name}{given}>{joined(inside)}</{name}>")


def joined(parts: Iterable[object]) -> Markup:
    """All parts one after the other; what is no markup is escaped, None is nothing."""
    return Markup(
        "".join(each if isinstance(each, Markup) else escape(str(each)) for each in parts if each is not None)
    )


def table(head: Sequence[object], body: Iterable[Sequence[object]], caption: str = "") -> Markup:
    """A table whose first cells are the headings of its rows, in a box that scrolls by itself."""
    rows = [
        tag("tr", *(tag("th", cell, scope="row") if number == 0 else tag("td", cell)
                    for number, cell in enumerate(row)))
        for row in body
    ]  # fmt: skip
    headed = tag("thead", tag("tr", *(tag("th", cell, scope="col") for cell in head)))
    named = tag("caption", caption) if caption else None
    inside = tag("table", named, headed, tag("tbody", *rows))
    return tag("div", inside, class_="scrolls", tabindex=0, role="group", aria_label=caption or "table")


def figure_words(found: dict[str, object] | None) -> str:
    """A figure with its interval in words."""
    if found is None or found["value"] is None:
        return "–"
    interval = "" if found["low"] is None else f" ({found['low']:.2f} to {found['high']:.2f})"
    return f"{found['value']:.3f}{interval}"
