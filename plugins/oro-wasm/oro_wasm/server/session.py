"""One run of the development server: it builds, follows the sources, and tells pages.

    session = Session(target, build, watch=True)
    async with session.running():
        async with session.following() as events: ...

A build that fails changes nothing but the message pages show; the version before it stays.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import trio
from msgspec import Struct, to_builtins

from oro_framework.errors import OroError
from oro_wasm.builds.build import BuildResult, Diagnostic, Report, ReportKind
from oro_wasm.errors import BuildError
from oro_wasm.server.records import Level, Log, Record, Shown, with_source
from oro_wasm.server.target import Target
from oro_wasm.server.versions import Change, Version, change_between, version_of
from oro_wasm.server.watching import watching

__all__ = ("Build", "Event", "Failure", "Session")

Build = Callable[[Report], Awaitable[BuildResult]]
"""Builds the target; if cancelled, ends the tools that run.

Raises:
    BuildError: it cannot be built.
"""
Event = dict[str, Any]
WAITING = 256
"""Events that wait for a page; one that takes none for longer is dropped, and asks for the state when it comes back."""


class Failure(Struct, frozen=True):
    """The failure of the last build."""

    message: str
    diagnostics: tuple[Shown, ...]

    def as_json(self) -> Event:
        """Return the members for the page."""
        return {"message": self.message, "diagnostics": [each.as_json() for each in self.diagnostics]}


class _Spans(Struct):
    """The times at which a change went through each step, in seconds of `time.time`."""

    saved: float = 0.0
    noticed: float = 0.0
    built: float = 0.0


class Session:
    """See the module. Loop thread.

    Args:
        target: what is shown.
        build: builds it; None for a module or a site, which are shown as they are.
        watch: whether sources are followed.
        heard: called with each log record, for the terminal.
    """

    def __init__(
        self, target: Target, build: Build | None, *, watch: bool, heard: Callable[[Record], None] | None = None
    ) -> None:
        self.target = target
        self.version: Version | None = None
        self.failure: Failure | None = None
        self.warnings: tuple[Shown, ...] = ()
        self.building = False
        self.builds = 0
        """Builds that ended, whether they failed or not."""
        self.log = Log(self._logged)
        self.listeners: list[Callable[[Event], None]] = []
        """Called with each event."""
        self._heard = heard
        self._build = build
        self._watch = watch
        self._wanted = trio.Event()
        self._running = trio.CancelScope()
        self._first_ended = trio.Event()
        """The first build ended."""
        self._made: frozenset[Path] = frozenset()
        self._spans = _Spans()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Build, and follow the sources, for as long as the block runs; its end ends a build.

        Raises:
            Unsupported: sources cannot be watched here.
        """
        async with trio.open_nursery() as tasks:
            if self._watch:
                await tasks.start(self._follow)
            self.rebuild()
            tasks.start_soon(self._build_when_wanted)
            try:
                yield
            finally:
                tasks.cancel_scope.cancel()

    @asynccontextmanager
    async def following(self) -> AsyncIterator[trio.MemoryReceiveChannel[Event]]:
        """Yield a channel of the events from now on; it ends early for a page that takes none."""
        sender, receiver = trio.open_memory_channel[Event](WAITING)

        def take(event: Event) -> None:
            try:
                sender.send_nowait(event)
            except trio.WouldBlock:
                self.listeners.remove(take)
                sender.close()

        self.listeners.append(take)
        try:
            yield receiver
        finally:
            if take in self.listeners:
                self.listeners.remove(take)
            sender.close()

    def rebuild(self) -> None:
        """Build soon; a build that runs begins anew."""
        self._wanted.set()
        self._running.cancel()

    async def newest(self) -> Version | None:
        """Return the newest version, once the first build has ended; None where that made none."""
        await self._first_ended.wait()
        return self.version

    def shown(self, version: int) -> None:
        """Note that a page shows a version, and how long that took since its source was saved."""
        spans, self._spans = self._spans, _Spans()
        if self.version is None or version != self.version.number or not spans.saved:
            return
        now = time.time()
        steps = (spans.noticed - spans.saved, spans.built - spans.noticed, now - spans.built)
        noticed, built, page = (f"{max(0.0, each) * 1000:.0f}" for each in steps)
        total = f"{(now - spans.saved) * 1000:.0f} ms"
        self.log.add("debug", "page", f"Save to page: {total} (noticed {noticed}, built {built}, shown {page})")

    def state(self) -> Event:
        """Return all that a page shows."""
        return {
            "type": "state",
            "name": self.target.name,
            "path": str(self.target.path),
            "kind": self.target.kind,
            "language": self.target.language,
            "watch": self._watch,
            "building": self.building,
            "builds": self.builds,
            "version": self.version.as_json() if self.version else None,
            "failure": self.failure.as_json() if self.failure else None,
            "warnings": [each.as_json() for each in self.warnings],
            "records": to_builtins(self.log.records),
        }

    # -- building --------------------------------------------------------------------------------------

    async def _follow(self, *, task_status: trio.TaskStatus[None]) -> None:
        async with watching(self.target, lambda path: path in self._made) as changes:
            task_status.started()
            while True:
                changed = await changes()
                self._spans = _Spans(saved=_saved(changed), noticed=time.time())
                self.log.add("info", "watch", f"Changed: {_named(changed, self.target.folder)}")
                self.rebuild()

    async def _build_when_wanted(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted = trio.Event()
            with trio.CancelScope() as self._running:
                await self._build_once()

    async def _build_once(self) -> None:
        self.building = True
        self._tell({"type": "building"})
        try:
            result = await self._result()
            version = await trio.to_thread.run_sync(version_of, result.module, self._next()) if result else None
        except BuildError as error:
            self._failed(error.message, error.diagnostics)
        except OroError as error:
            self._failed(error.message, ())
        except OSError as error:
            self._failed(f'Cannot read "{error.filename}": {error.strerror}', ())
        else:
            self._succeeded(version, result)
        finally:
            self.building = False

    async def _result(self) -> BuildResult | None:
        """Return what was built; None for a site without a module."""
        if self._build is not None:
            return await self._build(self._report)
        if self.target.kind == "module":
            return _unbuilt(self.target.path)
        found = await trio.to_thread.run_sync(_modules_of, self.target.path)
        return _unbuilt(found[0]) if found else None

    def _next(self) -> int:
        return 1 if self.version is None else self.version.number + 1

    def _succeeded(self, version: Version | None, result: BuildResult | None) -> None:
        change: Change = "page"
        if version is not None and self.target.kind != "site":
            change = change_between(self.version, version)
        recovered, self.failure = self.failure is not None, None
        self.builds += 1
        self._spans.built = time.time()
        self.warnings = self._with_sources(result.diagnostics if result else ())
        if result is not None and self._build is not None:
            self._made = frozenset(result.files)
        if version is not None and change != "none":
            self.version = version
        self._first_ended.set()
        if result is not None and self._build is not None:
            what = "Nothing had changed" if result.cached else f"Built {result.module.name}"
            self.log.add("info", "build", f"{what} in {result.milliseconds:.0f} ms")
        if change != "none" or recovered:
            self._tell({**self._built(change), "milliseconds": result.milliseconds if result else 0})
        else:
            self._tell({"type": "unchanged", "builds": self.builds})

    def _built(self, change: Change) -> Event:
        return {
            "type": "built",
            "change": change,
            "builds": self.builds,
            "version": self.version.as_json() if self.version else None,
            "warnings": [each.as_json() for each in self.warnings],
        }

    def _failed(self, message: str, diagnostics: Sequence[Diagnostic]) -> None:
        self.failure = Failure(message, self._with_sources(diagnostics))
        self.builds += 1
        self._first_ended.set()
        self.log.add("error", "build", message)
        self._tell({"type": "failed", "builds": self.builds, **self.failure.as_json()})

    def _with_sources(self, diagnostics: Sequence[Diagnostic]) -> tuple[Shown, ...]:
        return tuple(with_source(each, self.target.folder) for each in diagnostics)

    def _report(self, kind: ReportKind, text: str) -> None:
        level: Level = "warning" if kind == "diagnostic" else "info"
        self.log.add(level, "build", text.rstrip("\n"), progress=kind == "progress")

    # -- telling ---------------------------------------------------------------------------------------

    def _logged(self, record: Record) -> None:
        if self._heard is not None:
            self._heard(record)
        self._tell({"type": "log", "record": to_builtins(record)})

    def _tell(self, event: Event) -> None:
        for listener in tuple(self.listeners):
            listener(event)


def _unbuilt(module: Path) -> BuildResult:
    return BuildResult(module=module, files=(module,), language="", milliseconds=0.0)


def _modules_of(folder: Path) -> Sequence[Path]:
    """Return the modules of a site, those at its top first."""
    found = [path for path in folder.rglob("*.wasm") if path.is_file() and "node_modules" not in path.parts]
    return sorted(found, key=lambda path: (len(path.parts), path))


def _named(changed: Sequence[Path], folder: Path) -> str:
    """Return the first few of some paths, as people name them."""
    names = [os.path.relpath(path, folder) for path in changed[:5]]
    return ", ".join([*names, *(["and more"] if len(changed) > 5 else [])])


def _saved(changed: Sequence[Path]) -> float:
    """Return when the newest of some files was written; now where all of them are gone."""
    newest = -math.inf
    for path in changed:
        with suppress(OSError):
            newest = max(newest, path.stat().st_mtime)
    return newest if newest > 0 else time.time()
