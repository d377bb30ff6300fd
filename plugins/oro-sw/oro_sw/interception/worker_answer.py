"""The answer of a worker: the worker is started, timed, and started once more when it crashes or hangs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any

import anyio

from oro_framework.errors import TimedOut
from oro_framework.requests import Request
from oro_sw.answers.fetch_event import FetchEvent, Outcome, WorkerAnswer
from oro_sw.container import Container
from oro_sw.errors import WorkerGone
from oro_sw.registrations.states import Registration
from oro_sw.workers.worker import Worker

__all__ = ("answered",)

OVERALL = 2.0
"""Seconds a page waits beyond the fetch event's own time, for a worker that has to be started."""
ALIVE = 6
"""How often, within the time of a fetch event, a worker that has not answered is pinged."""


@asynccontextmanager
async def answered(
    container: Container,
    registration: Registration,
    request: Request,
    client: str,
    seconds: float,
    *,
    data: Any = None,
    referrer: str = "",
) -> AsyncIterator[Outcome]:
    """Give what the active worker of a registration answers; the body may be taken in the block.

    A 404 to what changes nothing (GET, HEAD) is none, as if there were no worker.

    A worker that crashes or hangs is started once more; if that one does too, there is no answer.

    Args:
        container: knows the worker.
        registration: its worker is asked.
        request: the page's.
        client: id of the document that asked, or that will be.
        seconds: of the fetch event.
        data: of the scheme's protocol handler.
        referrer: URL of the document that asked, if it is known.

    Raises:
        TimedOut: there was no answer in time.
    """
    async with AsyncExitStack() as stack:
        outcome: Outcome = None
        with anyio.move_on_after(seconds + OVERALL) as overall:
            for _ in range(2):
                worker = await container.lifecycle.active(registration)
                if worker is None or not await container.lifecycle.activated(worker.version, seconds):
                    break
                try:
                    lease = container.caches.lease(request.target.url) if request.method == "GET" else None
                    asked = await stack.enter_async_context(worker.fetch(request, client, data, lease, referrer))
                    outcome = await _outcome(worker, asked, seconds)
                    container.lifecycle.answered(worker.version)
                    break
                except WorkerGone:
                    container.lifecycle.failed(worker)
        if overall.cancelled_caught:
            raise _late(request)
        asks = request.method in ("GET", "HEAD")
        yield None if asks and isinstance(outcome, WorkerAnswer) and outcome.missing else outcome


async def _outcome(worker: Worker, asked: FetchEvent, seconds: float) -> Outcome:
    """Wait for an answer; a worker that takes its time is watched."""
    with anyio.move_on_after(seconds / ALIVE):
        return await asked.outcome()
    settled: list[Outcome] = []
    with anyio.move_on_after(seconds * (1 - 1 / ALIVE)):
        async with anyio.create_task_group() as group:
            group.start_soon(_watch, worker, seconds / ALIVE)
            with suppress(WorkerGone):
                settled.append(await asked.outcome())
            group.cancel_scope.cancel()
        return settled[0] if settled else await asked.outcome()
    raise _late(asked.request)


async def _watch(worker: Worker, seconds: float) -> None:
    """Ping a worker that has not answered; one that does not reply counts as hung."""
    while True:
        try:
            await worker.ask("ping", seconds)
        except TimedOut:
            worker.end("hangs")
            return
        except WorkerGone:
            return
        await anyio.sleep(seconds)


def _late(request: Request) -> TimedOut:
    return TimedOut(f'Cannot load "{request.target.url}": its service worker did not answer in time')
