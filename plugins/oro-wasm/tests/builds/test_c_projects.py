"""C and C++ beyond one file: folders, headers, libraries, levels, Makefiles, and what a compiler says of mistakes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import wasmtime
from oro_wasm.builds.debug_sections import without_debug_sections
from oro_wasm.errors import BuildError

pytestmark = pytest.mark.anyio

MAIN = '#include "part.h"\n#include <stdio.h>\nint main(void) { printf("%d\\n", part(2)); return 0; }\n'
PART = '#include "part.h"\nint part(int a) { return a * FACTOR; }\n'
HEADER = "#define FACTOR 21\nint part(int);\n"
MAKEFILE = """\
CFLAGS = -DFACTOR=21
hello: main.o part.o
\t$(CC) $^ -o $@
clean:
\trm -f hello *.o
"""
TRAP = """\
__attribute__((noinline)) void inner(int *p) { if (*p) __builtin_trap(); }
__attribute__((noinline)) void outer(int *p) { inner(p); *p = 3; }
int main(void) { volatile int one = 1; outer((int *)&one); return 0; }
"""


def write(folder: Path, **texts: str) -> Path:
    """Write files, with `_` in a name for `.` before its extension and `__` for a folder."""
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def exports(module: Path) -> set[str]:
    return {each.name for each in wasmtime.Module.from_file(wasmtime.Engine(), str(module)).exports}


async def test_a_folder_is_one_program(tmp_path: Path, build: Any, run_module: Any) -> None:
    project = write(tmp_path / "sum", src__main_c=MAIN, src__part_c=PART, include__part_h=HEADER)
    result = await build(project)
    assert result.module == tmp_path / "out" / "sum.wasm"
    assert run_module(result.module).output == "42\n"
    assert (await build(project)).cached
    assert sorted(path.name for path in project.rglob("*") if path.is_file()) == ["main.c", "part.c", "part.h"]


async def test_a_header_outside_the_project_is_watched_too(tmp_path: Path, build: Any, run_module: Any) -> None:
    source = (
        write(tmp_path, common__part_h=HEADER, app__main_c=MAIN.replace("part.h", "../common/part.h")) / "app/main.c"
    )
    source.write_text(source.read_text() + '\n#include "part.c"\n')
    write(tmp_path, app__part_c=PART.replace("part.h", "../common/part.h"))
    assert run_module((await build(source)).module).output == "42\n"
    write(tmp_path, common__part_h=HEADER.replace("21", "4"))
    result = await build(source)
    assert not result.cached
    assert run_module(result.module).output == "8\n"


async def test_flags_of_the_project_are_used(tmp_path: Path, build: Any, run_module: Any) -> None:
    project = write(tmp_path / "sum", main_c=MAIN, part_c=PART, part_h="int part(int);\n")
    (project / "compile_flags.txt").write_text("-DFACTOR=5\n")
    assert run_module((await build(project)).module).output == "10\n"
    (project / "compile_flags.txt").write_text("-DFACTOR=6\n")
    assert run_module((await build(project)).module).output == "12\n"


async def test_a_library_exports_what_it_says(tmp_path: Path, build: Any, run_module: Any) -> None:
    text = (
        '__attribute__((export_name("twice"))) int doubled(int a) { return 2 * a; }\nint unseen(int a) { return a; }\n'
    )
    result = await build(write(tmp_path, library_c=text) / "library.c")
    assert exports(result.module) == {"memory", "_initialize", "twice"}
    assert run_module(result.module, 4, function="twice").outcome.results == (8,)


@pytest.mark.parametrize(("name", "text"), [("library.c", "{}"), ("library.cpp", 'extern "C" {{ {} }}')])
async def test_one_that_says_nothing_exports_all(
    tmp_path: Path, build: Any, run_module: Any, name: str, text: str
) -> None:
    functions = "int twice(int a) { return 2 * a; } static int hidden(int a) { return a; } /* int main(void) */"
    (tmp_path / name).write_text(text.format(functions))
    result = await build(tmp_path / name)
    assert {"_initialize", "twice"} <= exports(result.module)
    assert run_module(result.module, 4, function="twice").outcome.results == (8,)


async def test_levels_of_optimization(tmp_path: Path, build: Any, run_module: Any) -> None:
    source = write(tmp_path, trap_c=TRAP) / "trap.c"
    sizes = {}
    for level in ("debug", "release", "size"):
        module = (await build(source, optimization=level)).module
        sizes[level] = module.stat().st_size
        trap = run_module(module).outcome.trap
        assert trap.code == "unreachable"
        names = [each.function for each in trap.frames]
        assert ("inner" in names) is (level != "size")
    assert sizes["size"] < sizes["release"] < sizes["debug"]


async def test_memory_begins_small(tmp_path: Path, build: Any, run_module: Any) -> None:
    result = await build(write(tmp_path, small_c="int main(void) { return 0; }") / "small.c")
    assert run_module(result.module).outcome.memory <= 4 * 65536


async def test_mistakes_are_told_with_their_place(tmp_path: Path, build: Any) -> None:
    text = 'int main(void) {\n  int other = "a";\n  return absent;\n}\n'
    project = write(tmp_path / "bad", src__main_c=text)
    with pytest.raises(BuildError, match=r"src/main\.c:2:7: incompatible .*, and 1 more") as raised:
        await build(project)
    assert [(each.file, each.line) for each in raised.value.diagnostics] == [("src/main.c", 2), ("src/main.c", 3)]
    assert os.listdir(tmp_path / "out") == []


@pytest.mark.parametrize(
    ("name", "text", "hint"),
    [
        ("a.c", "int missing(void); int main(void) { return missing(); }", "undefined symbol: missing"),
        ("a.c", "#include <signal.h>\nint main(void) { return 0; }", "flags of a project are in its compile_flags.txt"),
        ("a.cpp", "#include <fstream>\nint main() { std::ifstream file; }", "use <cstdio>"),
        ("a.cpp", "int main() { throw 1; }", "return errors instead"),
    ],
)
async def test_what_wasi_lacks_is_explained(tmp_path: Path, build: Any, name: str, text: str, hint: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(BuildError, match=hint):
        await build(tmp_path / name)


async def test_two_mains_are_explained(tmp_path: Path, build: Any) -> None:
    project = write(tmp_path / "two", one_c="int main(void) { return 0; }", other_c="int main(void) { return 1; }")
    with pytest.raises(BuildError, match="a program has one `main`: name the one source file to build"):
        await build(project)


async def test_a_makefile_is_followed_in_a_copy(tmp_path: Path, build: Any, run_module: Any, reports: Any) -> None:
    project = write(tmp_path / "made", main_c=MAIN, part_c=PART, part_h="int part(int);\n")
    (project / "Makefile").write_text(MAKEFILE)
    result = await build(project)
    assert ("note", "building by the Makefile, with CC and CXX set to Zig's clang for WASI") in reports
    assert result.module == tmp_path / "out" / "hello.wasm"
    assert run_module(result.module).output == "42\n"
    assert sorted(os.listdir(project)) == ["Makefile", "main.c", "part.c", "part.h"]
    assert (await build(project)).cached
    reports.clear()
    (project / "Makefile").write_text(MAKEFILE.replace("21", "4"))
    (project / "part.c").write_text(PART + "\n")
    assert run_module((await build(project)).module).output == "8\n"
    compiled = [text for _, text in reports if " -c " in text]
    assert len(compiled) == 1, "make compiles what changed"


async def test_a_makefile_that_makes_no_module_is_explained(tmp_path: Path, build: Any) -> None:
    project = write(tmp_path / "made", main_c=MAIN)
    (project / "Makefile").write_text("all:\n\techo done\n")
    with pytest.raises(BuildError, match="its Makefile made no WebAssembly"):
        await build(project)


@pytest.mark.parametrize("wanted", ["component", "webapp"])
async def test_what_the_tools_cannot_make_is_refused(
    tmp_path: Path, build: Any, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    source = write(tmp_path, main_c="int main(void) { return 0; }") / "main.c"
    with pytest.raises(BuildError, match=r"leave out --component|Emscripten is not installed; install it"):
        await build(source, **{wanted: True})


def test_only_sections_for_debuggers_are_removed() -> None:
    custom = [b"\0" + bytes([len(text) + 1, len(text)]) + text for text in (b".debug_info", b"name", b".debug_line")]
    module = bytes(wasmtime.wat2wasm('(module (func (export "f")))'))
    assert without_debug_sections(module + b"".join(custom)) == module + custom[1]
    assert without_debug_sections(module[:-3]) == module[:-3]
    assert without_debug_sections(b"no module") == b"no module"


async def test_sources_anywhere_are_found_by_a_makefile(tmp_path: Path, build: Any, run_module: Any) -> None:
    project = write(tmp_path / "deep", a__b__main_c='#include <stdio.h>\nint main(void) { puts("deep"); return 0; }\n')
    (project / "Makefile").write_text("deep.wasm: a/b/main.c\n\t$(CC) $< -o $@\n")
    assert run_module((await build(project)).module).output == "deep\n"
