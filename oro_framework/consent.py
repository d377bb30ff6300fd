"""Types of the prompts by which a person decides about a permission (hook `oro_prompt`).

A permission set to `ask` is undecided until the person answers. The host asks one question at a time, remembers
lasting answers, and denies where no prompt can be shown. Of things such as devices the person is asked which one a page
may have.
"""

from __future__ import annotations

import enum
from collections.abc import Awaitable, Callable, Sequence

from msgspec import Struct

from oro_framework.types import Choice, Window

__all__ = ("Answer", "Chosen", "Prompt", "Question")


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
    AGAIN = "again"
    """Look again for what there is to choose from, and ask again; only of a question with choices."""


class Chosen(Struct, frozen=True):
    """The person's choice among the choices of a question."""

    choice: Choice
    lasting: bool = True
    """False gives it until the app ends."""


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
    choices: Sequence[Choice] | None = None
    """The things to choose from, perhaps none; None where the question is about the permission as such.

    A question with choices is answered by `Chosen`, `AGAIN` or `DISMISSED`.
    """


Prompt = Callable[[Question], Awaitable[Answer | Chosen]]
"""Shows a question on the loop thread. It is cancelled when the app ends; an exception is logged and denies."""
