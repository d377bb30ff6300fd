"""Errors of WebAssembly: each says what happened, to which module, why, and what to do.

OroError
├── NotWebAssembly     bytes that are no module or component, or not a valid one     400
├── NoSuchExport       the module has no function of that name                       404
├── BadArguments       a function takes others                                       400
├── CannotRun          it needs what this engine, or its grants, do not have         501
├── Trapped            it could not go on                                            500
├── Changed            its file is another by now                                    500
├── BuildError         a project could not be built                                  500
├── RunnerEnded        the process it ran in has ended                               500
├── NoSuchProgram      the window has no program of that id                          404
├── ProgramIdTaken     the window has a program of that id                           400
├── NoSuchInstance     the window has no instance of that id                         404
└── InstanceIdTaken    the window has an instance of that id                         400
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from msgspec import to_builtins

from oro_framework.errors import Broken, ErrnoError, InvalidArgument, NotFound, Unsupported
from oro_framework.suggestions import did_you_mean, nearest
from oro_wasm.builds.build import Diagnostic

__all__ = (
    "BadArguments",
    "BuildError",
    "CannotRun",
    "Changed",
    "InstanceIdTaken",
    "NoSuchExport",
    "NoSuchInstance",
    "NoSuchProgram",
    "NotWebAssembly",
    "ProgramIdTaken",
    "RunnerEnded",
    "Trapped",
    "too_many",
)


class NotWebAssembly(InvalidArgument):
    """Bytes are no module or component, or not a valid one."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"Cannot load {name}: {reason}")


class NoSuchExport(NotFound):
    """A module has no function of that name."""

    def __init__(self, function: str, functions: Iterable[str]) -> None:
        there = list(functions)
        near = nearest(function, there)
        hint = f"; {did_you_mean(near)}" if near else f"; there are {', '.join(there[:20])}" if there else ""
        super().__init__(f'Cannot call "{function}": the module exports no such function{hint}')


class BadArguments(InvalidArgument):
    """A function takes others."""


class CannotRun(Unsupported):
    """A module needs what this engine, or its grants, do not have."""


class Trapped(Broken):
    """A guest could not go on."""

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message, **details)


class BuildError(Broken):
    """A project could not be built.

    Args:
        message: what happened, to which project, why, and what to do.
        diagnostics: what the compiler said, in its order.
    """

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message, diagnostics=[to_builtins(each) for each in diagnostics])
        self.diagnostics = tuple(diagnostics)


class Changed(Broken):
    """A file is another than when its digest was taken."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"Cannot load {path}: the file has changed meanwhile; try again")


class RunnerEnded(Broken):
    """The process that ran a guest has ended."""


class NoSuchProgram(NotFound):
    """The window has no program of that id."""

    def __init__(self, id: str) -> None:
        super().__init__(f'Cannot use program "{id}": there is none of that id, or it has ended', id=id)


class ProgramIdTaken(InvalidArgument):
    """The window has a program of that id."""

    def __init__(self, id: str) -> None:
        super().__init__(f'Cannot start program "{id}": there is one of that id', id=id)


class NoSuchInstance(NotFound):
    """The window has no instance of that id."""

    def __init__(self, id: str) -> None:
        super().__init__(f'Cannot use instance "{id}": there is none of that id, or it has ended', id=id, ended=True)


class InstanceIdTaken(InvalidArgument):
    """The window has an instance of that id."""

    def __init__(self, id: str) -> None:
        super().__init__(f'Cannot open instance "{id}": there is one of that id', id=id)


def too_many(id: str) -> ErrnoError:
    """Return the error for a program or instance beyond the most that one window may have, as `spawn` fails."""
    return ErrnoError(errno.EAGAIN, syscall="spawn")
