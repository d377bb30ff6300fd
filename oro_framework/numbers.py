"""Readers of numbers; each can be the type of a `Setting`. Sans-IO."""

from __future__ import annotations

from typing import Any

__all__ = ("above_zero", "positive", "whole")

DIGITS = 15
"""The largest whole number that JavaScript represents exactly."""


def whole(value: Any) -> int:
    """Read a whole number of at least 0.

    Raises:
        ValueError: it is none; the message completes "expected …".
    """
    text = "" if isinstance(value, bool) else str(value)
    if text.isascii() and text.isdigit() and len(text) <= DIGITS:
        return int(text)
    raise ValueError("a whole number, 0 or more")


def positive(value: Any) -> int:
    """Read a whole number above 0.

    Raises:
        ValueError: it is none; the message completes "expected …".
    """
    try:
        if number := whole(value):
            return number
    except ValueError:
        pass
    raise ValueError("a whole number above 0")


def above_zero(value: Any) -> float:
    """Read a number of seconds above 0.

    Raises:
        ValueError: it is none; the message completes "expected …".
    """
    try:
        number = float("" if isinstance(value, bool) else value)
    except (TypeError, ValueError, OverflowError):
        number = 0.0
    if 0 < number < float("inf"):
        return number
    raise ValueError("a number of seconds above 0")
