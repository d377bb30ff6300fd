"""The events that carry the text of conversations, where no Conduit does."""

from __future__ import annotations

from typing import TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "Answered", "Continued")


class Answered(TypedDict):
    """Which session answers, and whether nothing follows."""

    id: str
    eog: bool


class Continued(TypedDict):
    """In which session a text is continued, and whether nothing follows."""

    id: str
    complete: bool


ALL = (
    PageEvent(
        name="ai.chat.session.message",
        push=True,
        detail=Answered,
        body=True,
        summary="The next piece of an answer has come.",
    ),
    PageEvent(
        name="ai.chat.session.generate",
        push=True,
        detail=Continued,
        body=True,
        summary="The next piece of a text that is continued has come.",
    ),
)
