"""Types of the prompts by which a person decides about a permission (hook `oro_prompt`).

A permission set to `ask` is undecided until the person answers. The host asks one question at a time, remembers
lasting answers, and denies where no prompt can be shown.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable

from msgspec import Struct

from oro_framework.types import Window

__all__ = ("Answer", "Prompt", "Question")


class Answer(enum.Enum):
    """An answer of the person."""

    ALLOW = "allow"
    """Allow, and remember that."""
    ONCE = "once"
    """Allow until the app ends."""
    DENY = "deny"
    """Deny, and remember that."""
    DISMISSED = "dismissed"
    """No answer: this call is denied, and the next one asks again."""


class Question(Struct, frozen=True, kw_only=True):
    """A question about one permission."""

    permission: str
    description: str
    """The purpose of the permission, in prose; empty for one that no plugin declared."""
    origin: str
    window: Window | None
    """The window whose page asks."""
    target: str = ""
    """The route that the page called."""


Prompt = Callable[[Question], Awaitable[Answer]]
"""Shows a question on the loop thread. It is cancelled when the app ends; an exception is logged and denies."""
