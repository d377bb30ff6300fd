"""Define what the page of a view can be asked for besides being shown: zoom, searches, prints, PDFs, pictures.

An engine's view has a `Page` of its own, which overrides what the engine can do. GUI thread.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec import Struct

from oro_framework.errors import Unsupported

__all__ = ("PAPERS", "ZOOM_STEPS", "Area", "Found", "Page", "Paper", "Search", "next_zoom", "pages_of", "unasked")

ZOOM_STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0, 4.0, 5.0)
"""The factors that keys and wheel go through."""
_EQUAL = 0.005
"""How much two factors that are the same may differ."""
PAPERS = {
    "A3": (297.0, 420.0), "A4": (210.0, 297.0), "A5": (148.0, 210.0), "A6": (105.0, 148.0),
    "Letter": (215.9, 279.4), "Legal": (215.9, 355.6), "Tabloid": (279.4, 431.8),
}  # fmt: skip
"""Width and height of sheets in mm."""


class Search(Struct, frozen=True):
    """A text to find in a page."""

    text: str
    match_case: bool = False


class Found(Struct, frozen=True):
    """The result of a search: the number of matches, and which of them is shown, from 1; 0 is none."""

    matches: int = 0
    active: int = 0


class Paper(Struct, frozen=True, kw_only=True):
    """The sheets of a PDF, in mm."""

    width: float = 210.0
    height: float = 297.0
    margins: tuple[float, float, float, float] = (10.0, 10.0, 10.0, 10.0)
    """Top, right, bottom, left."""
    background: bool = True
    """Backgrounds are painted."""
    pages: Sequence[tuple[int, int]] = ()
    """The first and the last of each range, from 1; none is all."""


class Area(Struct, frozen=True):
    """A part of what a page shows, in CSS pixels from its upper left corner."""

    x: float
    y: float
    width: float
    height: float


def next_zoom(factor: float, steps: int) -> float:
    """Return the factor so many steps above the present one, or below it."""
    for _ in range(abs(steps)):
        if steps > 0:
            number = min(bisect_right(ZOOM_STEPS, factor + _EQUAL), len(ZOOM_STEPS) - 1)
        else:
            number = max(bisect_left(ZOOM_STEPS, factor - _EQUAL) - 1, 0)
        factor = ZOOM_STEPS[number]
    return factor


def pages_of(text: str) -> tuple[tuple[int, int], ...]:
    """Read ranges of pages such as `1-3, 5`; an empty text is all pages.

    Raises:
        ValueError: it is something else; the message completes "must be …".
    """
    found = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        first, dash, last = (each.strip() for each in part.partition("-"))
        if not (first.isdecimal() and (last.isdecimal() or not dash) and len(part) < 20):
            raise ValueError('pages such as "1-3, 5"')
        found.append((int(first), int(last) if dash else int(first)))
    if any(not 1 <= first <= last for first, last in found):
        raise ValueError('pages such as "1-3, 5", counted from 1')
    return tuple(found)


class Page:
    """The page of one view; this one can do nothing. A page whose view is closed answers no more.

    Args:
        told: gets the zoom factor whenever it has changed.
        toggle_fullscreen: gives the window a whole display, or takes it away.
    """

    def __init__(self, told: Callable[[float], None], toggle_fullscreen: Callable[[], None]) -> None:
        self.told = told
        self.toggle_fullscreen = toggle_fullscreen
        self.search: Search | None = None
        """The search that was made last, until it is ended."""

    @property
    def zoom(self) -> float:
        """The present zoom factor."""
        return 1.0

    def set_zoom(self, factor: float) -> None:
        """Show the page larger or smaller.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot zoom: this backend paints nothing")

    def find(self, search: Search, backwards: bool, done: Callable[[Found], None]) -> None:
        """Show the first match, or the next one of the search that was made last.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot find text: this backend has no page to search in")

    def seek(self, text: str, backwards: bool) -> None:
        """Find what is written in the find bar; without a text, end the search."""
        if text:
            self.find(Search(text), backwards, unasked)
        else:
            self.end_search()

    def end_search(self) -> None:
        """Mark no matches any longer."""

    def stop_finding(self) -> None:
        """Mark no matches any longer, and close the find bar."""

    def pdf(self, path: Path, paper: Paper, done: Callable[[str | None], None]) -> None:
        """Write the page to a PDF; `done` gets the reason if it could not.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot make a PDF: this backend paints nothing")

    def capture(self, path: Path, area: Area | None, done: Callable[[str | None], None]) -> None:
        """Save what the page shows, or a part of it, as a PNG; `done` gets the reason if it could not.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot take a picture: this backend paints nothing")

    def print(self, done: Callable[[str | None], None]) -> None:
        """Open the dialog that prints the page; `done` is called once the dialog has closed.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot print: this backend has no dialog for it")

    def drag_files(self, paths: Sequence[str], done: Callable[[str], None]) -> None:
        """Begin to drag files to other programs while the person holds the mouse button.

        Args:
            paths: absolute ones.
            done: gets what the program did that took them: `copy`, `move` or `link`; empty where none took them.

        Raises:
            Unsupported: the engine cannot.
        """
        raise Unsupported("Cannot drag files: this backend has no screen")

    # -- keys ------------------------------------------------------------------------------------------

    def step_zoom(self, steps: int) -> None:
        """Zoom in by some steps, or out; 0 goes back to the size the page was made for."""
        self.set_zoom(next_zoom(self.zoom, steps) if steps else 1.0)

    def open_find_bar(self) -> None:
        """Show the bar that searches the page, with the keyboard in it."""

    def find_again(self, backwards: bool) -> None:
        """Show the next match of the last search, or open the bar where there was none."""
        if self.search is None:
            self.open_find_bar()
        else:
            self.find(self.search, backwards, unasked)

    def escape(self) -> None:
        """Close the find bar."""
        self.stop_finding()


def unasked(_found: Found) -> None:
    """Ignore the result: the find bar shows it."""
