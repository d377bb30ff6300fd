"""Projects in AssemblyScript: a language with the syntax of TypeScript, compiled by `asc`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from oro_wasm.builds.build import BuildConfig, BuildResult, MissingTool, Report
from oro_wasm.builds.language import Capabilities, Language, LanguageInfo
from oro_wasm.builds.making import Made, Recipe, made
from oro_wasm.builds.sources import folder_of, name_of, source_files
from oro_wasm.builds.tools import run_tool
from oro_wasm.errors import BuildError
from oro_wasm.languages.assemblyscript import template
from oro_wasm.languages.assemblyscript.command import ENTRY_FILES, arguments, entries
from oro_wasm.languages.assemblyscript.compiler import COMPILER, Compiler, compiler_for, packages
from oro_wasm.languages.assemblyscript.config import CONFIG
from oro_wasm.languages.assemblyscript.diagnostics import diagnostics_of_asc
from oro_wasm.languages.node import missing_packages

__all__ = ("AssemblyScript",)

_GLUE = (".js", ".d.ts", ".wasm.map", ".wat")
"""Endings of what the compiler makes beside a module."""


class AssemblyScript(Language):
    """Builds with the project's own compiler, or else one that is fetched on first use.

    A file that exports nothing becomes a program of WASI; one that exports something becomes a module with glue, a
    JavaScript module of the same name that loads it. `asconfig.json` decides where there is one.
    """

    @property
    def info(self) -> LanguageInfo:
        return LanguageInfo(
            name="asc",
            title="AssemblyScript",
            aliases=("assemblyscript", "wasmasc"),
            version="0.1.0",
            description="A language with the syntax of TypeScript, for small modules and for pages",
            author="The oro-framework maintainers",
            extensions=("ts", "as"),
            entry_files=(CONFIG, *ENTRY_FILES),
            tools=("node", "asc"),
            capabilities=Capabilities(compile_webapp=True, custom_targets=True),
        )

    def can_handle_project(self, project: Path) -> bool:
        if not project.is_dir():
            return project.suffix in (".ts", ".as")
        if (project / CONFIG).is_file() or (project / "assembly" / "index.ts").is_file():
            return True
        return _depends_on_compiler(project / "package.json")

    def check_dependencies(self) -> Sequence[MissingTool]:
        return missing_packages(packages(), "asc")

    def validate_project(self, project: Path) -> None:
        entries(project)

    async def build(self, config: BuildConfig, report: Report) -> BuildResult:
        self.validate_project(config.project)
        if config.component:
            raise BuildError(
                f'Cannot build "{config.project}" as a component: AssemblyScript makes modules only; '
                "leave the component out, or write it in Rust, Go, C, Python or JavaScript"
            )
        folder = folder_of(config.project)
        compiler = await compiler_for(folder, report)
        recipe = Recipe(
            language=self.info.name,
            sources=tuple(source_files(config.project, ("ts", "as"), (CONFIG, "package.json"))),
            told=(str(compiler.script), compiler.version, config.optimization, str(compiler.shim)),
        )
        return await made(config, recipe, partial(_make, config, compiler, report))

    def template(self, name: str) -> Mapping[str, str]:
        return template.files(name)


async def _make(config: BuildConfig, compiler: Compiler, report: Report, target: Path) -> Made:
    folder, name = folder_of(config.project), name_of(config.project)
    command: list[str | Path] = [compiler.node, compiler.script, *arguments(config, compiler, target)]
    ended = await run_tool(command, folder=folder, report=report, verbose=config.verbose)
    diagnostics = diagnostics_of_asc(ended.lines, folder)
    for each in diagnostics:
        report("diagnostic", each.text)
    if ended.code:
        raise BuildError(
            f'Cannot build "{config.project}": {ended.last_line}; correct what the messages name', diagnostics
        )
    glue = tuple(f"{name}{ending}" for ending in _GLUE if (target / f"{name}{ending}").is_file())
    return Made(module=f"{name}.wasm", files=glue, diagnostics=tuple(diagnostics))


def _depends_on_compiler(manifest: Path) -> bool:
    try:
        told: Any = json.loads(manifest.read_text("utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(told, dict):
        return False
    groups = (told.get("dependencies"), told.get("devDependencies"))
    return any(isinstance(each, dict) and COMPILER in each for each in groups)
