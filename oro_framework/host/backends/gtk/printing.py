"""Print a page of WebKitGTK: to a PDF, or by GTK's dialog. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gi.repository import GLib, Gtk, WebKit2

from oro_framework.host.backends.page import Paper

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ("file_operation", "run_dialog")


def file_operation(
    webview: WebKit2.WebView, path: Path, paper: Paper, finished: Callable[[str | None], None]
) -> WebKit2.PrintOperation:
    """Return an operation that prints into a PDF; `finished` gets the reason if it could not, once."""
    operation = WebKit2.PrintOperation.new(webview)
    operation.set_print_settings(_settings(path, paper.pages))
    operation.set_page_setup(_setup(paper))
    _watch(operation, finished)
    return operation


def run_dialog(webview: WebKit2.WebView, window: Gtk.Window, done: Callable[[str | None], None]) -> None:
    """Ask the person for a printer, and print; GTK's loop runs on meanwhile."""
    operation = WebKit2.PrintOperation.new(webview)
    operation.run_dialog(window)
    done(None)


def _watch(operation: WebKit2.PrintOperation, finished: Callable[[str | None], None]) -> None:
    """Call `finished` once: WebKit tells that an operation is over after it failed, too."""
    errors: list[str] = []
    operation.connect("failed", lambda _operation, error: errors.append(error.message))
    operation.connect("finished", lambda _operation: finished(errors[0] if errors else None))


def _settings(path: Path, pages: Sequence[tuple[int, int]]) -> Gtk.PrintSettings:
    settings = Gtk.PrintSettings()
    settings.set_printer(GLib.dgettext("gtk30", "Print to File"))
    settings.set(Gtk.PRINT_SETTINGS_OUTPUT_URI, path.as_uri())
    settings.set(Gtk.PRINT_SETTINGS_OUTPUT_FILE_FORMAT, "pdf")
    if pages:
        settings.set_print_pages(Gtk.PrintPages.RANGES)
        settings.set_page_ranges([_page_range(first, last) for first, last in pages])
    return settings


def _page_range(first: int, last: int) -> Gtk.PageRange:
    """Return a range as GTK counts, from 0."""
    found = Gtk.PageRange()
    found.start, found.end = first - 1, last - 1
    return found


def _setup(paper: Paper) -> Gtk.PageSetup:
    setup, unit = Gtk.PageSetup(), Gtk.Unit.MM
    setup.set_paper_size(Gtk.PaperSize.new_custom("oro", "oro", paper.width, paper.height, unit))
    top, right, bottom, left = paper.margins
    setup.set_top_margin(top, unit)
    setup.set_right_margin(right, unit)
    setup.set_bottom_margin(bottom, unit)
    setup.set_left_margin(left, unit)
    return setup
