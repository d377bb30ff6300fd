"""Jobs on a Dask cluster. Its client runs on asyncio, and is made with the first job.

Rules
1. A function goes by the name of its module, which workers must have; that of a module which is no part of a package,
   such as an app's own file, goes as it is.
2. What a job tells are events of the scheduler, under a topic of this client.
3. Dask itself runs a job again whose worker was lost, up to `distributed.scheduler.allowed-failures` times.
4. A job that does not end when asked is ended with its worker; what else ran there is run again by Dask.
"""

from __future__ import annotations

import asyncio
import pickle
import secrets
import sys
from collections.abc import Callable, Mapping
from importlib.machinery import PathFinder
from typing import Any, cast

from oro_framework.errors import Broken, OroError, Unsupported
from oro_framework.types import AsyncioLoop
from oro_jobs.engines.engine import Tell
from oro_jobs.errors import WorkerLost
from oro_jobs.work import Outcome, Work, find

__all__ = ("Cluster", "differences")

CONNECT = 10.0
"""Seconds that a scheduler has to answer."""
SLOTS = 10_000
PACKAGES = ("cloudpickle", "distributed", "msgpack")


class Cluster:
    """See `Engine`.

    Args:
        address: of the scheduler.
        loop: of asyncio.
        tasks: runs a function of trio soon.
    """

    slots = SLOTS

    def __init__(self, address: str, loop: AsyncioLoop, soon: Callable[..., object]) -> None:
        self._address = address
        self._loop = loop
        self._soon = soon
        self._client: Any = None
        self._connecting: asyncio.Lock | None = None
        self._topic = f"oro-jobs-{secrets.token_hex(8)}"
        self._tells: dict[str, Tell] = {}
        self._keys: dict[str, str] = {}

    async def run(self, work: Work, function: Callable[..., Any] | None, priority: int, tell: Tell) -> Outcome:
        """Run an attempt on the cluster."""
        self._tells[work.id] = tell
        try:
            return await self._loop.run(self._run, work, function, priority)
        finally:
            del self._tells[work.id]

    def ask(self, id: str) -> None:
        """Have `cancelled` be true in the job, wherever it runs."""
        if id in self._keys:
            self._soon(self._loop.run, self._ask, id)

    async def close(self) -> None:
        """Leave the cluster."""
        if self._client is not None:
            await self._loop.run(self._client.close)

    # -- thread of asyncio -----------------------------------------------------------------------------------

    async def _run(self, work: Work, function: Callable[..., Any] | None, priority: int) -> Outcome:
        from distributed import KilledWorker

        from oro_jobs.engines import cluster_work

        client = await self._connected()
        pickled = _pickled(function or find(work.module, work.function, work.file))
        key = self._keys[work.id] = f"oro-job-{work.id}-{work.attempt}-{secrets.token_hex(4)}"
        future = client.submit(cluster_work.run, self._topic, work, pickled, key=key, pure=False, priority=priority)
        try:
            return cast(Outcome, await future)
        except KilledWorker as error:
            raise WorkerLost(f"The cluster gave the job up: {error}") from error
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or not task.cancelling():
                raise WorkerLost(f'The scheduler "{self._address}" is gone') from None
            await self._end(client, future, key)
            raise
        except OroError:
            raise
        except Exception as error:  # what workers say of functions that they cannot read
            raise Broken(f'Cannot run a job on "{self._address}": {type(error).__name__}: {error}') from error
        finally:
            self._keys.pop(work.id, None)
            future.release()

    async def _connected(self) -> Any:
        if self._connecting is None:
            self._connecting = asyncio.Lock()
        async with self._connecting:
            if self._client is None or self._client.status != "running":
                self._client = await self._connect()
            return self._client

    async def _connect(self) -> Any:
        try:
            from distributed import Client
        except ImportError as error:
            what = f'Cannot run jobs on "{self._address}": {error}; install it by `pip install "oro-jobs[dask]"`'
            raise Unsupported(what) from None
        try:
            client: Any = await Client(self._address, asynchronous=True, timeout=CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, ValueError) as error:
            raise Broken(f'Cannot reach the scheduler "{self._address}": {error}') from error
        told = await client.get_versions(packages=["oro_jobs"])
        if wrong := differences(told):
            await client.close()
            raise Broken(f'Cannot use the scheduler "{self._address}": {"; ".join(wrong)}; install the same versions')
        client.subscribe_topic(self._topic, self._heard)
        return client

    async def _heard(self, event: Any) -> None:
        id, messages = pickle.loads(event[1])
        await self._loop.on_trio(self._tell, id, messages)

    def _tell(self, id: str, messages: Any) -> None:
        if tell := self._tells.get(id):
            for message in messages:
                tell(message)

    async def _ask(self, id: str) -> None:
        from oro_jobs.engines import cluster_work

        await self._client.run(cluster_work.ask, id, on_error="ignore")

    async def _end(self, client: Any, future: Any, key: str) -> None:
        processing: Mapping[str, Any] = await client.processing()
        workers = [address for address, keys in processing.items() if key in keys]
        await client.cancel([future], force=True)
        if workers:
            await client.restart_workers(workers, raise_for_error=False)


def _pickled(function: Callable[..., Any]) -> bytes:
    import cloudpickle

    module = sys.modules.get(function.__module__)
    if module is None or _is_found(module.__name__):
        return bytes(cloudpickle.dumps(function, protocol=5))
    cloudpickle.register_pickle_by_value(module)
    try:
        return bytes(cloudpickle.dumps(function, protocol=5))
    finally:
        cloudpickle.unregister_pickle_by_value(module)


def _is_found(module: str) -> bool:
    """Return whether a module is imported by its name, here and so where the same is installed."""
    found = PathFinder.find_spec(module.partition(".")[0])
    return found is not None and found.origin is not None


def differences(told: Mapping[str, Any]) -> list[str]:
    """Return in words how the versions of scheduler and workers differ from the client's in what must be the same.

    Args:
        told: what `Client.get_versions` returns.
    """
    own = _versions(told["client"])
    others = {"its scheduler": told["scheduler"], **{f"worker {a}": found for a, found in told["workers"].items()}}
    wrong = []
    for who, found in others.items():
        theirs = _versions(found)
        wrong += [
            f"{who} has {what} {theirs.get(what) or 'not'}, this app {version}"
            for what, version in own.items()
            if theirs.get(what) != version and not (what == "oro_jobs" and who == "its scheduler")
        ]
    return wrong


def _versions(found: Mapping[str, Any]) -> dict[str, str]:
    """Return what must be the same: Python to its minor version, and the packages that carry functions."""
    packages = found.get("packages", {})
    python = ".".join(str(packages.get("python", "")).split(".")[:2])
    return {"Python": python, **{name: str(packages.get(name)) for name in PACKAGES}}
