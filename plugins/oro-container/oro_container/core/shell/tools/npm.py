"""`npm`: the scripts of a package, and its packages; `npx`: the commands of those."""

from __future__ import annotations

import json
import posixpath
import shlex
from collections.abc import Mapping
from typing import Any

from ...file_error import FileError
from ...streams.ends import End
from ..context import Context, Tool
from .options import BadUsage

__all__ = ("TOOLS",)

_SHORT = {"start": "start", "test": "test", "t": "test", "stop": "stop", "restart": "restart"}
_SILENT = ("-s", "--silent")
_RUN = ("run", "run-script", "rum", "urn")


async def npm(context: Context) -> int:
    """Run a script of the package that the folder is in, or change its packages."""
    # When it is wanted: the installer is half of the core, and containers boot without it.
    from ...packages.command_line import read_command

    if (command := read_command(context.args)) is not None:
        from .npm_install import npm_install

        return await npm_install(context, command)
    args = [arg for arg in context.args if arg not in (*_SILENT, "--if-present")]
    silent = len(args) < len([arg for arg in context.args if arg != "--if-present"])
    if not args or (args[0] not in _SHORT and args[0] not in _RUN):
        raise BadUsage(
            f'"npm {" ".join(args)[:80]}" is not known to the page engine; it has install, ci, uninstall, run NAME'
        )
    first, *rest = args
    name = _SHORT[first] if first in _SHORT else rest.pop(0) if rest else ""
    folder, scripts = _package(context)
    if not name:
        await context.out("".join(f"{each}\n  {line}\n" for each, line in scripts.items()))
        return 0
    if name not in scripts and name == "start" and context.files.exists(f"{folder}/server.js"):
        scripts = {**scripts, "start": "node server.js"}
    if name not in scripts:
        raise BadUsage(f'the package has no script "{name[:80]}"; it has: {", ".join(scripts) or "none"}')
    given = rest[1:] if rest[:1] == ["--"] else rest
    for each in (f"pre{name}", name, f"post{name}"):
        if each in scripts:
            line = shlex.join(given) if each == name else ""
            if not silent:
                await context.out(f"\n> {each}\n> {scripts[each]} {line}".rstrip() + "\n\n")
            if status := await _run(context, folder, each, f"{scripts[each]} {line}".strip()):
                return status
    return 0


async def npx(context: Context) -> int:
    """Run a command of the packages that are installed."""
    args = list(context.args)
    while args and args[0] in ("-y", "--yes", "--no", "--no-install", "--"):
        args.pop(0)
    if not args or args[0].startswith("-"):
        raise BadUsage("the command of a package is to follow: npx NAME")
    own = context.process
    folder, paths = own.cwd, []
    while True:
        paths.append(posixpath.join(folder, "node_modules", ".bin"))
        if folder == "/":
            break
        folder = posixpath.dirname(folder)
    env = {**own.env, "PATH": ":".join([*paths, own.env.get("PATH", "")])}
    if context.machine.find(args[0], env, own.cwd) is None:
        await context.err(f'no node_modules/.bin has "{args[0][:80]}"; it needs a registry first: npm install NAME')
        return 127
    ends: dict[int, End] = {fd: end.dup() for fd, end in context.ends.items()}
    child = context.machine.spawn(args, parent=own.pid, cwd=own.cwd, env=env, ends=ends)
    return (await context.machine.ended(child.pid, own.pid)).status


def _package(context: Context) -> tuple[str, Mapping[str, str]]:
    folder = context.process.cwd
    while not context.files.exists(f"{folder}/package.json"):
        if folder == "/":
            raise FileError("ENOENT", "open", f"{context.process.cwd}/package.json")
        folder = posixpath.dirname(folder)
    try:
        known: Any = json.loads(context.files.read(f"{folder}/package.json"))
        scripts = known.get("scripts") or {}
        return folder, {name: line for name, line in scripts.items() if isinstance(line, str)}
    except (ValueError, AttributeError, RecursionError) as error:
        raise BadUsage(f'"{folder}/package.json" is no manifest: {error}') from None


async def _run(context: Context, folder: str, name: str, line: str) -> int:
    own = context.process
    path = f"{folder}/node_modules/.bin:{own.env.get('PATH', '')}"
    ends: dict[int, End] = {fd: end.dup() for fd, end in context.ends.items()}
    env = {**own.env, "PATH": path, "npm_lifecycle_event": name, "npm_command": "run-script"}
    child = context.machine.spawn(["sh", "-c", line], parent=own.pid, cwd=folder, env=env, ends=ends)
    return (await context.machine.ended(child.pid, own.pid)).status


TOOLS: Mapping[str, Tool] = {"npm": npm, "npx": npx}
