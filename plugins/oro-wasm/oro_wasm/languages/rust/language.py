"""Projects in Rust, built by the Rust that is installed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import trio

from oro_wasm.builds.build import BuildConfig, BuildResult, MissingTool, Report
from oro_wasm.builds.language import Capabilities, Language, LanguageInfo
from oro_wasm.builds.making import Made, Recipe, made
from oro_wasm.builds.sources import folder_of, name_of, source_files
from oro_wasm.builds.tools import Ended, run_tool
from oro_wasm.errors import BuildError
from oro_wasm.languages.rust import template
from oro_wasm.languages.rust.manifest import MANIFEST, read_manifest
from oro_wasm.languages.rust.messages import Messages
from oro_wasm.languages.rust.plan import Plan, environment, plan
from oro_wasm.languages.rust.toolchain import MODULE, missing_target, target_of, toolchain_at

__all__ = ("Rust",)


class Rust(Language):
    """Builds a package with cargo, or a single file with rustc.

    A module is made for WASI, a component where one is asked for, and a module with the glue of wasm-bindgen where the
    package depends on that. Toolchains of Rust are not fetched: what is missing is told with the command that adds it.
    """

    @property
    def info(self) -> LanguageInfo:
        return LanguageInfo(
            name="rust",
            title="Rust",
            aliases=("rs", "wasmrust"),
            version="0.1.0",
            description="Packages of cargo, and single files",
            author="The oro-framework maintainers",
            extensions=("rs",),
            entry_files=(MANIFEST, "src/main.rs", "src/lib.rs"),
            tools=("cargo", "rustc", MODULE[0]),
            optional_tools=("wasm32-wasip2", "wasm32-unknown-unknown", "wasm-bindgen"),
            capabilities=Capabilities(compile_component=True, compile_webapp=True, custom_targets=True),
        )

    def can_handle_project(self, project: Path) -> bool:
        return (project / MANIFEST).is_file() if project.is_dir() else project.suffix == ".rs"

    def check_dependencies(self) -> Sequence[MissingTool]:
        toolchain = toolchain_at(Path.cwd())
        if isinstance(toolchain, MissingTool):
            return [toolchain]
        return [] if target_of(toolchain, MODULE) else [missing_target(toolchain, MODULE)]

    def validate_project(self, project: Path) -> None:
        if project.is_dir():
            read_manifest(project)

    async def build(self, config: BuildConfig, report: Report) -> BuildResult:
        planned = await trio.to_thread.run_sync(plan, config)
        recipe = Recipe(
            language=self.info.name,
            sources=tuple(source_files(config.project, ("rs", "toml", "wit"))),
            told=(*planned.told, config.optimization),
        )
        make = partial(_package if config.project.is_dir() else _file, config, planned, report)
        return await made(config, recipe, make)

    def template(self, name: str) -> Mapping[str, str]:
        return template.files(name)

    def clean(self, project: Path) -> Sequence[Path]:
        """Return what cargo keeps for WebAssembly; what it keeps for this machine stays."""
        return sorted((project / "target").glob("wasm32-*")) if project.is_dir() else ()


async def _package(config: BuildConfig, planned: Plan, report: Report, target: Path) -> Made:
    messages = Messages(config.project, report)
    manifest = read_manifest(config.project)
    ended = await run_tool(
        planned.cargo(config.optimization),
        folder=config.project,
        report=report,
        environment=environment(config, manifest),
        verbose=config.verbose,
        output=messages.take,
    )
    if ended.code:
        raise _failed(config, ended, messages)
    if not messages.artifacts:
        raise BuildError(
            f'Cannot build "{config.project}": the package has neither a program nor a library of crate-type '
            '"cdylib"; add src/main.rs, or `[lib] crate-type = ["cdylib"]` to Cargo.toml'
        )
    module = messages.artifacts[-1]
    if planned.bindgen is not None:
        return await _bound(config, planned.bindgen, module, report, messages, target)
    await trio.to_thread.run_sync(shutil.copyfile, module, target / f"{name_of(config.project)}.wasm")
    return Made(module=f"{name_of(config.project)}.wasm", read=_locked(config), diagnostics=tuple(messages.diagnostics))


async def _bound(
    config: BuildConfig, bindgen: Path, module: Path, report: Report, messages: Messages, target: Path
) -> Made:
    """Make the glue for the web: `NAME.js`, its types, and `NAME_bg.wasm`."""
    name = name_of(config.project)
    command: list[str | Path] = [bindgen, module, "--target", "web", "--out-dir", target, "--out-name", name]
    ended = await run_tool(command, folder=config.project, report=report, verbose=config.verbose)
    if ended.code:
        raise _failed(config, ended, messages)
    files = _files_in(target)
    return Made(module=f"{name}_bg.wasm", files=files, read=_locked(config), diagnostics=tuple(messages.diagnostics))


async def _file(config: BuildConfig, planned: Plan, report: Report, target: Path) -> Made:
    name = f"{name_of(config.project)}.wasm"
    folder = folder_of(config.project)
    lines: list[str] = []

    def collected(kind: str, text: str) -> None:
        lines.append(text)

    ended = await run_tool(
        planned.rustc(config, target / name), folder=folder, report=collected, verbose=config.verbose
    )
    messages = Messages(folder, report)
    for line in lines:
        messages.take(line)
    if ended.code:
        raise _failed(config, ended, messages)
    return Made(module=name, diagnostics=tuple(messages.diagnostics))


def _files_in(folder: Path) -> tuple[str, ...]:
    return tuple(os.path.relpath(each, folder) for each in sorted(folder.rglob("*")) if each.is_file())


def _locked(config: BuildConfig) -> tuple[Path, ...]:
    """Return the lockfile, which the first build makes, so that it is no source."""
    return (config.project / "Cargo.lock",)


def _failed(config: BuildConfig, ended: Ended, messages: Messages) -> BuildError:
    first = next((each.text for each in messages.diagnostics if each.severity == "error"), "")
    return BuildError(
        f'Cannot build "{config.project}": {first or ended.last_error}; correct what the messages name',
        messages.diagnostics,
    )
