"""Projects in C."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from oro_wasm.builds.build import BuildConfig, BuildResult, MissingTool, Report
from oro_wasm.builds.language import Capabilities, Language, LanguageInfo
from oro_wasm.builds.pinned import ZIG
from oro_wasm.builds.sources import source_files
from oro_wasm.builds.toolchains import missing_py
from oro_wasm.errors import BuildError
from oro_wasm.languages.c_component import build_c_component, is_c_component
from oro_wasm.languages.c_make import build_by_make, makefile_of
from oro_wasm.languages.clang import C_SOURCES, CPP_SOURCES, build_by_clang
from oro_wasm.languages.emscripten import build_by_emscripten

__all__ = ("C", "build_by_driver", "has_source")

_INFO = LanguageInfo(
    name="c",
    title="C",
    aliases=("wasmc",),
    version="1.0",
    description="C by Zig's clang, with the C library of WASI",
    author="The oro-framework maintainers",
    extensions=C_SOURCES,
    entry_files=("main.c", "src/main.c", "Makefile"),
    tools=("zig",),
    optional_tools=("emcc", "make"),
    capabilities=Capabilities(compile_component=True, compile_webapp=True),
)
_TEMPLATE = """\
#include <stdio.h>

/* Called by a page, by a component, or by: oro wasm exec NAME.wasm --call add 2 3 */
__attribute__((export_name("add"))) int add(int a, int b) {
    return a + b;
}

int main(int count, char **arguments) {
    printf("Hello from C, %s!\\n", count > 1 ? arguments[1] : "world");
    return 0;
}
"""


class C(Language):
    """C projects: a source file, a folder of them, or a Makefile."""

    @property
    def info(self) -> LanguageInfo:
        return _INFO

    def can_handle_project(self, project: Path) -> bool:
        if not project.is_dir():
            return project.suffix == ".c"
        return has_source(project, C_SOURCES) and not has_source(project, CPP_SOURCES)

    def check_dependencies(self) -> Sequence[MissingTool]:
        return missing_py(ZIG, "zig")

    def validate_project(self, project: Path) -> None:
        if not source_files(project, C_SOURCES):
            raise BuildError(f'Cannot build "{project}" as C: it has no .c file')

    async def build(self, config: BuildConfig, report: Report) -> BuildResult:
        return await build_by_driver(config, "cc", report)

    def template(self, name: str) -> Mapping[str, str]:
        return {"main.c": _TEMPLATE.replace("NAME", name)}


async def build_by_driver(config: BuildConfig, driver: str, report: Report) -> BuildResult:
    """Build a project of C or C++ in the way it is made for.

    Args:
        config: the build as asked for.
        driver: `cc` or `c++`.
        report: told of the progress.

    Raises:
        BuildError: it does not compile or link, or a tool is not installed.
    """
    if is_c_component(config):
        return await build_c_component(config, driver, report)
    if config.webapp:
        return await build_by_emscripten(config, driver, report)
    if makefile_of(config.project):
        return await build_by_make(config, driver, report)
    return await build_by_clang(config, driver, report)


def has_source(project: Path, extensions: Sequence[str]) -> bool:
    """Return whether a folder, or its `src`, has a source file of some kinds; with a Makefile, any folder below."""
    if makefile_of(project):
        return bool(source_files(project, extensions))
    folders = (project, project / "src")
    return any(next(folder.glob(f"*.{each}"), None) is not None for folder in folders for each in extensions)
