"""Tools for text."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Mapping

from ...file_error import FileError
from ...tasks.scheduler import pause
from ..context import Context, Tool
from ..regular.automaton import TooLong
from ..regular.pattern import Pattern
from ..regular.syntax import BadPattern
from .options import BadUsage, Options, options

__all__ = ("TOOLS",)

MOST = 256 << 20
"""Bytes that `sort` holds."""


async def cat(context: Context) -> int:
    given = options(context.args, "nu")
    number = 0
    status = 0
    for name in given.rest or ["-"]:
        try:
            if given.has("n"):
                async for line in context.lines([name]):
                    number += 1
                    await context.out(f"{number:>6}\t".encode() + line)
                continue
            async for data in context.input([name]):
                await context.out(data)
        except FileError as problem:
            await context.err(str(problem))
            status = 1
    return status


async def head(context: Context) -> int:
    given = options(context.args, "", "nc#")
    if "c" in given.values:
        left = _count(given, "c")
        async for data in context.input(given.rest):
            await context.out(data[:left])
            left -= len(data)
            if left <= 0:
                break
        return 0
    count = _count(given, "n", "#") if given.values else 10
    if count <= 0:
        return 0
    async for line in context.lines(given.rest):
        await context.out(line)
        count -= 1
        if not count:
            break
    return 0


async def tail(context: Context) -> int:
    given = options(context.args, "", "nc#")
    if "c" in given.values:
        held = b""
        count = _count(given, "c")
        async for data in context.input(given.rest):
            held = (held + data)[-count:] if count else b""
        await context.out(held)
        return 0
    value = given.values.get("n", given.values.get("#", "10"))
    if value.startswith("+"):
        first = int(value[1:]) if value[1:].isdigit() else 1
        number = 0
        async for line in context.lines(given.rest):
            number += 1
            if number >= first:
                await context.out(line)
        return 0
    lines: deque[bytes] = deque(maxlen=_count(given, "n", "#") if given.values else 10)
    async for line in context.lines(given.rest):
        lines.append(line)
    await context.out(b"".join(lines))
    return 0


def _count(given: Options, *names: str) -> int:
    value = next(given.values[name] for name in names if name in given.values)
    if not value.lstrip("-").isdigit():
        raise BadUsage(f'"{value[:40]}" is no number')
    return abs(int(value))


async def wc(context: Context) -> int:
    given = options(context.args, "lwcm")
    totals = [0, 0, 0]
    names = given.rest or ["-"]
    shown = [
        index for index, letter in enumerate("lwc") if letter in given.flags or (letter == "c" and "m" in given.flags)
    ]
    for name in names:
        counts = [0, 0, 0]
        async for line in context.lines([name]):
            counts = [counts[0] + line.endswith(b"\n"), counts[1] + len(line.split()), counts[2] + len(line)]
        totals = [a + b for a, b in zip(totals, counts, strict=True)]
        await context.out(_counts(counts, shown, "" if not given.rest else name))
    if len(names) > 1:
        await context.out(_counts(totals, shown, "total"))
    return 0


def _counts(counts: list[int], shown: list[int], name: str) -> str:
    numbers = [str(counts[index]) for index in shown or (0, 1, 2)]
    return " ".join([*numbers, *([name] if name else [])]) + "\n"


async def grep(context: Context) -> int:
    given = options(context.args, "invlcqEFrRHhow", "em")
    if "e" not in given.values and not given.rest:
        raise BadUsage("a pattern is to follow")
    text = given.values["e"] if "e" in given.values else given.rest.pop(0)
    pattern = _pattern(text, given)
    names = given.rest or ["-"]
    if given.has("r", "R"):
        names = [path for name in given.rest or ["."] for path in _below(context, name)]
    named = (len(names) > 1 or given.has("H", "r", "R")) and not given.has("h")
    found, status = False, 1
    for name in names:
        try:
            found = await _grep(context, name, pattern, given, named) or found
        except FileError as problem:
            await context.err(str(problem))
            status = 2
        if found and given.has("q"):
            return 0
    return 0 if found else status


def _pattern(text: str, given: Options) -> Pattern:
    try:
        return Pattern(
            text,
            extended=given.has("E"),
            ignore_case=given.has("i"),
            words=given.has("w"),
            plain=given.has("F"),
        )
    except BadPattern as error:
        raise BadUsage(f'"{text[:80]}" is no pattern: {error}') from None


def _below(context: Context, name: str) -> list[str]:
    if context.files.stat(context.path(name)).kind != "directory":
        return [name]
    found: list[str] = []
    for entry in context.files.readdir(context.path(name)):
        path = f"{name.rstrip('/')}/{entry.name}"
        if entry.kind == "directory":
            found += _below(context, path)
        elif entry.kind == "file":
            found.append(path)
    return found


async def _grep(context: Context, name: str, pattern: Pattern, given: Options, named: bool) -> bool:
    before = f"{name}:".encode() if named else b""
    count = number = 0
    most = int(given.values["m"]) if given.values.get("m", "").isdigit() else -1
    async for line in context.lines([name]):
        number += 1
        bare = line.rstrip(b"\n")
        if pattern.is_in(bare) == given.has("v"):
            continue
        count += 1
        if given.has("q", "l"):
            break
        if not given.has("c"):
            place = f"{number}:".encode() if given.has("n") else b""
            try:
                for shown in pattern.found(bare) if given.has("o") else [bare]:
                    await context.out(before + place + shown + b"\n")
            except TooLong as error:
                raise BadUsage(f"{name}, line {number}: {error}") from None
        if count == most:
            break
    if given.has("l") and count:
        await context.out(f"{name}\n")
    elif given.has("c"):
        await context.out(before + f"{count}\n".encode())
    return count > 0


async def sort(context: Context) -> int:
    given = options(context.args, "rnuf", "kt")
    lines: list[bytes] = []
    size = 0
    async for line in context.lines(given.rest):
        lines.append(line.rstrip(b"\n"))
        size += len(line)
        if size > MOST:
            raise BadUsage(f"more than {MOST} bytes cannot be sorted here")
    column = re.match(r"\d+", given.values.get("k", ""))
    separator = given.values.get("t", "").encode() or None

    def key(line: bytes) -> object:
        field = line
        if column:
            parts = line.split(separator)
            field = b" ".join(parts[int(column.group()) - 1 :])
        if given.has("n"):
            number = re.match(rb"\s*-?\d*\.?\d+", field)
            return (float(number.group()) if number else 0.0, line)
        return field.lower() if given.has("f") else field

    await pause()
    lines.sort(key=key, reverse=given.has("r"))  # type: ignore[arg-type]
    if given.has("u"):
        lines = list(dict.fromkeys(lines))
    for line in lines:
        await context.out(line + b"\n")
    return 0


async def uniq(context: Context) -> int:
    given = options(context.args, "cdu")
    before: bytes | None = None
    count = 0

    async def show() -> None:
        if before is None or (given.has("d") and count < 2) or (given.has("u") and count > 1):
            return
        await context.out((f"{count:>7} ".encode() if given.has("c") else b"") + before + b"\n")

    async for line in context.lines(given.rest):
        bare = line.rstrip(b"\n")
        if bare == before:
            count += 1
            continue
        await show()
        before, count = bare, 1
    await show()
    return 0


async def cut(context: Context) -> int:
    given = options(context.args, "", "dfc")
    ranges = []
    for part in given.values.get("f", given.values.get("c", "")).split(","):
        found = re.fullmatch(r"(\d*)(-?)(\d*)", part)
        if not found or not part:
            raise BadUsage("columns are to follow after -f or -c, such as 1,3-5")
        first, dash, last = found.groups()
        ranges.append((int(first or 1), int(last) if last else (1 << 30 if dash else int(first or 1))))
    separator = given.values.get("d", "\t").encode()
    async for line in context.lines(given.rest):
        bare = line.rstrip(b"\n")
        if "c" in given.values:
            chars = bare.decode("utf-8", "surrogateescape")
            text = "".join(char for index, char in enumerate(chars, 1) if any(a <= index <= b for a, b in ranges))
            await context.out(f"{text}\n")
            continue
        parts = bare.split(separator)
        if len(parts) > 1:
            bare = separator.join(
                each for index, each in enumerate(parts, 1) if any(a <= index <= b for a, b in ranges)
            )
        await context.out(bare + b"\n")
    return 0


async def tr(context: Context) -> int:
    given = options(context.args, "dsc")
    if not given.rest:
        raise BadUsage("characters are to follow")
    source = _set(given.rest[0])
    if given.has("c"):
        source = [byte for byte in range(256) if byte not in source]
    target = _set(given.rest[1]) if len(given.rest) > 1 else []
    table = bytearray(range(256))
    for index, byte in enumerate(source):
        if target:
            table[byte] = target[min(index, len(target) - 1)]
    squeezed = set(target or source) if given.has("s") else set()
    last = -1
    while data := await context.read():
        data = data.translate(bytes(table), bytes(source) if given.has("d") else b"")
        if squeezed:
            kept = bytearray()
            for byte in data:
                if not (byte == last and byte in squeezed):
                    kept.append(byte)
                last = byte
            data = bytes(kept)
        await context.out(data)
    return 0


def _set(text: str) -> list[int]:
    for name, chars in (("[:upper:]", "A-Z"), ("[:lower:]", "a-z"), ("[:digit:]", "0-9"), ("[:space:]", " \t\n\r")):
        text = text.replace(name, chars)
    data = text.replace("\\n", "\n").replace("\\t", "\t").encode()
    found: list[int] = []
    at = 0
    while at < len(data):
        if data[at + 1 : at + 2] == b"-" and at + 2 < len(data):
            found += range(data[at], data[at + 2] + 1)
            at += 3
        else:
            found.append(data[at])
            at += 1
    return found


async def tee(context: Context) -> int:
    given = options(context.args, "a")
    paths = [context.path(name) for name in given.rest]
    for path in paths:
        if not given.has("a") or not context.files.exists(path):
            context.files.write(path, b"")
    while data := await context.read():
        await context.out(data)
        for path in paths:
            context.files.append(path, data)
    return 0


async def seq(context: Context) -> int:
    try:
        numbers = [int(arg) for arg in context.args]
        first, step, last = {1: (1, 1, *numbers), 2: (numbers[0], 1, numbers[-1])}.get(len(numbers), tuple(numbers))
        span = range(first, last + (1 if step > 0 else -1), step)
    except (ValueError, TypeError):
        raise BadUsage("one to three whole numbers are to follow") from None
    for number in span:
        await context.out(f"{number}\n")
        if number % 100 == 0:
            await pause()
    return 0


TOOLS: Mapping[str, Tool] = {
    "cat": cat,
    "cut": cut,
    "grep": grep,
    "head": head,
    "seq": seq,
    "sort": sort,
    "tail": tail,
    "tee": tee,
    "tr": tr,
    "uniq": uniq,
    "wc": wc,
}
