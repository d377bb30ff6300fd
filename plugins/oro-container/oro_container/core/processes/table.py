"""`ProcessTable`: processes by number, with parents, groups, signals and waiting.

1. A process that ends is a zombie until its parent has waited for it.
2. Children of a process that ends belong to process 1, which waits for all of its own at once.
3. A signal that a process handles is told to it; `SIGKILL` and `SIGSTOP` cannot be handled.
4. A stopped process is told of no signal but `SIGKILL` and `SIGCONT`; the others wait until it goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

from .process import Process
from .signals import ACTIONS, named

__all__ = ("INIT", "NoProcess", "ProcessTable", "TooManyProcesses", "Verdict")

INIT = 1
"""The process that has no parent and takes over orphans."""

Verdict = Literal["end", "stop", "continue", "handle", "none"]
"""The effect of a signal on a process."""


class NoProcess(Exception):
    """There is no process, or group, of that number."""


class TooManyProcesses(Exception):
    """The table is full."""


class ProcessTable:
    """Processes by number.

    Args:
        limit: processes at once, process 1 not counted.
        ended: told of each process that has ended, once.
    """

    def __init__(self, limit: int = 512, ended: Callable[[Process], None] = lambda process: None) -> None:
        self._limit = limit
        self._ended = ended
        self._last = INIT
        self._table: dict[int, Process] = {}
        self._waiting: dict[int, list[Callable[[], None]]] = {}
        self._pending: dict[int, list[str]] = {}
        self._table[INIT] = Process(pid=INIT, parent=0, group=INIT, argv=("init",), cwd="/")

    def __iter__(self) -> Iterator[Process]:
        """Yield every process but process 1, zombies included."""
        return (process for process in list(self._table.values()) if process.pid != INIT)

    def __len__(self) -> int:
        return len(self._table) - 1

    def get(self, pid: int) -> Process:
        """Return a process.

        Raises:
            NoProcess: there is none of that number.
        """
        try:
            return self._table[pid]
        except KeyError:
            raise NoProcess(f"Cannot find process {pid}: there is none of that number") from None

    def start(
        self,
        argv: Sequence[str],
        *,
        cwd: str,
        env: Mapping[str, str] | None = None,
        parent: int = INIT,
        group: int | None = None,
    ) -> Process:
        """Add a process, in its parent's group, or in a new one.

        Args:
            argv: its name and arguments.
            cwd: its folder.
            env: its environment.
            parent: its parent's number.
            group: the group's number; 0 makes one of its own, None takes the parent's.

        Raises:
            NoProcess: there is no such parent.
            TooManyProcesses: the table is full.
        """
        above = self.get(parent)
        if len(self) >= self._limit:
            raise TooManyProcesses(
                f'Cannot start "{argv[0][:80]}": {self._limit} processes run, and more are not allowed; end some'
            )
        self._last += 1
        pid = self._last
        own = group == 0 or (group is None and parent == INIT)
        process = Process(
            pid=pid,
            parent=parent,
            group=pid if own else above.group if group is None else group,
            argv=tuple(argv),
            cwd=cwd,
            env=dict(env or {}),
        )
        self._table[pid] = process
        return process

    def end(self, pid: int, code: int = 0, signal: str | None = None) -> None:
        """Say that a process has ended; one that has ended already stays as it is.

        Args:
            pid: its number.
            code: its exit code.
            signal: the signal that ended it.
        """
        process = self._table.get(pid)
        if process is None or process.state == "zombie":
            return
        process.state = "zombie"
        process.exit_code, process.signal = (None, signal) if signal else (code, None)
        self._pending.pop(pid, None)
        for child in self.children(pid):
            child.parent = INIT
            if child.state == "zombie":
                del self._table[child.pid]
        self._ended(process)
        for call in self._waiting.pop(pid, []):
            call()
        if process.parent == INIT:
            self._table.pop(pid, None)

    def children(self, pid: int) -> list[Process]:
        """Return the children of a process, zombies included."""
        return [process for process in self if process.parent == pid]

    def descendants(self, pid: int) -> list[Process]:
        """Return the children of a process and theirs."""
        found: list[Process] = []
        for child in self.children(pid):
            found += [child, *self.descendants(child.pid)]
        return found

    def group(self, group: int) -> list[Process]:
        """Return the processes of a group that have not ended."""
        return [process for process in self if process.group == group and process.state != "zombie"]

    def wait(self, pid: int, parent: int) -> Process | None:
        """Return a child that has ended and forget it, or None while it has not.

        Raises:
            NoProcess: the parent has no such child.
        """
        process = self._table.get(pid)
        if process is None or process.parent != parent:
            raise NoProcess(f"Cannot wait for process {pid}: it is no child of process {parent}")
        if process.state != "zombie":
            return None
        del self._table[pid]
        return process

    def when_ended(self, pid: int, call: Callable[[], None]) -> None:
        """Call once a process has ended, at once where it has."""
        process = self._table.get(pid)
        if process is None or process.state == "zombie":
            call()
        else:
            self._waiting.setdefault(pid, []).append(call)

    def signal(self, pid: int, signal: str | int) -> list[tuple[Process, str, Verdict]]:
        """Send a signal, and return what is to be done with each process that gets it.

        Args:
            pid: a process, or as a negative number a group.
            signal: its name or number.

        Raises:
            NoProcess: there is none of that number.
            ValueError: there is no such signal.
        """
        name = named(signal)
        targets = self.group(-pid) if pid < 0 else [self.get(pid)]
        if not targets:
            raise NoProcess(f"Cannot signal group {-pid}: it has no process")
        found: list[tuple[Process, str, Verdict]] = []
        for process in targets:
            found += self._verdicts(process, name)
        return found

    def _verdicts(self, process: Process, name: str) -> list[tuple[Process, str, Verdict]]:
        if process.state == "zombie" or process.pid == INIT:
            return []
        if process.state == "stopped" and name not in ("SIGKILL", "SIGCONT"):
            if ACTIONS[name] == "end" or name in process.handled:
                self._pending.setdefault(process.pid, []).append(name)
            return []
        found = [(process, name, self._verdict(process, name))]
        if name == "SIGCONT":
            for held in self._pending.pop(process.pid, []):
                found.append((process, held, self._verdict(process, held)))
        return found

    @staticmethod
    def _verdict(process: Process, name: str) -> Verdict:
        action = ACTIONS[name]
        if name == "SIGCONT":
            process.state = "running"
        elif name in process.handled and name not in ("SIGKILL", "SIGSTOP"):
            return "handle"
        elif action == "stop":
            process.state = "stopped"
        return "none" if action == "ignore" else action
