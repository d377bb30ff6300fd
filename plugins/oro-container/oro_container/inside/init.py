"""The init of a container: it starts programs, tells the host when they end, and ends them with itself.

Rules
1. A message of the host has a `seq`, and its answer has the same; an answer with `errno` is a failure.
2. Everything that has ended below the container is waited for here; of programs the host started it is told, by
   `exited` and `status`, after it was told their `pid`.
3. When the host closes the socket, or is gone, this ends, and with it everything below.
"""

from __future__ import annotations

import errno
import os
import select
import signal
import socket
from collections.abc import Callable
from typing import Any

from oro_container.inside import door, processes, starting
from oro_container.inside.channel import Channel
from oro_container.inside.counted import Counted
from oro_container.inside.oom_score import OomScore
from oro_container.inside.shared.setup import Setup
from oro_container.inside.sockets import names
from oro_container.inside.sockets.supervisor import Supervisor
from oro_container.inside.walls import ProgramWalls

__all__ = ("Init",)

Answer = tuple[dict[str, Any], list[int]]


class Init:
    """Serves the host for one container.

    Args:
        message: what the host wants: `limits` of each program, `listen`, whether programs may, and `connect`, whether
            some of their connections may go out; `shared`, where it is on the machine, without namespaces.
        link: the socket to the host.
        score: by which the kernel ends programs where memory is full.
    """

    def __init__(self, message: dict[str, Any], link: Channel, score: OomScore) -> None:
        self._link = link
        self._score = score
        self._limits: dict[str, int] = message.get("limits", {})
        self._running: set[int] = set()
        self._setup = Setup.of(message)
        self._walls = ProgramWalls(message["connect"], self._setup)
        self._sockets = Supervisor(message["listen"], link.send, self._setup)
        self._others = Counted(processes.tasks_of_others)
        self._woken, self._wake = socket.socketpair()
        self._operations: dict[str, Callable[[dict[str, Any], list[int]], Answer]] = {
            "start": self._start,
            "kill": self._kill,
            "processes": self._processes,
            "connect": self._connect,
            "connected": self._connected,
        }

    def run(self) -> None:
        """Serve until the host is gone; then end everything below."""
        for end in (self._woken, self._wake):
            end.setblocking(False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.set_wakeup_fd(self._wake.fileno(), warn_on_full_buffer=False)
        setup = self._setup
        datagrams, connections = names.open_sockets() if setup is None else names.open_local(setup.names)
        with datagrams, connections:
            self._link.send({"names": True}, [datagrams.fileno(), connections.fileno()])
        with door.open_door(door.PATH if setup is None else setup.door) as listener:
            self._link.send({"door": True}, [listener.fileno()])
        self._link.send({"ready": os.getpid()})
        while self._serve():
            pass
        signal.set_wakeup_fd(-1)
        processes.end_all()

    def _serve(self) -> bool:
        """Wait for something and do it; False once the host is gone."""
        ready = self._wait()
        self._sockets.retry()
        for descriptor, events in ready.items():
            if descriptor not in (self._link.fileno(), self._woken.fileno()):
                self._sockets.handle(descriptor, events)
        if self._woken.fileno() in ready:
            self._drain()
            for pid, status in processes.waited():
                if pid in self._running:
                    self._running.discard(pid)
                    self._link.send({"exited": pid, "status": status})
        return self._link.fileno() not in ready or self._take()

    def _wait(self) -> dict[int, int]:
        """Wait for descriptors; return those that are ready, with the events of poll(2)."""
        poll = select.poll()
        own = {self._link.fileno(): select.POLLIN, self._woken.fileno(): select.POLLIN}
        for descriptor, events in (self._sockets.watched() | own).items():
            poll.register(descriptor, events)
        return dict(poll.poll(self._sockets.patience()))

    def _take(self) -> bool:
        received = self._link.receive()
        if received is None:
            return False
        message, fds = received
        answer: Answer
        try:
            answer = self._operations[message["op"]](message, fds)
        except OSError as error:
            answer = {"errno": error.errno or errno.EIO}, []
        finally:
            for fd in fds:
                os.close(fd)
        told, given = answer
        self._link.send({"seq": message["seq"], **told}, given)
        for fd in given:
            os.close(fd)
        return True

    def _start(self, message: dict[str, Any], fds: list[int]) -> Answer:
        with self._score.of_programs():
            started = starting.start(message, fds, self._current_limits(), self._walls)
        self._running.add(started.pid)
        self._sockets.add(started.listener)
        return {"pid": started.pid}, [] if started.terminal is None else [started.terminal]

    def _current_limits(self) -> dict[str, int]:
        """Return the limits of a program; that of processes counts all of the user's where users are shared."""
        if self._setup is None or "processes" not in self._limits:
            return self._limits
        return self._limits | {"processes": self._limits["processes"] + self._others.count()}

    def _kill(self, message: dict[str, Any], fds: list[int]) -> Answer:
        if message["pid"] not in self._running:
            raise ProcessLookupError(errno.ESRCH, os.strerror(errno.ESRCH))
        processes.signal_tree(message["pid"], message["signal"])
        return {}, []

    def _processes(self, message: dict[str, Any], fds: list[int]) -> Answer:
        return {"processes": processes.table()}, []

    def _connect(self, message: dict[str, Any], fds: list[int]) -> Answer:
        family, address = self._sockets.where(message["port"], message.get("family", 4))
        made = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        try:
            made.connect((address, message["port"]))
        except BlockingIOError:
            # It goes on; the host waits for it.
            pass
        except OSError:
            made.close()
            raise
        return {}, [made.detach()]

    def _connected(self, message: dict[str, Any], fds: list[int]) -> Answer:
        self._sockets.connected(message, fds)
        return {}, []

    def _drain(self) -> None:
        try:
            while self._woken.recv(4096):
                pass
        except BlockingIOError:
            return
