"""The command by which the AssemblyScript compiler builds a project."""

from __future__ import annotations

import re
from pathlib import Path

from oro_wasm.builds.build import BuildConfig, Optimization
from oro_wasm.builds.sources import folder_of, name_of
from oro_wasm.errors import BuildError
from oro_wasm.languages.assemblyscript.compiler import Compiler, relative
from oro_wasm.languages.assemblyscript.config import Config, read_config

__all__ = ("ENTRY_FILES", "arguments", "entries", "is_program")

ENTRY_FILES = ("assembly/index.ts", "assembly/main.ts", "src/index.ts", "index.ts", "main.ts")
_EXPORT = re.compile(r"^\s*export\b", re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_LEVELS: dict[Optimization, tuple[str, ...]] = {
    "debug": ("--debug",),
    "release": ("--optimizeLevel", "3", "--shrinkLevel", "0"),
    "size": ("--optimizeLevel", "3", "--shrinkLevel", "2"),
}


def entries(project: Path) -> list[Path]:
    """Return the files that compilation of a project begins with.

    Raises:
        BuildError: there is none.
    """
    if not project.is_dir():
        return [project]
    config = read_config(project)
    if config and config.entries:
        found = [project / each for each in config.entries]
    else:
        found = [path for each in ENTRY_FILES if (path := project / each).is_file()][:1]
    if not found:
        raise BuildError(
            f'Cannot build "{project}": it has none of {", ".join(ENTRY_FILES)}; '
            'name the entry file in asconfig.json, such as {"entries": ["assembly/index.ts"]}'
        )
    if missing := next((each for each in found if not each.is_file()), None):
        raise BuildError(f'Cannot build "{project}": its entry file "{missing}" is not there; correct asconfig.json')
    return found


def is_program(entry: Path) -> bool:
    """Return whether a file exports nothing, so that all it can do is to run from its beginning."""
    return not _EXPORT.search(_COMMENT.sub("", entry.read_text("utf-8", "replace")))


def arguments(config: BuildConfig, compiler: Compiler, made: Path) -> list[str]:
    """Return the arguments for the compiler, which runs in the folder of the project.

    Args:
        config: the build as asked for.
        compiler: the compiler.
        made: the folder for what is made.
    """
    folder = folder_of(config.project)
    files = entries(config.project)
    own = read_config(folder) if config.project.is_dir() else None
    told = [relative(each, folder) for each in files]
    told += ["--outFile", relative(made / f"{name_of(config.project)}.wasm", folder), "--noColors"]
    if own is not None:
        return told + _beside(own, config.optimization)
    told += _LEVELS[config.optimization]
    if all(is_program(each) for each in files):
        return [*told, "--config", relative(compiler.shim, folder)]
    return [*told, "--config", "none", "--bindings", "esm"]


def _beside(config: Config, optimization: Optimization) -> list[str]:
    """Return the options beside a project's own, which hold where they say something."""
    target = "debug" if optimization == "debug" else "release"
    told = ["--target", target]
    if not config.has_target(target):
        told += _LEVELS[optimization]
    if "wasi-shim" not in config.base and not config.has_option(target, "bindings"):
        told += ["--bindings", "esm"]
    return told
