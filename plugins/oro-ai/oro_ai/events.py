"""The events that carry the text of conversations where the page has no Conduit connection."""

from __future__ import annotations

from typing import TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "Answered", "Continued")


class Answered(TypedDict):
    """The detail of a piece of an answer: its session, and whether the answer has ended."""

    id: str
    eog: bool


class Continued(TypedDict):
    """The detail of a piece of a continued text: its session, and whether the text has ended."""

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
