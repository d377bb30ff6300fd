"""The app under load: what its page calls, and what measures it. Figures go out as lines of JSON."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import trio

from oro_framework import Call, Service, hookimpl, route
from oro_framework.host.inner import inner
from oro_framework.types import ByteStream, Host, Setting

SECONDS = Setting("soak_seconds", float, 10.0, "how long the load lasts; 0 leaves it out")
WINDOWS = Setting("soak_windows", str, "", "NxR: N windows (63 beside the page's at most), opened and closed R times")
RELOADS = Setting("soak_reloads", int, 0, "how often the page reloads with calls in flight, before the load")
EVERY = Setting("soak_every", float, 1.0, "seconds between samples")
APART = Setting("soak_apart", float, 0.0, "seconds that each kind of load runs by itself, before all at once")
PAGE = os.sysconf("SC_PAGE_SIZE") / 2**20
FLYING = 2000
"""Calls in flight when the page is reloaded: fewer than half of them over Conduit, which takes 1,000 streams."""
SPARE = {"tasks": 0, "fds": 2}
"""What may be there after a load beyond what was there before: engines keep descriptors for a while."""
LETTING_GO = 60
"""Half seconds that an engine has to end processes it needs no more."""
PATIENCE = 60.0
"""Seconds that one step may take; a run that is stuck ends and says where."""
BURST = 5.0
"""Seconds between two bursts of windows during the load."""


class Soak(Service):
    """Load and measurement."""

    name = "soak"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.calls = 0
        self.hanging = 0
        self.failed: list[str] = []
        self._rest: dict[str, Any] = {}
        self._hellos: dict[int, trio.Event] = {}
        self._ready = trio.Event()
        self._wish, self._wished = trio.Event(), ""
        self._changed = trio.Event()
        self._began = time.monotonic()

    # -- what pages call -----------------------------------------------------------------------------

    @route("soak.echo")
    async def echo(self, call: Call, text: str = "") -> str:
        self.calls += 1
        return text

    @route("soak.stream", deadline=0)
    async def stream(self, call: Call, chunks: int = 16, hold: bool = False) -> ByteStream:
        """Answer so many chunks, and then end, or hold the answer open."""

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(chunks):
                await trio.lowlevel.checkpoint()
                yield bytes(16384)
            if hold:
                await trio.sleep_forever()

        self.calls += 1
        return ByteStream(chunks=pieces())

    @route("soak.hang", deadline=0)
    async def hang(self, call: Call) -> None:
        """Answer never; what is counted is whether it is cancelled."""
        self._hangs(1)
        try:
            await trio.sleep_forever()
        finally:
            self._hangs(-1)

    def _hangs(self, more: int) -> None:
        self.hanging += more
        self._changed.set()

    async def _until(self, wanted: Callable[[], bool]) -> None:
        while not wanted():
            self._changed = trio.Event()
            await self._changed.wait()

    @route("soak.hello")
    async def hello(self, call: Call) -> None:
        assert call.window is not None
        self._hellos.setdefault(call.window.index, trio.Event()).set()

    @route("soak.ready")
    async def ready(self, call: Call) -> dict[str, Any]:
        """Say that the page is there; answer where its files may lie."""
        self._ready.set()
        return {"folder": str(self.folder), "apart": self.host.settings[APART]}

    @route("soak.wanted", deadline=0)
    async def wanted(self, call: Call) -> str:
        """Answer what the page is to do once that is known: `hang`, `apart` or `load`."""
        await self._wish.wait()
        return self._wished

    def _want(self, what: str) -> None:
        self._wished = what
        self._wish.set()

    @route("soak.rested", deadline=0)
    async def rested(self, call: Call, load: str) -> None:
        """Take a sample when nothing of a load is left, or when what is left stays; the first one is compared with."""
        now = self._figures()
        self._rest = self._rest or now
        for _ in range(LETTING_GO):
            if all(now[name] <= self._rest[name] + spare for name, spare in SPARE.items()):
                break
            await trio.sleep(0.5)
            now = self._figures()
        else:
            left = ", ".join(f"{name} went from {self._rest[name]} to {now[name]}" for name in SPARE)
            self.failed.append(f"{load} left something behind: {left}")
            self._rest = now
        self._say("apart", load=load, **now)
        self._changed.set()

    @route("soak.done")
    async def done(self, call: Call) -> None:
        """Say that every load ran; the page asks next what it is to do."""
        self._wish, self._wished = trio.Event(), ""
        self._changed.set()

    @route("soak.failed")
    async def fail(self, call: Call, text: str) -> None:
        self.failed.append(text)

    # -- what is done --------------------------------------------------------------------------------

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        import tempfile

        with tempfile.TemporaryDirectory(prefix="oro-soak-") as folder:
            self.folder = Path(folder)
            async with trio.open_nursery() as nursery:
                nursery.start_soon(self._run)
                yield
                nursery.cancel_scope.cancel()

    async def _run(self) -> None:
        host: Any = self.host
        try:
            with trio.fail_after(PATIENCE):
                await self._ready.wait()
            await self._reload(self.host.settings[RELOADS])
            if self.host.settings[APART]:
                await self._apart()
            if text := self.host.settings[WINDOWS]:
                count, rounds = map(int, text.split("x"))
                await self._windows(count, rounds, "windows")
            if seconds := self.host.settings[SECONDS]:
                await self._load(seconds)
        except BaseException as error:
            if isinstance(error, trio.Cancelled):
                raise
            self.failed.append("".join(traceback.format_exception(error)))
        self._say("end", failed=self.failed)
        host.quit(1 if self.failed else 0)

    async def _reload(self, times: int) -> None:
        """Reload the page again and again; what it had in flight is to be cancelled, all of it."""
        window: Any = self.host.windows[0]
        for left in reversed(range(times)):
            self._want("hang")
            with trio.fail_after(PATIENCE):
                await self._until(lambda: self.hanging == FLYING)
                self._ready, self._wish = trio.Event(), trio.Event()
                window.load(f"{self.host.origin}/index.html?{left}")
                await self._ready.wait()
                await self._until(lambda: self.hanging == 0)
                self.sample("reload", hanging=self.hanging)

    async def _apart(self) -> None:
        """Have each load run by itself; it says what it left behind."""
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._ticks)
            self._want("apart")
            while self._wished:
                self._changed = trio.Event()
                with trio.fail_after(self.host.settings[APART] + PATIENCE):
                    await self._changed.wait()
            nursery.cancel_scope.cancel()

    async def _windows(self, count: int, rounds: int, phase: str) -> None:
        host: Any = self.host
        self._processes = len(list(_descendants(os.getpid())))
        for _ in range(rounds):
            opened = []
            with trio.fail_after(PATIENCE + 3 * count):
                for _ in range(min(count, 63)):
                    free = next(index for index in range(1, 64) if index not in {w.index for w in host.windows})
                    self._hellos[free] = trio.Event()
                    opened.append(self._open(free))
                for window in opened:
                    await self._hellos[window.index].wait()
                for window in opened:
                    window.close()
                for window in opened:
                    await window.closed.wait()
            if phase:
                await self._let_go()
                self.sample(phase)

    async def _let_go(self) -> None:
        """Give the engine time to end the processes of windows that are gone; it keeps some for the next."""
        for _ in range(LETTING_GO):
            await trio.sleep(0.5)
            if len(list(_descendants(os.getpid()))) <= self._processes + 3:
                return

    def _open(self, index: int) -> Any:
        from oro_framework.host.windows.window_options import WindowOptions

        host: Any = self.host
        options = WindowOptions(url=f"{self.host.origin}/window.html")
        return host.windows_manager.open(options, index)

    async def _load(self, seconds: float) -> None:
        every = self.host.settings[EVERY]
        async with trio.open_nursery() as nursery:
            nursery.start_soon(self._ticks)
            nursery.start_soon(self._bursts)
            self._want("load")
            calls, since = self.calls, trio.current_time()
            end = since + seconds
            while trio.current_time() < end and not self.failed:
                await trio.sleep(every)
                if self.calls > calls:
                    calls, since = self.calls, trio.current_time()
                elif trio.current_time() > since + PATIENCE:
                    self.failed.append(f"no call was answered in {PATIENCE:g} s")
                self.sample("load")
            nursery.cancel_scope.cancel()

    async def _ticks(self) -> None:
        number = 0
        while True:
            number += 1
            self.host.emit("tick", {"number": number})
            await trio.sleep(0.02)

    async def _bursts(self) -> None:
        while True:
            await trio.sleep(BURST)
            await self._windows(3, 1, "")

    # -- what is measured ----------------------------------------------------------------------------

    def sample(self, phase: str, **more: Any) -> None:
        self._say(phase, **self._figures(), **more)

    def _figures(self) -> dict[str, Any]:
        root = trio.lowlevel.current_root_task()
        assert root is not None
        others = list(_descendants(os.getpid()))
        return {
            "seconds": round(time.monotonic() - self._began, 1),
            "rss": round(_rss(os.getpid()), 1),
            "engine": round(sum(map(_rss, others)), 1),
            "fds": _descriptors(),
            "threads": threading.active_count(),
            "tasks": _tasks(root) - inner(self.host).exchanges.idle(),
            "processes": len(others),
            "calls": self.calls,
        }

    def _say(self, phase: str, **figures: Any) -> None:
        sys.stdout.write(f"SOAK {json.dumps({'phase': phase, **figures})}\n")
        sys.stdout.flush()


def _tasks(task: trio.lowlevel.Task) -> int:
    return 1 + sum(_tasks(child) for nursery in task.child_nurseries for child in nursery.child_tasks)


def _rss(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0.0


def _descendants(parent: int) -> Iterator[int]:
    for folder in Path(f"/proc/{parent}/task").glob("*"):
        try:
            children = (folder / "children").read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from _descendants(child)


@hookimpl
def oro_settings() -> Sequence[Setting[Any]]:
    return [SECONDS, WINDOWS, RELOADS, APART, EVERY]


@hookimpl
def oro_services() -> Sequence[type[Service]]:
    return [Soak]


def _descriptors() -> int:
    """Return how many descriptors are open, without those by which WebKitGTK watches memory from some moment on."""
    found = 0
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):
            found += not os.readlink(f"/proc/self/fd/{name}").startswith(("/proc/", "/sys/"))
    return found
