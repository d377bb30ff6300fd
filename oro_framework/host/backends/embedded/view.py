"""Define a view inside a window: a page of a site, or another of the app's, over the page of the window itself.

A view is a `View` whose window belongs to another, so what a desktop does with windows does not reach it.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any, Protocol

from msgspec import Struct

from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.interface.view_events import ViewEvents
from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.configuration.colour import Colour

__all__ = ("Box", "EmbeddedEvents", "EmbeddedView", "Embedder", "Embedding", "Placement")


class Box(Struct, frozen=True):
    """A rectangle in px."""

    x: int
    y: int
    width: int
    height: int

    def meeting(self, other: Box) -> Box:
        """Return the part that both have; without width or height where there is none."""
        x, y = max(self.x, other.x), max(self.y, other.y)
        right = min(self.x + self.width, other.x + other.width)
        bottom = min(self.y + self.height, other.y + other.height)
        return Box(x, y, max(0, right - x), max(0, bottom - y))


class Placement(Struct, frozen=True):
    """Position and size over the page of its window, in logical px from the corner of that page."""

    box: Box
    """Of the whole view, which may be partly out of sight."""
    seen: Box
    """The part of the page in which it is seen; what is beyond is cut off."""
    visible: bool = True

    @property
    def shown(self) -> bool:
        """Whether a part of it is in sight."""
        part = self.box.meeting(self.seen)
        return self.visible and part.width > 0 and part.height > 0


class Embedding(Struct, frozen=True, kw_only=True):
    """The options of a view inside a window beside its `ViewSpec`."""

    placement: Placement
    port: str = ""
    """The origin whose documents get a port; empty for none."""
    scripts: bool = True
    """Its pages run scripts."""


class EmbeddedEvents(ViewEvents, frozen=True, kw_only=True):
    """The callbacks by which a view inside a window tells the host; see `ViewEvents`."""

    loading: Callable[[bool], None]
    """Whether it loads a document."""
    moved_on: Callable[[str, bool, bool], None]
    """(url, back, forward): its address, and whether there is a document to go back or forward to."""
    load_failed: Callable[[str, str], None]
    """(url, reason) of a document that could not be loaded."""
    window_asked: Callable[[str], None]
    """The address that a page wants to open in a window; the engine opens none."""
    refused: Callable[[str, str], None]
    """(what, detail) that the engine was asked for by a page, and refused."""
    said: Callable[[str], None]
    """A message of the script beside the page; see `port.py`."""


class EmbeddedView(View):
    """One view inside a window. GUI thread; a closed one ignores all calls."""

    @abstractmethod
    def place(self, placement: Placement) -> None:
        """Put it somewhere else over the page, or out of sight."""

    @abstractmethod
    def lift(self) -> None:
        """Put it over the other views of its window."""

    @abstractmethod
    def set_port(self, origin: str) -> None:
        """Give documents of another origin a port, from the next one on."""

    @abstractmethod
    def post(self, script: str, done: Callable[[Any], None]) -> None:
        """Run a script beside the page, out of its reach; `done` gets its value."""

    @abstractmethod
    def reload(self) -> None: ...
    @abstractmethod
    def back(self) -> None: ...
    @abstractmethod
    def forward(self) -> None: ...
    @abstractmethod
    def stop(self) -> None: ...

    def maximize(self) -> None:
        """Do nothing: that is for windows, as the next methods are."""

    minimize = restore = show_inspector = show = hide = maximize

    def set_title(self, title: str) -> None:
        """Do nothing."""

    def resize(self, width: int, height: int) -> None:
        """Do nothing."""

    def move(self, x: int, y: int) -> None:
        """Do nothing."""

    def set_background(self, colour: Colour) -> None:
        """Do nothing."""


class Embedder(Protocol):
    """A backend whose capabilities claim views."""

    def embed(self, parent: View, spec: ViewSpec, embedding: Embedding, events: EmbeddedEvents) -> EmbeddedView:
        """Make a view over the page of a window and start loading. GUI thread."""
        ...
