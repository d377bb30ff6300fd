"""The modules of a program, and the modules they import."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from msgspec import Struct

from oro_wasm.builds.build import Diagnostic
from oro_wasm.errors import BuildError

__all__ = ("Module", "imported_names", "modules_of", "sources_text")


class Module(Struct, frozen=True, kw_only=True):
    """One module of a project."""

    file: str
    """Relative to the project."""
    package: bool
    text: str


def modules_of(folder: Path, files: Iterable[Path]) -> Mapping[str, Module]:
    """Return the modules in some files of a folder by the name they are imported by; other files are left out.

    Raises:
        BuildError: a file is no UTF-8.
    """
    found = {}
    for path in files:
        parts = path.relative_to(folder).with_suffix("").parts
        package = parts[-1] == "__init__"
        name = parts[:-1] if package else parts
        if name and all(each.isidentifier() for each in name):
            file = path.relative_to(folder).as_posix()
            found[".".join(name)] = Module(file=file, package=package, text=_text(path, file))
    return found


def imported_names(modules: Mapping[str, Module]) -> list[str]:
    """Return the modules of others that some modules import, sorted; those with wrong syntax are passed over.

    A component has no files of its own, so what it imports is to be imported before it is made.
    """
    named = {name for each in modules.values() for name in _imports(each.text)}
    own = {name.partition(".")[0] for name in modules}
    return sorted(each for each in named if each.partition(".")[0] not in own)


def sources_text(main: Module, modules: Mapping[str, Module]) -> str:
    """Return the text of `oro_sources.py`."""
    told = {name: (each.file, each.package, each.text) for name, each in modules.items()}
    return (
        f"MAIN = {main.file!r}\nTEXT = {main.text!r}\n"
        f"IMPORTED = {imported_names({**modules, '': main})!r}\nMODULES = {told!r}\n"
    )


def _imports(text: str) -> Iterator[str]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError):  # of a newer Python, or wrong: the program says so when it runs
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{each.name}" for each in node.names if each.name != "*")


def _text(path: Path, file: str) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        place = Diagnostic(file=file, text=f"not UTF-8: {error.reason} at byte {error.start}")
        raise BuildError(f'Cannot build "{path}": it is not UTF-8; save it in that encoding', [place]) from None
