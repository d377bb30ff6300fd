"""Zoom, search, print and picture the page of a window. Loop thread."""

from __future__ import annotations

import tempfile
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import trio

from oro_framework.errors import Broken, InvalidArgument, OroError
from oro_framework.host.backends.interface.view import View
from oro_framework.host.backends.page import PAPERS, ZOOM_STEPS, Area, Found, Paper, Search, pages_of

__all__ = ("PageActions", "page_file", "paper_of", "within_zoom")

_LONGEST = 5000.0
"""The longest side of a sheet, in mm."""
Margins = float | Sequence[float]


class PageActions:
    """The part of a window that acts on its page."""

    view: View | None
    closed: trio.Event
    zoom: float
    """How large the page is shown; 1 is the size it was made for. See `Window.zoom`."""

    def __init__(self) -> None:
        self._writing = trio.Lock()
        """Held while a PDF is made: whether backgrounds are painted is a setting of the view."""

    @property
    @abstractmethod
    def index(self) -> int:
        """Its number."""

    @abstractmethod
    async def _ask(self, start: Callable[[Callable[..., None]], None]) -> tuple[Any, ...]: ...

    async def set_zoom(self, factor: float) -> None:
        """Show the page larger or smaller; see `Window.set_zoom`."""
        factor = within_zoom(factor)
        await self._on_page("set_zoom", factor, answers=False)
        self.zoom = factor

    async def find(self, text: str, *, backwards: bool = False, match_case: bool = False) -> tuple[int, int]:
        """Show the first match of a text, or the next; see `Window.find`."""
        if not text:
            await self.stop_finding()
            return 0, 0
        found: Found = await self._on_page("find", Search(text, match_case), backwards)
        return found.matches, found.active

    async def stop_finding(self) -> None:
        """Mark no matches any longer; see `Window.stop_finding`."""
        await self._on_page("stop_finding", answers=False)

    async def print(self) -> None:
        """Open the dialog that prints; see `Window.print`."""
        _check("Cannot print", await self._on_page("print"))

    async def pdf(
        self,
        *,
        size: str | Sequence[float] = "A4",
        margins: Margins = 10.0,
        landscape: bool = False,
        background: bool = True,
        pages: str = "",
    ) -> bytes:
        """Return the page as a PDF; see `Window.pdf`."""
        paper = paper_of(size=size, margins=margins, landscape=landscape, background=background, pages=pages)
        with page_file("page.pdf") as path:
            await self.write_pdf(path, paper)
            return await trio.Path(path).read_bytes()

    async def write_pdf(self, path: Path, paper: Paper) -> None:
        """Write the page to a PDF.

        Raises:
            Broken: the engine could not; carries its reason.
        """
        async with self._writing:
            _check(f"Cannot make a PDF of window {self.index}", await self._on_page("pdf", path, paper))

    async def capture(self, rect: Sequence[float] | None = None) -> bytes:
        """Return a picture of what the page shows; see `Window.capture`."""
        with page_file("page.png") as path:
            await self.write_picture(path, None if rect is None else Area(*rect))
            return await trio.Path(path).read_bytes()

    async def write_picture(self, path: Path, area: Area | None) -> None:
        """Save what the page shows, or a part of it, as a PNG.

        Raises:
            Broken: the engine could not; carries its reason.
            InvalidArgument: the part is empty.
        """
        if area is not None and not (area.width > 0 and area.height > 0):
            raise InvalidArgument("Cannot take a picture: the area must have a width and a height")
        _check(f"Cannot take a picture of window {self.index}", await self._on_page("capture", path, area))

    async def drag_files(self, paths: Sequence[str]) -> str:
        """Drag files to other programs; see `Window.drag_files`."""
        return str(await self._on_page("drag_files", paths))

    async def _on_page(self, method: str, *args: Any, answers: bool = True) -> Any:
        """Call a method of the engine's page and return its answer.

        Raises:
            Broken: the window has no view, or was closed meanwhile.
            OroError: the method raised it.
        """
        outcome: list[Any] = []

        async def wait(scope: trio.CancelScope) -> None:
            try:
                outcome.extend(await self._ask(partial(self._start, method, args, answers)))
            except OroError as error:
                outcome.append(error)
            scope.cancel()

        async with trio.open_nursery() as nursery:
            nursery.start_soon(wait, nursery.cancel_scope)
            await self.closed.wait()
            nursery.cancel_scope.cancel()
        if not outcome:
            raise Broken(f"Cannot finish with the page of window {self.index}: the window was closed")
        if isinstance(answer := outcome[0], OroError):
            raise answer
        return answer

    def _start(self, method: str, args: tuple[Any, ...], answers: bool, done: Callable[..., None]) -> None:
        if self.view is None:
            raise Broken(f"Cannot reach the page of window {self.index}: it has no view")
        act = getattr(self.view.page, method)
        if answers:
            act(*args, done)
        else:
            act(*args)
            done(None)


def within_zoom(factor: float) -> float:
    """Return a zoom factor within what engines take."""
    return max(ZOOM_STEPS[0], min(factor, ZOOM_STEPS[-1]))


def paper_of(
    *,
    size: str | Sequence[float] = "A4",
    margins: Margins = 10.0,
    landscape: bool = False,
    background: bool = True,
    pages: str = "",
) -> Paper:
    """Return the sheets that are described; sizes and margins are in mm.

    Raises:
        InvalidArgument: there is no such sheet, or the margins leave nothing of it.
    """
    width, height = _sheet(size)
    if landscape:
        width, height = max(width, height), min(width, height)
    top, right, bottom, left = (margins,) * 4 if isinstance(margins, (int, float)) else margins
    if min(top, right, bottom, left) < 0 or left + right >= width or top + bottom >= height:
        raise InvalidArgument(f"Cannot make a PDF: margins must leave something of {width:g} × {height:g} mm")
    try:
        ranges = pages_of(pages)
    except ValueError as error:
        raise InvalidArgument(f'Cannot make a PDF: "pages" must be {error}') from None
    return Paper(width=width, height=height, margins=(top, right, bottom, left), background=background, pages=ranges)


def _sheet(size: str | Sequence[float]) -> tuple[float, float]:
    if isinstance(size, str):
        found = next((sides for name, sides in PAPERS.items() if name.lower() == size.lower()), None)
        if found is None:
            raise InvalidArgument(f'Cannot make a PDF: "size" must be one of {", ".join(PAPERS)}, or width and height')
        return found
    if not all(1 <= side <= _LONGEST for side in size):
        raise InvalidArgument(f'Cannot make a PDF: "size" must be width and height from 1 to {_LONGEST:g} mm')
    return size[0], size[1]


def _check(what: str, reason: str | None) -> None:
    if reason is not None:
        raise Broken(f"{what}: {reason}")


@contextmanager
def page_file(name: str) -> Iterator[Path]:
    """Give the name of a file in a folder that only this user can read, and remove both at the end."""
    with tempfile.TemporaryDirectory(prefix="oro-page-") as folder:
        yield Path(folder, name)
