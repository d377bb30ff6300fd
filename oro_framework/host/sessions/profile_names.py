"""The names of profiles, which are those of their folders. Sans-IO."""

from __future__ import annotations

import re

__all__ = ("NAME", "profile_name")

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?", re.ASCII)


def profile_name(value: str) -> str:
    """Read the name of a profile; an empty one is that of the app.

    Raises:
        ValueError: it is none; the message completes "expected …".
    """
    if value and NAME.fullmatch(value) is None:
        raise ValueError('a name of small letters, digits and hyphens, such as "work"')
    return value
