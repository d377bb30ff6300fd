"""`sh`: a script of a text or a file, lines of its input, or commands typed at a terminal."""

from __future__ import annotations

from ..file_error import FileError
from ..streams.pipe import BrokenPipe
from ..tasks.scheduler import Interrupted
from .context import Context
from .errors import SyntaxProblem
from .parser import parse
from .shell import Exit, Leave, Shell
from .specials import SPECIALS
from .state import State

__all__ = ("sh",)

HANDLED = frozenset({"SIGINT", "SIGQUIT", "SIGTSTP", "SIGTTOU", "SIGTTIN", "SIGTERM"})
"""Signals that do not end a shell people type in."""


async def sh(context: Context) -> int:
    """Run a script, or what is typed."""
    args = list(context.args)
    flags = ""
    while args and args[0][:1] in ("-", "+") and len(args[0]) > 1:
        flag = args.pop(0)
        if flag == "--":
            break
        flags += flag[1:]
    for flag in flags:
        if flag not in "ceiuxls":
            await context.err(f'option "-{flag}" is not known; there are -c, -e, -i, -u and -x')
            return 2
    text, name = None, context.name
    if "c" in flags:
        if not args:
            await context.err("-c: a script is to follow")
            return 2
        text, name, args = args[0], args[1] if len(args) > 1 else name, args[2:]
    elif args:
        name = args.pop(0)
        try:
            text = context.files.read(context.path(name)).decode("utf-8", "surrogateescape")
        except FileError as problem:
            await context.err(str(problem))
            return 127
    process = context.process
    state = State.of(name, args, process.env, process.cwd)
    state.errexit, state.nounset, state.xtrace = "e" in flags, "u" in flags, "x" in flags
    if text is None and context.terminal is not None:
        return await _typed(context, state)
    shell = Shell(context, state, SPECIALS)
    if text is None:
        text = b"".join([line async for line in context.input(())]).decode("utf-8", "surrogateescape")
    try:
        return await _to_its_end(shell, text)
    except Exit as end:
        return end.status
    except BrokenPipe:
        return 141


async def _to_its_end(shell: Shell, text: str) -> int:
    try:
        status = await shell.run_text(text)
    except Exit as end:
        status = shell.state.status = end.status
    except Leave:
        status = 0
    await shell.run_exit_trap()
    return status


async def _typed(context: Context, state: State) -> int:
    """Run what is typed, line by line, until the end or `exit`."""
    shell = Shell(context, state, SPECIALS, interactive=True)
    context.process.handled |= HANDLED
    assert context.terminal is not None
    context.terminal.foreground = context.process.group
    text = ""
    while True:
        try:
            await context.out("> " if text else _prompt(shell))
            line = await context.ends[0].read(4096)
            if not line:
                await context.out("exit\n")
                return state.status
            text += line.decode("utf-8", "surrogateescape")
            if _is_open(text):
                continue
            entered, text = text, ""
            await shell.run_text(entered)
        except Interrupted:
            text = ""
            state.status = 130
        except Exit as end:
            return end.status
        except Leave:
            continue


def _prompt(shell: Shell) -> str:
    given = shell.state.variables.get("PS1")
    if given is not None:
        return given
    cwd, home = shell.state.cwd, shell.home
    shown = f"~{cwd[len(home) :]}" if cwd == home or cwd.startswith(f"{home}/") else cwd
    return f"{shown} $ "


def _is_open(text: str) -> bool:
    """Return whether a command goes on in the next line."""
    if text.endswith("\\\n"):
        return True
    try:
        parse(text)
    except SyntaxProblem as problem:
        return str(problem).endswith(("is not closed", "is missing"))
    return False
