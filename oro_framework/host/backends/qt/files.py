"""Have the person choose files for an input of a page. GUI thread.

QtWebEngine wants the answer at once. So an event loop of Qt's runs meanwhile, as one does under its own dialog.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from qtpy.QtCore import QEventLoop
from qtpy.QtWebEngineCore import QWebEnginePage

from oro_framework.host.backends.interface.file_dialog import FileDialog

__all__ = ("choose_files",)

_Mode = QWebEnginePage.FileSelectionMode
_FOLDER = 2
"""The mode of an input for a folder, for which bindings have different names."""


def choose_files(page: Any, mode: Any, before: Sequence[str], accepted: Sequence[str]) -> list[str]:
    """Return the files for an input, as the host has the person choose them, else as Qt does.

    Args:
        page: the one with the input.
        mode: whether one file, several, or a folder is wanted.
        before: files that are chosen already.
        accepted: MIME types and endings.
    """
    view = getattr(page, "oro_view", None)
    chosen = None if view is None else _by_host(view, _dialog(mode, accepted))
    if chosen is None:
        return list(QWebEnginePage.chooseFiles(page, mode, list(before), list(accepted)))
    return chosen


def _dialog(mode: Any, accepted: Sequence[str]) -> FileDialog:
    kind = "folder" if getattr(mode, "value", mode) == _FOLDER else "open"
    return FileDialog(kind=kind, multiple=mode == _Mode.FileSelectOpenMultiple, types=tuple(accepted))


def _by_host(view: Any, dialog: FileDialog) -> list[str] | None:
    loop, answers = QEventLoop(), list[Any]()

    def done(paths: list[str] | None) -> None:
        answers.append(paths)
        loop.quit()

    if not view.events.choose_files(dialog, done):
        return None
    ended = view.at_end(loop.quit)
    if not answers:
        loop.exec()
    ended()
    return answers[0] if answers else []
