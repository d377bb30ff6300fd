"""The desktop's dialogs, for programs. Loop thread."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.inner import RunningHost
from oro_pywebview.errors import WebViewException

__all__ = ("choose", "confirm")

KINDS = {10: "open", 20: "folder", 30: "save"}


async def choose(
    host: RunningHost, kind: int, directory: str, multiple: bool, name: str, filters: Sequence[str]
) -> tuple[str, ...] | None:
    """Ask the person for files or a folder; return None where they chose none.

    Raises:
        WebViewException: there is no screen, or no such kind of dialog.
    """
    if int(kind) not in KINDS:
        raise WebViewException(f"Cannot ask for files: {kind!r} is no FileDialog")
    if host.backend is None or not host.backend.capabilities.windows:
        raise WebViewException("Cannot ask for files: this backend has no screen")
    dialog = FileDialog(
        kind=KINDS[int(kind)], multiple=multiple, directory=directory, name=name, filters=tuple(filters)
    )
    (paths,) = await host.windows_manager.ask_person(partial(host.backend.file_dialog, dialog))
    return tuple(paths) or None


async def confirm(host: RunningHost, title: str, text: str) -> bool:
    """Ask the person to agree.

    Raises:
        WebViewException: there is no screen.
    """
    if host.backend is None:
        raise WebViewException("Cannot ask the person: there is no screen")
    (chosen,) = await host.windows_manager.ask_person(partial(host.backend.ask, title, text, ("OK", "Cancel")))
    return bool(chosen == 0)
