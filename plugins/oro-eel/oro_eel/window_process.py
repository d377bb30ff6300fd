"""The windows of a program that goes on after `eel.start(block=False)`: a process beside it.

Windows need the main thread of a process, and that of the program is its own. The two processes speak over a pair of
sockets, in lines of JSON. Each ends when the other has: neither outlives the other's end of the pair.

program → windows   {start}, then {do: call, message} {do: show, page} {do: expose, name} {do: returned, number, answer}
windows → program   {do: run, number, name, args} {do: answered, number, succeeded, values} {do: closed, page, others}
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import msgspec

import oro_eel
from oro_eel.program import Program
from oro_eel.starting import Start, run_windows
from oro_eel.task import Task

__all__ = ("Beginning", "Distant", "Line", "WindowProcess", "main")


class Beginning(msgspec.Struct, frozen=True):
    """The first line: what to show, what pages may call, and what was called before."""

    start: Start
    exposed: list[str]
    early: list[dict[str, Any]]


class Line:
    """One end of the pair. Any thread writes, one reads."""

    def __init__(self, end: socket.socket) -> None:
        self._file = end.makefile("rwb")
        self._lock = threading.Lock()

    def send(self, message: Any) -> None:
        """Write a message; nothing happens where the other process has ended."""
        with self._lock:
            try:
                self._file.write(msgspec.json.encode(message) + b"\n")
                self._file.flush()
            except (OSError, ValueError):
                return

    def first(self) -> bytes:
        """Return the first line."""
        return self._file.readline()

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield messages until the other process has ended."""
        try:
            for line in self._file:
                yield msgspec.json.decode(line)
        except OSError:
            return


class WindowProcess:
    """The process with the windows, as the program has it.

    Args:
        program: the program.
        start: what it asked for.
    """

    def __init__(self, program: Program, start: Start) -> None:
        self._program = program
        self._start = start

    def begin(self) -> None:
        """Start the process, and hear of its pages."""
        ours, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-m", __name__, str(number), *sys.argv]
            self._process = subprocess.Popen(command, pass_fds=[number])
        self._line = Line(ours)
        early = [dict(message) for message in self._program.met()]
        self._line.send(Beginning(self._start, sorted(self._program.exposed), early))
        self._program.pages = self
        threading.Thread(target=self._hear, name="eel-windows", daemon=True).start()

    def _hear(self) -> None:
        for message in self._line:
            match message:
                case {"do": "run", "number": number, "name": name, "args": args}:
                    self._program.run(name, args, partial(self._returned, number))
                case {"do": "answered", "number": number, "succeeded": succeeded, "values": values}:
                    self._program.answered(number, succeeded, *values)
                case {"do": "closed", "page": page, "others": others}:
                    self._program.closed(page, others)
        code = self._process.wait()
        self._program.code = self._program.code or code
        self._program.pages = None
        self._program.ended.set()

    def _returned(self, number: int, answer: Mapping[str, Any]) -> None:
        self._line.send({"do": "returned", "number": number, "answer": answer})

    def call(self, message: Mapping[str, Any]) -> None:
        """Send a call to every page."""
        self._line.send({"do": "call", "message": message})

    def show(self, page: str) -> None:
        """Open a window with a page."""
        self._line.send({"do": "show", "page": page})

    def expose(self, name: str) -> None:
        """Let pages that load from now on call a function."""
        self._line.send({"do": "expose", "name": name})

    def quit(self, code: int) -> None:
        """End the app."""
        self._line.send({"do": "quit", "code": code})


class Distant(Program):
    """The program, as the process with the windows has it.

    Args:
        line: to the program.
        beginning: what it said first.
    """

    def __init__(self, line: Line, beginning: Beginning) -> None:
        super().__init__()
        self._line = line
        self._running: dict[int, Callable[[Mapping[str, Any]], object]] = {}
        self._count = 0
        self.started = True
        self.geometry = beginning.start.geometry
        self.exposed = dict.fromkeys(beginning.exposed, _elsewhere)
        self.early = list(beginning.early)

    def hear(self) -> None:
        """Do what the program says until it has ended; then end the app."""
        for message in self._line:
            match message:
                case {"do": "call", "message": call}:
                    self._call(call)
                case {"do": "show", "page": page}:
                    self.show(page)
                case {"do": "expose", "name": name}:
                    self.exposed[name] = _elsewhere
                case {"do": "returned", "number": number, "answer": answer}:
                    self._running.pop(number)(answer)
                case {"do": "quit", "code": code}:
                    self.exit(code)
        self.exit(self.code)

    def _call(self, message: Mapping[str, Any]) -> None:
        if self.pages is None or not self._met:
            self.early.append(message)
        else:
            self.pages.call(message)

    def run(self, name: str, args: Sequence[Any], done: Callable[[Mapping[str, Any]], object]) -> None:
        """Have the program run a function."""
        self._count += 1
        self._running[self._count] = done
        self._line.send({"do": "run", "number": self._count, "name": name, "args": args})

    def answered(self, number: int, succeeded: bool, *values: Any) -> None:
        """Tell the program what a page has answered."""
        self._line.send({"do": "answered", "number": number, "succeeded": succeeded, "values": values})

    def closed(self, page: str, others: Sequence[str]) -> Task | None:
        """Tell the program that a page has gone."""
        self._line.send({"do": "closed", "page": page, "others": list(others)})
        return None


def _elsewhere(*_args: Any) -> None:
    """Stand for a function of the program."""
    raise NotImplementedError("a function of another process")


def main() -> int:
    """Run the windows of the program that started this process; return the exit code."""
    number, *sys.argv = sys.argv[1:]
    line = Line(socket.socket(fileno=int(number)))
    beginning = msgspec.json.decode(line.first(), type=Beginning)
    program = oro_eel.program = Distant(line, beginning)
    threading.Thread(target=program.hear, name="eel-program", daemon=True).start()
    return run_windows(program, beginning.start)


if __name__ == "__main__":
    from oro_eel import window_process  # this module under the name by which others import it

    sys.exit(window_process.main())
