"""Colours as settings and routes write them. Sans-IO."""

from __future__ import annotations

import re

from msgspec import Struct

__all__ = ("WHITE", "Colour")

_HEX = re.compile(r"#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_NUMBER = r"\s*(\d{1,3}(?:\.\d{1,6})?)\s*"
_RGB = re.compile(rf"rgba?\({_NUMBER},{_NUMBER},{_NUMBER}(?:,\s*(\d?\.?\d{{1,6}})\s*)?\)", re.IGNORECASE)


class Colour(Struct, frozen=True):
    """Red, green and blue from 0 to 255, alpha from 0 to 1."""

    red: int
    green: int
    blue: int
    alpha: float = 1.0

    def __post_init__(self) -> None:
        """Check the ranges.

        Raises:
            ValueError: a part is out of its range.
        """
        if not all(0 <= part <= 255 for part in (self.red, self.green, self.blue)) or not 0 <= self.alpha <= 1:
            raise ValueError("red, green and blue from 0 to 255 and alpha from 0 to 1")

    @classmethod
    def parse(cls, value: object) -> Colour:
        """Read `#rgb`, `#rrggbb`, both with a digit or two of alpha, `rgb(…)` or `rgba(…)`.

        Raises:
            ValueError: it is none of these; the message completes "expected …".
        """
        text = value.strip() if isinstance(value, str) else ""
        if found := _HEX.fullmatch(text):
            digits = found[1] if len(found[1]) > 4 else "".join(digit * 2 for digit in found[1])
            red, green, blue, *alpha = bytes.fromhex(digits)
            return cls(red, green, blue, round(alpha[0] / 255, 3) if alpha else 1.0)
        if found := _RGB.fullmatch(text):
            red, green, blue = (round(float(part)) for part in found.groups()[:3])
            return cls(red, green, blue, float(found[4] or 1))
        raise ValueError('a colour such as "#1d2733" or "rgba(29, 39, 51, 1)"')

    @property
    def hex(self) -> str:
        """The colour as `#rrggbb`, without its alpha."""
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"

    def __str__(self) -> str:
        return f"rgba({self.red}, {self.green}, {self.blue}, {self.alpha:g})"


WHITE = Colour(255, 255, 255)
