"""The container: everything about the workers of one app, put together."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Literal

import msgspec

from oro_framework.errors import OroError
from oro_framework.types import Host
from oro_sw.answers.cross_origin import CrossOriginFetch
from oro_sw.clients.client_table import Clients
from oro_sw.errors import WorkerGone
from oro_sw.registrations.areas import Areas
from oro_sw.registrations.control import Documents
from oro_sw.registrations.states import Registration, Registry
from oro_sw.settings import PERMISSION
from oro_sw.storage.cache_store import Caches
from oro_sw.storage.writer import StateWriter
from oro_sw.workers.answering import answer
from oro_sw.workers.jobs import Jobs
from oro_sw.workers.lifecycle import Lifecycle
from oro_sw.workers.runner import Runner
from oro_sw.workers.worker import Worker

__all__ = ("SERVICE", "Container", "AreaChange", "container_of")

SERVICE = "serviceWorker"
"""The service's name."""


class AreaChange(msgspec.Struct, kw_only=True):
    """A change of the values a worker keeps."""

    area: Literal["environment", "session"]
    changes: dict[str, str | None]


class Container:
    """Holds the registrations, documents, workers and caches of an app. Loop thread.

    Args:
        host: the running app.
        caches: the app's caches.
        writer: saves changes that outlive the app.
        shown: show the window that runs workers.
    """

    def __init__(self, host: Host, caches: Caches, writer: StateWriter, *, shown: bool) -> None:
        self.host = host
        self.caches = caches
        self.registry = Registry()
        self.documents = Documents()
        self.areas = Areas()
        self.cross_origin = CrossOriginFetch(host)
        self.runner = Runner(host, self._heard, shown=shown)
        self.lifecycle = Lifecycle(host, self.registry, self.documents, self.runner, writer.save)
        self.jobs = Jobs(host, self.registry, self.documents, self.lifecycle, self.areas, writer.save)
        self.clients = Clients(host, self.registry, self.documents, self.runner, self.lifecycle, self.jobs)
        self.allowed = str(host.settings.family("permissions_allow_").get(PERMISSION)).lower() != "false"
        """Whether the app may have workers at all."""
        self._writer = writer
        caches.recall = self.runner.recall

    @property
    def idle(self) -> bool:
        """Whether there is no worker, nor will be one."""
        return not len(self.registry) and not self.registry.leaving and not self.runner.workers

    def keep(self, registration: Registration, kept: AreaChange, by: Worker | None = None) -> None:
        """Change an area, and tell the workers that have a copy, but not the one that changed it.

        Raises:
            AreaFull: there is no room; nothing was changed.
        """
        if kept.area == "session":
            self.areas.session(registration.id).change(kept.changes)
        else:
            self.areas.environment(registration.scope).change(kept.changes)
            self._writer.save_environment(registration.scope, kept.changes)
        for version in registration.versions():
            worker = self.runner.workers.get(version.id)
            if worker is not None and worker is not by:
                with suppress(WorkerGone):
                    worker.tell("kept", area=kept.area, changes=kept.changes)

    def _heard(self, worker: Worker, message: dict[str, Any]) -> None:
        what = message.get("did")
        if what == "answer":
            answer(self.caches, worker, message)
        elif what == "keep":
            try:
                self.keep(worker.version.registration, msgspec.convert(message, AreaChange), worker)
            except (msgspec.ValidationError, OroError) as error:
                self.host.log.warning(
                    'The service worker "%s" cannot keep a value: %s', worker.version.source.url, error
                )


def container_of(host: Host) -> Container | None:
    """Return the container of a host, or None while its service does not run."""
    service = host.service(SERVICE)
    container = getattr(service, "container", None)
    return container if isinstance(container, Container) else None
