"""The lifecycle of versions: installed, activated when no document holds them up, started when needed, ended."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import anyio
import anyio.abc

from oro_framework.errors import OroError, TimedOut
from oro_framework.types import Host
from oro_sw.errors import EvaluationFailed, WorkerGone
from oro_sw.events import CHANGED, CONTROLLER
from oro_sw.registrations.control import Document, Documents
from oro_sw.registrations.states import Registration, Registry, State, Version
from oro_sw.workers.runner import Runner
from oro_sw.workers.worker import Worker

__all__ = ("Lifecycle",)

LIFE_EVENT = 60.0
"""Seconds `waitUntil` may hold up an install or activate event."""
BUSY = 5.0
"""Seconds after which a worker that does not listen is taken to be busy."""


class Lifecycle:
    """Moves versions through their states, and tells pages. Loop thread.

    Args:
        host: has the windows.
        registry: the registrations.
        documents: the documents they control.
        runner: where workers run.
        save: saves a registration; False with it means that it is gone.
    """

    def __init__(
        self,
        host: Host,
        registry: Registry,
        documents: Documents,
        runner: Runner,
        save: Callable[[Registration, bool], None],
    ) -> None:
        self._host = host
        self._registry = registry
        self._documents = documents
        self._runner = runner
        self._save = save
        self._group: anyio.abc.TaskGroup | None = None
        self._activations: dict[str, anyio.Event] = {}
        self._failures: dict[str, int] = {}
        """How often the worker of a version crashed or hung since it last answered."""

    def run(self, group: anyio.abc.TaskGroup) -> None:
        """Run its tasks in a task group."""
        self._group = group

    def start(self, function: Callable[..., Any], *args: Any) -> None:
        """Start one of its tasks."""
        assert self._group is not None, "run() comes first"
        self._group.start_soon(function, *args)

    # -- installing ------------------------------------------------------------------------------

    async def begin(self, version: Version) -> None:
        """Evaluate a new version, and begin to install it; what was there before stays if that fails.

        Raises:
            EvaluationFailed: the script threw, or did not come to its end.
        """
        registration = version.registration
        worker = await self._runner.worker(version)
        registration.source = version.source
        self._registry.add(registration)
        for old in registration.begin(version):
            self._runner.stop(old)
        self.tell(registration)
        self.start(self._install, registration, version, worker)

    async def _install(self, registration: Registration, version: Version, worker: Worker) -> None:
        failure = await _event(worker, "install")
        if registration.installing is not version:
            return
        if failure is not None:
            self._host.log.warning('Cannot install the service worker "%s": %s', version.source.url, failure)
            registration.drop(version)
            self._activations.setdefault(version.id, anyio.Event()).set()
            self._runner.stop(version)
            if not registration.versions():
                self._registry.remove(registration)
            self.tell(registration)
            return
        for old in registration.installed():
            self._runner.stop(old)
        self._save(registration, True)
        self.tell(registration)
        self.try_activate(registration)

    # -- activating ------------------------------------------------------------------------------

    def skip_waiting(self, version: Version) -> None:
        """Do not wait for the pages of the version before."""
        version.skip_waiting = True
        if version.state is State.INSTALLED:
            self.try_activate(version.registration)

    def try_activate(self, registration: Registration) -> None:
        """Activate the version that waits, if nothing holds it up."""
        version, before = registration.waiting, registration.active
        if version is None or (before is not None and before.state is State.ACTIVATING):
            return
        if before is not None and not version.skip_waiting and self._documents.clients(registration):
            return
        for old in registration.activate():
            self.start(self._retire, old)
        self.tell(registration)
        self.tell_controller(self._documents.clients(registration), registration)
        self.start(self._activate, registration, version)

    async def _activate(self, registration: Registration, version: Version) -> None:
        try:
            worker = await self._runner.worker(version)
            failure = await _event(worker, "activate")
        except OroError as error:
            failure = error.message
        if failure is not None:
            self._host.log.warning('The service worker "%s" failed to activate: %s', version.source.url, failure)
        version.move(State.ACTIVATED)
        self._activations.setdefault(version.id, anyio.Event()).set()
        if registration.active is version:
            self._save(registration, True)
        self.tell(registration)
        self.try_activate(registration)

    async def activated(self, version: Version, seconds: float) -> bool:
        """Wait until a version's activate event is done; False when that takes too long or it failed."""
        if version.state is not State.ACTIVATED:
            event = self._activations.setdefault(version.id, anyio.Event())
            with anyio.move_on_after(seconds):
                await event.wait()
        return version.state is State.ACTIVATED

    def claim(self, version: Version) -> None:
        """Make the active version the controller of every document of its scope.

        Raises:
            WorkerGone: it is not the active one.
        """
        registration = version.registration
        if registration.active is not version:
            raise WorkerGone("Cannot claim clients: only the active worker of a registration may")
        claimed = [
            document
            for document in self._documents
            if self._registry.match(document.url) is registration and document.controller is not registration
        ]
        before = {document.controller for document in claimed} - {None}
        for document in claimed:
            document.controller = registration
        self.tell_controller(claimed, registration)
        for each in before:
            if each is not None:
                self.freed(each)

    # -- ending ----------------------------------------------------------------------------------

    async def _retire(self, version: Version) -> None:
        """End a version once its answers are sent."""
        worker = self._runner.workers.get(version.id)
        if worker is not None:
            with anyio.move_on_after(LIFE_EVENT):
                await worker.idle()
        self._runner.stop(version)

    def freed(self, registration: Registration) -> None:
        """Let the version that waits take over, or end a dropped registration, when a document of it is gone."""
        if registration not in self._registry.leaving:
            self.try_activate(registration)
        elif not self._documents.clients(registration):
            self.clear(registration)

    def clear(self, registration: Registration) -> None:
        """End the versions of a dropped registration."""
        self._registry.leaving.discard(registration)
        clients = self._documents.clients(registration)
        self._documents.dropped(registration)
        for version in registration.versions():
            registration.drop(version)
            self._runner.stop(version, "was unregistered")
        self.tell(registration)
        self.tell_controller(clients, registration)

    # -- being asked -----------------------------------------------------------------------------

    async def active(self, registration: Registration) -> Worker | None:
        """Return the running worker that answers for a registration; None when it cannot be used.

        A worker that crashed or hung is started again once; after that it is left aside until it is updated.
        """
        version = registration.active
        if version is None or self._failures.get(version.id, 0) > 1:
            return None
        try:
            return await self._runner.worker(version)
        except EvaluationFailed as error:
            if registration.active is version:
                self._count_failure(version, f"does not start ({error.message})")
            return None

    async def awake(self, version: Version) -> None:
        """Return once the worker of a version runs and listens, or is busy.

        Raises:
            EvaluationFailed: it cannot be run.
        """
        worker = await self._runner.worker(version)
        try:
            await worker.ask("ping", BUSY)
        except WorkerGone:
            await self._runner.worker(version)
        except TimedOut:
            return

    def failed(self, worker: Worker) -> None:
        """Stop a worker that crashed or hangs, so that the next request starts it again or goes past it."""
        version = worker.version
        if self._runner.workers.get(version.id) is worker:
            self._runner.stop(version)
        if not worker.blamed and version.registration.active is version and not self._runner.closed:
            worker.blamed = True
            self._count_failure(version, worker.why or "ended")

    def answered(self, version: Version) -> None:
        """Note that a worker answered, and forget its failures."""
        if self._failures:
            self._failures.pop(version.id, None)

    def _count_failure(self, version: Version, why: str) -> None:
        times = self._failures[version.id] = self._failures.get(version.id, 0) + 1
        if times == 1:
            self._host.log.warning('The service worker "%s" %s; it is started again', version.source.url, why)
        else:
            self._host.log.error(
                'The service worker "%s" %s again: requests go past it from now on', version.source.url, why
            )

    # -- events ----------------------------------------------------------------------------------

    def tell(self, registration: Registration) -> None:
        """Tell pages and workers of a registration as it is now."""
        description = registration.describe()
        self._host.emit(CHANGED, description)
        for version in registration.versions():
            if (worker := self._runner.workers.get(version.id)) is not None:
                with suppress(WorkerGone):
                    worker.tell("state", registration=description)

    def tell_controller(self, documents: list[Document], registration: Registration) -> None:
        """Tell documents which version controls them now, if any."""
        version = registration.active
        worker = None if version is None else version.describe()
        for window in self._host.windows:
            ids = [each.realm for each in documents if each.window == window.id and each.realm]
            if ids:
                detail = {"clients": ids, "worker": worker, "registration": registration.describe()}
                window.emit(CONTROLLER, detail)


async def _event(worker: Worker, name: str) -> str | None:
    """Dispatch an install or activate event; return the message of its failure."""
    try:
        answer = await worker.ask(name, LIFE_EVENT)
    except (TimedOut, WorkerGone) as error:
        return error.message
    return answer.get("error")
