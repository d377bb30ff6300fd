"""Projects in C++."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from oro_wasm.builds.build import BuildConfig, BuildResult, MissingTool, Report
from oro_wasm.builds.language import Capabilities, Language, LanguageInfo
from oro_wasm.builds.pinned import ZIG
from oro_wasm.builds.sources import source_files
from oro_wasm.builds.toolchains import missing_py
from oro_wasm.errors import BuildError
from oro_wasm.languages.c import build_by_driver, has_source
from oro_wasm.languages.clang import CPP_SOURCES

__all__ = ("Cpp",)

_INFO = LanguageInfo(
    name="cpp",
    title="C++",
    aliases=("c++", "cxx", "wasmcpp"),
    version="1.0",
    description="C++ by Zig's clang, with libc++ and without exceptions",
    author="The oro-framework maintainers",
    extensions=CPP_SOURCES,
    entry_files=("main.cpp", "src/main.cpp", "Makefile"),
    tools=("zig",),
    optional_tools=("emcc", "make"),
    capabilities=Capabilities(compile_component=True, compile_webapp=True),
)
_TEMPLATE = """\
#include <iostream>
#include <string>

extern "C" {

// Called by a page, by a component, or by: oro wasm exec NAME.wasm --call add 2 3
__attribute__((export_name("add"))) int add(int a, int b) {
    return a + b;
}

}

int main(int count, char **arguments) {
    const std::string name = count > 1 ? arguments[1] : "world";
    std::cout << "Hello from C++, " << name << "!" << std::endl;
    return 0;
}
"""


class Cpp(Language):
    """C++ projects: a source file, a folder of them with C among them, or a Makefile."""

    @property
    def info(self) -> LanguageInfo:
        return _INFO

    def can_handle_project(self, project: Path) -> bool:
        if not project.is_dir():
            return project.suffix[1:] in CPP_SOURCES
        return has_source(project, CPP_SOURCES)

    def check_dependencies(self) -> Sequence[MissingTool]:
        return missing_py(ZIG, "zig")

    def validate_project(self, project: Path) -> None:
        if not source_files(project, CPP_SOURCES):
            raise BuildError(f'Cannot build "{project}" as C++: it has no .cpp, .cc or .cxx file')

    async def build(self, config: BuildConfig, report: Report) -> BuildResult:
        return await build_by_driver(config, "c++", report)

    def template(self, name: str) -> Mapping[str, str]:
        return {"main.cpp": _TEMPLATE.replace("NAME", name)}
