"""Zig and Go beyond one file: libraries, packages, projects with a build of their own, and mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import wasmtime
from oro_wasm.errors import BuildError

pytestmark = pytest.mark.anyio

BUILD_ZIG = """\
const std = @import("std");
pub fn build(b: *std.Build) void {
    const root = b.createModule(.{
        .root_source_file = b.path("src/main.zig"),
        .target = b.standardTargetOptions(.{}),
        .optimize = b.standardOptimizeOption(.{}),
    });
    b.installArtifact(b.addExecutable(.{ .name = "tool", .root_module = root }));
}
"""
MAIN_GO = """\
package main

import (
	_ "embed"
	"fmt"

	"example.com/words/inner"
)

//go:embed text.txt
var text string

func main() { fmt.Println(text, inner.Word()) }
"""
LIBRARY_GO = """\
package main

//go:wasmexport add
func add(a, b int32) int32 { return a + b }

func main() {}
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def exports(module: Path) -> set[str]:
    return {each.name for each in wasmtime.Module.from_file(wasmtime.Engine(), str(module)).exports}


async def test_a_zig_library_and_what_it_imports(tmp_path: Path, build: Any, run_module: Any) -> None:
    other = write(tmp_path / "lib" / "other.zig", "pub const factor: i32 = 2;\n")
    text = 'const other = @import("other.zig");\nexport fn scale(a: i32) i32 { return a * other.factor; }\n'
    source = write(tmp_path / "lib" / "lib.zig", text)
    result = await build(source)
    assert "scale" in exports(result.module)
    assert run_module(result.module, 21, function="scale").outcome.results == (42,)
    assert (await build(source)).cached
    other.write_text("pub const factor: i32 = 3;\n")
    assert run_module((await build(source)).module, 21, function="scale").outcome.results == (63,)


async def test_a_zig_project_builds_itself(tmp_path: Path, build: Any, run_module: Any) -> None:
    project = tmp_path / "project"
    write(project / "build.zig", BUILD_ZIG)
    main = write(project / "src" / "main.zig", "pub fn main() u8 { return 3; }\n")
    result = await build(project)
    assert result.module == tmp_path / "out" / "tool.wasm"
    assert run_module(result.module).outcome.code == 3
    assert (await build(project)).cached
    assert sorted(path.name for path in project.iterdir()) == ["build.zig", "src"]
    main.write_text("pub fn main() u8 { return 4; }\n")
    assert run_module((await build(project)).module).outcome.code == 4


async def test_mistakes_in_zig(tmp_path: Path, build: Any) -> None:
    source = write(tmp_path / "main.zig", "pub fn main() void {\n    absent();\n}\n")
    with pytest.raises(BuildError, match=r"main\.zig:2:5: use of undeclared identifier 'absent'") as raised:
        await build(source)
    assert raised.value.diagnostics[0].file == "main.zig"


async def test_a_go_module_with_packages_and_embedded_files(tmp_path: Path, build: Any, run_module: Any) -> None:
    project = tmp_path / "words"
    write(project / "go.mod", "module example.com/words\n\ngo 1.24\n")
    write(project / "main.go", MAIN_GO)
    embedded = write(project / "text.txt", "embedded")
    inner = write(project / "inner" / "inner.go", 'package inner\n\nfunc Word() string { return "inner" }\n')
    write(project / "main_test.go", "package main\n\nfunc broken(\n")
    result = await build(project)
    assert result.module == tmp_path / "out" / "words.wasm"
    assert run_module(result.module).output == "embedded inner\n"
    assert (await build(project)).cached
    embedded.write_text("changed")
    inner.write_text('package inner\n\nfunc Word() string { return "too" }\n')
    assert run_module((await build(project)).module).output == "changed too\n"


async def test_go_exports_functions(tmp_path: Path, build: Any, run_module: Any) -> None:
    result = await build(write(tmp_path / "adder" / "main.go", LIBRARY_GO).parent)
    assert {"_initialize", "add"} <= exports(result.module)
    assert run_module(result.module, 2, 3, function="add").outcome.results == (5,)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            'package main\n\nimport "os"\n\nfunc main() { absent() }\n',
            r'main\.go:3:8: "os" imported and not used, and 1 more',
        ),
        ("package words\n\nfunc Word() {}\n", "it is package words, and a module is built from `package main`"),
        ('package main\n\nimport "example.com/absent"\n\nfunc main() { absent.Do() }\n', "example.com/absent"),
    ],
)
async def test_mistakes_in_go(tmp_path: Path, build: Any, text: str, reason: str) -> None:
    with pytest.raises(BuildError, match=reason):
        await build(write(tmp_path / "main.go", text))
