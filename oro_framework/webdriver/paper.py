"""Read what the command `print` wants, as the host's `window.pdf` takes it (W3C WebDriver, "Print Page")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oro_framework.webdriver.errors import WebDriverError

__all__ = ("paper_options",)

_CM = 10.0
"""Millimetres of a centimetre, in which clients measure."""
_WIDTH, _HEIGHT, _MARGIN = 21.59, 27.94, 1.0
"""Centimetres of a sheet and of its margins, where a client says nothing."""


def paper_options(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments for `window.pdf`.

    Args:
        given: the body of the command.

    Raises:
        WebDriverError: a member is not of its type, or is something that engines cannot do.
    """
    page, margin = _part(given, "page"), _part(given, "margin")
    if _number(given, "scale", 1.0) != 1.0:
        raise WebDriverError(
            "unsupported operation", "Cannot print scaled: the engines print pages as large as they are"
        )
    orientation = given.get("orientation", "portrait")
    if orientation not in ("portrait", "landscape"):
        raise WebDriverError("invalid argument", 'Cannot print: "orientation" is "portrait" or "landscape"')
    return {
        "size": [_number(page, "width", _WIDTH) * _CM, _number(page, "height", _HEIGHT) * _CM],
        "margins": [_number(margin, side, _MARGIN) * _CM for side in ("top", "right", "bottom", "left")],
        "landscape": orientation == "landscape",
        "background": _background(given.get("background", False)),
        "pages": _pages(given.get("pageRanges", [])),
    }


def _background(value: object) -> bool:
    if not isinstance(value, bool):
        raise WebDriverError("invalid argument", 'Cannot print: "background" is a boolean')
    return value


def _pages(value: object) -> str:
    if not isinstance(value, list) or any(isinstance(each, bool) or not isinstance(each, int | str) for each in value):
        raise WebDriverError("invalid argument", 'Cannot print: "pageRanges" is an array of numbers and ranges')
    return ",".join(map(str, value))


def _part(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = given.get(name, {})
    if not isinstance(found, dict):
        raise WebDriverError("invalid argument", f'Cannot print: "{name}" is an object')
    return found


def _number(given: Mapping[str, Any], name: str, default: float) -> float:
    found = given.get(name, default)
    if isinstance(found, bool) or not isinstance(found, int | float) or not 0 <= found < 10_000:
        raise WebDriverError("invalid argument", f'Cannot print: "{name}" is a number that is not negative')
    return float(found)
