"""Send generated text to its page.

If a Conduit client with the context's id is connected, text is sent to it as payload, otherwise as pushes with a body.
Text generated while the page is busy is sent together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol, runtime_checkable

from oro_framework.types import Host, Push, Window

__all__ = ("Ending", "TextStream")

Ending = Literal["eog", "complete"]
"""The member that is true in the last message: `eog` of an answer, `complete` of a continued text."""


@runtime_checkable
class Conduit(Protocol):
    """The part of the service `conduit` that is used here."""

    def connected(self, client_id: str) -> bool:
        """Return whether a client with that id is connected."""
        ...

    def send(self, client_id: str, options: Mapping[str, str | int | float | bool | None], payload: bytes) -> bool:
        """Send a message; return False if the client is unusable or its queue is full."""
        ...


class TextStream:
    """Send the text of one context to its page.

    Args:
        host: the host, whose service `conduit` may carry the text.
        window: the window of the page.
        id: the id of the context.
        source: the called route.
        ending: the member that marks the last message.
    """

    def __init__(self, host: Host, window: Window, id: str, source: str, ending: Ending) -> None:
        conduit = host.service("conduit")
        self._conduit: Conduit | None = conduit if isinstance(conduit, Conduit) else None
        self._window = window
        self._id = id
        self._source = source
        self._ending = ending

    def send(self, text: str, *, ended: bool = False) -> None:
        """Send text, or the last message."""
        data = text.encode()
        conduit = self._conduit
        options: dict[str, str | int | float | bool | None] = {"source": self._source, self._ending: ended}
        if conduit is not None and conduit.connected(self._id) and conduit.send(self._id, options, data):
            return
        told = {self._ending: ended, "id": self._id}
        self._window.push(Push(source=self._source, data=told, body=data))
