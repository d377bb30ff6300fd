"""Projects in Zig."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import trio

from oro_wasm.builds.build import BuildConfig, BuildResult, MissingTool, Optimization, Report
from oro_wasm.builds.debug_sections import remove_debug_sections
from oro_wasm.builds.language import Language, LanguageInfo
from oro_wasm.builds.making import Made, Recipe, made
from oro_wasm.builds.modules import chosen_module, installed_modules
from oro_wasm.builds.pinned import ZIG
from oro_wasm.builds.sources import mentioned_files, name_of, source_files, text_of
from oro_wasm.builds.toolchains import missing_py
from oro_wasm.errors import BuildError
from oro_wasm.languages.compiling import compile_project
from oro_wasm.languages.zig_tool import TARGET, ZigTool, zig_tool

__all__ = ("Zig",)

_INFO = LanguageInfo(
    name="zig",
    title="Zig",
    aliases=("ziglang", "wasmzig"),
    version="1.0",
    description="Zig, as programs and libraries of WASI",
    author="The oro-framework maintainers",
    extensions=("zig",),
    entry_files=("build.zig", "src/main.zig", "main.zig", "src/root.zig", "src/lib.zig", "lib.zig"),
    tools=("zig",),
)
_BUILD = "build.zig"
_LEVELS: dict[Optimization, tuple[str, ...]] = {
    "debug": ("-O", "Debug"),
    "release": ("-O", "ReleaseFast", "-mcpu=baseline+simd128"),
    "size": ("-O", "ReleaseSmall", "-fstrip"),
}
_RELEASES: dict[Optimization, tuple[str, ...]] = {
    "debug": (),
    "release": ("--release=fast",),
    "size": ("--release=small",),
}
_STACK = ("--stack", str(1 << 20))
"""Zig's own is 16 MiB, with which a module needs as much memory before it begins."""
_EXPORTS = ("-rdynamic",)
"""Without it an `export fn` of a program is no export of the module."""
_LIBRARY = ("-fno-entry",)
_MAIN = re.compile(r"^[ \t]*pub[ \t]+fn[ \t]+main\b", re.MULTILINE)
_MENTION = re.compile(r'@(?:import|embedFile)\("([^"]+)"\)')
_TEMPLATE = """\
const std = @import("std");

/// Called by a page, by a component, or by: oro wasm exec NAME.wasm --call add 2 3
export fn add(a: i32, b: i32) i32 {
    return a + b;
}

pub fn main(init: std.process.Init) !void {
    const arguments = try init.minimal.args.toSlice(init.arena.allocator());
    const name = if (arguments.len > 1) arguments[1] else "world";
    var buffer: [1024]u8 = undefined;
    var writer: std.Io.File.Writer = .init(.stdout(), init.io, &buffer);
    try writer.interface.print("Hello from Zig, {s}!\\n", .{name});
    try writer.interface.flush();
}
"""


class Zig(Language):
    """Zig projects: a source file, a folder with `main.zig` or `root.zig`, or one with `build.zig`."""

    @property
    def info(self) -> LanguageInfo:
        return _INFO

    def can_handle_project(self, project: Path) -> bool:
        return _entry(project) is not None

    def check_dependencies(self) -> Sequence[MissingTool]:
        return missing_py(ZIG, "zig")

    def validate_project(self, project: Path) -> None:
        if _entry(project) is None:
            raise BuildError(f'Cannot build "{project}" as Zig: it has none of {", ".join(_INFO.entry_files)}')

    async def build(self, config: BuildConfig, report: Report) -> BuildResult:
        entry = _entry(config.project)
        assert entry is not None
        tool = await zig_tool(report)
        whole = entry.name == _BUILD
        command = _build_command(config, tool) if whole else _compile_command(config, tool, entry)
        sources = tuple(await trio.to_thread.run_sync(partial(_sources, config.project, entry)))
        recipe = Recipe(language="zig", sources=sources, told=(tool.identity, *map(str, command)))
        return await made(config, recipe, partial(_compiled, config, tool, command, whole, report))

    def clean(self, project: Path) -> Sequence[Path]:
        return [project / name for name in (".zig-cache", "zig-out")] if project.is_dir() else []

    def template(self, name: str) -> Mapping[str, str]:
        return {"main.zig": _TEMPLATE.replace("NAME", name)}


def _entry(project: Path) -> Path | None:
    """Return the file a build begins with."""
    if not project.is_dir():
        return project if project.suffix == ".zig" else None
    there = [project / name for name in _INFO.entry_files if (project / name).is_file()]
    if there:
        return there[0]
    alone = sorted(project.glob("*.zig"))
    return alone[0] if len(alone) == 1 else None


def _sources(project: Path, entry: Path) -> list[Path]:
    """Return the files a build may read: what the entry imports, or all of a project that builds itself."""
    return source_files(project, None) if entry.name == _BUILD else [entry, *mentioned_files([entry], _MENTION)]


def _compile_command(config: BuildConfig, tool: ZigTool, entry: Path) -> list[str | Path]:
    library = () if _MAIN.search(text_of(entry)) else _LIBRARY
    command: list[str | Path] = [tool.program, "build-exe", entry, "-target", TARGET, "--name", name_of(config.project)]
    return [*command, *_LEVELS[config.optimization], *_STACK, *_EXPORTS, *library]


def _build_command(config: BuildConfig, tool: ZigTool) -> list[str | Path]:
    return [tool.program, "build", f"-Dtarget={TARGET}", *_RELEASES[config.optimization]]


async def _compiled(
    config: BuildConfig, tool: ZigTool, command: Sequence[str | Path], whole: bool, report: Report, folder: Path
) -> Made:
    name = f"{name_of(config.project)}.wasm"
    to: list[str | Path] = ["--prefix", folder] if whole else [f"-femit-bin={folder / name}"]
    command = [*command, *to, "--cache-dir", tool.cache / "local"]
    diagnostics = await compile_project(config, command, report, environment=tool.environment)
    if not whole:
        if config.optimization == "release":
            await trio.to_thread.run_sync(remove_debug_sections, folder / name)
        return Made(module=name, diagnostics=diagnostics)
    modules = await trio.to_thread.run_sync(installed_modules, folder)
    if not modules:
        raise BuildError(
            f'Cannot build "{config.project}": its build.zig installed no .wasm file; give its executable the target '
            "of `b.standardTargetOptions`, and install it by `b.installArtifact`"
        )
    return Made(module=chosen_module(modules, name), files=tuple(modules), diagnostics=diagnostics)
