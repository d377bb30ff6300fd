"""Projects in Go."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import trio

from oro_wasm.builds.build import BuildConfig, BuildResult, MissingTool, Optimization, Report
from oro_wasm.builds.diagnostics.go import diagnostics_of_go
from oro_wasm.builds.language import Language, LanguageInfo
from oro_wasm.builds.making import Made, Recipe, made
from oro_wasm.builds.pinned import GO
from oro_wasm.builds.sources import name_of, source_files, text_of
from oro_wasm.builds.toolchains import missing_py
from oro_wasm.errors import BuildError
from oro_wasm.languages.compiling import compile_project
from oro_wasm.languages.go_tool import ENVIRONMENT, go_tool, installed_go

__all__ = ("Go",)

_INFO = LanguageInfo(
    name="go",
    title="Go",
    aliases=("golang", "wasmgo"),
    version="1.0",
    description="Go, with goroutines and the standard library",
    author="The oro-framework maintainers",
    extensions=("go",),
    entry_files=("go.mod", "main.go"),
    tools=("go",),
)
_LEVELS: dict[Optimization, tuple[str, ...]] = {
    "debug": ("-gcflags=all=-N -l",),
    "release": ("-trimpath",),
    "size": ("-trimpath", "-ldflags=-s -w"),
}
_PACKAGE = re.compile(r"^package[ \t]+(\w+)", re.MULTILINE)
_EXPORT = re.compile(r"^//go:wasmexport[ \t]", re.MULTILINE)
_REPLACED = re.compile(r"=>[ \t]*(\.\.?/\S+)")
_NAMES = ("go.mod", "go.sum")
_TEMPLATE = """\
package main

import (
	"fmt"
	"os"
)

func main() {
	name := "world"
	if len(os.Args) > 1 {
		name = os.Args[1]
	}
	fmt.Printf("Hello from Go, %s!\\n", name)
}
"""
_MODULE = """\
module example.com/NAME

go 1.24
"""


class Go(Language):
    """Go projects: a module, a folder of one package, or a single file."""

    @property
    def info(self) -> LanguageInfo:
        return _INFO

    def can_handle_project(self, project: Path) -> bool:
        if not project.is_dir():
            return project.suffix == ".go"
        return (project / "go.mod").is_file() or next(project.glob("*.go"), None) is not None

    def check_dependencies(self) -> Sequence[MissingTool]:
        return () if installed_go() else missing_py(GO, "go")

    def validate_project(self, project: Path) -> None:
        if not self._files(project):
            raise BuildError(
                f'Cannot build "{project}" as Go: it has no .go file at its top; name the folder of a command'
            )
        packages = {name for text in self._texts(project) for name in _PACKAGE.findall(text)[:1]}
        if packages and "main" not in packages:
            raise BuildError(
                f'Cannot build "{project}": it is package {sorted(packages)[0]}, and a module is built from '
                "`package main`; export functions from one by //go:wasmexport"
            )

    async def build(self, config: BuildConfig, report: Report) -> BuildResult:
        go = await go_tool(report)
        status = go.stat()
        mode = ["-buildmode=c-shared"] if self._is_library(config.project) else []
        command = [str(go), "build", *mode, *_LEVELS[config.optimization]]
        sources = await trio.to_thread.run_sync(_sources, config.project)
        told = (*command, str(status.st_size), str(status.st_mtime_ns))
        recipe = Recipe(language="go", sources=tuple(sources), told=told)
        return await made(config, recipe, partial(_compiled, config, command, report))

    def template(self, name: str) -> Mapping[str, str]:
        return {"main.go": _TEMPLATE, "go.mod": _MODULE.replace("NAME", name)}

    def _is_library(self, project: Path) -> bool:
        """Return whether functions are exported, which are called while the module stays."""
        return any(_EXPORT.search(text) for text in self._texts(project))

    def _texts(self, project: Path) -> list[str]:
        return [text_of(path) for path in self._files(project)]

    def _files(self, project: Path) -> list[Path]:
        if not project.is_dir():
            return [project]
        return [path for path in sorted(project.glob("*.go")) if not path.name.endswith("_test.go")]


def _module_of(project: Path) -> Path | None:
    """Return the folder of the Go module that a command is in, whose other packages it may use."""
    return next((each for each in (project, *project.parents) if (each / "go.mod").is_file()), None)


def _sources(project: Path) -> list[Path]:
    """Return the files a build may read: those of its module, of modules beside it that take others' place, and what
    is embedded.
    """
    module = _module_of(project)
    if module is None and not project.is_dir():
        return [project]
    roots = [module or project]
    if module is not None:
        roots += [path for name in _REPLACED.findall(text_of(module / "go.mod")) if (path := module / name).is_dir()]
    found = [path for root in roots for path in source_files(root, ("go", "s"), _NAMES)]
    if any("//go:embed" in text_of(path) for path in found):
        return [path for root in roots for path in source_files(root, None)]
    return found


async def _compiled(config: BuildConfig, command: Sequence[str], report: Report, folder: Path) -> Made:
    name = f"{name_of(config.project)}.wasm"
    if not config.project.is_dir():
        what = [config.project.name]
    else:
        what = ["."] if _module_of(config.project) else _loose_files(config.project)
    whole: list[str | Path] = [*command, "-o", folder / name, *what]
    diagnostics = await compile_project(config, whole, report, environment=ENVIRONMENT, read=diagnostics_of_go)
    return Made(module=name, diagnostics=diagnostics)


def _loose_files(project: Path) -> list[str]:
    """Return the files of a folder that is in no Go module, of which `go build` wants the names."""
    return [path.name for path in sorted(project.glob("*.go")) if not path.name.endswith("_test.go")]
