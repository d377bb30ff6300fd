"""Tools for files and folders."""

from __future__ import annotations

import posixpath
import re
import time
from collections.abc import Iterator, Mapping

from ...file_error import FileError
from ...tasks.scheduler import pause
from ..context import Context, Tool
from ..modes import changed_mode, is_mode
from ..patterns import expression
from .options import BadUsage, options

__all__ = ("TOOLS",)


async def ls(context: Context) -> int:
    given = options(context.args, "aAl1RdFh")
    status = 0
    names = given.rest or ["."]
    for name in names:
        try:
            path = context.path(name)
            if context.files.stat(path).kind != "directory" or given.has("d"):
                await context.out(_listed(context, posixpath.dirname(path), name, given.has("l")))
                continue
            if len(names) > 1:
                await context.out(f"{name}:\n")
            await _folder(context, path, name, given.flags)
        except FileError as problem:
            await context.err(str(problem))
            status = 1
    return status


async def _folder(context: Context, path: str, name: str, flags: set[str]) -> None:
    await pause()
    shown = [each for each in context.files.readdir(path) if flags & {"a", "A"} or not each.name.startswith(".")]
    if "a" in flags:
        for dots in (".", ".."):
            await context.out(_listed(context, path, dots, "l" in flags))
    for entry in shown:
        await context.out(_listed(context, path, entry.name, "l" in flags))
    if "R" in flags:
        for entry in shown:
            if entry.kind == "directory":
                await context.out(f"\n{name}/{entry.name}:\n")
                await _folder(context, f"{path}/{entry.name}", f"{name}/{entry.name}", flags)


def _listed(context: Context, folder: str, name: str, long: bool) -> str:
    if not long:
        return f"{name}\n"
    path = posixpath.normpath(posixpath.join(folder, name))
    stat = context.files.lstat(path)
    kind = {"directory": "d", "symlink": "l"}.get(stat.kind, "-")
    bits = "".join(char if stat.mode >> (8 - index) & 1 else "-" for index, char in enumerate("rwxrwxrwx"))
    when = time.strftime("%b %d %H:%M", time.gmtime(stat.mtime / 1000))
    target = f" -> {context.files.readlink(path)}" if stat.kind == "symlink" else ""
    return f"{kind}{bits} {stat.size:>9} {when} {name}{target}\n"


async def mkdir(context: Context) -> int:
    given = options(context.args, "pv", "m")
    if not given.rest:
        raise BadUsage("a folder is to follow")
    for name in given.rest:
        context.files.mkdir(context.path(name), recursive=given.has("p"))
    return 0


async def rmdir(context: Context) -> int:
    for name in options(context.args).rest:
        context.files.rmdir(context.path(name))
    return 0


async def rm(context: Context) -> int:
    given = options(context.args, "rRfvd")
    if not given.rest and not given.has("f"):
        raise BadUsage("a file is to follow")
    status = 0
    for name in given.rest:
        try:
            context.files.rm(context.path(name), recursive=given.has("r", "R"), force=given.has("f"))
        except FileError as problem:
            await context.err(str(problem))
            status = 1
    return status


async def cp(context: Context) -> int:
    given = options(context.args, "rRafpvn")
    for source, target in _pairs(context, given.rest):
        if given.has("n") and context.files.exists(target):
            continue
        context.files.cp(source, target, recursive=given.has("r", "R", "a"))
        await pause()
    return 0


async def mv(context: Context) -> int:
    given = options(context.args, "fnv")
    for source, target in _pairs(context, given.rest):
        if given.has("n") and context.files.exists(target):
            continue
        context.files.rename(source, target)
        await pause()
    return 0


def _pairs(context: Context, names: list[str]) -> list[tuple[str, str]]:
    if len(names) < 2:
        raise BadUsage("a file and where to are to follow")
    *sources, target = names
    into = context.path(target)
    is_folder = context.files.exists(into) and context.files.stat(into).kind == "directory"
    if len(sources) > 1 and not is_folder:
        raise FileError("ENOTDIR", "open", target)
    found = []
    for source in sources:
        path = context.path(source).rstrip("/") or "/"
        found.append((path, posixpath.join(into, posixpath.basename(path)) if is_folder else into))
    return found


async def ln(context: Context) -> int:
    given = options(context.args, "sfn")
    if not given.has("s"):
        raise BadUsage("only symbolic links can be made here; add -s")
    if not given.rest:
        raise BadUsage("a target is to follow")
    target, name = given.rest[0], given.rest[1] if len(given.rest) > 1 else posixpath.basename(given.rest[0])
    path = context.path(name)
    if context.files.exists(path) and context.files.stat(path).kind == "directory" and not given.has("n"):
        path = posixpath.join(path, posixpath.basename(target))
    if given.has("f"):
        context.files.rm(path, force=True)
    context.files.symlink(target, path)
    return 0


async def touch(context: Context) -> int:
    given = options(context.args, "acm")
    for name in given.rest:
        path = context.path(name)
        if context.files.exists(path):
            context.files.utimes(path, int(context.machine.now() * 1000))
        elif not given.has("c"):
            context.files.write(path, b"")
    return 0


async def chmod(context: Context) -> int:
    marks = [arg for arg in context.args if is_mode(arg)]
    given = options([arg for arg in context.args if not marks or arg is not marks[0]], "Rf")
    mode, *names = [*marks[:1], *given.rest] or [""]
    if not is_mode(mode) or not names:
        raise BadUsage(f'"{mode[:40]}" is no mode' if not is_mode(mode) else "a file is to follow")
    for name in names:
        for path in _all_below(context, context.path(name)) if given.has("R") else [context.path(name)]:
            stat = context.files.stat(path)
            context.files.chmod(path, changed_mode(mode, stat.mode, stat.kind == "directory"))
    return 0


def _all_below(context: Context, path: str) -> Iterator[str]:
    """Yield a path and what is below it, without links."""
    yield path
    if context.files.lstat(path).kind == "directory":
        for entry in context.files.readdir(path):
            if entry.kind != "symlink":
                yield from _all_below(context, posixpath.join(path, entry.name))


async def find(context: Context) -> int:
    args = list(context.args)
    tops = []
    while args and not args[0].startswith("-"):
        tops.append(args.pop(0))
    wanted: dict[str, str] = {}
    while args:
        key = args.pop(0)
        if key not in ("-name", "-type", "-maxdepth") or not args:
            raise BadUsage(f'"{key[:40]}" is not known; there are -name, -type and -maxdepth')
        wanted[key] = args.pop(0)
    deepest = int(wanted["-maxdepth"]) if wanted.get("-maxdepth", "").isdigit() else 1 << 30
    for top in tops or ["."]:
        await _found(context, top, wanted, deepest)
    return 0


async def _found(context: Context, name: str, wanted: Mapping[str, str], deepest: int) -> None:
    await pause()
    stat = context.files.lstat(context.path(name))
    kind = {"file": "f", "directory": "d", "symlink": "l"}[stat.kind]
    pattern = expression([(wanted.get("-name", "*"), False)])
    if wanted.get("-type", kind) == kind and re.fullmatch(
        pattern, posixpath.basename(name.rstrip("/")) or name, re.DOTALL
    ):
        await context.out(f"{name}\n")
    if stat.kind == "directory" and deepest > 0:
        for entry in context.files.readdir(context.path(name)):
            await _found(context, f"{name.rstrip('/')}/{entry.name}", wanted, deepest - 1)


async def readlink(context: Context) -> int:
    given = options(context.args, "f")
    for name in given.rest:
        path = context.path(name)
        await context.out((context.files.realpath(path) if given.has("f") else context.files.readlink(path)) + "\n")
    return 0


TOOLS: Mapping[str, Tool] = {
    "chmod": chmod,
    "cp": cp,
    "find": find,
    "ln": ln,
    "ls": ls,
    "mkdir": mkdir,
    "mv": mv,
    "readlink": readlink,
    "rm": rm,
    "rmdir": rmdir,
    "touch": touch,
}
