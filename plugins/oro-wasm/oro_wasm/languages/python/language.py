"""Projects in Python, made components by componentize-py."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from oro_framework.interpreter import is_built
from oro_wasm.builds.build import BuildConfig, BuildResult, MissingTool, Report
from oro_wasm.builds.language import Capabilities, Language, LanguageInfo
from oro_wasm.builds.making import Made, Recipe, made
from oro_wasm.builds.sources import folder_of, name_of, source_files
from oro_wasm.builds.toolchains import fetch_py, missing_py
from oro_wasm.builds.tools import run_tool
from oro_wasm.errors import BuildError
from oro_wasm.languages.entry_project import EntryProject
from oro_wasm.languages.python import template
from oro_wasm.languages.python.messages import diagnostics_of_python
from oro_wasm.languages.python.packages import COMPONENTIZE
from oro_wasm.languages.python.project import ENTRY_FILES, read_project
from oro_wasm.languages.python.sources import modules_of, sources_text

__all__ = ("Python",)

_HERE = Path(__file__).parent


class Python(Language):
    """Makes a component with a CPython of its own: of the world in the folder `wit`, or else a program.

    A program's modules run when the component runs. What it imports besides is imported when the component is made; it
    can import nothing else later.
    """

    @property
    def info(self) -> LanguageInfo:
        return LanguageInfo(
            name="python",
            title="Python",
            aliases=("py", "waspy"),
            version="0.1.0",
            description="Components and programs; scripts run on CPython compiled to WASI without a build",
            author="The oro-framework maintainers",
            extensions=("py",),
            entry_files=ENTRY_FILES,
            tools=("componentize-py",),
            optional_tools=("python-wasi",),
            capabilities=Capabilities(compile_component=True, optimization=False),
        )

    def can_handle_project(self, project: Path) -> bool:
        if not project.is_dir():
            return project.suffix == ".py"
        return any((project / each).is_file() for each in ENTRY_FILES)

    def check_dependencies(self) -> Sequence[MissingTool]:
        return missing_py(COMPONENTIZE)

    def validate_project(self, project: Path) -> None:
        read_project(project)

    async def build(self, config: BuildConfig, report: Report) -> BuildResult:
        project = read_project(config.project)
        site = await fetch_py(COMPONENTIZE, report)
        environment = project.root / ".venv"
        recipe = Recipe(
            language=self.info.name,
            sources=tuple(source_files(folder_of(config.project), ("py", "wit"), ("pyproject.toml",))),
            told=(str(site), COMPONENTIZE.version, str(project.entry), project.world, str(environment.is_dir())),
        )
        return await made(config, recipe, partial(_make, config, project, site, recipe.sources, report))

    def template(self, name: str) -> Mapping[str, str]:
        return template.files(name)


async def _make(
    config: BuildConfig, project: EntryProject, site: Path, sources: Sequence[Path], report: Report, target: Path
) -> Made:
    folder, module = folder_of(config.project), f"{name_of(config.project)}.wasm"
    if project.wit is not None:
        told: list[str | Path] = ["-d", project.wit, *(["-w", project.world] if project.world else [])]
        told += ["componentize", project.entry.stem, "-p", project.root]
    else:
        _write_program(project, [each for each in sources if each.suffix == ".py"], target)
        told = ["-d", _HERE / "wit", "-w", "program", "componentize", "oro_program", "-p", target]
    if is_built():
        raise BuildError(f'Cannot build "{config.project}": a built app has no Python that could run componentize-py')
    command: list[str | Path] = [
        sys.executable,
        "-I",
        _HERE / "componentize.py",
        site,
        "-q",
        *told,
        "-o",
        target / module,
    ]
    ended = await run_tool(
        command,
        folder=folder,
        report=report,
        environment={"VIRTUAL_ENV": str(_packages(project, target)), "RUST_BACKTRACE": "0"},
        verbose=config.verbose,
    )
    if ended.code:
        diagnostics = diagnostics_of_python(ended.errors, folder)
        first = diagnostics[0].text if diagnostics else next((each for each in ended.errors if each.strip()), "")
        raise BuildError(
            f'Cannot build "{config.project}": {first or f"status {ended.code}"}; correct what the message names',
            diagnostics,
        )
    return Made(module=module)


def _packages(project: EntryProject, target: Path) -> Path:
    """Return the environment whose packages may be imported: the project's, or else one that has none."""
    own = project.root / ".venv"
    if own.is_dir():
        return own
    empty = target / "no-packages"
    (empty / "lib" / "python3" / "site-packages").mkdir(parents=True)
    return empty


def _write_program(project: EntryProject, files: Sequence[Path], target: Path) -> None:
    modules = dict(modules_of(project.root, [each for each in files if each.is_relative_to(project.root)]))
    main = modules_of(project.entry.parent, [project.entry])
    if not main:
        raise BuildError(
            f'Cannot build "{project.entry}": its name cannot be that of a module; use letters, digits and underscores'
        )
    shutil.copyfile(_HERE / "program.py", target / "oro_program.py")
    text = sources_text(next(iter(main.values())), modules)
    (target / "oro_sources.py").write_text(text, "utf-8")
