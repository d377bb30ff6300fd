"""Builds of C and C++ by a project's own Makefile, with `CC` and `CXX` set to Zig's clang.

`make` writes among the sources, so it runs in a copy of the project, which stays for the next build: `make` then
compiles what changed.
"""

from __future__ import annotations

import os
import shlex
import shutil
from functools import partial
from hashlib import sha256
from pathlib import Path

import trio

from oro_wasm.builds import folders
from oro_wasm.builds.build import BuildConfig, BuildResult, Optimization, Report
from oro_wasm.builds.diagnostics.gnu import diagnostics_of_gnu
from oro_wasm.builds.making import Made, Recipe, made
from oro_wasm.builds.modules import chosen_module, is_module
from oro_wasm.builds.sources import name_of, source_files
from oro_wasm.builds.tools import run_tool
from oro_wasm.errors import BuildError
from oro_wasm.languages.c_sources import LANGUAGES
from oro_wasm.languages.compile_errors import failed_compilation
from oro_wasm.languages.zig_tool import TARGET, ZigTool, zig_tool

__all__ = ("build_by_make", "makefile_of")

_NAMES = ("GNUmakefile", "makefile", "Makefile")
_LEVELS: dict[Optimization, str] = {"debug": "-O0 -g", "release": "-O2 -msimd128", "size": "-Os -s"}
_STACK = "-Wl,-z,stack-size=65536 -Wno-unused-command-line-argument"


def makefile_of(project: Path) -> Path | None:
    """Return the Makefile of a project, or None."""
    return next((path for name in _NAMES if (path := project / name).is_file()), None)


async def build_by_make(config: BuildConfig, driver: str, report: Report) -> BuildResult:
    """Build a project by `make`, and take the modules it makes.

    Raises:
        BuildError: `make` is not installed, fails, or makes no module.
    """
    make = shutil.which("make")
    if make is None:
        raise BuildError(
            f'Cannot build "{config.project}": it has a Makefile, and make is not installed; install make, or name the '
            "source file to build"
        )
    report("note", "building by the Makefile, with CC and CXX set to Zig's clang for WASI")
    tool = await zig_tool(report)
    variables = _variables(tool, config.optimization)
    sources = await trio.to_thread.run_sync(source_files, config.project, None)
    recipe = Recipe(language=LANGUAGES[driver], sources=tuple(sources), told=(tool.identity, make, *variables))
    return await made(config, recipe, partial(_compiled, config, [make, *variables], sources, tool, report))


def _variables(tool: ZigTool, optimization: Optimization) -> list[str]:
    zig = shlex.quote(str(tool.program))
    flags = f"-target {TARGET} {_LEVELS[optimization]} {_STACK}"
    return [
        f"CC={zig} cc {flags}",
        f"CXX={zig} c++ {flags} -fno-exceptions",
        f"AR={zig} ar",
        f"RANLIB={zig} ranlib",
        "STRIP=true",
    ]


async def _compiled(
    config: BuildConfig, command: list[str], sources: list[Path], tool: ZigTool, report: Report, folder: Path
) -> Made:
    copy = _copy_of(config)
    await trio.to_thread.run_sync(partial(_refresh, config.project, sources, copy))
    ended = await run_tool(command, folder=copy, report=report, environment=tool.environment, verbose=config.verbose)
    diagnostics = tuple(diagnostics_of_gnu(ended.lines, copy))
    if ended.code:
        raise failed_compilation(config, diagnostics, ended.lines)
    names = await trio.to_thread.run_sync(partial(_collected, copy, config.project, folder))
    if not names:
        raise BuildError(
            f'Cannot build "{config.project}": its Makefile made no WebAssembly; have it use $(CC) and $(CXX)'
        )
    module = chosen_module(names, f"{name_of(config.project)}.wasm")
    return Made(module=module, files=tuple(names), diagnostics=diagnostics)


def _copy_of(config: BuildConfig) -> Path:
    key = sha256(f"{config.project}\0{config.optimization}".encode()).hexdigest()[:16]
    return folders.tool_caches() / "make" / f"{config.project.name}-{key}"


def _refresh(project: Path, sources: list[Path], copy: Path) -> None:
    """Bring a copy of a project up to date; files that `make` made stay, and those the project lost go."""
    listing = copy / ".oro-sources"
    before = set(listing.read_text("utf-8").split("\0")) if listing.is_file() else set()
    names = {path.relative_to(project).as_posix() for path in sources}
    for name in before - names:
        (copy / name).unlink(missing_ok=True)
    for name in names:
        source, target = project / name, copy / name
        status = source.stat()
        if target.is_file() and target.stat().st_mtime_ns == status.st_mtime_ns:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source, target)
    copy.mkdir(parents=True, exist_ok=True)
    listing.write_text("\0".join(sorted(names)), "utf-8")


def _collected(copy: Path, project: Path, folder: Path) -> list[str]:
    """Copy the modules that `make` made, and return their names."""
    names = []
    for where, _, files in os.walk(copy):
        for file in files:
            path = Path(where, file)
            if is_module(path) and not (project / path.relative_to(copy)).exists():
                name = path.name if path.suffix == ".wasm" else f"{path.name}.wasm"
                shutil.copy2(path, folder / name)
                names.append(name)
    return sorted(set(names))
