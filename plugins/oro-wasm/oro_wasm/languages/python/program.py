"""The beginning of a program in a component: runs the project's modules from their sources, which it brings.

It is written into the folder of a build as it stands, beside `oro_sources.py`, which has `MAIN`, the name of the file
that is run, and `MODULES`, by name: the file, whether it is a package, and its text. Other modules are imported while
the component is made, for it has no files of its own later: `IMPORTED` names them.
"""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.util
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType, TracebackType

import oro_sources  # type: ignore[import-not-found]
from wit_world.imports import exit as wasi_exit  # type: ignore[import-not-found]

MODULES: dict[str, tuple[str, bool, str]] = oro_sources.MODULES
MAIN: str = oro_sources.MAIN

for _name in oro_sources.IMPORTED:
    with suppress(ImportError):
        importlib.import_module(_name)


class Sources(importlib.abc.MetaPathFinder, importlib.abc.InspectLoader):
    """Finds the project's modules, and loads them."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in MODULES:
            return None
        return importlib.util.spec_from_loader(fullname, self, origin=MODULES[fullname][0])

    def is_package(self, fullname: str) -> bool:
        return MODULES[fullname][1]

    def get_source(self, fullname: str) -> str:
        return MODULES[fullname][2]

    def get_code(self, fullname: str) -> CodeType:
        file, _, text = MODULES[fullname]
        return compile(text, file, "exec", dont_inherit=True)


class Run:
    """The export `wasi:cli/run`."""

    def run(self) -> None:
        code = 1
        try:
            code = self._ran()
        except SystemExit as error:
            code = _status(error)
        except BaseException as error:
            traceback.print_exception(error.with_traceback(_own(error)))
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        if code:
            wasi_exit.exit_with_code(code)

    def _ran(self) -> int:
        sys.meta_path.insert(0, Sources())
        main = ModuleType("__main__")
        main.__file__ = MAIN
        sys.modules["__main__"] = main
        exec(compile(oro_sources.TEXT, MAIN, "exec", dont_inherit=True), main.__dict__)
        return 0


def _status(error: SystemExit) -> int:
    if error.code is None:
        return 0
    if isinstance(error.code, int):
        return error.code & 255
    print(error.code, file=sys.stderr)
    return 1


def _own(error: BaseException) -> TracebackType | None:
    """Return the part of a traceback that begins in the program's own file."""
    frames = error.__traceback__
    while frames is not None and frames.tb_frame.f_code.co_filename != MAIN:
        frames = frames.tb_next
    return frames
