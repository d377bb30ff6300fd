"""Has jobs wait, run, run again, and end. Loop thread."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

import anyio
from anyio.abc import TaskGroup

from oro_framework.errors import Broken, Busy, InvalidArgument, NotFound, OroError, UsageError
from oro_jobs.declaration import Options, name_of
from oro_jobs.durable import Durable
from oro_jobs.engines.engine import Engine
from oro_jobs.errors import JobCancelled, WorkerLost
from oro_jobs.submitted_job import Job, Update
from oro_jobs.waiting import Waiting
from oro_jobs.work import Outcome, Work, pickled_arguments

__all__ = ("Limits", "Scheduler", "with_settings")

LONGEST_DELAY = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Bounds that the settings set."""

    grace: float
    keep: int
    keep_bytes: int
    queued: int


@dataclass(slots=True, eq=False)
class Lane:
    """An engine, and the jobs that wait for it."""

    key: tuple[str, str]
    waiting: Waiting = field(default_factory=Waiting)
    running: int = 0
    engine: Engine | None = None
    starting: bool = False


@dataclass(slots=True, eq=False)
class Entry:
    """A job, where it runs, and what ends it."""

    job: Job[Any]
    lane: Lane
    function: Callable[..., Any] | None
    place: int = 0
    scope: anyio.CancelScope | None = None
    cancelled: bool = False


class Scheduler:
    """The jobs of one run of an app.

    Args:
        tasks: in which jobs run.
        limits: what the settings say.
        engine: makes the engine of a name and the address of a scheduler, when its first job comes.
        durable: keeps durable jobs.
        told: called with every update of every job.
        warn: told of what could not be kept.
    """

    def __init__(
        self,
        tasks: TaskGroup,
        limits: Limits,
        engine: Callable[[str, str], Awaitable[Engine]],
        durable: Durable,
        told: Callable[[Update], None],
        warn: Callable[[str], None],
    ) -> None:
        self._tasks = tasks
        self._limits = limits
        self._engine = engine
        self._durable = durable
        self._told = told
        self._warn = warn
        self._entries: dict[str, Entry] = {}
        self._lanes: dict[tuple[str, str], Lane] = {}
        self._ended: dict[str, None] = {}
        self._closed = False

    @property
    def jobs(self) -> list[Job[Any]]:
        """Every job that is kept, in the order in which they came."""
        return [entry.job for entry in self._entries.values()]

    @property
    def busy(self) -> bool:
        """Whether a job waits or runs."""
        return len(self._ended) < len(self._entries)

    def get(self, id: str) -> Job[Any]:
        """Return a job by its id.

        Raises:
            NotFound: there is none of that id, or it is not kept any longer.
        """
        if (entry := self._entries.get(id)) is None:
            raise NotFound(f'Cannot find job "{id[:40]}": {self._kept}', id=id)
        return entry.job

    async def submit(
        self, function: Callable[..., Any], options: Options, args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> Job[Any]:
        """Have a function run; see `oro_jobs.submit`."""
        self._check_room(f'Cannot submit job "{options.name}"')
        try:
            module, name, file = name_of(function)
            arguments = pickled_arguments(args, dict(kwargs))
        except ValueError as error:
            raise InvalidArgument(f'Cannot submit job "{options.name}": {error}') from error
        except Exception as error:  # of pickle, or of what is pickled
            raise InvalidArgument(
                f'Cannot submit job "{options.name}": its arguments cannot be pickled: {error}'
            ) from error
        id = secrets.token_hex(8)
        work = Work(id=id, attempt=1, module=module, function=name, file=file, arguments=arguments)
        entry = self._entry(work, options, function)
        if options.durable:
            await self._durable.add(entry.job)
        self._enter(entry)
        return entry.job

    async def restore(self) -> int:
        """Take up the durable jobs of earlier runs, and return how many are to run."""
        count = 0
        for found in await self._durable.restore():
            if found.work.id in self._entries:
                continue
            entry = self._entry(found.work, found.options, None)
            self._entries[found.work.id] = entry
            if found.outcome is None:
                count += 1
                self._enter(entry)
            else:
                entry.job.end(found.outcome)
                self._ended[entry.job.id] = None
                await self._keep(entry, found.outcome)
        await self._forget_oldest()
        return count

    def _check_room(self, what: str) -> None:
        if len(self._entries) - len(self._ended) >= self._limits.queued:
            raise Busy(f"{what}: {self._limits.queued} wait or run; jobs_queued sets the limit")

    async def retry(self, id: str) -> Job[Any]:
        """Have a job that failed or was cancelled run again; see `oro_jobs.service.Jobs.retry`."""
        job, what = self.get(id), f'Cannot run job "{self.get(id).name}" again'
        if id not in self._ended:
            raise Busy(f"{what}: it is {job.state}")
        if job.state == "done":
            raise UsageError(f"{what}: it is done; submit another")
        self._check_room(what)
        entry = self._entries[id]
        del self._ended[id]
        entry.cancelled = False
        job.again()
        await self._keep(entry)
        self._enter(entry)
        return job

    def _entry(self, work: Work, options: Options, function: Callable[..., Any] | None) -> Entry:
        key = (options.engine, options.scheduler)
        lane = self._lanes.setdefault(key, Lane(key))
        return Entry(Job(work, options, self._cancel, self._told), lane, function)

    def _enter(self, entry: Entry) -> None:
        job = entry.job
        self._entries[job.id] = entry
        entry.place = entry.lane.waiting.add(job.id, job.options.priority)
        self._told(Update(job, "state", job.state))
        self._pump(entry.lane)

    def _pump(self, lane: Lane) -> None:
        """Begin what can begin."""
        if self._closed:
            return
        if lane.engine is None:
            if not lane.starting:
                lane.starting = True
                self._tasks.start_soon(self._start, lane)
            return
        while lane.running < lane.engine.slots and (id := lane.waiting.take(anyio.current_time())) is not None:
            lane.running += 1
            self._tasks.start_soon(self._run, self._entries[id], lane.engine)

    async def _start(self, lane: Lane) -> None:
        """Make the engine of a lane; where that fails, what waits for it fails."""
        try:
            lane.engine = await self._engine(*lane.key)
        except Exception as failure:  # none of them is to end the app
            error = failure if isinstance(failure, OroError) else _broken("Cannot begin to run jobs", failure)
            while (id := lane.waiting.take(float("inf"))) is not None:
                await self._end(self._entries[id], error)
        finally:
            lane.starting = False
        if lane.engine is not None or len(lane.waiting):
            self._pump(lane)

    async def _run(self, entry: Entry, engine: Engine) -> None:
        job, lane = entry.job, entry.lane
        outcome: Outcome | OroError = JobCancelled(f'Job "{job.name}" was cancelled, and its worker ended')
        try:
            with anyio.CancelScope() as entry.scope:
                job.begin()
                await self._keep(entry)
                try:
                    if not entry.cancelled:
                        tell = partial(job.take, job.work.attempt)
                        outcome = await engine.run(job.work, entry.function, job.options.priority, tell)
                except OroError as error:
                    outcome = error
                except Exception as error:  # none of them is to end the app
                    outcome = _broken(f'Cannot run job "{job.name}"', error)
        finally:
            entry.scope = None
            lane.running -= 1
            self._pump(lane)
        await self._settle(entry, outcome)

    async def _settle(self, entry: Entry, outcome: Outcome | OroError) -> None:
        job = entry.job
        failed = isinstance(outcome, WorkerLost) or (isinstance(outcome, Outcome) and outcome.state == "failed")
        if failed and entry.cancelled:
            outcome = JobCancelled(f'Job "{job.name}" was cancelled')
        elif failed and job.work.attempt <= job.options.retries:
            delay = min(job.options.retry_delay * 2 ** (job.work.attempt - 1), LONGEST_DELAY)
            reason = outcome.message or (outcome.error if isinstance(outcome, Outcome) else "")
            line = f"Attempt {job.work.attempt} failed, and another follows in {delay:g} s: {reason}"
            job.take(job.work.attempt, ("log", [line], 0))
            job.again()
            await self._keep(entry)
            if not entry.cancelled:
                self._later(entry, delay)
                return
            outcome = JobCancelled(f'Job "{job.name}" was cancelled')
        await self._end(entry, outcome)

    def _later(self, entry: Entry, delay: float) -> None:
        at = anyio.current_time() + delay
        entry.lane.waiting.add_later(entry.job.id, at, entry.job.options.priority, entry.place)
        self._tasks.start_soon(self._pump_at, entry.lane, at)

    async def _pump_at(self, lane: Lane, at: float) -> None:
        await anyio.sleep_until(at)
        self._pump(lane)

    async def _end(self, entry: Entry, outcome: Outcome | OroError) -> None:
        if isinstance(outcome, WorkerLost):
            outcome = WorkerLost(f'Job "{entry.job.name}" failed: {outcome.message}')
        self._ended[entry.job.id] = None
        entry.job.end(outcome)
        entry.function = None
        await self._keep(entry, outcome)
        await self._forget_oldest()

    async def _keep(self, entry: Entry, outcome: Outcome | OroError | None = None) -> None:
        if entry.job.options.durable:
            try:
                await self._durable.note(entry.job, outcome)
            except OroError as error:
                self._warn(error.message)

    async def _forget_oldest(self) -> None:
        """Forget those that ended first while there are too many, or their results too large; the latest stays."""
        size = sum(self._entries[id].job.size for id in self._ended)
        while len(self._ended) > self._limits.keep or (size > self._limits.keep_bytes and len(self._ended) > 1):
            oldest = next(iter(self._ended))
            size -= self._entries[oldest].job.size
            await self.forget(oldest)

    @property
    def _kept(self) -> str:
        most = self._limits.keep_bytes >> 20
        return f"the latest {self._limits.keep} that ended are kept, while their results take at most {most} MiB"

    async def forget(self, id: str) -> None:
        """Keep an ended job no longer.

        Raises:
            Busy: it waits or runs.
            NotFound: there is none of that id.
        """
        job = self.get(id)
        if not job.ended:
            raise Busy(f'Cannot forget job "{job.name}": it is {job.state}; cancel it first')
        del self._entries[id]
        self._ended.pop(id, None)
        if job.options.durable:
            try:
                await self._durable.forget(id)
            except OroError as error:
                self._warn(error.message)

    def _cancel(self, job: Job[Any]) -> None:
        entry = self._entries.get(job.id)
        if entry is None or job.ended or entry.cancelled:
            return
        entry.cancelled = True
        if entry.lane.waiting.discard(job.id):
            error = JobCancelled(f'Job "{job.name}" was cancelled before it ran')
            job.end(error)
            self._tasks.start_soon(self._end, entry, error)
        elif entry.lane.engine is not None:
            entry.lane.engine.ask(job.id)
            self._tasks.start_soon(self._end_in_time, entry)

    async def _end_in_time(self, entry: Entry) -> None:
        with anyio.move_on_after(self._limits.grace):
            await entry.job.wait()
            return
        if entry.scope is not None:
            entry.scope.cancel()

    async def close(self) -> None:
        """Begin nothing more, and end the engines; no job runs any longer."""
        self._closed = True
        for lane in self._lanes.values():
            if lane.engine is not None:
                try:
                    await lane.engine.close()
                except (OroError, OSError) as error:
                    self._warn(f"Cannot end the engine of jobs: {error}")


def _broken(what: str, error: Exception) -> Broken:
    broken = Broken(f"{what}: {type(error).__name__}: {error}")
    broken.__cause__ = error
    return broken


def with_settings(options: Options, scheduler: str, durable: bool) -> Options:
    """Return options as the settings complete them."""
    engine = options.engine or ("dask" if scheduler else "processes")
    address = options.scheduler or scheduler if engine == "dask" else ""
    if engine == "dask" and not address:
        raise Broken(
            f'Cannot submit job "{options.name}": it runs on Dask, and no scheduler is named; '
            f'set jobs_scheduler, or @job(scheduler="tcp://…")'
        )
    return replace(options, engine=engine, scheduler=address, durable=options.durable or durable)
