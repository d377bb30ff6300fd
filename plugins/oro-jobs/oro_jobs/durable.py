"""Durable jobs: what of them is kept, and what becomes of them when the app starts again. Loop thread.

| state when the app ended | `at_restart` | then |
|---|---|---|
| queued | | queued |
| running | run | queued, as another attempt |
| running | mark | failed: ERR_INTERRUPTED |
| done, failed, cancelled | | as it was |
"""

from __future__ import annotations

import json
import pickle
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import anyio
from anyio import to_thread

from oro_framework.errors import Broken, Busy, OroError
from oro_jobs.declaration import Options
from oro_jobs.errors import Interrupted
from oro_jobs.store import Row, Store
from oro_jobs.submitted_job import ENDED, Job
from oro_jobs.work import Outcome, Work

__all__ = ("Durable", "Restored", "restored")


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """A job of an earlier run."""

    work: Work
    options: Options
    outcome: Outcome | OroError | None
    """How it ended; None where it is to run."""


class Durable:
    """The file of durable jobs, opened when first asked.

    Args:
        path: of the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._limiter = anyio.CapacityLimiter(1)
        self._store: Store | None = None

    async def _opened(self) -> Store:
        if self._store is None:
            try:
                self._store = await to_thread.run_sync(Store, self.path, limiter=self._limiter)
            except BlockingIOError:
                raise Busy("Cannot keep durable jobs: another run of the app has them; start it once") from None
            except (OSError, sqlite3.Error) as error:
                raise Broken(f'Cannot keep durable jobs in "{self.path}": {error}') from error
        return self._store

    async def restore(self) -> Sequence[Restored]:
        """Return the jobs of earlier runs, in the order in which they came.

        Raises:
            Busy: another run of the app has them.
            Broken: the file cannot be read.
        """
        store = await self._opened()
        return [restored(row) for row in await to_thread.run_sync(store.rows, limiter=self._limiter)]

    async def add(self, job: Job[object]) -> None:
        """Keep a job; raises as `restore` does. If cancelled, it may be kept."""
        work = job.work
        row = Row(
            id=work.id,
            name=job.name,
            module=work.module,
            function=work.function,
            file=work.file,
            arguments=work.arguments,
            options=json.dumps(asdict(job.options)),
            attempt=work.attempt,
            state=job.state,
        )
        await self._do(Store.add, row)

    async def note(self, job: Job[object], outcome: Outcome | OroError | None = None) -> None:
        """Note a job's state, and how it ended."""
        kept = None if outcome is None else pickle.dumps(_plain(outcome), protocol=5)
        await self._do(Store.change, job.id, job.state, job.work.attempt, kept)

    async def forget(self, id: str) -> None:
        """Remove a job."""
        await self._do(Store.forget, id)

    async def _do(self, function: object, *args: object) -> None:
        store = await self._opened()
        method = getattr(store, function.__name__)  # type: ignore[attr-defined]
        try:
            await to_thread.run_sync(method, *args, limiter=self._limiter)
        except sqlite3.Error as error:
            raise Broken(f'Cannot keep durable jobs in "{self.path}": {error}') from error

    async def close(self) -> None:
        """Close the file."""
        if self._store is not None:
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(self._store.close, limiter=self._limiter)


def _plain(outcome: Outcome | OroError) -> Outcome:
    """Return an outcome that can be kept whatever class its error has."""
    if isinstance(outcome, Outcome):
        return outcome
    return Outcome(state="lost", error=str(outcome.code), message=outcome.message)


def restored(row: Row) -> Restored:
    """Return what becomes of a kept job in a new run."""
    options = Options(**json.loads(row.options))
    work = Work(
        id=row.id, attempt=row.attempt, module=row.module, function=row.function, file=row.file, arguments=row.arguments
    )
    if row.state in ENDED:
        return Restored(work=work, options=options, outcome=_outcome(row))
    if row.state == "running":
        if options.at_restart == "mark":
            why = f'Job "{row.name}" was not finished: the app ended while it ran'
            return Restored(work=work, options=options, outcome=Interrupted(why))
        work = replace(work, attempt=row.attempt + 1)
    return Restored(work=work, options=options, outcome=None)


def _outcome(row: Row) -> Outcome | OroError:
    try:
        kept = pickle.loads(row.outcome or b"")
        if not isinstance(kept, Outcome):
            raise TypeError("it is no outcome")
    except Exception as error:
        return Broken(f'Cannot read how job "{row.name}" ended: {error}')
    if kept.state != "lost":
        return kept
    failure = Broken(kept.message)
    failure.code = kept.error
    return failure
