"""Components in C and C++: a project with a folder `wit` is built to a component of its world.

The header `WORLD.h` is made of the WIT with each build, and lies beside the component for editors; sources include it
and write its functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import trio
from msgspec import Struct
from msgspec.structs import replace

from oro_wasm.builds.build import BuildConfig, BuildResult, Report
from oro_wasm.builds.making import Made, Recipe, made
from oro_wasm.builds.sources import folder_of, name_of
from oro_wasm.components.c.glue import glue, header
from oro_wasm.components.c.types import snake
from oro_wasm.components.parsing import world_in
from oro_wasm.components.wit import World
from oro_wasm.errors import BuildError
from oro_wasm.languages.c_sources import LANGUAGES
from oro_wasm.languages.clang import ClangProject, clang_flags, read_clang_project, run_clang
from oro_wasm.languages.zig_tool import ZigTool, zig_tool

__all__ = ("build_c_component", "is_c_component")

_FOLDER = "wit"


class _Wit(Struct, frozen=True):
    """The world of a project."""

    name: str
    world: World
    files: tuple[Path, ...]


def is_c_component(config: BuildConfig) -> bool:
    """Return whether a component is wanted, or the project has the WIT of one."""
    return config.component or (config.project.is_dir() and (config.project / _FOLDER).is_dir())


async def build_c_component(config: BuildConfig, driver: str, report: Report) -> BuildResult:
    """Build a project with a folder `wit`.

    Raises:
        BuildError: it has none, its WIT cannot be read, or its sources do not compile or link.
    """
    wit = await trio.to_thread.run_sync(_wit, config.project)
    project = await trio.to_thread.run_sync(partial(read_clang_project, config.project, driver))
    project = replace(project, library=True, export_all=False)
    tool = await zig_tool(report)
    flags = clang_flags(project, config)
    recipe = Recipe(
        language=LANGUAGES[driver],
        sources=(*project.sources, *project.headers, *wit.files),
        told=(tool.identity, driver, "component", *flags),
    )
    return await made(config, recipe, partial(_compiled, config, project, wit, tool, flags, report))


def _wit(project: Path) -> _Wit:
    folder = project / _FOLDER
    files = tuple(sorted(folder.glob("*.wit"))) if project.is_dir() else ()
    if not files:
        raise BuildError(
            f'Cannot build "{project}" to a component: it has no folder "wit" with a .wit file; write the functions it '
            "is to have there, or leave out --component"
        )
    name, world = world_in({f"{_FOLDER}/{file.name}": file.read_text("utf-8") for file in files})
    return _Wit(name, world, files)


async def _compiled(
    config: BuildConfig,
    project: ClangProject,
    wit: _Wit,
    tool: ZigTool,
    flags: Sequence[str],
    report: Report,
    folder: Path,
) -> Made:
    from oro_wasm.components.encoding import encoded  # imports the engine, which only a build that runs needs

    root = folder_of(config.project)
    prefix = snake(wit.name)
    head, source, module = folder / f"{prefix}.h", folder / f"{prefix}_glue.c", folder / "module.wasm"
    head.write_text(header(wit.name, wit.world), "utf-8")
    source.write_text(glue(wit.name, wit.world), "utf-8")
    sources = [path.relative_to(root) for path in project.sources]
    own = ["-x", "c", source, "-x", "none"] if project.driver != "cc" else [source]
    diagnostics = await run_clang(config, project, tool, [*flags, f"-I{folder}", *sources, *own], module, report)
    component = f"{name_of(config.project)}.wasm"
    data = await trio.to_thread.run_sync(lambda: encoded(wit.world, module.read_bytes()))
    (folder / component).write_bytes(data)
    return Made(module=component, files=(head.name,), diagnostics=diagnostics)
