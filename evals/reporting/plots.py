"""Plots as inline SVG: a title and a description for those who cannot see them, and the numbers in a table beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.reporting.elements import Markup, joined, table, tag

_SIZE, _LEFT, _TOP, _ROOM = 260, 46, 14, 200
_COLOURS = ("a", "b", "c", "d", "e")

Point = tuple[float, float]


@dataclass(frozen=True)
class Axes:
    """What the two axes are, and how far they go."""

    x: str
    y: str
    x_from: float = 0.0
    x_to: float = 1.0

    def at(self, point: Point) -> Point:
        """Where a point stands in the picture; the vertical axis goes from 0 to 1."""
        x = _LEFT + (point[0] - self.x_from) / ((self.x_to - self.x_from) or 1) * _ROOM
        return round(x, 1), round(_TOP + (1 - point[1]) * _ROOM, 1)


@dataclass(frozen=True)
class Series:
    """Points of one name with how many items stand behind each; `line` joins them."""

    name: str
    points: Sequence[Point]
    counts: Sequence[int]
    line: bool = True


def plot(title: str, says: str, axes: Axes, series: Sequence[Series], *, diagonal: bool = False) -> Markup:
    """A figure with its plot, a legend, a sentence, and its numbers."""
    if not any(each.points for each in series):
        return tag("figure", tag("h3", title), tag("p", "Nothing to draw: no answer has the values.", class_="quiet"))
    drawn = [_series(each, axes, number) for number, each in enumerate(series)]
    across = [_line(axes, (axes.x_from, 0), (axes.x_to, 1), "ideal")] if diagonal else []
    picture = tag(
        "svg", tag("title", title), *_frame(axes), *across, *drawn,
        viewBox=f"0 0 {_SIZE} {_SIZE}", role="img", aria_label=f"{title}. {says}",
    )  # fmt: skip
    legend = tag("p", *(joined([tag("span", "●", class_=f"key {_colour(number)}"), f" {each.name}  "])
                        for number, each in enumerate(series)), class_="legend")  # fmt: skip
    return tag("figure", tag("h3", title), picture, legend, tag("figcaption", says), _numbers(axes, series))


def _frame(axes: Axes) -> list[Markup]:
    ticks = [0, 0.25, 0.5, 0.75, 1]
    lines = [_line(axes, (axes.x_from, tick), (axes.x_to, tick), "grid") for tick in ticks]
    left = [_text(_LEFT - 6, axes.at((axes.x_from, tick))[1] + 4, f"{tick:g}", "end") for tick in ticks]
    ends = [_text(axes.at((x, 0))[0], _TOP + _ROOM + 16, f"{x:g}", "middle") for x in (axes.x_from, axes.x_to)]
    below = _text(_LEFT + _ROOM / 2, _TOP + _ROOM + 34, axes.x, "middle")
    turned = f"translate(12 {_TOP + _ROOM / 2}) rotate(-90)"
    return [*lines, *left, *ends, below, tag("text", axes.y, text_anchor="middle", transform=turned)]


def _series(series: Series, axes: Axes, number: int) -> Markup:
    most = max(series.counts, default=1) or 1
    places = [axes.at(point) for point in series.points]
    joins = " ".join(f"{'M' if at == 0 else 'L'}{x} {y}" for at, (x, y) in enumerate(places))
    line = tag("path", d=joins, class_=f"line {_colour(number)}") if series.line and len(places) > 1 else None
    dots = [
        tag("circle", cx=x, cy=y, r=round(2.5 + 3.5 * (count / most) ** 0.5, 1), class_=f"dot {_colour(number)}")
        for (x, y), count in zip(places, series.counts, strict=True)
    ]
    return joined([line, *dots])


def _colour(number: int) -> str:
    return f"colour-{_COLOURS[number % len(_COLOURS)]}"


def _line(axes: Axes, one: Point, other: Point, kind: str) -> Markup:
    (x1, y1), (x2, y2) = axes.at(one), axes.at(other)
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)


def _text(x: float, y: float, words: str, anchor: str) -> Markup:
    return tag("text", words, x=x, y=y, text_anchor=anchor)


def _numbers(axes: Axes, series: Sequence[Series]) -> Markup:
    rows = [
        (each.name, f"{x:.2f}", f"{y:.3f}", count)
        for each in series
        for (x, y), count in zip(each.points, each.counts, strict=True)
    ]
    return tag("details", tag("summary", "Numbers"), table(("series", axes.x, axes.y, "items"), rows))


def bar(found: Mapping[str, float | None]) -> Markup | None:
    """A figure between 0 and 1 as a bar with its interval; nothing for others."""
    value, low, high = found["value"], found["low"], found["high"]
    if value is None or low is None or high is None or not 0 <= low <= high <= 1:
        return None
    return tag(
        "svg",
        tag("rect", x=0, y=4, width=100, height=4, class_="track"),
        tag("rect", x=0, y=4, width=round(100 * value, 1), height=4, class_="fill"),
        tag("line", x1=round(100 * low, 1), x2=round(100 * high, 1), y1=6, y2=6, class_="interval"),
        viewBox="0 0 100 12", class_="bar", aria_hidden="true",
    )  # fmt: skip
