"""The hidden window that runs the workers: opened for the first one, and again when its page dies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import anyio

from oro_framework.types import Host, Window
from oro_sw.errors import EvaluationFailed
from oro_sw.registrations.states import PRIORITIES, Version
from oro_sw.urls import without_fragment
from oro_sw.workers.worker import Worker

__all__ = ("PAGE", "Runner")

PAGE = "/oro/service-worker/index.html"
EVALUATION = 20.0
"""Seconds a script has to run to its end."""


class Runner:
    """Starts and stops workers in the hidden window. Loop thread.

    Args:
        host: opens the window.
        heard: called with messages of workers that answer nothing.
        shown: show the window.
    """

    def __init__(self, host: Host, heard: Callable[[Worker, dict[str, Any]], None], *, shown: bool) -> None:
        self._host = host
        self._heard = heard
        self._shown = shown
        self._window: Window | None = None
        self._workers: dict[str, Worker] = {}
        self._armed: dict[str, Version] = {}
        self._importing: Worker | None = None
        """The module worker that was started last."""
        self.closed = False
        """The app ends: nothing is started any more."""
        self._ran = False
        """The window's page runs, so its end is the end of its workers."""

    @property
    def workers(self) -> Mapping[str, Worker]:
        """The workers that run, by id of their version."""
        return self._workers

    def owns(self, window: Window | None) -> bool:
        """Tell whether a window is the one that runs workers."""
        return window is not None and window is self._window

    def may_start(self, window: Window | None) -> bool:
        """Tell whether a request of a window may be for the script of a worker: some engines know no window there."""
        return window is None or window is self._window

    async def worker(self, version: Version) -> Worker:
        """Return the worker of a version, its script run.

        Raises:
            EvaluationFailed: it threw, or did not come to its end in time.
        """
        if self.closed:
            raise EvaluationFailed(f'Cannot run the service worker "{version.source.url}": the app ends')
        worker = self._workers.get(version.id)
        if worker is not None and worker.gone.is_set():
            self.stop(version)
            worker = None
        elif worker is not None and worker.evaluated.is_set() and worker.failure is None:
            return worker
        if worker is None:
            worker = self._workers[version.id] = Worker(version, self._heard)
            window = self._open()
            if self._ran:
                window.emit("serviceWorker.register", _job(version))
        with anyio.move_on_after(EVALUATION):
            await worker.evaluated.wait()
        if not worker.evaluated.is_set() or worker.failure is not None:
            why = worker.failure or f"it did not come to its end in {EVALUATION:g} s"
            self.stop(version, why)
            raise EvaluationFailed(f'Cannot run the service worker "{version.source.url}": {why}')
        return worker

    def ready(self) -> list[dict[str, Any]]:
        """Return the workers to start, now that the window's page runs; later ones reach it by events."""
        self._ran = True
        versions = [worker.version for worker in self._workers.values()]
        return [_job(version) for version in sorted(versions, key=_rank)]

    def arm(self, id: str) -> Version | None:
        """Have the next request for the script of a version, from our window, start its worker."""
        worker = self._workers.get(id)
        if worker is None:
            return None
        self._armed[without_fragment(worker.version.source.url)] = worker.version
        return worker.version

    @property
    def starting(self) -> bool:
        """Whether a worker's script, or something it imports, is being waited for."""
        return bool(self._armed) or self.importing is not None

    def armed(self, url: str) -> Version | None:
        """Return the version that this request starts, once."""
        version = self._armed.pop(url, None)
        if version is not None and version.source.kind == "module":
            self._importing = self._workers.get(version.id)
        return version

    @property
    def importing(self) -> Version | None:
        """The version that is loading modules, if one is."""
        worker = self._importing
        if worker is not None and worker.evaluated.is_set():
            worker = self._importing = None
        return None if worker is None else worker.version

    def failed(self, id: str, why: str) -> None:
        """Note that the page could not start a worker."""
        if (worker := self._workers.get(id)) is not None and not worker.evaluated.is_set():
            worker.failure = why
            worker.evaluated.set()

    def stop(self, version: Version, why: str = "was stopped") -> None:
        """End the worker of a version, if it runs."""
        worker = self._workers.pop(version.id, None)
        if worker is None:
            return
        worker.end(why)
        if self._window is not None:
            self._window.emit("serviceWorker.destroy", {"id": version.id})

    async def recall(self) -> None:
        """Take the leases of every worker back."""
        async with anyio.create_task_group() as group:
            for worker in tuple(self._workers.values()):
                group.start_soon(worker.recall)

    def released(self, window: Window) -> None:
        """Note that the page of a window is gone, and with it the workers it ran; the next one opens a window.

        Workers that were to start in a page that was dead already start in the other one.
        """
        if window is self._window and self._ran:
            waiting = {id: worker for id, worker in self._workers.items() if not worker.connected and not worker.moved}
            for id, worker in waiting.items():
                del self._workers[id]
                worker.moved = True
            self._end_all("crashed")
            self._window = None
            window.close()
            if waiting:
                self._workers.update(waiting)
                self._open()

    def close(self) -> None:
        """End every worker and the window."""
        self.closed = True
        self._end_all("was stopped")
        if self._window is not None:
            self._window.close()
            self._window = None

    def _end_all(self, why: str) -> None:
        workers, self._workers = self._workers, {}
        self._armed.clear()
        for worker in workers.values():
            worker.end(why)

    def _open(self) -> Window:
        if self._window is None or self._window not in self._host.windows:
            self._ran = False
            self._window = self._host.open_unseen(self._host.origin + PAGE, shown=self._shown)
        return self._window


def _rank(version: Version) -> int:
    return PRIORITIES.index(version.registration.priority)


def _job(version: Version) -> dict[str, Any]:
    return {"id": version.id, "scriptURL": version.source.url, "type": version.source.kind}
