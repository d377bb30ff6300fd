"""The service that answers `jobs.*`, and has jobs run for the app's Python."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, TypedDict, cast

import anyio
from msgspec import Meta

from oro_framework.errors import Broken, NotFound, OroError, Unsupported, UsageError
from oro_framework.held import owner_of
from oro_framework.processors import usable_processors
from oro_framework.service import Service, load, route
from oro_framework.types import Call, Host, StartCondition, Window
from oro_jobs import settings
from oro_jobs.declaration import Options, options_of
from oro_jobs.events import CHANGE, JobRow

if TYPE_CHECKING:
    from oro_jobs.engines.engine import Engine
    from oro_jobs.functions import Functions
    from oro_jobs.scheduler import Scheduler
    from oro_jobs.signs import Signs
    from oro_jobs.submitted_job import Job, Update

__all__ = ("Jobs", "jobs_of")

PERMISSION = "jobs"


class Rows(TypedDict):
    """Jobs, in the order in which they came."""

    jobs: list[JobRow]


class Lines(TypedDict):
    """The latest 200 lines that a job told."""

    lines: list[str]


class Jobs(Service):
    """Long work of pages and of the app."""

    name = "jobs"
    on_demand = True
    at_start = (StartCondition(hook="oro_jobs_functions"), StartCondition(setting=settings.DURABLE.key))

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._watchers: dict[str, Window] = {}
        self._scheduler: Scheduler | None = None
        self._signs: Signs | None = None

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Run jobs until the host stops; what is durable goes on in the next run."""
        self._starting = anyio.Lock()
        async with (
            anyio.create_task_group() as self._keepers,
            AsyncExitStack() as self._engines,
            anyio.create_task_group() as self._tasks,
        ):
            if await self._has_durable():
                self._tasks.start_soon(self._resume)
            yield
            self._tasks.cancel_scope.cancel()

    async def release(self, window: Window) -> None:
        """Tell a page nothing more; its jobs go on."""
        self._watchers.pop(window.id, None)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of jobs that wait or run, and of windows that watch."""
        jobs = [] if self._scheduler is None else self._scheduler.jobs
        return {"jobs": [job.id for job in jobs if not job.ended], "watchers": list(self._watchers)}

    # -- for Python --------------------------------------------------------------------------------------------

    async def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Job[Any]:
        """Have a function run as a job; see `oro_jobs.submit`."""
        return await self.submit_with(options_of(function), function, *args, **kwargs)

    async def submit_with(
        self, options: Options, function: Callable[..., Any], /, *args: Any, **kwargs: Any
    ) -> Job[Any]:
        """Have a function run with other options than those of its `@job`."""
        from oro_jobs.scheduler import with_settings

        scheduler = await self._scheduled()
        host = self.host.settings
        options = with_settings(options, host[settings.SCHEDULER], host[settings.DURABLE])
        return await scheduler.submit(function, options, args, kwargs)

    async def jobs(self) -> list[Job[Any]]:
        """Return every job that is kept, in the order in which they came."""
        return (await self._scheduled()).jobs

    async def get(self, id: str) -> Job[Any]:
        """Return a job by its id.

        Raises:
            NotFound: there is none of that id, or it is not kept any longer.
        """
        return (await self._scheduled()).get(id)

    async def retry(self, id: str) -> Job[Any]:
        """Have a job that failed or was cancelled run again, as another attempt; raises as `jobs.retry` does."""
        return await (await self._scheduled()).retry(id)

    async def forget(self, id: str) -> None:
        """Keep an ended job no longer; raises as `jobs.forget` does."""
        await (await self._scheduled()).forget(id)

    # -- for pages ---------------------------------------------------------------------------------------------

    @route("jobs.submit", permission=PERMISSION)
    async def submit_for_page(
        self, call: Call, *, name: str, params: dict[str, Any] | None = None, priority: int | None = None
    ) -> JobRow:
        """Have a function run that the app declares by `oro_jobs_functions`, and return the job at once.

        Args:
            call: the call.
            name: of the function.
            params: its arguments by name.
            priority: jobs of a higher one begin first; that of `@job` unless given.

        Raises:
            NotFound: no function of that name is declared.
            InvalidArgument: an argument is missing, is of another type, or is none of the function's.
            Busy: `jobs_queued` jobs wait or run already.
        If cancelled, the job may be queued.
        """
        from dataclasses import replace

        await self._scheduled()
        from oro_jobs.functions import converted

        function = self.functions.get(name)
        options = options_of(function)
        if priority is not None:
            options = replace(options, priority=priority)
        job = await self.submit_with(options, function, **converted(name, function, params or {}))
        return _row(job)

    @route("jobs.list", permission=PERMISSION)
    async def list(self, call: Call) -> Rows:
        """Return the jobs of declared functions, of all pages and of Python: those that wait or run, and ended ones."""
        return {"jobs": [_row(job) for job in await self.jobs() if job.name in self.functions]}

    @route("jobs.get", permission=PERMISSION)
    async def get_for_page(self, call: Call, *, id: str) -> JobRow:
        """Return a job.

        Raises:
            NotFound: there is none of that id, or it is not kept any longer.
        """
        return _row(await self._shown(id))

    @route("jobs.result", permission=PERMISSION, deadline=0)
    async def result(self, call: Call, *, id: str) -> Any:
        """Wait until a job is done, and return what its function returned; numpy's arrays and such need oro-data.

        Raises:
            NotFound: there is no job of that id, or it is not kept any longer.
            JobFailed: its function raised.
            WorkerLost: the process that ran it ended amid it.
            JobCancelled: it was cancelled.
            Interrupted: the app ended while it ran, and it was not to be run again.
        If cancelled, the job goes on.
        """
        return await (await self._shown(id)).result()

    @route("jobs.partial", permission=PERMISSION)
    async def partial(self, call: Call, *, id: str, number: Annotated[int, Meta(ge=0)]) -> Any:
        """Return a part of a job's result by its number, from 0.

        Raises:
            NotFound: there is no job of that id, or no such part, or it is not kept any longer.
        """
        return (await self._shown(id)).partial(number)

    @route("jobs.lines", permission=PERMISSION)
    async def lines(self, call: Call, *, id: str) -> Lines:
        """Return the latest lines that a job told.

        Raises:
            NotFound: there is none of that id, or it is not kept any longer.
        """
        return {"lines": [*(await self._shown(id)).lines]}

    @route("jobs.cancel", permission=PERMISSION)
    async def cancel(self, call: Call, *, id: str) -> JobRow:
        """Have a job end; one that has ended stays as it is.

        Raises:
            NotFound: there is none of that id, or it is not kept any longer.
        """
        job = await self._shown(id)
        job.cancel()
        return _row(job)

    @route("jobs.retry", permission=PERMISSION)
    async def retry_for_page(self, call: Call, *, id: str) -> JobRow:
        """Have a job that failed or was cancelled run again with the same arguments, as another attempt.

        Raises:
            Busy: it waits or runs, or `jobs_queued` jobs do.
            NotFound: there is none of that id, or it is not kept any longer.
            UsageError: it is done.
        If cancelled, the job may be queued.
        """
        return _row(await self.retry((await self._shown(id)).id))

    @route("jobs.forget", permission=PERMISSION)
    async def forget_for_page(self, call: Call, *, id: str) -> None:
        """Keep an ended job, and its result, no longer.

        Raises:
            Busy: it waits or runs.
            NotFound: there is none of that id, or it is not kept any longer.
        """
        await self.forget((await self._shown(id)).id)

    @route("jobs.watch", permission=PERMISSION)
    async def watch(self, call: Call) -> Rows:
        """Tell the page's window of jobs from now on, by the event `jobchange`, and return them as `jobs.list` does.

        Raises:
            UsageError: the call has no window.
        """
        if call.window is None:
            raise UsageError(f'Cannot call "{call.route}": it needs a window')
        rows = await self.list(call)
        self._watchers[call.window.id] = call.window
        return rows

    @route("jobs.unwatch", permission=PERMISSION)
    def unwatch(self, call: Call) -> None:
        """Tell the page's window nothing more."""
        self._watchers.pop(owner_of(call.window), None)

    async def _shown(self, id: str) -> Job[Any]:
        job = await self.get(id)
        if job.name not in self.functions:
            raise NotFound(f'Cannot find job "{id[:40]}": its function is not declared by oro_jobs_functions', id=id)
        return job

    @cached_property
    def functions(self) -> Functions:
        """Those that pages may submit."""
        from oro_jobs.functions import Functions

        return Functions(each for answer in self.host.ask_plugins("oro_jobs_functions") for each in answer)

    # -- the scheduler -----------------------------------------------------------------------------------------

    async def _scheduled(self) -> Scheduler:
        if self._scheduler is None:
            await load("oro_jobs.scheduler")
            await load("oro_jobs.signs")
            await load("oro_jobs.functions")
            async with self._starting:
                self._scheduler = self._scheduler or self._made()
        return self._scheduler

    def _made(self) -> Scheduler:
        from oro_jobs.durable import Durable
        from oro_jobs.scheduler import Limits, Scheduler
        from oro_jobs.signs import Signs
        from oro_jobs.store import folder_of

        host = self.host.settings
        limits = Limits(grace=host[settings.GRACE], keep=host[settings.KEEP], queued=host[settings.QUEUED])
        durable = Durable(folder_of(self.host.bundle) / "queue.sqlite3")
        self._engines.push_async_callback(durable.close)
        self._signs = Signs(self.host, self._tasks)
        made = Scheduler(self._tasks, limits, self._engine, durable, self._told, self.host.log.warning)
        self._engines.push_async_callback(made.close)
        return made

    async def _engine(self, name: str, address: str) -> Engine:
        slots = self.host.settings[settings.WORKERS] or usable_processors()
        if name == "threads":
            await load("oro_jobs.engines.threads")
            from oro_jobs.engines.threads import Threads

            return Threads(slots)
        if name == "dask":
            await load("oro_jobs.engines.cluster")
            from oro_jobs.engines.cluster import Cluster

            return Cluster(address, self.host.asyncio, self._tasks.start_soon)
        if not sys.executable:
            raise Unsupported("Cannot run jobs in processes: there is no Python to start; use engine='threads'")
        await load("oro_jobs.engines.processes")
        from oro_jobs.engines.processes import open_processes

        memory, idle = self.host.settings[settings.MEMORY], self.host.settings[settings.IDLE]
        if memory and sys.platform != "linux":
            self.host.log.warning("jobs_memory sets no limit on %s: the system has none for one process", sys.platform)
            memory = 0
        return await self._opened(open_processes(slots, memory, idle))

    async def _opened(self, engine: AbstractAsyncContextManager[Engine]) -> Engine:
        """Enter a context manager in a task of its own, which leaves it once no job runs any longer."""
        over, ready = anyio.Event(), anyio.Event()
        found: dict[str, Engine] = {}
        failures: dict[str, OSError] = {}
        self._engines.callback(over.set)

        async def keep() -> None:
            with anyio.CancelScope(shield=True):
                try:
                    async with engine as found["engine"]:
                        ready.set()
                        await over.wait()
                except OSError as error:
                    failures["error"] = error
                    ready.set()

        self._keepers.start_soon(keep)  # not `start`, which would not let go of it if it were cancelled meanwhile
        await ready.wait()
        if error := failures.get("error"):
            raise Broken(f"Cannot run jobs in processes: {error}") from error
        return found["engine"]

    # -- durable jobs ------------------------------------------------------------------------------------------

    async def _has_durable(self) -> bool:
        from oro_jobs.store import folder_of

        return await anyio.Path(folder_of(self.host.bundle) / "queue.sqlite3").exists()

    async def _resume(self) -> None:
        try:
            count = await (await self._scheduled()).restore()
        except OroError as error:
            self.host.log.warning("%s", error)
            return
        if count:
            self.host.log.info("Jobs of an earlier run that are to be finished: %d", count)

    # -- updates -----------------------------------------------------------------------------------------------

    def _told(self, update: Update) -> None:
        assert self._signs is not None
        self._signs.told(update)
        if not self._watchers or update.job.name not in self.functions:
            return
        detail = {
            "kind": update.kind,
            "job": _row(update.job),
            "lines": update.value if update.kind == "log" else [],
            "partial": update.value if update.kind == "partial" else None,
        }
        for window in [*self._watchers.values()]:
            window.emit(CHANGE, detail)


def _row(job: Job[Any]) -> JobRow:
    return cast(JobRow, job.as_row())


async def jobs_of(host: Host) -> Jobs:
    """Return the service of an app, started where it waits for a first call.

    Raises:
        Unsupported: plugin `jobs` is switched off in this app.
    """
    service = await host.begin_service("jobs")
    if not isinstance(service, Jobs):
        raise Unsupported('Cannot run jobs: plugin "jobs" is not used by this app; [plugins] switches it on')
    return service
