"""Downloads of pages: accepted or refused, reported by the event `download`, and moved to their folder.

Engines save most downloads themselves; the host fetches those of its own schemes where an engine cannot.
`offered` is called on the GUI thread; everything else belongs to the loop thread.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import trio

from oro_framework.atomic import sweep
from oro_framework.errors import Broken, Closed, NotFound, OroError
from oro_framework.host.backends.interface.offer import Offer
from oro_framework.host.downloads.download import Download, State
from oro_framework.host.downloads.settings import FOLDER, POLICY, downloads_folder
from oro_framework.host.requests.envelope import new_id
from oro_framework.host.requests.protocol import Target, parse_target
from oro_framework.host.resources.download_names import attachment_name, safe_name
from oro_framework.host.windows.window import ManagedWindow
from oro_framework.protected import Use
from oro_framework.service import Service
from oro_framework.types import Host, Window

__all__ = ("Downloads",)

MAX_ASKED = 16
"""Downloads that may wait for an answer at the same time; more are refused."""
MAX_KEPT = 256
"""Ended downloads that are still listed."""
PERIOD = 0.1
"""Seconds between two events of a running download."""

_log = logging.getLogger("oro.downloads")


class Downloads(Service):
    """The downloads of one host."""

    name = "downloads"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._host: Any = host
        self._table: dict[str, Download] = {}
        self._asked = 0
        self._tasks: trio.Nursery | None = None

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Accept downloads until the host stops, then cancel running ones; remove what a killed app left."""
        folder = downloads_folder(self.host.settings[FOLDER], self.host.root)
        await trio.to_thread.run_sync(sweep, folder)
        async with trio.open_nursery() as tasks:
            self._tasks = tasks
            try:
                yield
            finally:
                self._tasks = None
                for download in list(self._table.values()):
                    self._give_up(download, "cancelled", "the app ended")
                tasks.cancel_scope.cancel()

    async def release(self, window: Window) -> None:
        """Cancel the downloads that wait for an answer of the page."""
        for download in [each for each in self._table.values() if each.window is window and each.state == "asked"]:
            self._give_up(download, "cancelled", "the page is gone")

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of downloads that are not over."""
        return {"downloads": [each.id for each in self._table.values() if not each.over]}

    # -- GUI thread --------------------------------------------------------------------------------------

    def offered(self, window: ManagedWindow, offer: Offer, cancel: Callable[[], None] | None) -> _Transfer | None:
        """Accept or refuse a download; see `ViewEvents.download`. Never raises, never blocks for long."""
        from oro_framework.host.downloads.files import Incoming  # needed only where a page downloads

        policy: str = self.host.settings[POLICY]
        try:
            target = None if cancel is not None else self._target(offer.url)
            self._check(window, policy)
            folder = downloads_folder(self.host.settings[FOLDER], self.host.root)
            self._check_place(folder)
            folder.mkdir(parents=True, exist_ok=True)
            incoming = Incoming(folder)
        except (OroError, OSError) as error:
            _log.warning('Cannot download "%s": %s', offer.url[:200], error)
            return None
        id = new_id()
        download = Download(
            id=id,
            window=window,
            url=offer.url[:2048],
            name=safe_name(offer.name, offer.url),
            type=offer.type,
            total=offer.length,
            folder=folder,
            incoming=incoming,
            state="asked" if policy == "ask" else "running",
        )
        cross = self._host.threads.gui_to_loop
        if cancel is not None:
            download.stop.append(partial(self._host.threads.loop_to_gui, cancel))
        cross(self._begin, download, target, bool(offer.name))
        return _Transfer(incoming.path, partial(cross, self._received, download), partial(cross, self._ended, download))

    def _check(self, window: ManagedWindow, policy: str) -> None:
        if not window.spec.trusted:
            raise Closed("windows of other origins save nothing")
        if policy == "deny":
            raise Closed('[webview] downloads = "deny"; "ask" lets the page decide, "allow" saves them')
        decision = self._host.permissions.query("downloads")
        if not decision.allowed:
            raise Closed(f"pages lack permission downloads: {decision.reason}")
        if self._asked >= MAX_ASKED:
            raise Closed(f"{MAX_ASKED} downloads wait for an answer already")

    def _check_place(self, path: Path) -> None:
        """Raise unless pages may have files made in the folder; a configured folder is open even in the sandbox."""
        why = self._host.path_guard.protects(os.path.realpath(path), Use.WRITE)
        if why is not None:
            raise Closed(f'Cannot save to "{path}": {why}')

    def _target(self, url: str) -> Target:
        target = parse_target(url, module_schemes=frozenset({"oro"}), bundle=self.host.bundle)
        if target.scheme not in self._host.tables.schemes and (target.scheme, target.host) != ("oro", self.host.bundle):
            raise Closed(f"only addresses of {self.host.origin} and of plugins' schemes are saved")
        return target

    # -- the course of a download --------------------------------------------------------------------------

    def _begin(self, download: Download, target: Target | None, named: bool) -> None:
        if self._tasks is None:
            self._give_up(download, "cancelled", "the app ended")
            return
        self._table[download.id] = download
        self._asked += download.state == "asked"
        self._tell(download)
        self._tasks.start_soon(self._keep_awake, download)
        if target is not None:
            self._tasks.start_soon(self._fetch, download, target, named)

    async def _keep_awake(self, download: Download) -> None:
        async with self._host.power.awake(f"Downloading {download.name}"):
            await download.ended.wait()

    async def _fetch(self, download: Download, target: Target, named: bool) -> None:
        from oro_framework.host.downloads.fetch import fetch  # needed only where an engine cannot save by itself

        def began(headers: dict[str, str]) -> None:
            suggested = attachment_name(headers.get("content-disposition", ""))
            if suggested or not named:
                download.name = safe_name(suggested or "", download.url)
            download.type = headers.get("content-type", "").partition(";")[0].strip()
            length = headers.get("content-length", "")
            download.total = int(length) if length.isdecimal() else None

        error: str | None = None
        with trio.CancelScope() as scope:
            download.stop.append(scope.cancel)
            try:
                received = partial(self._received, download, total=None)
                await fetch(self._host.exchanges, target, download.window, download.incoming.path, began, received)
            except OSError as failure:
                error = failure.strerror or str(failure)
            except OroError as failure:
                error = failure.message
        self._ended(download, "it was cancelled" if scope.cancelled_caught else error)

    def _received(self, download: Download, count: int, total: int | None) -> None:
        download.received = count
        download.total = total or download.total
        if not download.over and time.monotonic() - download.told >= PERIOD:
            self._tell(download)

    def _ended(self, download: Download, error: str | None) -> None:
        """Finish or fail a download after its transfer has ended."""
        download.stop.clear()
        download.whole = error is None
        if download.over:
            download.incoming.remove()
        elif error is not None:
            self._give_up(download, "failed", error)
        elif download.state == "running":
            self._finish(download)

    def _finish(self, download: Download) -> None:
        if self._tasks is not None:
            self._tasks.start_soon(self._put, download)

    async def _put(self, download: Download) -> None:
        """Move a complete download to its final name."""
        try:
            with trio.CancelScope(shield=True):
                path, size = await trio.to_thread.run_sync(self._placed, download)
        except (OSError, Closed) as error:
            said = error.message if isinstance(error, Closed) else error.strerror or str(error)
            self._give_up(download, "failed", said)
            return
        download.path, download.name = path, path.name
        download.received = download.total = size
        self._move(download, "done")

    def _placed(self, download: Download) -> tuple[Path, int]:
        """Move a file to its final name, or to one with a number added; blocks.

        Raises:
            OSError: the folder takes no file.
            Closed: nothing may be saved in the folder.
        """
        if download.chosen is not None:
            return download.incoming.replace(download.chosen)
        wanted = download.folder / download.name
        with self._host.path_guard.still():
            self._check_place(wanted)
            return download.incoming.place(wanted)

    def _give_up(self, download: Download, state: State, error: str) -> None:
        if download.over:
            return
        download.error = error
        for stop in download.stop:
            stop()
        download.incoming.remove()
        self._move(download, state)

    def _move(self, download: Download, state: State) -> None:
        self._asked -= download.state == "asked"
        download.state = state
        self._tell(download)
        if download.over:
            download.ended.set()
            _log.info('Download of "%s" is %s: %s', download.url[:200], state, download.path or download.error)
            over = [each for each in self._table.values() if each.over]
            for each in over[: len(over) - MAX_KEPT]:
                del self._table[each.id]

    def _tell(self, download: Download) -> None:
        download.told = time.monotonic()
        download.window.emit("download", download.describe())

    # -- requests of pages ------------------------------------------------------------------------------------

    def listed(self, window: Window | None) -> list[Download]:
        """Return the downloads of a window, or of all."""
        return [each for each in self._table.values() if window is None or each.window is window]

    def get(self, id: str) -> Download:
        """Return the download of an id.

        Raises:
            NotFound: there is none.
        """
        if id not in self._table:
            raise NotFound(f'Cannot find download "{id[:80]}": there is none of that id')
        return self._table[id]

    def accept(self, download: Download, *, name: str = "", chosen: Path | None = None) -> None:
        """Accept a download that waits for an answer.

        Args:
            download: one that waits for an answer.
            name: another name; it is made safe.
            chosen: the path the person chose; a file there is replaced.

        Raises:
            Broken: it no longer waits for an answer.
        """
        if download.state != "asked":
            raise Broken(f'Cannot accept download "{download.id}": it is {download.state}')
        download.name = safe_name(name) if name else download.name
        download.chosen = chosen
        self._move(download, "running")
        if download.whole:
            self._finish(download)

    def cancel(self, download: Download) -> None:
        """Cancel a download; one that is over stays as it is."""
        self._give_up(download, "cancelled", "it was cancelled")


class _Transfer:
    """See `Transfer`."""

    def __init__(
        self, path: Path, received: Callable[[int, int | None], None], ended: Callable[[str | None], None]
    ) -> None:
        self.path = path
        self.received = received
        self.ended = ended
