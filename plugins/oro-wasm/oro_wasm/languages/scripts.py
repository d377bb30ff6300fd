"""Scripts, which run without a build on an interpreter compiled to WASI, and reach what they are granted."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from msgspec import structs

from oro_framework.errors import UsageError
from oro_wasm.builds.build import Report, ReportKind
from oro_wasm.errors import CannotRun
from oro_wasm.guests.start import Directory, Grants, Limits, Start

__all__ = ("as_script", "start_of")

_FOLDER = "/script"
"""The folder of a script, as the interpreter finds it."""


def as_script(start: Start) -> Start:
    """Return a guest whose interpreter runs the file of another, with its arguments, grants and limits; blocking.

    The interpreter is fetched, or compiled, when it is first used; that is told on standard error.

    Args:
        start: its path is that of the script.

    Raises:
        UsageError: a function is to be called.
        CannotRun: there is no such file.
        BuildError: the interpreter cannot be had.
    """
    import trio

    if start.function:
        raise UsageError(
            f'Cannot call "{start.function}" of "{start.path}": it is a script; build it by `oro wasm compile`'
        )
    args = tuple(map(str, start.args))
    made = partial(start_of, Path(start.path), args, report=_tell, grants=start.grants, limits=start.limits)
    return trio.run(made)


async def start_of(
    script: Path,
    args: tuple[str, ...] = (),
    *,
    report: Report,
    grants: Grants | None = None,
    limits: Limits | None = None,
) -> Start:
    """Return a guest that runs a script, which may read the folder it is in, for the modules beside it.

    Args:
        script: the file, in Python where it ends in `.py`, else a module of JavaScript.
        args: its arguments.
        report: told of the progress where the interpreter has to be fetched or made.
        grants: what it is granted besides; nothing when None.
        limits: how far it may go; as `Limits()` has it when None.

    Raises:
        CannotRun: there is no such file.
        BuildError: the interpreter cannot be had.
    """
    path = _found(script)
    interpreter, variables = await _interpreter_of(path, report)
    granted = grants or Grants()
    own = Directory(host=str(path.parent), guest=_FOLDER)
    return Start(
        path=str(interpreter),
        args=(f"{_FOLDER}/{path.name}", *args),
        grants=structs.replace(granted, directories=(own, *granted.directories), env={**variables, **granted.env}),
        limits=limits or Limits(),
    )


def _found(script: Path) -> Path:
    """Return the absolute path of a script."""
    path = script.absolute()
    if not path.is_file():
        raise CannotRun(f'Cannot run "{script}": there is no such file')
    return path


async def _interpreter_of(script: Path, report: Report) -> tuple[Path, Mapping[str, str]]:
    """Return the program that runs a script, and the variables it runs with, which those granted override."""
    if script.suffix == ".py":
        from oro_wasm.languages.python.interpreter import VARIABLES, interpreter

        return await interpreter(report), VARIABLES
    from oro_wasm.languages.javascript.engine import interpreter as quickjs

    return await quickjs(report), {}


def _tell(kind: ReportKind, text: str) -> None:
    if kind == "progress":
        print(text, file=sys.stderr, flush=True)
