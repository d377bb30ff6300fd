"""The service that answers `updater.*`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from oro_framework.errors import Busy, OroError, UsageError
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Host, StartCondition, Window
from oro_updater import settings
from oro_updater.events import CHANGED, Status

if TYPE_CHECKING:
    from oro_updater.updates import Updates

__all__ = ("Updater",)

_HOUR = 3600.0
_STEP = 1 / 100
"""The part of a download after which pages are told again."""


class Updater(Service):
    """Updates of the app that runs."""

    name = "updater"
    on_demand = True
    at_start = (StartCondition(setting=settings.URL.key),)

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._updates: Updates | None = None
        self._held = ExitStack()
        self._reached = False
        self._activity = "idle"
        self._received = self._total = 0
        self._error = ""

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Check as the settings say, until the host stops."""
        import anyio

        async with anyio.create_task_group() as tasks:
            self._arrived = anyio.Event()
            tasks.start_soon(self._look)
            yield
            tasks.cancel_scope.cancel()
        self._held.close()

    async def release(self, window: Window) -> None:
        """Note the first page: a document of the app's has taken the place of the empty one."""
        if window in self.host.windows and window.url.startswith(f"{self.host.origin}/"):
            self._arrived.set()

    @route("updater.status", permission="updater")
    async def status(self, call: Call) -> Status:
        """Return what is known of the app's versions, without asking the server."""
        await self._begun()
        return self._status()

    @route("updater.check", permission="updater", deadline=0)
    async def check(self, call: Call) -> Status:
        """Ask the server for a newer version.

        Raises:
            Busy: the app is being updated already.
            UpdateUnreachable: the server cannot be reached, or is too slow.
            UpdateRefused: what it has is not signed by the author, or is older than what is known.
            UpdateStale: its signatures have expired.
            ConfigError: the settings name no server, or one that is not encrypted.
        If cancelled, what was known stays known.
        """
        return await self._check()

    @route("updater.download", permission="updater", deadline=0)
    async def download(self, call: Call) -> Status:
        """Download, verify and unpack the version that is offered; the running version stays as it is.

        Raises:
            NotFound: none is offered.
            NotUpdatable: the app cannot replace itself here.
            Busy: the app is being updated already.
            UpdateUnreachable: the server cannot be reached, or is too slow; the next try goes on there.
            UpdateRefused: what came is not what was signed.
            ErrnoError: the disk is full, or cannot be written.
        If cancelled, what was downloaded is kept for the next time.
        """
        updates = await self._begun()
        async with self._doing("downloading"), self.host.power.awake("Downloading an update"):
            await updates.download(self._progress)
        return self._status()

    @route("updater.apply", permission="updater")
    async def apply(self, call: Call, *, restart: bool = False) -> Status:
        """Have the downloaded version start next.

        Args:
            call: the call.
            restart: whether the app ends now and starts again.

        Raises:
            NotFound: none is downloaded.
            NotUpdatable: the app cannot replace itself here.
            Busy: the app is being updated already.
        """
        updates = await self._begun()
        async with self.host.power.awake("Applying an update"):
            await updates.apply()
        return self._switched(restart)

    @route("updater.rollback", permission="updater")
    async def roll_back(self, call: Call, *, restart: bool = False) -> Status:
        """Have the previous version start next; the present one is not offered again.

        Args:
            call: the call.
            restart: whether the app ends now and starts again.

        Raises:
            UpdateFailed: no previous version is kept here.
            NotUpdatable: the app cannot replace itself here.
            Busy: the app is being updated already.
        """
        updates = await self._begun()
        async with self.host.power.awake("Going back to the previous version"):
            await updates.roll_back()
        return self._switched(restart)

    # -- work of its own -------------------------------------------------------------------------------

    async def _look(self) -> None:
        """Confirm a new version once its first page is there; then check as the settings say."""
        import anyio

        if not self.host.settings[settings.URL]:
            return
        await self._arrived.wait()
        try:
            updates = await self._begun()
            await anyio.to_thread.run_sync(updates.confirm)
        except (OSError, OroError) as error:
            self.host.log.warning("Cannot note that this version works: %s", error)
        hours = self.host.settings[settings.CHECK]
        while hours is not None:
            try:
                await self._check()
            except (OSError, OroError) as error:
                self.host.log.warning("%s", error)
            if not hours:
                return
            await anyio.sleep(hours * _HOUR)

    async def _check(self) -> Status:
        updates = await self._begun()
        async with self._doing("checking"):
            await updates.check()
        return self._status()

    async def _begun(self) -> Updates:
        """Return the updates, which the first call makes."""
        if self._updates is None:
            await load("oro_updater.trust")
            import anyio

            updates = await anyio.to_thread.run_sync(self._make)
            if self._updates is None:
                self._updates = updates
                self._hold(updates)
        return self._updates

    def _make(self) -> Updates:
        import platformdirs

        from oro_updater.address import check_address
        from oro_updater.server import Server
        from oro_updater.subject import program, subject_of
        from oro_updater.updates import Updates

        chosen = self.host.settings
        check_address(chosen[settings.URL], plain=chosen[settings.HTTP])
        folder = platformdirs.user_data_path(self.host.bundle, appauthor=False) / "updater"
        root = self.host.root / chosen[settings.ROOT]
        return Updates(
            subject_of(self.host, program()),
            Server(chosen[settings.URL], proxy=lambda: self.host.session().proxy),
            root,
            folder,
        )

    def _hold(self, updates: Updates) -> None:
        """Keep other processes from removing the version that runs here."""
        from oro_updater.locks import in_use

        subject = updates.subject
        if subject.installation is not None:
            with suppress(OSError):  # it is being removed, or on a file system without locks
                self._held.enter_context(in_use(subject.installation.version_folder(subject.version), alone=False))

    @asynccontextmanager
    async def _doing(self, activity: str) -> AsyncIterator[None]:
        if self._activity != "idle":
            raise Busy(f"Cannot update: the app is {self._activity} already")
        self._activity, self._error, self._received, self._total = activity, "", 0, 0
        self._tell()
        try:
            yield
        except (OSError, OroError) as error:
            self._error = str(error)
            raise
        finally:
            self._activity = "idle"
            self._tell()

    def _progress(self, received: int, total: int) -> None:
        told, self._total = self._received, total
        if received == total or received - told >= total * _STEP:
            self._received = received
            self._tell()

    def _switched(self, restart: bool) -> Status:
        self._tell()
        if restart:
            self._restart()
        return self._status()

    def _restart(self) -> None:
        """Start the launcher, which waits for the end of this process, and end."""
        installation = None if self._updates is None else self._updates.subject.installation
        if installation is None:
            raise UsageError("Cannot start again: the app was not started by its launcher")
        environment = {**os.environ, "ORO_START_AFTER": str(os.getpid())}
        subprocess.Popen(
            [installation.launcher, *self.host.arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            start_new_session=sys.platform != "win32",
        )
        self.host.quit()

    def _tell(self) -> None:
        if self._updates is not None:
            self.host.emit(CHANGED, self._status())

    def _status(self) -> Status:
        assert self._updates is not None
        known: dict[str, Any] = dict(self._updates.as_mapping())
        status: Status = {
            **known,  # type: ignore[typeddict-item]
            "activity": self._activity,
            "received": self._received,
            "total": self._total,
            "error": self._error,
        }
        return status
