"""Scripts, which run without a build on an interpreter compiled to WASI."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from oro_framework.errors import UsageError
from oro_wasm.builds.build import ReportKind
from oro_wasm.guests.start import Start

__all__ = ("as_script",)


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
    if start.path.endswith(".py"):
        from oro_wasm.languages.python.script import start_of
    else:
        from oro_wasm.languages.javascript.script import start_of
    args = tuple(map(str, start.args))
    made = partial(start_of, Path(start.path), args, report=_tell, grants=start.grants, limits=start.limits)
    return trio.run(made)


def _tell(kind: ReportKind, text: str) -> None:
    if kind == "progress":
        print(text, file=sys.stderr, flush=True)
