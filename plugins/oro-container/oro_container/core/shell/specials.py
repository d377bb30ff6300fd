"""Commands that change the shell itself, and those that cost no process."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from ..file_error import FileError
from ..processes.signals import named
from ..processes.table import NoProcess
from ..streams.ends import End
from .errors import ShellProblem
from .shell import Exit, Leave, Return, Shell, Special
from .tests import holds
from .words import NAME

__all__ = ("SPECIALS",)

Ends = dict[int, End]


async def _write(ends: Mapping[int, End], text: str) -> None:
    if 1 in ends:
        await ends[1].write(text.encode("utf-8", "surrogateescape"))


async def colon(shell: Shell, args: list[str], ends: Ends) -> int:
    return 0


async def false(shell: Shell, args: list[str], ends: Ends) -> int:
    return 1


async def cd(shell: Shell, args: list[str], ends: Ends) -> int:
    state = shell.state
    name = args[0] if args else shell.home
    if name == "-":
        name = state.variables.get("OLDPWD", state.cwd)
        await _write(ends, f"{name}\n")
    path = shell.path(name)
    if shell.machine.files.stat(path).kind != "directory":
        raise FileError("ENOTDIR", "cd", name)
    state.variables["OLDPWD"], state.variables["PWD"], state.cwd = state.cwd, path, path
    shell.context.process.cwd = path
    return 0


async def pwd(shell: Shell, args: list[str], ends: Ends) -> int:
    await _write(ends, f"{shell.state.cwd}\n")
    return 0


async def echo(shell: Shell, args: list[str], ends: Ends) -> int:
    newline = "\n"
    while args and args[0] in ("-n", "-e", "-E"):
        newline = "" if args[0] == "-n" else newline
        args = args[1:]
    await _write(ends, " ".join(args) + newline)
    return 0


async def export(shell: Shell, args: list[str], ends: Ends) -> int:
    state = shell.state
    for arg in [each for each in args if each != "-p"]:
        name, equals, value = arg.partition("=")
        if not NAME.fullmatch(name):
            raise ShellProblem(f'export: "{name[:80]}" is no name')
        if equals:
            state.variables[name] = value
        state.exported.add(name)
    if not args or args == ["-p"]:
        for name, value in sorted(state.env().items()):
            await _write(ends, f"export {name}='{value}'\n")
    return 0


async def unset(shell: Shell, args: list[str], ends: Ends) -> int:
    for name in args:
        shell.state.variables.pop(name, None)
        shell.state.exported.discard(name)
    return 0


async def set_(shell: Shell, args: list[str], ends: Ends) -> int:
    state = shell.state
    flags = {"e": "errexit", "u": "nounset", "x": "xtrace", "pipefail": "pipefail"}
    if not args:
        for name, value in sorted(state.variables.items()):
            await _write(ends, f"{name}='{value}'\n")
    while args and args[0][:1] in ("-", "+") and args[0] != "-":
        first, *args = args
        if first == "--":
            state.arguments = args
            return 0
        names = [args.pop(0)] if first[1:] == "o" and args else list(first[1:])
        for name in names:
            known = name if name in flags.values() else flags.get(name)
            if known is None:
                raise ShellProblem(f'set: "{first[0]}{name}" is not known; there are e, u, x and "-o pipefail"')
            setattr(state, known, first[0] == "-")
    if args:
        state.arguments = args
    return 0


async def shift(shell: Shell, args: list[str], ends: Ends) -> int:
    count = int(args[0]) if args and args[0].isdigit() else 1
    if count > len(shell.state.arguments):
        return 1
    del shell.state.arguments[:count]
    return 0


async def exit_(shell: Shell, args: list[str], ends: Ends) -> int:
    raise Exit(_status(args, shell))


async def return_(shell: Shell, args: list[str], ends: Ends) -> int:
    raise Return(_status(args, shell))


def _status(args: list[str], shell: Shell) -> int:
    if not args:
        return shell.state.status
    if not args[0].lstrip("-").isdigit():
        raise ShellProblem(f'exit: "{args[0][:40]}" is no number')
    return int(args[0]) & 0xFF


async def break_(shell: Shell, args: list[str], ends: Ends) -> int:
    raise Leave(_levels(args), go_on=False)


async def continue_(shell: Shell, args: list[str], ends: Ends) -> int:
    raise Leave(_levels(args), go_on=True)


def _levels(args: list[str]) -> int:
    return max(1, int(args[0])) if args and args[0].isdigit() else 1


async def eval_(shell: Shell, args: list[str], ends: Ends) -> int:
    return await shell.run_text(" ".join(args), "eval")


async def source(shell: Shell, args: list[str], ends: Ends) -> int:
    if not args:
        raise ShellProblem(".: a file is to follow")
    text = shell.machine.files.read(shell.path(args[0])).decode("utf-8", "surrogateescape")
    try:
        return await shell.run_text(text, args[0])
    except Return as end:
        return end.status


async def test(shell: Shell, args: list[str], ends: Ends) -> int:
    return await _test(shell, args, ends)


async def bracket(shell: Shell, args: list[str], ends: Ends) -> int:
    if args[-1:] != ["]"]:
        raise ShellProblem('[: "]" is missing')
    return await _test(shell, args[:-1], ends)


async def _test(shell: Shell, args: list[str], ends: Ends) -> int:
    try:
        return 0 if holds(args, shell, ends) else 1
    except ShellProblem as problem:
        await shell.say(f"test: {problem}")
        return 2


async def read(shell: Shell, args: list[str], ends: Ends) -> int:
    raw = args[:1] == ["-r"]
    names = (args[1:] if raw else args) or ["REPLY"]
    line = bytearray()
    end = ends.get(0)
    found = b"" if end is None else await end.read(1)
    while found and found != b"\n":
        line += found
        if not raw and found == b"\\" and end is not None:
            del line[-1:]
            found = await end.read(1)
            line += b"" if found == b"\n" else found
        found = b"" if end is None else await end.read(1)
    text = line.decode("utf-8", "surrogateescape").strip(" \t")
    parts = text.split(None, len(names) - 1) if len(names) > 1 else [text]
    for index, name in enumerate(names):
        shell.assign(name, parts[index] if index < len(parts) else "")
    return 0 if found or line else 1


async def wait(shell: Shell, args: list[str], ends: Ends) -> int:
    own = shell.context.process.pid
    status = 0
    for pid in [int(arg) for arg in args if arg.isdigit()] or list(shell.state.jobs):
        if pid in shell.state.jobs:
            shell.state.jobs.remove(pid)
        try:
            status = (await shell.machine.ended(pid, own)).status
        except NoProcess:
            status = 127
    return status


async def jobs(shell: Shell, args: list[str], ends: Ends) -> int:
    known = {process.pid: process for process in shell.machine.processes()}
    for index, pid in enumerate(shell.state.jobs, 1):
        if pid in known:
            process = known[pid]
            state = {"zombie": "done"}.get(process.state, process.state)
            await _write(ends, f"[{index}] {state}  {' '.join(process.argv)}\n")
    return 0


async def fg(shell: Shell, args: list[str], ends: Ends) -> int:
    return await shell.resume(_job(shell, args), foreground=True)


async def bg(shell: Shell, args: list[str], ends: Ends) -> int:
    return await shell.resume(_job(shell, args), foreground=False)


def _job(shell: Shell, args: list[str]) -> int:
    jobs = shell.state.jobs
    number = args[0].lstrip("%") if args else str(len(jobs))
    if not number.isdigit() or not 0 < int(number) <= len(jobs):
        raise ShellProblem("there is no such job")
    return jobs[int(number) - 1]


async def kill(shell: Shell, args: list[str], ends: Ends) -> int:
    signal = "TERM"
    if args and args[0].startswith("-") and len(args[0]) > 1:
        first, *args = args
        signal = args.pop(0) if first == "-s" and args else first[1:]
    status = 0 if args else 2
    for arg in args:
        try:
            pid = _job(shell, [arg]) if arg.startswith("%") else int(arg)
            shell.machine.signal(pid, signal)
        except (NoProcess, ValueError) as problem:
            await shell.say(f"kill: {problem}")
            status = 1
    return status


async def trap(shell: Shell, args: list[str], ends: Ends) -> int:
    state, process = shell.state, shell.context.process
    if args[:1] == ["--"]:
        args = args[1:]
    if not args:
        await _write(ends, "".join(f"trap -- {shlex.quote(text)} {name}\n" for name, text in state.traps.items()))
        return 0
    text, names = ("-", args) if len(args) == 1 else (args[0], args[1:])
    for arg in names:
        try:
            name = "EXIT" if arg in ("EXIT", "0") else named(arg)
        except ValueError as problem:
            await shell.say(f"trap: {problem}")
            return 1
        state.traps.pop(name, None)
        for each in (process.handled, process.deferred):
            each.discard(name)
            each |= {name} - {"EXIT"} if text != "-" else set()
        if text != "-":
            state.traps[name] = text
    return 0


async def type_(shell: Shell, args: list[str], ends: Ends) -> int:
    status = 0
    for name in args:
        if name in SPECIALS:
            await _write(ends, f"{name} is a part of the shell\n")
        elif found := shell.machine.find(name, shell.state.env(), shell.state.cwd):
            await _write(ends, f"{name} is {found}\n")
        else:
            await shell.say(f"type: there is no {name}")
            status = 1
    return status


SPECIALS: Mapping[str, Special] = {
    ".": source,
    ":": colon,
    "[": bracket,
    "bg": bg,
    "break": break_,
    "cd": cd,
    "continue": continue_,
    "echo": echo,
    "eval": eval_,
    "exit": exit_,
    "export": export,
    "false": false,
    "fg": fg,
    "jobs": jobs,
    "kill": kill,
    "pwd": pwd,
    "read": read,
    "return": return_,
    "set": set_,
    "shift": shift,
    "source": source,
    "test": test,
    "trap": trap,
    "true": colon,
    "type": type_,
    "unset": unset,
    "wait": wait,
}
