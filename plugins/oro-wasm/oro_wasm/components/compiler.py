"""Components compiled before they are called, each once; pages and the log are told of it. Loop thread.

Rules
1. Code that is in the cache is not compiled, and no process starts for it.
2. What no call waits for is compiled when the app is idle, one component after another, at a low priority.
3. A call waits for the compile that is under way, or else begins one at the usual priority. The compile goes on if the
   call is cancelled.
4. A compile that failed is forgotten, so that the next call tries again.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import trio
from msgspec import Struct, field

from oro_framework.errors import OroError
from oro_framework.types import Host
from oro_wasm.components.idleness import until_idle
from oro_wasm.engine.keys import key_of
from oro_wasm.events import COMPILE, Compile, State
from oro_wasm.programs.runners import Runners
from oro_wasm.runner.messages import Load, Loaded
from oro_wasm.sizes import shown_size

__all__ = ("Compiler", "Source")

LOG = logging.getLogger("oro.wasm.components")
LOG.setLevel(logging.INFO)  # people wait for a compile, so `oro run` tells of it without --debug


class Source(Struct, frozen=True, kw_only=True):
    """A component to compile."""

    name: str
    path: str
    digest: str
    """The SHA-256 of its bytes as hexadecimal digits."""
    size: int
    """Bytes of its file."""
    fuel: bool
    """With its instructions counted."""

    @property
    def key(self) -> str:
        """Of its code in the cache."""
        return key_of(self.digest, fuel=self.fuel, component=True)


class _Work(Struct, eq=False):
    """A compile that is under way."""

    ended: trio.Event = field(default_factory=trio.Event)
    error: OroError | OSError | None = None


class Compiler:
    """See the module.

    Args:
        host: the app.
        runners: lend the processes that compile.
    """

    def __init__(self, host: Host, runners: Runners) -> None:
        self._host = host
        self._runners = runners
        self._works: dict[str, _Work] = {}
        self._unkept: set[str] = set()
        """Keys of code that the cache did not take; the processes that run it compile it."""
        self._tasks: trio.Nursery | None = None

    @asynccontextmanager
    async def running(self, sources: Sequence[Source]) -> AsyncIterator[None]:
        """Compile components once the app is idle; at the end, end what is compiled."""
        async with trio.open_nursery() as self._tasks:
            if not all(map(self._is_ready, sources)):
                self._tasks.start_soon(self._compile_ahead, sources)
            try:
                yield
            finally:
                self._tasks.cancel_scope.cancel()

    async def ready(self, source: Source) -> None:
        """Wait until a component is compiled. If cancelled, the compile goes on.

        Raises:
            NotWebAssembly: it is not valid.
            Changed: its file is another by now.
            RunnerEnded, Unsupported: the process that was to compile it has ended, or could not be started.
            OSError: its file cannot be read, or no process can be started.
        """
        if not self._is_ready(source):
            await self._compiled(source, low=False)

    async def _compile_ahead(self, sources: Sequence[Source]) -> None:
        await until_idle(self._host)
        for source in sources:
            if not self._is_ready(source):
                try:
                    await self._compiled(source, low=True)
                except (OroError, OSError):
                    continue  # it was told

    async def _compiled(self, source: Source, *, low: bool) -> None:
        work = self._works.get(source.key) or self._begun(source, low=low)
        await work.ended.wait()
        if work.error is not None:
            raise work.error

    def _begun(self, source: Source, *, low: bool) -> _Work:
        assert self._tasks is not None
        work = self._works[source.key] = _Work()
        self._tasks.start_soon(self._compile, source, work, low)
        return work

    async def _compile(self, source: Source, work: _Work, low: bool) -> None:
        began = trio.current_time()
        LOG.info('Component "%s" is being compiled, %s; calls of it wait', source.name, shown_size(source.size))
        self._tell(source, "started")
        try:
            async with self._runners.low() if low else self._runners.lent() as runner:
                await runner.ask(Load(source.path, source.digest, fuel=source.fuel), Loaded)
        except (OroError, OSError) as error:
            work.error = error
        finally:
            del self._works[source.key]
            work.ended.set()
        self._told(source, work.error, trio.current_time() - began)

    def _told(self, source: Source, error: OroError | OSError | None, seconds: float) -> None:
        if error is not None:
            LOG.error('Cannot compile component "%s": %s (after %.1f s)', source.name, error, seconds)
            self._tell(source, "failed", seconds, str(error))
            return
        LOG.info('Component "%s" is compiled, in %.1f s', source.name, seconds)
        self._tell(source, "finished", seconds)
        if not self._runners.cache.has(source.key):
            self._unkept.add(source.key)
            LOG.warning(
                'Cannot keep the code of component "%s": it is more than wasm_cache_size, or "%s" cannot be written; '
                "each process of the component compiles it again",
                source.name, self._runners.cache.folder,
            )  # fmt: skip

    def _tell(self, source: Source, state: State, seconds: float = 0.0, message: str = "") -> None:
        self._host.announce(
            COMPILE,
            Compile(component=source.name, state=state, bytes=source.size, seconds=round(seconds, 3), message=message),
        )

    def _is_ready(self, source: Source) -> bool:
        return source.key in self._unkept or self._runners.cache.has(source.key)
