"""Projects in JavaScript: programs on QuickJS compiled to WASI, and components by componentize-qjs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from oro_wasm.builds.build import BuildConfig, BuildResult, Diagnostic, MissingTool, Report
from oro_wasm.builds.language import Capabilities, Language, LanguageInfo
from oro_wasm.builds.making import Made, Recipe, made
from oro_wasm.builds.pinned import ZIG
from oro_wasm.builds.sources import folder_of, name_of, source_files
from oro_wasm.builds.toolchains import missing_py
from oro_wasm.builds.tools import run_tool
from oro_wasm.errors import BuildError
from oro_wasm.languages.entry_project import EntryProject
from oro_wasm.languages.javascript import template
from oro_wasm.languages.javascript.engine import Engine, engine_for
from oro_wasm.languages.javascript.packages import COMPONENTIZE_SCRIPT, componentize
from oro_wasm.languages.javascript.project import ENTRY_FILES, read_project
from oro_wasm.languages.javascript.quickjs import missing_sources
from oro_wasm.languages.node import fetch_packages

__all__ = ("JavaScript",)

_PLACE = re.compile(r"\bat (?:\S+ \()?/?(?P<file>[^\s():]+):(?P<line>\d+):(?P<column>\d+)\)?")


class JavaScript(Language):
    """Makes a program of modules of JavaScript, or a component where there is a folder `wit`.

    A program is one module: the engine and the project's files. It has console, process, timers, promises and files in
    the way of `node:fs`; packages of npm that need more of Node do not run.
    """

    @property
    def info(self) -> LanguageInfo:
        return LanguageInfo(
            name="js",
            title="JavaScript",
            aliases=("javascript", "quickjs"),
            version="0.1.0",
            description="Programs on QuickJS, components, and scripts without a build",
            author="The oro-framework maintainers",
            extensions=("js", "mjs"),
            entry_files=ENTRY_FILES,
            tools=("zig", "quickjs-ng"),
            optional_tools=("node", "componentize-qjs"),
            capabilities=Capabilities(compile_component=True, optimization=False),
        )

    def can_handle_project(self, project: Path) -> bool:
        if not project.is_dir():
            return project.suffix in (".js", ".mjs")
        return any((project / each).is_file() for each in ENTRY_FILES)

    def check_dependencies(self) -> Sequence[MissingTool]:
        return [*missing_py(ZIG, "zig"), *missing_sources()]

    def validate_project(self, project: Path) -> None:
        read_project(project)

    async def build(self, config: BuildConfig, report: Report) -> BuildResult:
        project = read_project(config.project)
        sources = tuple(source_files(folder_of(config.project), ("js", "mjs", "wit"), ("package.json",)))
        if project.wit is not None:
            tools, folder = await fetch_packages(componentize(), report)
            told: tuple[str, ...] = (str(folder), str(project.entry), project.world)
            make = partial(_component, config, project, [tools.node, folder / COMPONENTIZE_SCRIPT], report)
        elif config.component:
            raise BuildError(
                f'Cannot build "{config.project}" as a component: it has no folder wit; '
                "describe its world there, or leave the component out for a program"
            )
        else:
            engine = await engine_for(report)
            told = (str(engine.folder), str(project.entry))
            make = partial(_program, config, project, engine, sources, report)
        return await made(config, Recipe(language=self.info.name, sources=sources, told=told), make)

    def template(self, name: str) -> Mapping[str, str]:
        return template.files(name)


async def _program(
    config: BuildConfig, project: EntryProject, engine: Engine, sources: Sequence[Path], report: Report, target: Path
) -> Made:
    scripts = [each for each in sources if each.suffix in (".js", ".mjs")]
    files = {each.relative_to(project.root).as_posix(): each.read_bytes() for each in scripts}
    module = f"{name_of(config.project)}.wasm"
    entry = project.entry.relative_to(project.root).as_posix()
    await engine.link(files, entry, target / module, report, verbose=config.verbose)
    return Made(module=module)


async def _component(
    config: BuildConfig, project: EntryProject, tool: Sequence[str | Path], report: Report, target: Path
) -> Made:
    module = f"{name_of(config.project)}.wasm"
    command = [*tool, "--wit", project.wit or "", "--js", project.entry, "--module-root", project.root, "--sync"]
    command += [*(["--world", project.world] if project.world else []), "-o", target / module]
    ended = await run_tool(command, folder=project.root, report=report, verbose=config.verbose)
    if ended.code or not (target / module).is_file():
        diagnostic = _diagnostic(ended.lines)
        raise BuildError(
            f'Cannot build "{config.project}": {diagnostic.text}; correct what the message names', [diagnostic]
        )
    return Made(module=module)


def _diagnostic(lines: Sequence[str]) -> Diagnostic:
    told = [line.strip() for line in lines if line.strip()]
    text = next((line for line in told if "rror" in line), told[0] if told else "componentize-qjs failed")
    text = text.rpartition("JavaScript module: ")[2]
    place = next((found for line in told if (found := _PLACE.search(line))), None)
    if place is None:
        return Diagnostic(text=text)
    return Diagnostic(file=place["file"], line=int(place["line"]), column=int(place["column"]), text=text)
