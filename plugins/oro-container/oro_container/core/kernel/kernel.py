"""`Kernel`, the processes, ports and terminals of one container over its files, without input and output of its own."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..layers import Change, FileError, FileSystem
from ..ports.table import PortEvent, PortTable, PortTaken
from ..processes.process import Process
from ..processes.table import INIT, NoProcess, ProcessTable, TooManyProcesses
from ..shell.context import Context, NotRunnable, Tool
from ..shell.errors import ShellProblem
from ..shell.tools import TOOLS
from ..shell.tools.options import BadUsage
from ..streams.ends import BrokenPipe, End, Nothing, Wrong
from ..tasks.scheduler import Interrupted, Killed, Scheduler, Task, suspended
from .adapter import Adapter, Message
from .finding import find, program_of
from .shelf import Shelf
from .tree_messages import Edit, edits_of
from .worker_program import WorkerProgram

__all__ = ("Kernel",)


class Kernel:
    """The processes, ports and terminals of one container.

    Args:
        adapter: of the surroundings.
        files: of the container.
        home: the folder that `~` stands for.
        url: makes the address of a port's server.
        npmrc: settings of npm below those of `.npmrc` files.
        scripts: whether packages may run scripts while they are installed.
        limit: processes at once.
    """

    def __init__(
        self,
        adapter: Adapter,
        files: FileSystem,
        *,
        home: str = "/home",
        url: Callable[[int], str] = lambda port: f"http://localhost:{port}/",
        npmrc: str = "",
        scripts: bool = False,
        limit: int = 512,
    ) -> None:
        self.adapter = adapter
        self.files = files
        self.shelf = Shelf(files, adapter.shelve)
        self.home = home
        self.npmrc = npmrc
        self.scripts = scripts
        self.scheduler = Scheduler(adapter.wake)
        self.processes_table = ProcessTable(limit, self._ended)
        self.ports = PortTable(self._port, url)
        self._tasks: dict[int, Task] = {}
        self._programs: dict[int, WorkerProgram] = {}
        self._ends: dict[int, dict[int, End]] = {}
        self._changed: dict[int, list[Callable[[], None]]] = {}
        self._edits: list[tuple[int, Change]] = []
        self._editor = 0
        self.watchers: list[Callable[[Sequence[Change]], None]] = []
        """Told of changes, before the page."""
        files.listen(self._heard)

    # -- driving -----------------------------------------------------------------------------------

    def run(self) -> bool:
        """Give processes their turns and tell programs of files; return whether more could run."""
        more = self.scheduler.run()
        self.tell_of_files()
        return more

    def tell_of_files(self) -> None:
        """Tell programs and the page what changed."""
        if not self._edits:
            return
        edits, self._edits = self._edits, []
        last = {change.path: index for index, (_, change) in enumerate(edits)}
        for pid in list(self._programs):
            told: list[Edit] = []
            for index, (editor, change) in enumerate(edits):
                if editor == pid or (change.kind == "modified" and last[change.path] != index):
                    continue
                told += edits_of(self.files, change)
            if told:
                self._programs[pid].tell_of_files(told)
        for watcher in self.watchers:
            watcher([change for _, change in edits])
        self.adapter.tell(
            {"kind": "changes", "changes": [[change.kind, change.path, change.to] for _, change in edits]}
        )

    def receive(self, pid: int, message: Message) -> None:
        """Take a message of a program's worker."""
        program = self._programs.get(pid)
        if program is not None:
            program.receive(message)

    def failed(self, pid: int, why: str) -> None:
        """Say that a program's worker failed."""
        program = self._programs.get(pid)
        if program is not None:
            program.receive({"kind": "write", "fd": 2, "data": f"{why}\n".encode()})
            program.finish(1)

    def run_task(self, coroutine: Coroutine[Any, Any, int], done: Callable[[], None] | None = None) -> Task:
        """Run a coroutine that is no process."""
        task = Task(coroutine, lambda code, signal, error: done() if done else None)
        self.scheduler.start(task)
        return task

    # -- what programs of the core ask ---------------------------------------------------------------

    def spawn(
        self,
        argv: Sequence[str],
        *,
        parent: int = INIT,
        cwd: str,
        env: Mapping[str, str],
        ends: Mapping[int, End],
        group: int | None = None,
    ) -> Process:
        """Start a program; its ends are its own from then on, unless it cannot be started.

        Raises:
            NotRunnable: it cannot be started; its status says how a shell calls that.
        """
        if not argv or not argv[0]:
            raise NotRunnable("cannot run a command without a name", 127)
        try:
            if self.files.stat(cwd).kind != "directory":
                raise NotRunnable(f'cannot run "{argv[0][:80]}" in "{cwd[:200]}": that is no folder', 126)
            program = program_of(self.files, argv, env, cwd)
            process = self.processes_table.start(argv, cwd=cwd, env=env, parent=parent, group=group)
        except FileError as error:
            raise NotRunnable(f'cannot run "{argv[0][:80]}": {error}', 126) from None
        except TooManyProcesses as error:
            raise NotRunnable(str(error), 126) from None
        if program.kind == "tool":
            process.argv = program.argv
            self._start(process, TOOLS[program.name], ends)
            process.argv = tuple(argv)
        else:
            worker = WorkerProgram(self, process, ends)
            self._programs[process.pid] = worker
            self._ends[process.pid] = dict(ends)
            worker.start(program.kind, program.name, program.argv)
        return process

    def fork(
        self, argv: Sequence[str], body: Tool, *, parent: Process, ends: Mapping[int, End], group: int | None = None
    ) -> Process:
        """Start a coroutine as a process of its own.

        Raises:
            ShellProblem: no more processes are allowed.
        """
        try:
            process = self.processes_table.start(argv, cwd=parent.cwd, env=parent.env, parent=parent.pid, group=group)
        except TooManyProcesses as error:
            for end in ends.values():
                end.close()
            raise ShellProblem(str(error)) from None
        self._start(process, body, ends)
        return process

    async def ended(self, pid: int, parent: int) -> Process:
        """Wait until a child has ended, or is stopped, and return it; one that ended is forgotten.

        Raises:
            NoProcess: the parent has no such child.
        """
        while (process := self.processes_table.wait(pid, parent)) is None:
            found = self.processes_table.get(pid)
            if found.state == "stopped":
                return found
            await suspended(lambda call: self._changed.setdefault(pid, []).append(call))
        return process

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await suspended(lambda call: self.adapter.later(seconds, call))

    def processes(self) -> list[Process]:
        """Return every process."""
        return list(self.processes_table)

    def find(self, name: str, env: Mapping[str, str], cwd: str) -> str | None:
        """Return how a command is found."""
        return find(self.files, name, env, cwd)

    def now(self) -> float:
        """Return the seconds since 1970."""
        return self.adapter.now()

    def ask(self, url: str, headers: Mapping[str, str], done: Callable[[Mapping[str, Any]], None]) -> None:
        """Ask an address."""
        self.adapter.ask(url, headers, done)

    def tell(self, message: Message) -> None:
        """Tell the page of something."""
        self.adapter.tell(message)

    def end_of(self, pid: int, fd: int) -> End:
        """Return an end of a process, held once more."""
        end = self._ends.get(pid, {}).get(fd)
        return end.dup() if end else Nothing()

    # -- signals and ends ------------------------------------------------------------------------------

    def signal(self, pid: int, signal: str | int) -> None:
        """Send a signal to a process, or to a group as a negative number.

        Raises:
            NoProcess: there is none of that number.
            ValueError: there is no such signal.
        """
        for process, name, verdict in self.processes_table.signal(pid, signal):
            if verdict == "end":
                self.end_program(process.pid, 0, name)
            elif verdict == "handle":
                self._handle(process, name)
            elif verdict in ("stop", "continue"):
                self._halt(process, verdict == "stop")

    def end_program(self, pid: int, code: int, signal: str | None) -> None:
        """End a process."""
        task, program = self._tasks.get(pid), self._programs.pop(pid, None)
        if task is not None and signal is not None:
            self.scheduler.throw(task, Killed(signal))
            return
        if program is not None:
            self.adapter.end(pid)
            program.drop()
            self._ends.pop(pid, None)
            self.processes_table.end(pid, code, signal)

    def end_tree(self, pid: int, signal: str | int = "SIGTERM") -> None:
        """Send a signal to a process and all its descendants."""
        for process in [*reversed(self.processes_table.descendants(pid)), self.processes_table.get(pid)]:
            try:
                self.signal(process.pid, signal)
            except NoProcess:
                continue

    def reap(self, process: Process) -> None:
        """Forget a child that has ended."""
        try:
            self.processes_table.wait(process.pid, process.parent)
        except NoProcess:
            return

    @contextmanager
    def _editing(self, pid: int) -> Iterator[None]:
        self._editor = pid
        try:
            yield
        finally:
            self._editor = 0

    def told_by(self, pid: int) -> Callable[[], Any]:
        """Return what marks edits as a program's own."""
        return lambda: self._editing(pid)

    @staticmethod
    def told(error: Exception) -> Message:
        """Return an error as a message, with the code that Node has for it."""
        codes = {PortTaken: "EADDRINUSE", NoProcess: "ESRCH", BrokenPipe: "EPIPE", ValueError: "EINVAL"}
        code = getattr(error, "code", None) or next(
            (name for kind, name in codes.items() if isinstance(error, kind)), ""
        )
        if isinstance(error, NotRunnable):
            code = "ENOENT" if error.status == 127 else "EACCES"
        return {
            "name": type(error).__name__,
            "code": code,
            "message": str(error),
            "path": getattr(error, "path", None),
            "operation": getattr(error, "operation", None),
        }

    # -- inside --------------------------------------------------------------------------------------------

    def _start(self, process: Process, body: Tool, ends: Mapping[int, End]) -> None:
        context = Context(self, process, dict(ends))
        self._ends[process.pid] = context.ends

        def done(code: int, signal: str | None, error: BaseException | None) -> None:
            self._tasks.pop(process.pid, None)
            for end in self._ends.pop(process.pid, {}).values():
                end.close()
            self.processes_table.end(process.pid, code, signal)

        task = Task(self._guarded(context, body), done)
        self._tasks[process.pid] = task
        self.scheduler.start(task)

    @staticmethod
    async def _guarded(context: Context, body: Tool) -> int:
        try:
            return await body(context)
        except BadUsage as problem:
            await context.err(f"{problem}")
            return 2
        except (FileError, ShellProblem, NoProcess, Wrong) as problem:
            await context.err(str(problem))
            return 1
        except (BrokenPipe, Interrupted):
            return 141
        except RecursionError:
            await context.err("it stands in itself too deep")
            return 1
        except Exception as error:
            await context.err(f"failed: {type(error).__name__}: {error}")
            return 1

    def _ended(self, process: Process) -> None:
        self.ports.close_all(process.pid)
        self._call_changed(process.pid)
        self.adapter.tell(
            {
                "kind": "ended",
                "pid": process.pid,
                "code": process.exit_code,
                "signal": process.signal,
                "status": process.status,
            }
        )

    def _call_changed(self, pid: int) -> None:
        for call in self._changed.pop(pid, []):
            call()

    def _handle(self, process: Process, name: str) -> None:
        task, program = self._tasks.get(process.pid), self._programs.get(process.pid)
        if task is not None and name in process.deferred:
            process.raised.append(name)
        elif task is not None:
            self.scheduler.throw(task, Interrupted(name))
        elif program is not None:
            message: Message = {"kind": "signal", "name": name}
            if name == "SIGWINCH" and program.terminal is not None:
                size = program.terminal.discipline.size
                message["size"] = [size.columns, size.rows]
            program.send(message)

    def _halt(self, process: Process, stop: bool) -> None:
        task, program = self._tasks.get(process.pid), self._programs.get(process.pid)
        for each in [*([task] if task else []), *(program.tasks if program else [])]:
            if stop:
                self.scheduler.stop(each)
            else:
                self.scheduler.go_on(each)
        self._call_changed(process.pid)

    def _port(self, event: PortEvent) -> None:
        self.adapter.tell({"kind": "port", "port": event.port, "type": event.kind, "url": event.url})
        if event.kind == "open":
            self.adapter.tell({"kind": "server-ready", "port": event.port, "url": event.url})

    # -- files -----------------------------------------------------------------------------------------------

    def _heard(self, changes: tuple[Change, ...]) -> None:
        self._edits += ((self._editor, change) for change in changes)
        self.adapter.wake()
