"""Tools for processes, names and time."""

from __future__ import annotations

import posixpath
import re
import time
from collections.abc import Mapping

from ...streams.ends import End
from ..context import Context, NotRunnable, Tool
from ..words import NAME
from .options import BadUsage, options

__all__ = ("TOOLS",)


async def env(context: Context) -> int:
    args = list(context.args)
    known = dict(context.process.env)
    while args and (args[0] in ("-i", "-") or args[0] == "-u"):
        flag = args.pop(0)
        if flag == "-u" and args:
            known.pop(args.pop(0), None)
        else:
            known.clear()
    while args and (found := re.match(rf"({NAME.pattern})=", args[0])):
        known[found.group(1)] = args.pop(0)[found.end() :]
    if not args:
        await context.out("".join(f"{name}={value}\n" for name, value in known.items()))
        return 0
    return await _run(context, args, known)


async def _run(context: Context, argv: list[str], env: Mapping[str, str]) -> int:
    ends: dict[int, End] = {fd: end.dup() for fd, end in context.ends.items()}
    own = context.process
    try:
        process = context.machine.spawn(argv, parent=own.pid, cwd=own.cwd, env=env, ends=ends)
    except NotRunnable as problem:
        for end in ends.values():
            end.close()
        await context.err(str(problem))
        return problem.status
    return (await context.machine.ended(process.pid, own.pid)).status


async def xargs(context: Context) -> int:
    given: list[str] = list(context.args)
    most = 0
    if given[:1] == ["-n"] and len(given) > 1 and given[1].isdigit():
        most, given = int(given[1]), given[2:]
    names = (b"".join([data async for data in context.input(())])).decode("utf-8", "surrogateescape").split()
    status = 0
    for at in range(0, len(names) or 1, most or len(names) or 1):
        status = (
            await _run(
                context, [*(given or ["echo"]), *names[at : at + (most or len(names) or 1)]], context.process.env
            )
            or status
        )
    return 123 if status else 0


async def which(context: Context) -> int:
    status = 0
    for name in context.args:
        found = context.machine.find(name, context.process.env, context.process.cwd)
        if found is None:
            status = 1
        else:
            await context.out(f"{found}\n")
    return status


async def sleep(context: Context) -> int:
    total = 0.0
    for arg in context.args:
        found = re.fullmatch(r"(\d*\.?\d+)([smhd]?)", arg)
        if found is None:
            raise BadUsage(f'"{arg[:40]}" is no time')
        total += float(found.group(1)) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[found.group(2)]
    await context.machine.sleep(total)
    return 0


async def echo(context: Context) -> int:
    args = list(context.args)
    newline = "" if args[:1] == ["-n"] else "\n"
    await context.out(" ".join(args[1:] if not newline else args) + newline)
    return 0


async def printf(context: Context) -> int:
    if not context.args:
        raise BadUsage("a format is to follow")
    form, values = context.args[0], context.args[1:]
    while True:
        used, text = _formatted(form, values)
        await context.out(text)
        values = values[used:]
        if not values or not used:
            return 0


def _formatted(form: str, values: list[str]) -> tuple[int, str]:
    used = 0
    out: list[str] = []
    escapes = {
        "n": "\n",
        "t": "\t",
        "\\": "\\",
        "r": "\r",
        "a": "\a",
        "b": "\b",
        "e": "\x1b",
        '"': '"',
        "f": "\f",
        "v": "\v",
    }
    for found in re.finditer(
        r"\\(0?[0-7]{1,3}|x[0-9a-fA-F]{1,2}|.)|%(%|[-+ 0#]*\d{0,4}(?:\.\d{1,4})?[sdiuxXofeg])|[^\\%]+|[\\%]",
        form,
        re.DOTALL,
    ):
        escape, directive = found.groups()
        if escape is not None:
            is_number = escape[0] in "01234567x" and len(escape) > (escape[0] == "x")
            code = int(escape.lstrip("x"), 16 if escape[0] == "x" else 8) if is_number else 0
            # A number is a byte.
            out.append(
                bytes([code & 0xFF]).decode("utf-8", "surrogateescape")
                if is_number
                else escapes.get(escape, f"\\{escape}")
            )
        elif directive == "%":
            out.append("%")
        elif directive:
            value = values[used] if used < len(values) else ""
            used += 1
            out.append(_one(directive, value))
        else:
            out.append(found.group())
    return used, "".join(out)


def _one(directive: str, value: str) -> str:
    letter = directive[-1].replace("i", "d").replace("u", "d")
    try:
        if letter == "s":
            return f"%{directive}" % value
        number = float(value or 0) if letter in "feg" else int(value or "0", 0)
        return f"%{directive[:-1]}{letter}" % number
    except ValueError:
        raise BadUsage(f'"{value[:40]}" is no number') from None


async def basename(context: Context) -> int:
    if not context.args:
        raise BadUsage("a path is to follow")
    name = posixpath.basename(context.args[0].rstrip("/")) or "/"
    suffix = context.args[1] if len(context.args) > 1 else ""
    await context.out(f"{name.removesuffix(suffix) if suffix != name else name}\n")
    return 0


async def dirname(context: Context) -> int:
    for name in context.args:
        await context.out(f"{posixpath.dirname(name.rstrip('/')) or ('/' if name.startswith('/') else '.')}\n")
    return 0


async def pwd(context: Context) -> int:
    await context.out(f"{context.process.cwd}\n")
    return 0


async def ps(context: Context) -> int:
    await context.out("  PID  PPID  PGID STATE    COMMAND\n")
    for process in context.machine.processes():
        await context.out(
            f"{process.pid:>5} {process.parent:>5} {process.group:>5} {process.state:<8} {' '.join(process.argv)}\n"
        )
    return 0


async def date(context: Context) -> int:
    given = options([arg for arg in context.args if not arg.startswith("+")], "u")
    form = next((arg[1:] for arg in context.args if arg.startswith("+")), "%a %b %d %H:%M:%S UTC %Y")
    if given.rest:
        raise BadUsage("the time cannot be set here")
    now = context.machine.now()
    await context.out(time.strftime(form.replace("%s", str(int(now))), time.gmtime(now)) + "\n")
    return 0


async def uname(context: Context) -> int:
    await context.out("oro\n")
    return 0


async def clear(context: Context) -> int:
    await context.out("\x1b[H\x1b[2J")
    return 0


async def true(context: Context) -> int:
    return 0


async def false(context: Context) -> int:
    return 1


TOOLS: Mapping[str, Tool] = {
    "basename": basename,
    "clear": clear,
    "date": date,
    "dirname": dirname,
    "echo": echo,
    "env": env,
    "false": false,
    "printf": printf,
    "ps": ps,
    "pwd": pwd,
    "sleep": sleep,
    "true": true,
    "uname": uname,
    "which": which,
    "xargs": xargs,
}
