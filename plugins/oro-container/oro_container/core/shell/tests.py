"""`holds`, which answers `test` and `[`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..file_error import FileError
from ..streams.ends import End
from .errors import ShellProblem

if TYPE_CHECKING:
    from .shell import Shell

__all__ = ("holds",)

_NUMBERS = {"-eq": "==", "-ne": "!=", "-lt": "<", "-le": "<=", "-gt": ">", "-ge": ">="}


def holds(args: list[str], shell: Shell, ends: Mapping[int, End]) -> bool:
    """Return whether a condition holds.

    Raises:
        ShellProblem: it is none.
    """
    test = _Test(args, shell, ends)
    value = test.either() if args else False
    if test.at < len(args):
        raise ShellProblem(f'"{args[test.at][:80]}" is not expected')
    return value


class _Test:
    def __init__(self, args: list[str], shell: Shell, ends: Mapping[int, End]) -> None:
        self._args, self._shell, self._ends = args, shell, ends
        self.at = 0

    def either(self) -> bool:
        value = self._both()
        while self._take("-o"):
            value = self._both() or value
        return value

    def _both(self) -> bool:
        value = self._single()
        while self._take("-a"):
            value = self._single() and value
        return value

    def _single(self) -> bool:
        left = len(self._args) - self.at
        args = self._args[self.at :]
        if left >= 3 and (args[1] in ("=", "==", "!=", "-nt", "-ot", "<", ">") or args[1] in _NUMBERS):
            self.at += 3
            return self._compared(args[0], args[1], args[2])
        if left >= 2 and args[0] == "!":
            self.at += 1
            if self.at > 60:
                raise ShellProblem("it is too long")
            return not self._single()
        if left >= 3 and args[0] == "(":
            self.at += 1
            value = self.either()
            if not self._take(")"):
                raise ShellProblem('")" is missing')
            return value
        if left >= 2 and len(args[0]) == 2 and args[0][0] == "-":
            self.at += 2
            return self._of_one(args[0], args[1])
        if not left:
            raise ShellProblem("it ends too early")
        self.at += 1
        return args[0] != ""

    def _of_one(self, operator: str, value: str) -> bool:
        if operator in ("-z", "-n"):
            return (value == "") == (operator == "-z")
        if operator == "-t":
            end = self._ends.get(int(value)) if value.isdigit() else None
            return end is not None and end.terminal is not None
        files, path = self._shell.machine.files, self._shell.path(value)
        try:
            stat = files.lstat(path) if operator in ("-h", "-L") else files.stat(path)
        except FileError:
            return False
        kinds = {"-d": "directory", "-f": "file", "-h": "symlink", "-L": "symlink"}
        if operator in kinds:
            return stat.kind == kinds[operator]
        if operator == "-s":
            return stat.size > 0
        if operator == "-x":
            return stat.kind == "directory" or bool(stat.mode & 0o111)
        if operator in ("-e", "-r", "-w"):
            return True
        raise ShellProblem(f'"{operator}" is not known')

    def _compared(self, a: str, operator: str, b: str) -> bool:
        if operator in _NUMBERS:
            try:
                x, y = int(a), int(b)
            except ValueError:
                raise ShellProblem(f'"{a[:40]}" and "{b[:40]}" are not both numbers') from None
            return {"-eq": x == y, "-ne": x != y, "-lt": x < y, "-le": x <= y, "-gt": x > y, "-ge": x >= y}[operator]
        if operator in ("-nt", "-ot"):
            times = [self._time(each) for each in (a, b)]
            return times[0] > times[1] if operator == "-nt" else times[0] < times[1]
        return {"=": a == b, "==": a == b, "!=": a != b, "<": a < b, ">": a > b}[operator]

    def _time(self, name: str) -> int:
        try:
            return self._shell.machine.files.stat(self._shell.path(name)).mtime
        except FileError:
            return -1

    def _take(self, word: str) -> bool:
        if self.at < len(self._args) and self._args[self.at] == word:
            self.at += 1
            return True
        return False
