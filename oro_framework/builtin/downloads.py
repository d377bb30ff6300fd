"""`downloads.*`: routes by which pages list, accept and cancel downloads."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict

from oro_framework.builtin.dialogs import DialogCancelled
from oro_framework.errors import Denied, Unsupported
from oro_framework.hookspecs import hookimpl
from oro_framework.host.backends.interface.file_dialog import FileDialog
from oro_framework.host.downloads.download import Download, State
from oro_framework.host.downloads.service import Downloads
from oro_framework.host.downloads.settings import FOLDER, POLICY
from oro_framework.host.inner import inner, window_of
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.parameters import Word
from oro_framework.service import Service, route
from oro_framework.types import Call, Host, PageEvent, Permission, Setting

__all__ = ("oro_page_events", "oro_permissions", "oro_services", "oro_settings")


class DownloadDetail(TypedDict):
    """A download, as pages receive it."""

    id: str
    url: str
    name: str
    type: str
    state: State
    received: int
    total: int | None
    error: str | None
    path: str | None


class DownloadRoutes(Downloads):
    """The downloads of one host, with their routes."""

    @route("downloads.list", permission="downloads")
    def list_of(self, call: Call) -> list[dict[str, Any]]:
        """Return the downloads of this window, finished ones included, oldest first."""
        return [download.describe() for download in self.listed(call.window)]

    @route("downloads.accept", permission="downloads", deadline=0)
    async def accept_of(self, call: Call, id: str, name: Word = "", choose: bool = False) -> dict[str, Any]:
        """Accept a waiting download; with `choose` the person picks the file, and cancelling is an AbortError."""
        download = self._of(call, id)
        chosen = await self._ask(name or download.name, download.folder, window_of(call)) if choose else None
        self.accept(download, name=name, chosen=chosen)
        return download.describe()

    @route("downloads.cancel", permission="downloads")
    def cancel_of(self, call: Call, id: str) -> dict[str, Any]:
        """Cancel a download; one that is over stays as it is."""
        download = self._of(call, id)
        self.cancel(download)
        return download.describe()

    def _of(self, call: Call, id: str) -> Download:
        download = self.get(id)
        if call.window is not None and download.window is not call.window:
            raise Denied(f'Cannot call "{call.route}": download "{id}" is of another window')
        return download

    async def _ask(self, name: str, folder: Path, window: ManagedWindow | None) -> Path:
        host = inner(self.host)
        if host.backend is None or not host.backend.capabilities.windows:
            raise Unsupported("Cannot show a file dialog: this backend has no screen")
        dialog = FileDialog(kind="save", directory=str(folder), name=name)
        paths = await host.windows_manager.file_dialogs.ask(host.backend, dialog, window)
        if not paths:
            raise DialogCancelled("Nothing was chosen: the dialog was closed")
        return Path(paths[0])


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    """Declare the policy and the folder."""
    return [POLICY, FOLDER]


@hookimpl
def oro_permissions() -> Sequence[Permission]:
    """Declare permission `downloads`."""
    return [Permission(name="downloads", description="Save files into the folder for downloads, none replaced.")]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    """Declare the service that saves downloads and answers `downloads.*`."""
    return [DownloadRoutes]


@hookimpl
def oro_page_events(host: Host) -> Sequence[PageEvent]:
    """Declare the event `download`."""
    return [PageEvent(name="download", detail=DownloadDetail, summary="A download was begun, goes on or is over.")]
