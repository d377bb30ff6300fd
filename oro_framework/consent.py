"""Asking a person: what a prompt is given and what it answers (hook `oro_prompt`).

A permission that is to be asked for is undecided until a person answers. The host asks one question at a time,
remembers what is meant to last, and denies where there is nobody to ask.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable

from msgspec import Struct

from oro_framework.types import Window

__all__ = ("Answer", "Prompt", "Question")


class Answer(enum.Enum):
    """What a person said."""

    ALLOW = "allow"
    """Yes, and that is remembered."""
    ONCE = "once"
    """Yes, until the app ends."""
    DENY = "deny"
    """No, and that is remembered."""
    DISMISSED = "dismissed"
    """Nothing: what asked is denied, and the next call asks again."""


class Question(Struct, frozen=True, kw_only=True):
    """What a person is asked."""

    permission: str
    description: str
    """What it grants, in prose; empty for a permission nobody declared."""
    origin: str
    window: Window | None
    """The window whose page asks."""
    target: str = ""
    """What the page wants it for: the route it called."""


Prompt = Callable[[Question], Awaitable[Answer]]
"""Asks a person, on the loop thread. Cancelled when the app ends; what it raises is logged and denies."""
