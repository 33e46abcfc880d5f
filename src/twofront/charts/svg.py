"""Small pieces of SVG: elements, frames with a title and description, and room for text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from html import escape
from math import floor, log10

from twofront.findings.numbers import MINUS

from .colours import GREY, INK, SILVER, recoloured

SIZE = 13.0
_LARGE = 10.0
"""From here on a tenth of a unit is exact enough; lesser numbers may be the height of a bar."""

FONT = "Helvetica, Arial, sans-serif"


def element(name: str, *inside: str, **attributes: str | float) -> str:
    """Write an element; `_` in an attribute's name stands for `-`.

    Args:
        name: The element's name.
        inside: Markup; text must have gone through `text` or `escape`.
        attributes: Values are escaped, numbers cut to a tenth or, small ones, a hundredth.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{''.join(inside)}</{name}>" if inside else f"<{name}{written}/>"


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return escape(value)
    shown = f"{value:.{1 if abs(value) >= _LARGE else 2}f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def text(x: float, y: float, words: str, **attributes: str | float) -> str:
    """Write a line of text, escaped."""
    return element("text", escape(words), x=x, y=y, **attributes)


class Chart(str):
    """A whole chart: SVG text that notebooks show as the picture it is."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def frame(
    width: float, height: float, title: str, description: str, id: str, *inside: str
) -> Chart:
    """Write a whole chart.

    Args:
        width: In the chart's own units, as is `height`; it scales to the room it is given.
        title: What the chart shows, read aloud in its place.
        description: What is to be seen in it, in words.
        id: Unique in the page, of letters, digits, `-` and `_`.
        inside: Markup.
    """
    made = element(
        "svg",
        element("title", escape(title), id=f"{id}-title"),
        element("desc", escape(description), id=f"{id}-desc"),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_value(width)} {_value(height)}",
        role="img",
        aria_labelledby=f"{id}-title {id}-desc",
        font_family=FONT,
        font_size=SIZE,
        fill=INK,
    )
    return Chart(made)


_OWN = f' font-family="{FONT}" font-size="{_value(SIZE)}" fill="{INK}"'
_SPACE = ' xmlns="http://www.w3.org/2000/svg"'


def within_page(chart: str) -> str:
    """Give a chart to stand in a page whose style has what every chart says of itself."""
    return chart.replace(_SPACE, "", 1).replace(_OWN, "", 1)


def page_style() -> str:
    """Give the style rule for charts that stand in a page."""
    return f"svg{{font:{_value(SIZE)}px {FONT};fill:{INK}}}"


def dark(chart: str) -> Chart:
    """Give a chart as it is drawn on a dark ground."""
    return Chart(recoloured(chart))


def nothing(width: float, title: str, reason: str, id: str) -> Chart:
    """Write what stands in a chart's place where there is nothing to draw: why."""
    told = fitted(f"{reason}.", width, SIZE)
    return frame(width, 26, title, f"{reason}.", id, text(0, 16, told))


def fitted(words: str, room: float, size: float) -> str:
    """Cut words to the room there is for them, with an ellipsis where something is lost.

    Widths are estimates on the safe side, of a sans-serif face of that size.
    """
    words = " ".join(words.split())
    if text_width(words, size) <= room:
        return words
    kept = words
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def text_width(words: str, size: float) -> float:
    """Estimate how wide a line of text is."""
    return size * sum(_advance(char) for char in words)


def _advance(char: str) -> float:
    if char in " .,:;'|!ijltI()[]":
        return 0.36
    if ord(char) > 0x2E7F:
        return 1.05
    return 0.92 if char in "mwMW@%—…" else 0.72 if char.isupper() else 0.6


def grid(marks: Iterable[tuple[float, str]], top: float, foot: float) -> Iterator[str]:
    """Draw upright lines with their numbers under them, as one path and one group.

    Args:
        marks: Where each stands, and its number.
        top: Where lines begin, as `foot` is where they end.
    """
    marks = list(marks)
    lines = "".join(f"M{_value(x)} {_value(top)}V{_value(foot)}" for x, _ in marks)
    yield element("path", d=lines, stroke=SILVER)
    numbers = (text(x, foot + 16, words) for x, words in marks)
    yield element("g", *numbers, text_anchor="middle", fill=GREY)


def whisker(low: float, high: float, y: float) -> str:
    """Draw a line from `low` to `high` with a bar across each end."""
    ends = "".join(f"M{_value(x)} {_value(y - 4)}v8" for x in (low, high))
    path = f"M{_value(low)} {_value(y)}H{_value(high)}{ends}"
    return element("path", d=path, stroke=INK, stroke_width=2)


Scale = Callable[[float], float]
"""From a value to its place along an axis."""


def axis(low: float, high: float, start: float, end: float) -> Scale:
    """Give the scale that puts `low` at `start` and `high` at `end`."""
    return lambda value: start + (value - low) / (high - low) * (end - start)


def signed(value: float) -> str:
    """Write an axis's number with its sign, a true minus."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return f"{sign}{abs(value):g}"


def ticks(low: float, high: float, most: int) -> list[float]:
    """Give round numbers from `low` to `high`, at most so many, zero among them if inside."""
    rough = (high - low) / max(most - 1, 1)
    power = 10.0 ** floor(log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10, 20) if factor * power >= rough)
    first, last = -floor(-low / step + 1e-9), floor(high / step + 1e-9)
    return [round(place * step, 10) for place in range(int(first), int(last) + 1)]
