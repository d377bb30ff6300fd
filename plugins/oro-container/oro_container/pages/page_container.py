"""`PageContainer`, a container as one page holds it."""

from __future__ import annotations

from oro_container.containers.container import Container
from oro_container.containers.watching import Watch

__all__ = ("PageContainer",)


class PageContainer:
    """A container with what its page hears and watches.

    Args:
        name: by which its files are kept; empty for those that go with it.
        container: the container.
    """

    def __init__(self, name: str, container: Container) -> None:
        self.name = name
        self.container = container
        self.heard = container.events.listen()
        self.watches: dict[str, Watch] = {}

    def close(self) -> None:
        """End it, and everything in it; returns at once."""
        for watch in self.watches.values():
            watch.close()
        self.container.close()
