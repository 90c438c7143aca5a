"""The colours by role, computed from whatever theme is on, with a floor of contrast.

Bare `$success` and `$warning` fall to 1.4:1 on light themes and `$text-muted` to 2.4:1, so each role starts from the
theme's own hue and walks towards black or white until it can be read.

    quiet   labels, units, sources      act     cursor, enter, what was measured
    line    hairlines; never text       said    what you predicted or claimed
    axis    plot axes                   held    right; the claim held
                                        unsure  partly; the last minute; recorded
                                        not     wrong; an error
"""

from __future__ import annotations

from collections.abc import Mapping

from textual.color import Color, ColorParseError

FLOOR = 4.5
"""WCAG 2.2, success criterion 1.4.3 (AA): the least contrast of text."""
HUES = {
    "act": "text-primary",
    "held": "text-success",
    "not": "text-error",
    "unsure": "text-warning",
    "said": "text-accent",
}


def contrast(a: Color, b: Color) -> float:
    """Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def roles(theme: Mapping[str, str]) -> dict[str, str]:
    """A colour for each role. The ansi themes' own colours can't be known, so they are passed on as they are."""
    try:
        ground, ink = Color.parse(theme["background"]), Color.parse(theme["foreground"][:7])
    except ColorParseError:
        plain = theme["foreground"]
        return {"quiet": plain, "line": plain, "axis": plain, **{role: theme[hue] for role, hue in HUES.items()}}
    end = Color.parse("#000000" if ground.brightness > 0.5 else "#ffffff")
    return {
        "quiet": _readable(ground.blend(ink, 0.62), ink, ground).hex,
        "line": ground.blend(ink, 0.25).hex,
        "axis": ground.blend(ink, 0.4).hex,
        **{role: _readable(Color.parse(theme[hue][:7]), end, ground).hex for role, hue in HUES.items()},
    }


def _readable(start: Color, end: Color, ground: Color) -> Color:
    """The first colour on the way from `start` to `end` that stands out from `ground` enough."""
    steps = (start.blend(end, percent / 100) for percent in range(0, 101, 4))
    return next((colour for colour in steps if contrast(colour, ground) >= FLOOR), end)


def _luminance(colour: Color) -> float:
    red, green, blue = (
        channel / 255 / 12.92 if channel / 255 <= 0.04045 else ((channel / 255 + 0.055) / 1.055) ** 2.4
        for channel in colour.rgb
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
