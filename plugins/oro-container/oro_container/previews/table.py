"""`PreviewTable`, the previews by name, and what is true of all."""

from __future__ import annotations

from collections.abc import Callable

from oro_container.core.previews.message import PreviewMessage
from oro_container.previews.preview import Preview

__all__ = ("PreviewTable",)

REMEMBERED = 256
"""Withdrawn previews that still say so."""


class PreviewTable:
    """The previews of one listener."""

    def __init__(self) -> None:
        self.port = 0
        """The port of the listener."""
        self.messages: dict[str, Callable[[PreviewMessage], object]] = {}
        """Takes the messages of a container's documents, by its id."""
        self._by_name: dict[str, Preview] = {}
        self._by_port: dict[tuple[str, int], Preview] = {}
        self._ended: dict[str, None] = {}

    def named(self, name: str) -> Preview | None:
        """Return the preview of a name, also one that was withdrawn lately."""
        return self._by_name.get(name)

    def find(self, container: str, port: int) -> Preview | None:
        """Return the preview of a port of a container."""
        return self._by_port.get((container, port))

    def of(self, container: str) -> list[Preview]:
        """Return the previews of a container."""
        return [preview for preview in self._by_port.values() if preview.container == container]

    def add(self, preview: Preview) -> None:
        """Add a preview."""
        self._by_name[preview.address.name] = preview
        self._by_port[preview.container, preview.port] = preview

    def remove(self, preview: Preview) -> None:
        """Withdraw a preview; its name answers that it has ended."""
        self._by_port.pop((preview.container, preview.port), None)
        preview.withdraw()
        self._ended[preview.address.name] = None
        while len(self._ended) > REMEMBERED:
            oldest = next(iter(self._ended))
            del self._ended[oldest], self._by_name[oldest]

    def tell(self, container: str, message: PreviewMessage) -> None:
        """Hand a document's message to who listens for its container."""
        if listener := self.messages.get(container):
            listener(message)
