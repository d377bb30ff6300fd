"""`find`, which says what a command's name stands for."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ..layers import FileError, FileSystem
from ..shell.context import NotRunnable
from ..shell.tools import TOOLS

__all__ = ("Program", "find", "program_of")

MODULES = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
NODE = ("node", "nodejs")
MAGIC = b"\0asm\x01\0\0\0"
DEEPEST = 4
ELSEWHERE = {
    "python": "the page engine's Python is that of the kernel, and runs no programs",
    "python3": "the page engine's Python is that of the kernel, and runs no programs",
    "php": "the page engine has no PHP",
    "git": "the page engine has no git",
    "yarn": "the page engine has no yarn",
    "pnpm": "the page engine has no pnpm",
}


@dataclass(frozen=True, slots=True)
class Program:
    """The program that a command's name stands for."""

    kind: Literal["tool", "javascript", "wasi"]
    name: str
    """Of a tool, or the path of a file."""
    argv: tuple[str, ...]


def find(files: FileSystem, name: str, env: Mapping[str, str], cwd: str) -> str | None:
    """Return the path of a command, or its name where the core has it; None where there is none."""
    if "/" in name:
        path = posixpath.normpath(posixpath.join(cwd, name))
        return path if _is_file(files, path) else None
    for folder in env.get("PATH", "").split(":"):
        path = posixpath.join(cwd, folder, name)
        if folder and _is_file(files, path):
            return path
    return name if name in TOOLS or name in NODE else None


def program_of(files: FileSystem, argv: Sequence[str], env: Mapping[str, str], cwd: str, deep: int = 0) -> Program:
    """Return what is to be run for a command.

    Raises:
        NotRunnable: there is none of that name, or it is no program.
    """
    name = argv[0]
    found = find(files, name, env, cwd)
    if found is None:
        why = ELSEWHERE.get(name)
        raise NotRunnable(f'cannot run "{name[:200]}": {why or "there is no such command"}', 127)
    if not found.startswith("/"):
        if name in NODE:
            return Program("javascript", "", ("node", *argv[1:]))
        return Program("tool", found, tuple(argv))
    return _of_file(files, found, argv, env, cwd, deep)


def _of_file(files: FileSystem, path: str, argv: Sequence[str], env: Mapping[str, str], cwd: str, deep: int) -> Program:
    start = files.read(path, 0, 256)
    if start.startswith(MAGIC):
        return Program("wasi", path, tuple(argv))
    if start.startswith(b"#!") and deep < DEEPEST:
        words = shlex.split(start[2:].split(b"\n")[0].decode("utf-8", "replace"))
        if words and words[0].rpartition("/")[2] == "env":
            words = [word for word in words[1:] if word != "-S"]
        if words:
            inner = [words[0].rpartition("/")[2], *words[1:], path, *argv[1:]]
            return program_of(files, inner, env, cwd, deep + 1)
    if path.endswith(MODULES):
        return Program("javascript", "", ("node", path, *argv[1:]))
    if b"\0" in start:
        raise NotRunnable(
            f'cannot run "{argv[0][:200]}": it is a program of a machine, and a page runs WebAssembly', 126
        )
    if not start.startswith(b"#!") and not files.stat(path).mode & 0o111:
        # What says how it is run is run by that; trees of pages have no modes.
        raise NotRunnable(f'cannot run "{argv[0][:200]}": it is not executable', 126)
    return Program("tool", "sh", ("sh", path, *argv[1:]))


def _is_file(files: FileSystem, path: str) -> bool:
    try:
        return files.stat(path).kind == "file"
    except FileError:
        return False
