"""Tells the desktop of jobs: progress on the icon, a notification, a machine kept awake. Loop thread.

Other plugins do it, where the app uses them: oro-desktop, oro-notification and oro-power. Nothing of it can fail a job.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

import anyio
from anyio.abc import TaskGroup

from oro_framework.errors import OroError
from oro_framework.types import Host
from oro_jobs import settings
from oro_jobs.submitted_job import Job, Update

__all__ = ("Signs", "share_of")

INTERVAL = 0.5
"""Seconds between two changes of the icon."""


@runtime_checkable
class ShowsProgress(Protocol):
    """A service named `desktop`, as it is asked here."""

    async def show_progress(self, value: float | None) -> bool:
        """Show how far something is on the app's icon, or no longer."""
        ...


@runtime_checkable
class Notifies(Protocol):
    """A service named `notification`, as it is asked here."""

    async def notify(self, title: str, body: str) -> None:
        """Show a notification of the app itself."""
        ...


class Signs:
    """See the module.

    Args:
        host: the running app.
        tasks: for what takes time.
    """

    def __init__(self, host: Host, tasks: TaskGroup) -> None:
        self._host = host
        self._tasks = tasks
        self._running: dict[str, Job[object]] = {}
        self._idle = anyio.Event()
        self._shows = host.settings[settings.PROGRESS]
        self._least = host.settings[settings.NOTIFY]

    def told(self, update: Update) -> None:
        """Take an update of a job."""
        job = update.job
        if update.kind != "state":
            return
        if update.value == "running":
            self._running[job.id] = job
            if len(self._running) == 1:
                self._idle = anyio.Event()
                self._tasks.start_soon(self._awake, self._idle)
                if self._shows:
                    self._tasks.start_soon(self._show, self._idle)
            return
        if self._running.pop(job.id, None) is not None and not self._running:
            self._idle.set()
        if job.state in ("done", "failed") and self._least and job.seconds >= self._least:
            self._tasks.start_soon(self._notify, job)

    async def _awake(self, idle: anyio.Event) -> None:
        async with self._host.power.awake("Jobs are running"):
            await idle.wait()

    async def _show(self, idle: anyio.Event) -> None:
        desktop = await self._service("desktop")
        if not isinstance(desktop, ShowsProgress):
            return
        shown: float | None = None
        try:
            while not idle.is_set():
                share = share_of(self._running)
                if share != shown:
                    shown = share
                    await desktop.show_progress(share)
                with anyio.move_on_after(INTERVAL):
                    await idle.wait()
            if shown is not None and not self._running:
                await desktop.show_progress(None)
        except OroError as error:
            self._host.log.debug("The progress of jobs is not shown: %s", error)

    async def _notify(self, job: Job[object]) -> None:
        if any(window.focused for window in self._host.windows):
            return
        service = await self._service("notification")
        if isinstance(service, Notifies):
            try:
                await service.notify(job.name, "Done" if job.error is None else job.error.message)
            except OroError as error:
                self._host.log.debug("The end of a job is not told: %s", error)

    async def _service(self, name: str) -> object:
        try:
            return await self._host.begin_service(name)
        except OroError as error:
            self._host.log.debug("%s", error)
            return None


def share_of(running: Mapping[str, Job[object]]) -> float | None:
    """Return how far jobs are together, from 0 to 1; None where none of them says."""
    shares = [share for job in running.values() if (share := job.progress.share) is not None]
    return sum(shares) / len(shares) if shares else None
