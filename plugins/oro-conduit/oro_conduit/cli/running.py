"""The app that a command means: the only one that runs, or the one that `--app` names."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import trio

from oro_conduit.client.errors import NotRunning
from oro_conduit.programs.entries import Entry, read_entries
from oro_framework.errors import UsageError
from oro_framework.suggestions import did_you_mean, nearest

__all__ = ("HOW", "chosen", "run_trio")

T = TypeVar("T")

HOW = "start one with `oro dev APP`"
ALLOW = "`oro run --set conduit_attach=true`, or `[conduit] attach = true` in its oro.toml, lets these commands in"


def chosen(named: str | None) -> Entry:
    """Return the app that is meant.

    Args:
        named: its bundle identifier, its folder or its process id; None for the only one.

    Raises:
        NotRunning: none runs that lets these commands in.
        UsageError: several run, or none that is named so.
    """
    found = read_entries()
    if not found:
        raise NotRunning(_none(_under_run()))
    if named is None:
        if len(found) == 1:
            return found[0]
        raise UsageError(f"Cannot tell which app is meant; name one by --app: {_listed(found)}")
    meant = [entry for entry in found if _is(entry, named)]
    if len(meant) == 1:
        return meant[0]
    if meant:
        raise UsageError(f'Cannot tell which "{named}" is meant; name its process: {_listed(meant)}')
    near = nearest(named, [entry.bundle for entry in found])
    hint = f"; {did_you_mean(near)}" if near else ""
    raise UsageError(f'Cannot reach "{named}": there is {_listed(found)}{hint}')


def run_trio(work: Callable[[], Awaitable[T]]) -> T:
    """Run an async function; return what it returns.

    Raises:
        KeyboardInterrupt: the person interrupted it, however deep.
    """
    try:
        return trio.run(work)
    except BaseExceptionGroup as group:
        if group.subgroup(KeyboardInterrupt) is not None:
            raise KeyboardInterrupt from None
        error: BaseException = group
        while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
            error = error.exceptions[0]
        raise error from None


def _is(entry: Entry, named: str) -> bool:
    if named in (entry.bundle, str(entry.pid)):
        return True
    path, root = Path(named), Path(entry.folder)
    return path.exists() and (path.resolve() == root or path.resolve() in root.parents)


def _listed(entries: Sequence[Entry]) -> str:
    return ", ".join(f"{entry.bundle} (process {entry.pid})" for entry in entries)


def _none(running: Sequence[int]) -> str:
    if not running:
        return f"Cannot reach an app: none runs; {HOW}"
    which = ", ".join(map(str, running))
    what = f"process {which} runs" if len(running) == 1 else f"processes {which} run"
    return f"Cannot reach an app: {what} under plain `oro run`, which lets no programs in; {HOW}; {ALLOW}"


def _under_run() -> list[int]:
    """Return the processes of the user that `oro run` began, where the system tells; it is said in a message alone."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid == os.geteuid() and _is_run((folder / "cmdline").read_bytes().split(b"\0")):
                found.append(int(folder.name))
        except OSError:
            continue
    return sorted(found)


def _is_run(arguments: Sequence[bytes]) -> bool:
    for at, argument in enumerate(arguments[:4]):
        if argument == b"oro_framework.cli" or os.path.basename(argument) == b"oro":
            return arguments[at + 1 : at + 2] == [b"run"]
    return False
