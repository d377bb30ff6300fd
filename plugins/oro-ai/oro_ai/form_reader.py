"""Answers that are either calls of tools or what a form allows. Sans-IO.

Rules
1. A grammar holds from the first token: how an answer begins says which it is, and it is nothing else besides.
2. What a style marks as a call is one. Without a mark, one object of a known tool's name and its arguments is.
3. What is no call is what the model says, to the letter; a text in it may look as it likes.
4. Where the text is cut into pieces changes nothing but the pieces.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from oro_ai.calls import CallReader, Said
from oro_ai.tools import Style

__all__ = ("FormReader",)


class FormReader:
    """Reads what a model says that calls a tool or answers in a form.

    Args:
        names: of the tools it may call.
        style: how it writes calls.
    """

    def __init__(self, names: Collection[str], style: Style) -> None:
        self._style = style
        self._calls = CallReader(names, (style.trigger,) if style.trigger else ())
        self._beginnings = (style.trigger,) if style.trigger else [_head(name, style) for name in names]
        self._held = ""
        """What is not told yet: it may begin a call, or is an object that may be one."""
        self._called: bool | None = None
        """Whether it is calls; None while that is not clear."""

    def feed(self, text: str) -> list[Said]:
        """Take text and return what is certain."""
        self._held += text
        if self._called is None:
            self._called = self._begins()
        certain = self._called is False or (self._called and self._style.trigger)
        return self._told() if certain else []

    def finish(self) -> list[Said]:
        """Return what is left when the model has ended."""
        if self._called and not self._style.trigger:
            self._called = self._is_call()
        said = self._told()
        return [*said, *self._calls.finish()] if self._called else said

    def _told(self) -> list[Said]:
        text, self._held = self._held, ""
        if self._called:
            return self._calls.feed(text)
        return [text] if text else []

    def _begins(self) -> bool | None:
        """Return whether a call begins; None while it could."""
        said = "".join(self._held.split())
        if any(said.startswith(beginning) for beginning in self._beginnings):
            return True
        return None if any(beginning.startswith(said) for beginning in self._beginnings) else False

    def _is_call(self) -> bool:
        """Return whether an object that begins as a call has a call's members, and no more."""
        try:
            value = json.loads(self._held)
        except (ValueError, RecursionError):
            return False
        return list(value) == ["name", self._style.arguments]


def _head(name: str, style: Style) -> str:
    """Return how a call of a tool begins, without the blanks."""
    return f'{{"name":"{name}","{style.arguments}":{{'
