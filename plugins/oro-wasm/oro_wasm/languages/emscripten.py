"""Builds of C and C++ by Emscripten, where it is installed: a module with the page and the script that run it."""

from __future__ import annotations

import os
import shutil
from functools import partial
from pathlib import Path

import trio

from oro_wasm.builds.build import BuildConfig, BuildResult, Optimization, Report
from oro_wasm.builds.making import Made, Recipe, made
from oro_wasm.builds.sources import folder_of, name_of
from oro_wasm.errors import BuildError
from oro_wasm.languages.c_sources import LANGUAGES
from oro_wasm.languages.clang import ClangProject, read_clang_project
from oro_wasm.languages.compiling import compile_project

__all__ = ("build_by_emscripten",)

_LEVELS: dict[Optimization, tuple[str, ...]] = {"debug": ("-O0", "-g"), "release": ("-O2",), "size": ("-Oz",)}


async def build_by_emscripten(config: BuildConfig, driver: str, report: Report) -> BuildResult:
    """Build a project to a page, a script and a module.

    Raises:
        BuildError: Emscripten is not installed, or the project does not compile.
    """
    program = shutil.which("emcc" if driver == "cc" else "em++")
    if program is None:
        raise BuildError(
            f'Cannot build "{config.project}" with a page: Emscripten is not installed; install it (Debian: '
            "apt install emscripten), or leave out --web: `oro wasm run` shows a module in a page of its own"
        )
    project = await trio.to_thread.run_sync(partial(read_clang_project, config.project, driver))
    flags = [*_LEVELS[config.optimization], *(f"-I{each}" for each in project.searched), *project.flags]
    changed = os.stat(program).st_mtime_ns
    recipe = Recipe(
        language=LANGUAGES[driver],
        sources=(*project.sources, *project.headers),
        told=(program, str(changed), *flags),
    )
    return await made(config, recipe, partial(_compiled, config, project, [program, *flags], report))


async def _compiled(
    config: BuildConfig, project: ClangProject, command: list[str], report: Report, folder: Path
) -> Made:
    name, root = name_of(config.project), folder_of(config.project)
    sources = [path.relative_to(root) for path in project.sources]
    to: list[str | Path] = ["-o", folder / f"{name}.html"]
    diagnostics = await compile_project(config, [*command, *sources, *to], report)
    return Made(module=f"{name}.wasm", files=(f"{name}.html", f"{name}.js"), diagnostics=diagnostics)
