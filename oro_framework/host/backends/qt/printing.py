"""Print a page of QtWebEngine by Qt's dialog. GUI thread."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oro_framework.errors import Unsupported

__all__ = ("open_dialog",)


def open_dialog(
    browser: Any,
    webview: Any,
    guard: Callable[[Callable[..., object]], Callable[..., None]],
    done: Callable[[str | None], None],
) -> Any:
    """Ask the person for a printer, print, and call `done` then; return the dialog.

    Raises:
        Unsupported: Qt's module for printing is not installed.
    """
    try:
        from qtpy.QtPrintSupport import QPrintDialog, QPrinter
    except ImportError as error:
        raise Unsupported(f"Cannot print: QtPrintSupport is not installed ({error})") from None
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, browser)

    def printed(success: bool) -> None:
        webview.printFinished.disconnect(slot)
        done(None if success else "the printer took nothing")

    def finished(result: int) -> None:
        dialog.deleteLater()
        if result == QPrintDialog.DialogCode.Accepted.value:
            webview.printFinished.connect(slot)
            webview.print(printer)
        else:
            done(None)

    slot = guard(printed)
    dialog.finished.connect(guard(finished))
    dialog.open()
    return dialog
