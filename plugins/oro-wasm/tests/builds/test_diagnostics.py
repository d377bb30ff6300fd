"""Messages of compilers, read into records."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_wasm.builds.build import Diagnostic
from oro_wasm.builds.diagnostics.gnu import diagnostics_of_gnu
from oro_wasm.builds.diagnostics.go import diagnostics_of_go

CLANG = """\
src/main.c:2:21: error: incompatible pointer to integer conversion [-Wint-conversion]
    2 | int main(void){ int x = "a"; }
      |                     ^   ~~~
./main.c:4:1: warning: non-void function does not return a value [-Wreturn-type]
include/a.h:9:3: note: expanded from macro 'A'
main.c:1:10: fatal error: 'absent.h' file not found
wasm-ld: error: main.o: undefined symbol: missing
error: unsupported linker arg: --odd
2 errors generated.
1 warning and 3 errors generated.
"""
GO = """\
# example.com/hello
./main.go:4:2: "os" imported and not used
./part/other.go:9: syntax error: unexpected newline
vet: ./main.go:5:3: undefined: absent
./main.go:7:9: cannot use "a" as int value
\tin return statement
go: errors parsing go.mod:
"""
NAMES = st.text(st.sampled_from("abc/._- "), min_size=1).filter(lambda name: name.strip(" ./"))


def test_messages_of_clang(tmp_path: Path) -> None:
    assert diagnostics_of_gnu(CLANG.splitlines(), tmp_path) == [
        Diagnostic(
            file="src/main.c",
            line=2,
            column=21,
            text="incompatible pointer to integer conversion [-Wint-conversion]",
        ),
        Diagnostic(
            file="main.c",
            line=4,
            column=1,
            severity="warning",
            text="non-void function does not return a value [-Wreturn-type]",
        ),
        Diagnostic(file="include/a.h", line=9, column=3, severity="note", text="expanded from macro 'A'"),
        Diagnostic(file="main.c", line=1, column=10, text="'absent.h' file not found"),
        Diagnostic(text="main.o: undefined symbol: missing"),
        Diagnostic(text="unsupported linker arg: --odd"),
    ]


def test_messages_of_go(tmp_path: Path) -> None:
    found = diagnostics_of_go(GO.splitlines(), tmp_path)
    assert [(each.file, each.line, each.column, each.text) for each in found] == [
        ("main.go", 4, 2, '"os" imported and not used'),
        ("part/other.go", 9, 0, "syntax error: unexpected newline"),
        ("main.go", 5, 3, "undefined: absent"),
        ("main.go", 7, 9, 'cannot use "a" as int value in return statement'),
        ("", 0, 0, "errors parsing go.mod:"),
    ]


def test_files_outside_the_project_keep_their_whole_name(tmp_path: Path) -> None:
    (tmp_path / "project").mkdir()
    lines = ["../common/a.h:1:2: error: no", f"{tmp_path}/project/b.c:1:2: error: no"]
    assert [each.file for each in diagnostics_of_gnu(lines, tmp_path / "project")] == [
        f"{tmp_path}/common/a.h",
        "b.c",
    ]


@given(st.lists(st.text()))
def test_any_lines_are_read(lines: list[str]) -> None:
    diagnostics_of_gnu(lines, Path("/project"))
    diagnostics_of_go(lines, Path("/project"))


@given(
    NAMES,
    st.integers(1, 10**6),
    st.integers(1, 10**4),
    st.sampled_from(["error", "warning", "note"]),
    st.text("ab: ", min_size=1),
)
def test_what_a_compiler_writes_is_read_back(name: str, line: int, column: int, severity: str, text: str) -> None:
    [found] = diagnostics_of_gnu([f"/project/{name}.c:{line}:{column}: {severity}: {text}"], Path("/project"))
    assert (found.line, found.column, found.severity, found.text) == (line, column, severity, text)


@pytest.mark.parametrize("parse", [diagnostics_of_gnu, diagnostics_of_go])
def test_other_lines_are_no_messages(parse: object) -> None:
    assert callable(parse)
    assert parse(["", "make: *** [all] Error 1", "compiling main.c", "  ^~~"], Path("/project")) == []
