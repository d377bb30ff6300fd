"""Routes about the page of a window: its zoom, searches in it, prints, PDFs and pictures of it.

A page hears of its zoom by the event `zoomchange`, with `zoom`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, Any, TypedDict

import trio
from msgspec import Meta, Struct

from oro_framework.builtin.window import target_of
from oro_framework.hookspecs import hookimpl
from oro_framework.host.backends.page import Area, Paper
from oro_framework.host.windows.page_actions import page_file, paper_of
from oro_framework.host.windows.printers import Printer, printers_of, send_to_printer
from oro_framework.parameters import SPREAD, AnyText, Word
from oro_framework.service import route
from oro_framework.types import Call, FileResponse, Host, PageEvent, Permission

__all__ = ("oro_page_events", "oro_permissions", "oro_routes")

Millimetres = Annotated[float, Meta(ge=0, le=5000)]
Pixels = Annotated[float, Meta(ge=-100_000, le=100_000)]


class ZoomDetail(TypedDict):
    """How large the page is shown now; 1 is the size it was made for."""

    zoom: float


class Matches(TypedDict):
    """The number of matches, and which of them is shown, from 1; 0 is none."""

    matches: int
    active: int


class PaperOptions(Struct, frozen=True, kw_only=True, rename="camel"):
    """The sheets of a PDF, as routes take them; sizes and margins are in mm, `width` and `height` win over `size`."""

    size: Word = "A4"
    width: Millimetres = 0
    height: Millimetres = 0
    landscape: bool = False
    top: Millimetres = 10
    right: Millimetres = 10
    bottom: Millimetres = 10
    left: Millimetres = 10
    background: bool = True
    pages: Word = ""

    def paper(self) -> Paper:
        """Return the sheets.

        Raises:
            InvalidArgument: there are no such ones.
        """
        return paper_of(
            size=(self.width, self.height) if self.width or self.height else self.size,
            margins=(self.top, self.right, self.bottom, self.left),
            landscape=self.landscape,
            background=self.background,
            pages=self.pages,
        )


@route("window.setZoom", permission="window")
async def set_zoom(call: Call, targetWindowIndex: int, value: Annotated[float, Meta(gt=0, le=100)]) -> float:
    """Show a page larger or smaller, from 0.25 to 5, and answer with its zoom; windows keep theirs for the next start.

    Raises:
        Unsupported: the engine cannot.
    """
    target = target_of(call, targetWindowIndex)
    await target.set_zoom(value)
    return target.zoom


@route("window.getZoom")
def get_zoom(call: Call, targetWindowIndex: int) -> float:
    """Return how large a page is shown; 1 is the size it was made for."""
    return target_of(call, targetWindowIndex).zoom


@route("window.find", permission="window")
async def find(
    call: Call, targetWindowIndex: int, text: AnyText, backwards: bool = False, matchCase: bool = False
) -> Matches:
    """Mark a text in a page and show its first match, or the next one if it was the last search.

    Raises:
        Unsupported: the engine cannot.
    """
    target = target_of(call, targetWindowIndex)
    matches, active = await target.find(text, backwards=backwards, match_case=matchCase)
    return {"matches": matches, "active": active}


@route("window.stopFinding", permission="window")
async def stop_finding(call: Call, targetWindowIndex: int) -> None:
    """Mark no matches any longer, and close the find bar."""
    await target_of(call, targetWindowIndex).stop_finding()


@route("window.print", permission="window")
async def print_page(call: Call, targetWindowIndex: int) -> None:
    """Open the dialog that prints a page; answer once it has closed.

    Raises:
        Unsupported: the engine has none.
    """
    await target_of(call, targetWindowIndex).print()


@route("window.printSilently", permission="print")
async def print_silently(
    call: Call,
    targetWindowIndex: int,
    options: Annotated[PaperOptions, SPREAD],
    printer: Word = "",
    copies: Annotated[int, Meta(ge=1, le=999)] = 1,
) -> str:
    """Print a page without asking, and answer with the name of the job.

    Raises:
        NotFound: there is no such printer, or no default one.
        Unsupported: the engine cannot, or CUPS is not there.
    If cancelled, the job may be printed.
    """
    target = target_of(call, targetWindowIndex)
    paper = options.paper()
    with page_file("page.pdf") as path:
        await target.write_pdf(path, paper)
        return await send_to_printer(path, printer=printer, copies=copies, title=target.title)


@route("window.printers", permission="print")
async def printers(call: Call) -> list[Printer]:
    """Return the printers that this machine knows.

    Raises:
        Unsupported: CUPS is not there.
    """
    return await printers_of()


@route("window.pdf", permission="capture")
async def pdf(call: Call, targetWindowIndex: int, options: Annotated[PaperOptions, SPREAD]) -> FileResponse:
    """Answer with a page as a PDF; sizes and margins are in mm, and `width` and `height` win over `size`.

    Raises:
        Broken: the engine made none.
        Unsupported: the engine cannot.
    """
    paper = options.paper()
    with page_file("page.pdf") as path:
        await target_of(call, targetWindowIndex).write_pdf(path, paper)
        return await _served(path, "application/pdf")


@route("window.capture", permission="capture")
async def capture(
    call: Call, targetWindowIndex: int, x: Pixels = 0, y: Pixels = 0, width: Pixels = 0, height: Pixels = 0
) -> FileResponse:
    """Answer with a PNG of what a page shows, or of a part of it in CSS pixels.

    Raises:
        Broken: the engine could not take the picture.
        Unsupported: the engine cannot.
    """
    area = Area(x, y, width, height) if width or height else None
    with page_file("page.png") as path:
        await target_of(call, targetWindowIndex).write_picture(path, area)
        return await _served(path, "image/png")


async def _served(path: Path, kind: str) -> FileResponse:
    """Return an answer with a file, which may be removed then."""
    fd = await trio.to_thread.run_sync(os.open, path, os.O_RDONLY | os.O_CLOEXEC)
    return FileResponse(fd=fd, headers=[("content-type", kind)])


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare the permissions of this module's routes."""
    return [
        Permission(name="print", description="See the printers of this machine, and print on them without asking."),
        Permission(
            name="capture",
            description="Take pictures and make PDFs of what windows of this app show, frames of others included.",
        ),
    ]


@hookimpl
def oro_page_events() -> Sequence[PageEvent]:
    """Declare the events of this module."""
    return [PageEvent(name="zoomchange", detail=ZoomDetail, summary="The zoom of the page has changed.")]


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    """Declare the routes of this module."""
    return [
        set_zoom, get_zoom, find, stop_finding, print_page, print_silently, printers, pdf, capture,
    ]  # fmt: skip
