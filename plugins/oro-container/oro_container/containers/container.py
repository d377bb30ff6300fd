"""A container: its files, its processes, its ports, and its end."""

from __future__ import annotations

import errno
import os
import signal
import socket
from collections.abc import AsyncIterable, AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import trio

from oro_container.containers.control_groups.control_group import ControlGroup
from oro_container.containers.door import Door
from oro_container.containers.events import Event, Events
from oro_container.containers.files import Files
from oro_container.containers.isolation import Isolation
from oro_container.containers.layout import Layout
from oro_container.containers.link import Link, socket_pair
from oro_container.containers.memory_watch import MemoryWatch
from oro_container.containers.network import Network
from oro_container.containers.pipes import Pipes
from oro_container.containers.process import Exit, Process, Size
from oro_container.containers.watching import CHANGES, Watch
from oro_container.core.environment import variables
from oro_container.core.policy import Level, Policy
from oro_container.errors import NoSuchProcess, ProgramNotFound, TornDown
from oro_container.previews.fetch import GuestRequest, GuestResponse, fetch
from oro_framework.errors import Closed, Denied, ErrnoError, TooLarge

__all__ = ("Completed", "Container")

MOST_OUTPUT = 1 << 26


@dataclass(frozen=True, slots=True)
class Completed:
    """A process that has ended."""

    exit: Exit
    output: bytes
    """Of it and its descendants, errors included."""


class Container:
    """A container that runs. Everything here is called on the loop.

    Args:
        id: its id.
        policy: what it may do.
        isolation: what its walls hold.
        layout: where its folders are.
        init: the link to its init.
        files: its files.
        network: its network.
        servers: the link by which further processes that serve files are made.
        group: its control group, where it has one.
    """

    def __init__(
        self,
        id: str,
        policy: Policy,
        isolation: Isolation,
        layout: Layout,
        init: Link,
        files: Files,
        network: Network,
        servers: Link,
        group: ControlGroup | None,
    ) -> None:
        self.id = id
        self.entry: tuple[str, ...] = ()
        """The command of its image; empty where it has none."""
        self.variables: Mapping[str, str] = {}
        """Those that its image gives every program."""
        self.policy = policy
        self.isolation = isolation
        self.layout = layout
        self.workdir = layout.workdir
        self.files = files
        self.network = network
        self.started: dict[int, Process] = {}
        """Processes that the host started, until they are forgotten."""
        self.ended = trio.Event()
        self.events = Events()
        self.door = Door()
        """Answers its programs."""
        self.memory = MemoryWatch(group, policy.memory, self.fail)
        self._init = init
        self._early: dict[int, int] = {}
        """Statuses of processes that ended before the task that started them went on, by number."""
        self._servers = servers

    @property
    def level(self) -> Level:
        """The walls it has."""
        return self.isolation.level

    @property
    def path(self) -> str:
        """Where programs are looked for."""
        return f"{self.workdir}/node_modules/.bin:{self.layout.path}"

    async def spawn(
        self,
        command: str,
        *args: str,
        cwd: str = "",
        env: Mapping[str, str] | None = None,
        terminal: Size | None = None,
        merged: bool = True,
        clear: bool = False,
        discarded: Collection[int] = (),
    ) -> Process:
        """Start a program. If cancelled, it was started or not.

        Args:
            command: its name, or a path.
            args: its arguments, without its name.
            cwd: its working folder.
            env: variables beside those every program has.
            terminal: gives it a terminal of that size; without one it has pipes.
            merged: whether its error output comes with its output.
            clear: whether of those every program has it gets `PATH`, `HOME` and `TERM` alone.
            discarded: of 0, 1 and 2, those that are `/dev/null` where it has pipes.

        Raises:
            ProgramNotFound: there is none of that name.
            ErrnoError: it could not be started.
            TornDown: the container has ended.
        """
        argv = (command, *args)
        request = {"argv": argv, "env": self.environment(env or {}, clear=clear), "cwd": self.files.located(cwd)}
        if terminal is not None:
            size = {"columns": terminal.columns, "rows": terminal.rows}
            return await self._start(request | {"terminal": size}, argv, [], None, {})
        ends = Pipes(merged, discarded)
        try:
            return await self._start(request, argv, ends.theirs, ends.input, ends.outputs)
        except BaseException:
            ends.close()
            raise
        finally:
            for descriptor in set(ends.theirs):
                os.close(descriptor)

    async def run(
        self,
        command: str,
        *args: str,
        cwd: str = "",
        env: Mapping[str, str] | None = None,
        input: bytes = b"",
        max_output: int = MOST_OUTPUT,
    ) -> Completed:
        """Run a program to its end, and return its output. If cancelled, it is ended.

        Args:
            command: its name, or a path.
            args: its arguments, without its name.
            cwd: its working folder.
            env: variables beside those every program has.
            input: its standard input.
            max_output: bytes of output after which it is ended.

        Raises:
            ProgramNotFound, ErrnoError, TornDown: as of `spawn`.
            TooLarge: it wrote more.
        """
        process = await self.spawn(command, *args, cwd=cwd, env=env)
        output = bytearray()
        try:
            async with trio.open_nursery() as tasks:
                tasks.start_soon(_feed, process, input)
                while len(output) <= max_output and (data := await process.take()):
                    output += data
                tasks.cancel_scope.cancel()
            if len(output) > max_output:
                raise TooLarge(f"Cannot take the output of {command}: it is longer than {max_output} bytes")
            return Completed(await process.wait(), bytes(output))
        finally:
            self._forget(process)

    async def kill(self, process: Process, number: int = signal.SIGKILL) -> None:
        """Send a signal to a process and everything it started.

        Raises:
            ErrnoError: ESRCH, it has ended.
        """
        await self._asked("kill", pid=process.pid, signal=number)

    async def processes(self) -> Sequence[Mapping[str, Any]]:
        """Return every process: `pid`, `parent`, `argv`, `cwd`, `state`, `group` and `session`."""
        found: Sequence[Mapping[str, Any]] = (await self._asked("processes"))["processes"]
        return found

    async def connect(self, port: int) -> trio.SocketStream:
        """Return a connection to a port that a program of the container listens on.

        Raises:
            OSError: ECONNREFUSED, none does.
        """
        for family in (4, 6):
            try:
                answer = await self._init.ask("connect", port=port, family=family)
            except ConnectionRefusedError:
                continue
            made = trio.socket.from_stdlib_socket(socket.socket(fileno=answer.fds[0]))
            await trio.lowlevel.wait_writable(made)
            if not made.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                return trio.SocketStream(made)
            made.close()
        raise ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))

    @asynccontextmanager
    async def fetch(
        self,
        port: int,
        path: str = "/",
        *,
        method: str = "GET",
        headers: Sequence[tuple[str, str]] = (),
        body: bytes | AsyncIterable[bytes] = b"",
    ) -> AsyncIterator[GuestResponse]:
        """Ask a server in the container; what is not read of its answer when the block ends is left out.

        Args:
            port: the port it listens on.
            path: with its query, encoded.
            method: the method.
            headers: in order; `host` is `localhost` and the port unless given.
            body: all of it, or its pieces as they come.

        Raises:
            Denied: the policy lets no program listen.
            ErrnoError: ECONNREFUSED, nothing listens on the port.
            TornDown: the container has ended.
            Broken: the server closed the connection, or speaks no HTTP.
            InvalidArgument: the request cannot be sent.
        """
        if not self.policy.listen:
            raise Denied(f"Cannot fetch from port {port}: the policy of the container lets no program listen")
        request = GuestRequest(port=port, path=path, method=method, headers=headers, body=body)
        async with fetch(self._dial, request) as response:
            yield response

    async def _dial(self, port: int) -> trio.SocketStream:
        try:
            return await self.connect(port)
        except BrokenPipeError:
            raise TornDown(self.id) from None
        except ConnectionRefusedError:
            why = f"Cannot fetch from port {port}: nothing listens on it in the container"
            raise ErrnoError(errno.ECONNREFUSED, why, syscall="connect") from None
        except OSError as error:
            raise ErrnoError(error.errno or errno.EIO, syscall="connect") from error

    async def watch(self, path: str = "", *, recursive: bool = False, room: int = CHANGES) -> Watch:
        """Watch a folder or a file; what happens from now on is told, until the watch is closed.

        Args:
            path: the path.
            recursive: whether folders in it are watched, too.
            room: changes that wait at most; older ones are dropped, and counted.

        Raises:
            ErrnoError: there is none, or the system watches no more.
            TornDown: the container has ended.
        """
        near, far = socket_pair()
        with far:
            try:
                await self._servers.tell({}, [far.fileno()])
            except OSError:
                near.close()
                raise TornDown(self.id) from None
        watch = Watch(near, room)
        await watch.begin(self.files.located(path), recursive)
        return watch

    def process(self, pid: int) -> Process:
        """Return a process that the host started.

        Raises:
            NoSuchProcess: there is none of that number.
        """
        found = self.started.get(pid)
        if found is None:
            raise NoSuchProcess(pid)
        return found

    def settle(self, process: Process) -> None:
        """Forget a process that was waited for and read."""
        if process.settled:
            self.started.pop(process.pid, None)

    def publish(self, event: Event) -> None:
        """Tell an event to all who listen: `type` and what belongs to it.

        The types are `port` with `port`, `state` (`open` or `close`) and `url`; `server-ready` with `port` and `url`;
        `preview-message` with `message`; `install` with its progress; `error` with `message`; `exit` with `pid`, `code`
        and `signal`; `outside` with `kind` (`resolve` or `connect`), `allowed`, `name`, `address`, `port` and `why`.
        """
        self.events.publish(event)

    def fail(self, message: str) -> None:
        """Tell by the event `error` what went wrong."""
        self.publish({"type": "error", "message": message})

    def environment(self, more: Mapping[str, str], *, clear: bool = False) -> dict[str, str]:
        """Return the variables of a program: its own, and those every program has, or only what none can do without."""
        layout = self.layout
        common = {**variables(home=layout.home, path=self.path, clear=clear), **layout.variables}
        if clear:
            return {**common, **more}
        given = {name: os.environ[name] for name in self.policy.env if name in os.environ}
        # npm would ask for its own newest version, and for what no host is granted for again and again, for a minute.
        own = {"TMPDIR": layout.temporary, "npm_config_update_notifier": "false"}
        if not self.policy.hosts:
            own["npm_config_fetch_retries"] = "0"
        return {**common, **own, **given, **self.variables, **more}

    def told(self, message: dict[str, Any], fds: Sequence[int]) -> None:
        """Take what the init tells unasked."""
        if "exited" not in message:
            if not self.network.told(message, fds):
                self.door.told(message, fds)
        elif (process := self.started.get(message["exited"])) is not None:
            self._note_end(process, message["status"])
        else:
            self._early[message["exited"]] = message["status"]

    def lost(self) -> None:
        """Note that it has ended, with everything in it."""
        for process in self.started.values():
            if process.exit is None:
                process.ended(signal.SIGKILL)
        self.events.end()
        self.ended.set()

    def close(self) -> None:
        """End it, and everything in it; returns at once."""
        self._init.close()

    async def _start(
        self,
        request: Mapping[str, Any],
        argv: tuple[str, ...],
        theirs: Sequence[int],
        input: trio.lowlevel.FdStream | None,
        outputs: dict[int, trio.lowlevel.FdStream],
    ) -> Process:
        if self.ended.is_set():
            raise TornDown(self.id)
        # Its answer is waited for in any case, so that a program that was started is known.
        with trio.CancelScope(shield=True):
            try:
                answer = await self._init.ask("start", theirs, **request)
            except FileNotFoundError:
                raise ProgramNotFound(argv[0]) from None
            except BrokenPipeError:
                raise TornDown(self.id) from None
            except OSError as error:
                raise ErrnoError(error.errno or errno.EIO, syscall="spawn", path=argv[0]) from error
        terminal = answer.fds[0] if answer.fds else None
        if terminal is not None:
            input = trio.lowlevel.FdStream(terminal)
            outputs = {1: input}
        process = self.started[answer["pid"]] = Process(answer["pid"], argv, input, outputs, terminal)
        if (status := self._early.pop(process.pid, None)) is not None:
            self._note_end(process, status)
        return process

    def _note_end(self, process: Process, status: int) -> None:
        process.ended(status)
        assert process.exit is not None
        if process.exit.signal == "SIGKILL":
            self.memory.look()
        self.publish({"type": "exit", "pid": process.pid, "code": process.exit.code, "signal": process.exit.signal})

    async def _asked(self, op: str, **what: Any) -> Any:
        try:
            return await self._init.ask(op, **what)
        except BrokenPipeError:
            raise TornDown(self.id) from None
        except OSError as error:
            raise ErrnoError(error.errno or errno.EIO, syscall=op) from error

    def _forget(self, process: Process) -> None:
        if process.exit is None:
            trio.lowlevel.spawn_system_task(self._end, process)
        else:
            self.started.pop(process.pid, None)

    async def _end(self, process: Process) -> None:
        # It may have gone, or all of the container.
        with suppress(OSError):
            await self._init.ask("kill", pid=process.pid, signal=int(signal.SIGKILL))
        await process.aclose()
        self.started.pop(process.pid, None)


async def _feed(process: Process, data: bytes) -> None:
    try:
        if data:
            await process.write(data)
        await process.end_input()
    except Closed:
        # It reads no more, which is its own affair.
        return
