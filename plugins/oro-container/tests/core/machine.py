"""A kernel on a clock of its own, whose worlds outside are lists."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from oro_container.core.kernel.adapter import Message
from oro_container.core.kernel.service import Service

__all__ = ("Surroundings", "World", "ran")


class Surroundings:
    """What the kernel asks, kept in lists; time passes when nothing else can be done."""

    def __init__(self) -> None:
        self.told: list[Message] = []
        self.shelf: dict[str, list[Any]] = {}
        self.started: dict[int, Message] = {}
        """What programs began with, and the files there were as `files`."""
        self.sent: list[tuple[int, Message]] = []
        self.ended: list[int] = []
        self.mailed: dict[str, Message] = {}
        self.time = 1_000_000.0
        self.timers: list[tuple[float, int, Callable[[], None]]] = []
        self._order = count()
        self.asked: list[tuple[str, Mapping[str, str]]] = []
        self.answer: Callable[[str], Mapping[str, Any]] = lambda url: {"error": "there is no network"}
        """Says what an address answers."""

    def wake(self) -> None:
        """Do nothing: the world runs the kernel until it is idle."""

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        heapq.heappush(self.timers, (self.time + seconds, next(self._order), call))

    def now(self) -> float:
        return self.time

    def shelve(self, rows: str, data: bytes) -> None:
        at = 0
        for path, kind, *more in json.loads(rows):
            if kind != "directory" or self.shelf.get(path, ["", "", ""])[2] != "directory":
                self.shelf = {each: row for each, row in self.shelf.items() if not f"{each}/".startswith(f"{path}/")}
            if kind == "gone":
                continue
            mode, mtime, *rest = more
            value = rest[0] if rest else None
            if kind == "file":
                value, at = data[at : at + rest[0]], at + rest[0]
            self.shelf[path] = ["put", path, kind, value, mode, mtime]
        assert at == len(data)

    def start(self, pid: int, message: Message) -> None:
        self.started[pid] = {**message, "files": list(self.shelf.values())}

    def send(self, pid: int, message: Message) -> None:
        self.sent.append((pid, message))

    def mail(self, token: str, message: Message) -> None:
        self.mailed[token] = message

    def end(self, pid: int) -> None:
        self.ended.append(pid)

    def ask(self, url: str, headers: Mapping[str, str], done: Callable[[Mapping[str, Any]], None]) -> None:
        self.asked.append((url, headers))
        self.later(0.001, lambda: done(self.answer(url)))

    def tell(self, message: Message) -> None:
        self.told.append(message)


class World:
    """A kernel with its page."""

    def __init__(self) -> None:
        self.surroundings = Surroundings()
        self.service = Service(self.surroundings)
        self.outputs: dict[int, bytes] = {}
        self.statuses: dict[int, int] = {}

    def spawn(self, *argv: str, **given: Any) -> int:
        """Start a process of the page."""
        pid: int = self.service.call("spawn", {"argv": list(argv), **given})
        self.outputs[pid] = b""
        return pid

    def type(self, pid: int, data: bytes) -> None:
        """Type, and let everything happen that can without time passing."""
        self.service.call("input", {"pid": pid, "data": data})
        self.settle()

    def settle(self, reads: bool = True) -> None:
        """Let everything happen that can without time passing; the page reads, or does not."""
        while self.service.kernel.run() or self._hear(reads):
            pass

    def finish(self, pid: int) -> tuple[str, int]:
        """Let time pass until a process has ended; return what it wrote and its status."""
        self.settle()
        while pid not in self.statuses:
            assert self.surroundings.timers, f"process {pid} waits for ever: {self.outputs[pid]!r}"
            self.pass_time()
        return self.outputs[pid].decode(), self.statuses[pid]

    def pass_time(self) -> None:
        """Let time pass until the next timer."""
        self.surroundings.time, _, call = heapq.heappop(self.surroundings.timers)
        call()
        self.settle()

    def _hear(self, reads: bool) -> bool:
        told, self.surroundings.told[:] = self.surroundings.told[:], []
        kept: list[Message] = []
        for message in told:
            if message["kind"] == "output" and message["pid"] in self.outputs:
                self.outputs[message["pid"]] += message["data"]
                if reads and message["data"]:
                    self.service.call("credit", {"pid": message["pid"], "bytes": len(message["data"])})
            elif message["kind"] == "ended":
                self.statuses[message["pid"]] = message["status"]
            else:
                kept.append(message)
        self.surroundings.told[:0] = kept
        return len(told) > len(kept)


def ran(script: str, *, files: Mapping[str, str] | None = None, input: bytes = b"") -> tuple[str, int]:
    """Run a script of the shell in a kernel of its own; return what it wrote and its status."""
    world = World()
    for path, text in (files or {}).items():
        world.service.call("write", {"path": path, "data": text.encode()})
    pid = world.spawn("sh", "-c", script)
    world.service.call("input", {"pid": pid, "data": input})
    world.service.call("end_input", {"pid": pid})
    return world.finish(pid)
