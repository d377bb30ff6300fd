"""`Shell`, which runs a script's tree: each command in a process of its own but those that change the shell."""

from __future__ import annotations

import posixpath
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

from ..file_error import FileError
from ..processes.process import Process
from ..streams.ends import End, FileReader, FileWriter, Nothing, PipeReader, PipeWriter, Wrong
from ..streams.pipe import BrokenPipe, Pipe
from ..tasks.scheduler import pause
from .context import CHUNK, Context, NotRunnable
from .errors import ShellProblem, SyntaxProblem
from .expansion import MOST, Expansion
from .parser import parse
from .patterns import expression
from .state import State
from .tree import AndOr, Case, Command, For, Group, If, Item, Loop, Pipeline, Redirect, Script, Simple

__all__ = ("Exit", "Leave", "Return", "Shell")


class Exit(Exception):
    """The shell is to end."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Leave(Exception):
    """Loops are to be left, or the last of them is to go on."""

    def __init__(self, levels: int, go_on: bool) -> None:
        super().__init__(levels)
        self.levels = levels
        self.go_on = go_on


class Return(Exit):
    """A script that was read in by `.` is to end."""


Special = Callable[["Shell", list[str], dict[int, End]], Awaitable[int]]


class Shell:
    """Runs scripts.

    Args:
        context: of its process.
        state: it begins with.
        specials: the commands that change the shell itself, by name.
        interactive: whether commands are jobs with groups of their own, of a terminal.
    """

    def __init__(
        self, context: Context, state: State, specials: Mapping[str, Special], *, interactive: bool = False
    ) -> None:
        self.context = context
        self.machine = context.machine
        self.state = state
        self.specials = specials
        self.interactive = interactive
        self._expansion = Expansion(self)
        self._unchecked = 0

    # -- what words ask ----------------------------------------------------------------------------

    @property
    def home(self) -> str:
        """The folder that `~` stands for."""
        return self.state.variables.get("HOME", self.machine.home)

    def variable(self, name: str) -> str | None:
        """Return a variable's text, or that of a special parameter."""
        state = self.state
        if name.isdigit():
            number = int(name)
            return state.name if not number else next(iter(state.arguments[number - 1 : number]), None)
        special = {
            "?": str(state.status),
            "$": str(self.context.process.pid),
            "#": str(len(state.arguments)),
            "!": "" if state.background is None else str(state.background),
            "-": "e" * state.errexit + "u" * state.nounset + "x" * state.xtrace,
        }
        value = special[name] if name in special else state.variables.get(name)
        if value is None and state.nounset:
            raise ShellProblem(f"{name}: it is not set")
        return value

    def assign(self, name: str, value: str) -> None:
        """Set a variable."""
        self.state.variables[name] = value

    def arguments(self) -> Sequence[str]:
        """Return the script's arguments."""
        return self.state.arguments

    def names(self, folder: str) -> Sequence[str]:
        """Return what is in a folder."""
        try:
            return [entry.name for entry in self.machine.files.readdir(self.path(folder or "."))]
        except FileError:
            return ()

    def exists(self, path: str) -> bool:
        """Return whether a path is there."""
        return self.machine.files.exists(self.path(path))

    def path(self, name: str) -> str:
        """Return a path as an absolute one."""
        return posixpath.normpath(posixpath.join(self.state.cwd, name))

    async def substitute(self, script: Script) -> str:
        """Run a script in a subshell and return what it wrote."""
        pipe = Pipe()
        reader, writer = PipeReader(pipe), PipeWriter(pipe)
        ends = {**self._lent(self.context.ends), 1: writer}
        process = self._fork(script, ends, None)
        parts: list[bytes] = []
        size = 0
        try:
            while data := await reader.read(CHUNK):
                parts.append(data)
                size += len(data)
                if size > MOST:
                    raise ShellProblem(f"a substitution wrote more than {MOST} bytes")
        finally:
            reader.close()
        self.state.status = (await self.machine.ended(process.pid, self.context.process.pid)).status
        return b"".join(parts).replace(b"\0", b"").decode("utf-8", "surrogateescape")

    # -- scripts -------------------------------------------------------------------------------------

    async def run_text(self, text: str, name: str = "") -> int:
        """Run a script's text, and return its status.

        Raises:
            Exit: it ended the shell.
        """
        try:
            script = parse(text)
        except SyntaxProblem as problem:
            await self.say(f"{name or self.state.name}: cannot read the script: {problem}")
            self.state.status = 2
            return 2
        return await self.run(script)

    async def run(self, script: Script) -> int:
        """Run a script, and return its status."""
        for item in script.items:
            await pause()
            await self._item(item)
            await self._run_traps()
        return self.state.status

    async def run_exit_trap(self) -> None:
        """Run what `trap` set for the end of the shell.

        Raises:
            Exit: it ended the shell with another status.
        """
        if text := self.state.traps.pop("EXIT", ""):
            await self.run_text(text)

    async def say(self, text: str) -> None:
        """Write a line to the error output."""
        await self._write(2, f"{text}\n", self.context.ends)

    async def _run_traps(self) -> None:
        raised = self.context.process.raised
        while raised:
            status = self.state.status
            await self.run_text(self.state.traps.get(raised.pop(0), ""))
            self.state.status = status

    async def _item(self, item: Item) -> None:
        if not item.background:
            self.state.status = await self._and_or(item.entry)
            return
        ends = {**self._lent(self.context.ends)}
        if not self.interactive:
            self._replace(ends, 0, Nothing())
        process = self._fork(Script((Item(item.entry),)), ends, 0 if self.interactive else None)
        self.state.background = process.pid
        self.state.jobs.append(process.pid)
        self.state.status = 0
        if self.interactive:
            await self.say(f"[{len(self.state.jobs)}] {process.pid}")

    async def _and_or(self, entry: AndOr) -> int:
        self._unchecked += bool(entry.rest)
        try:
            status = await self._pipeline(entry.first)
            for index, (operator, pipeline) in enumerate(entry.rest):
                if (status == 0) == (operator == "&&"):
                    last = index == len(entry.rest) - 1
                    self._unchecked -= last
                    try:
                        status = await self._pipeline(pipeline)
                    finally:
                        self._unchecked += last
                self.state.status = status
        finally:
            self._unchecked -= bool(entry.rest)
        return status

    async def _pipeline(self, pipeline: Pipeline) -> int:
        self._unchecked += pipeline.negated
        try:
            if len(pipeline.commands) == 1:
                status = await self._command(pipeline.commands[0])
            else:
                status = await self._piped(pipeline.commands)
        finally:
            self._unchecked -= pipeline.negated
        status = int(not status) if pipeline.negated else status
        self.state.status = status
        if status and self.state.errexit and not self._unchecked and not pipeline.negated:
            raise Exit(status)
        return status

    async def _piped(self, commands: Sequence[Command]) -> int:
        started: list[Process] = []
        group = 0 if self.interactive else None
        before: PipeReader | None = None
        for index, command in enumerate(commands):
            ends = self._lent(self.context.ends)
            if before is not None:
                self._replace(ends, 0, before)
            before = None
            if index < len(commands) - 1:
                pipe = Pipe()
                before = PipeReader(pipe)
                self._replace(ends, 1, PipeWriter(pipe))
            item = Item(AndOr(Pipeline((command,))))
            process = self._fork(Script((item,)), ends, group)
            group = process.group if self.interactive else None
            started.append(process)
        statuses = [await self._wait(process) for process in started]
        failed = [status for status in statuses if status]
        return failed[-1] if self.state.pipefail and failed else statuses[-1]

    # -- commands --------------------------------------------------------------------------------------

    async def _command(self, command: Command) -> int:
        try:
            if isinstance(command, Simple):
                return await self._simple(command)
            async with self._redirected(command.redirects):
                return await self._compound(command)
        except ShellProblem as problem:
            await self.say(f"{self.state.name}: {problem}")
            if self.state.nounset and str(problem).endswith("it is not set"):
                raise Exit(1) from None
            return 1
        except (FileError, Wrong) as problem:
            await self.say(f"{self.state.name}: {problem}")
            return 1

    async def _compound(self, command: Group | If | Loop | For | Case) -> int:
        if isinstance(command, Group):
            return await self._group(command)
        if isinstance(command, If):
            return await self._if(command)
        if isinstance(command, Loop):
            return await self._loop(command)
        return await (self._for(command) if isinstance(command, For) else self._case(command))

    async def _group(self, group: Group) -> int:
        if not group.apart:
            return await self.run(group.script)
        process = self._fork(group.script, self._lent(self.context.ends), 0 if self.interactive else None)
        return await self._wait(process)

    async def _checked(self, script: Script) -> bool:
        self._unchecked += 1
        try:
            return await self.run(script) == 0
        finally:
            self._unchecked -= 1

    async def _if(self, command: If) -> int:
        for condition, body in command.branches:
            if await self._checked(condition):
                return await self.run(body)
        if command.otherwise is not None:
            return await self.run(command.otherwise)
        self.state.status = 0
        return 0

    async def _loop(self, loop: Loop) -> int:
        status = 0
        while await self._checked(loop.condition) != loop.until:
            goes_on, status = await self._turn(loop.body, status)
            if not goes_on:
                break
        self.state.status = status
        return status

    async def _for(self, loop: For) -> int:
        words = self.state.arguments[:] if loop.words is None else await self._expansion.fields(loop.words)
        status = 0
        for word in words:
            self.assign(loop.name, word)
            goes_on, status = await self._turn(loop.body, status)
            if not goes_on:
                break
        self.state.status = status
        return status

    async def _turn(self, body: Script, status: int) -> tuple[bool, int]:
        """Run a loop's body once; return whether the loop goes on, and the status."""
        await pause()
        try:
            return True, await self.run(body)
        except Leave as leave:
            if leave.levels > 1:
                raise Leave(leave.levels - 1, leave.go_on) from None
            return leave.go_on, self.state.status

    async def _case(self, command: Case) -> int:
        word = await self._expansion.text(command.word)
        for patterns, body in command.branches:
            for pattern in patterns:
                if re.fullmatch(expression(await self._expansion.pieces(pattern)), word, re.DOTALL):
                    return await self.run(body)
        self.state.status = 0
        return 0

    async def _simple(self, command: Simple) -> int:
        self.state.status = 0 if not command.words else self.state.status
        argv = await self._expansion.fields(command.words)
        assigned = {name: await self._expansion.text(word) for name, word in command.assignments}
        if self.state.xtrace:
            await self.say("+ " + " ".join([*(f"{name}={value}" for name, value in assigned.items()), *argv]))
        if not argv:
            self.state.variables.update(assigned)
            async with self._redirected(command.redirects):
                return self.state.status
        special = self.specials.get(argv[0])
        if special is not None:
            return await self._special(special, argv, assigned, command.redirects)
        ends = await self._opened(command.redirects)
        return await self._start(argv, ends, {**self.state.env(), **assigned})

    async def _special(
        self, special: Special, argv: list[str], assigned: Mapping[str, str], redirects: Sequence[Redirect]
    ) -> int:
        self.state.variables.update(assigned)
        async with self._redirected(redirects):
            try:
                return await special(self, argv[1:], self.context.ends)
            except BrokenPipe:
                return 141

    async def _start(self, argv: list[str], ends: dict[int, End], env: Mapping[str, str]) -> int:
        try:
            process = self.machine.spawn(
                argv,
                parent=self.context.process.pid,
                cwd=self.state.cwd,
                env=env,
                ends=ends,
                group=0 if self.interactive else None,
            )
        except NotRunnable as problem:
            await self._write(2, f"{self.state.name}: {problem}\n", ends)
            for end in ends.values():
                end.close()
            return problem.status
        return await self._wait(process)

    # -- processes -------------------------------------------------------------------------------------

    def _fork(self, script: Script, ends: dict[int, End], group: int | None) -> Process:
        state = self.state.copy()

        async def body(context: Context) -> int:
            shell = Shell(context, state, self.specials)
            try:
                return await shell.run(script)
            except Exit as end:
                return end.status
            except Leave:
                return 0
            except BrokenPipe:
                return 141

        self.context.process.cwd = self.state.cwd
        return self.machine.fork(self.context.process.argv, body, parent=self.context.process, ends=ends, group=group)

    async def _wait(self, process: Process) -> int:
        """Wait for a command, which has the terminal meanwhile where it is a job."""
        own = self.context.process
        terminal = self.context.terminal if self.interactive else None
        if terminal is None:
            return (await self.machine.ended(process.pid, own.pid)).status
        terminal.foreground = process.group
        try:
            ended = await self.machine.ended(process.pid, own.pid)
        finally:
            terminal.foreground = own.group
            terminal.set_raw(False)
        if ended.state == "stopped":
            self.state.jobs.append(ended.pid)
            await self.say(f"\n[{len(self.state.jobs)}] stopped  {' '.join(ended.argv)}")
            return 148
        return ended.status

    async def resume(self, pid: int, foreground: bool) -> int:
        """Have a stopped job go on."""
        process = next((each for each in self.machine.processes() if each.pid == pid), None)
        if process is None:
            raise ShellProblem(f"no job has process {pid}")
        terminal = self.context.terminal
        if foreground and terminal is not None:
            terminal.foreground = process.group
            self.state.jobs.remove(pid)
            await self.say(" ".join(process.argv))
        self.machine.signal(-process.group, "SIGCONT")
        return await self._wait(process) if foreground else 0

    # -- redirections ----------------------------------------------------------------------------------

    def _lent(self, ends: Mapping[int, End]) -> dict[int, End]:
        return {fd: end.dup() for fd, end in ends.items()}

    @staticmethod
    def _replace(ends: dict[int, End], fd: int, end: End) -> None:
        old = ends.get(fd)
        ends[fd] = end
        if old is not None:
            old.close()

    async def _opened(self, redirects: Sequence[Redirect]) -> dict[int, End]:
        """Return the shell's ends with redirections; they are the caller's to close."""
        ends = self._lent(self.context.ends)
        try:
            for redirect in redirects:
                await self._open(redirect, ends)
        except BaseException:
            for end in ends.values():
                end.close()
            raise
        return ends

    @asynccontextmanager
    async def _redirected(self, redirects: Sequence[Redirect]) -> AsyncIterator[None]:
        if not redirects:
            yield
            return
        context = self.context
        before, context.ends = context.ends, await self._opened(redirects)
        try:
            yield
        finally:
            for end in context.ends.values():
                end.close()
            context.ends = before

    async def _open(self, redirect: Redirect, ends: dict[int, End]) -> None:
        text = await self._expansion.text(redirect.word)
        if redirect.operator == "<<":
            self._replace(ends, redirect.fd, FileReader(text.encode("utf-8", "surrogateescape")))
            return
        if redirect.operator in (">&", "<&") and (text == "-" or text.isdigit()):
            if text == "-":
                if (old := ends.pop(redirect.fd, None)) is not None:
                    old.close()
                return
            source = ends.get(int(text))
            if source is None:
                raise ShellProblem(f"{text}: there is no open descriptor of that number")
            self._replace(ends, redirect.fd, source.dup())
            return
        self._replace(ends, redirect.fd, self._file(redirect.operator, text))
        if redirect.operator == ">&":
            self._replace(ends, 2, ends[redirect.fd].dup())

    def _file(self, operator: str, name: str) -> End:
        if name == "/dev/null":
            return Nothing()
        if name == "":
            raise ShellProblem("a file without a name cannot be opened")
        path = self.path(name)
        files = self.machine.files
        if operator == "<":
            return FileReader(files.read(path))
        return FileWriter(files, path, append=operator == ">>")

    async def _write(self, fd: int, text: str, ends: Mapping[int, End]) -> None:
        end = ends.get(fd)
        if end is not None:
            try:
                await end.write(text.encode("utf-8", "surrogateescape"))
            except (BrokenPipe, Wrong):
                return
