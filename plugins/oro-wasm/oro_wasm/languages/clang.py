"""Builds of C and C++ by Zig's clang: all sources in one command, of which Zig compiles anew those that changed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import trio
from msgspec import Struct

from oro_wasm.builds.build import BuildConfig, BuildResult, Diagnostic, Optimization, Report
from oro_wasm.builds.debug_sections import remove_debug_sections
from oro_wasm.builds.making import Made, Recipe, made
from oro_wasm.builds.sources import folder_of, name_of, source_files
from oro_wasm.languages.c_sources import (
    LANGUAGES,
    exports_by_attribute,
    has_main,
    included_files,
    project_flags,
    search_folders,
)
from oro_wasm.languages.compiling import compile_project
from oro_wasm.languages.zig_tool import TARGET, ZigTool, zig_tool

__all__ = (
    "C_SOURCES",
    "CPP_SOURCES",
    "HEADERS",
    "ClangProject",
    "build_by_clang",
    "clang_flags",
    "read_clang_project",
    "run_clang",
    "target_flags",
)

C_SOURCES = ("c",)
CPP_SOURCES = ("cpp", "cc", "cxx", "c++")
HEADERS = ("h", "hpp", "hh", "hxx", "inc")

_LEVELS: dict[Optimization, tuple[str, ...]] = {
    "debug": ("-O0", "-g"),
    "release": ("-O2", "-msimd128"),
    "size": ("-Os", "-s"),
}
"""Without vectors matrices take twice as long; every engine we know has them."""
_STACK = "-Wl,-z,stack-size=65536"
"""Zig's own is 16 MiB, with which a module needs as much memory before it begins."""
_LIBRARY = ("-mexec-model=reactor",)
_EXPORT_ALL = ("-fvisibility=default", "-Wl,--export-dynamic")


class ClangProject(Struct, frozen=True, kw_only=True):
    """A C or C++ project as it is to be compiled."""

    driver: str
    """`cc` or `c++`."""
    sources: tuple[Path, ...]
    headers: tuple[Path, ...]
    """All files they include, and all headers in the project."""
    searched: tuple[Path, ...]
    flags: tuple[str, ...]
    """Those that the project gives."""
    library: bool
    """It has no `main`."""
    export_all: bool
    """It does not say what it exports."""

    @property
    def runtime(self) -> str:
        """Return the library that the first build makes, as a person is told of it."""
        return "the C library" if self.driver == "cc" else "the C++ library"


def read_clang_project(project: Path, driver: str) -> ClangProject:
    """Return what a project has to be compiled.

    Raises:
        BuildError: it has too many files.
    """
    extensions = C_SOURCES if driver == "cc" else (*C_SOURCES, *CPP_SOURCES)
    sources = source_files(project, extensions)
    searched = search_folders(project)
    headers = included_files(sources, searched)
    if project.is_dir():
        headers = sorted({*headers, *source_files(project, HEADERS)})
    library = not has_main(sources)
    return ClangProject(
        driver=driver,
        sources=tuple(sources),
        headers=tuple(headers),
        searched=tuple(searched),
        flags=tuple(project_flags(project)),
        library=library,
        export_all=library and not exports_by_attribute([*sources, *headers]),
    )


def target_flags(optimization: Optimization) -> list[str]:
    """Return the flags that every file is compiled and linked with."""
    return ["-target", TARGET, *_LEVELS[optimization], _STACK]


async def build_by_clang(config: BuildConfig, driver: str, report: Report) -> BuildResult:
    """Build a project whose sources are all that there is to know of it.

    Raises:
        BuildError: it does not compile or link.
    """
    project = await trio.to_thread.run_sync(partial(read_clang_project, config.project, driver))
    tool = await zig_tool(report)
    flags = clang_flags(project, config)
    recipe = Recipe(
        language=LANGUAGES[driver],
        sources=(*project.sources, *project.headers),
        told=(tool.identity, driver, *flags),
    )
    return await made(config, recipe, partial(_compiled, config, project, tool, flags, report))


def clang_flags(project: ClangProject, config: BuildConfig) -> list[str]:
    """Return the flags that a project is compiled with."""
    flags = target_flags(config.optimization)
    if project.driver == "c++":
        flags.append("-fno-exceptions")  # the C++ library of WASI has none
    if project.library:
        flags += _LIBRARY
    if project.export_all:
        flags += _EXPORT_ALL
    return [*flags, *(f"-I{each}" for each in project.searched), *project.flags]


async def _compiled(
    config: BuildConfig, project: ClangProject, tool: ZigTool, flags: Sequence[str], report: Report, folder: Path
) -> Made:
    name = f"{name_of(config.project)}.wasm"
    root = folder_of(config.project)
    sources = [path.relative_to(root) for path in project.sources]
    diagnostics = await run_clang(config, project, tool, [*flags, *sources], folder / name, report)
    return Made(module=name, diagnostics=diagnostics)


async def run_clang(
    config: BuildConfig,
    project: ClangProject,
    tool: ZigTool,
    arguments: Sequence[str | Path],
    module: Path,
    report: Report,
) -> tuple[Diagnostic, ...]:
    """Compile and link a module in the folder of the project, and return the warnings.

    Args:
        config: the build as asked for.
        project: the project.
        tool: has the compiler.
        arguments: flags and sources, these relative to the folder of the project.
        module: the file that is made.
        report: told of the output.

    Raises:
        BuildError: it does not compile or link.
    """
    tool.tell_first(project.runtime, config.optimization, report)
    command = [tool.program, project.driver, *arguments, "-o", module]
    diagnostics = await compile_project(config, command, report, environment=tool.environment)
    tool.tell_made(project.runtime, config.optimization)
    if config.optimization == "release":
        await trio.to_thread.run_sync(remove_debug_sections, module)
    return diagnostics
