"""AssemblyScript, compiled by the real compiler."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import trio
from oro_wasm.builds.build import Diagnostic
from oro_wasm.errors import BuildError
from oro_wasm.languages.assemblyscript.compiler import packages
from oro_wasm.languages.assemblyscript.diagnostics import diagnostics_of_asc
from oro_wasm.languages.assemblyscript.language import AssemblyScript
from oro_wasm.languages.node import fetch_packages

from .conftest import Builds, Running, Write

ASC = AssemblyScript()
LIBRARY = """
export function add(a: i32, b: i32): i32 { return a + b }
export function greet(name: string): string { return "hello " + name }
"""
PROGRAM = """
process.stdout.write(process.argv.slice(1).join(",") + "\\n")
process.stderr.write("to stderr\\n")
process.exit(3)
"""


def test_a_new_project_runs(write: Write, builds: Builds, run_module: Running) -> None:
    built = builds(ASC, write(ASC.template("greeter")))
    assert built.files == (built.module,)
    assert run_module(built.module, "Ada").out == "Hello, Ada!\n"
    again = builds(ASC, built.module.parent.parent / "project")
    assert again.cached
    assert again.module == built.module


def test_a_program_has_arguments_and_an_exit_code(write: Write, builds: Builds, run_module: Running) -> None:
    built = builds(ASC, write({"index.ts": PROGRAM}) / "index.ts")
    ran = run_module(built.module, "a", "b")
    assert (ran.code, ran.out, ran.err) == (3, "a,b\n", "to stderr\n")


def test_a_library_has_glue_that_node_can_load(write: Write, builds: Builds) -> None:
    built = builds(ASC, write({"assembly/index.ts": LIBRARY}), optimization="debug")
    assert {each.name for each in built.files} == {"project.wasm", "project.js", "project.d.ts"}
    script = "import { add, greet } from './project.js'; console.log(add(2, 3), greet('ä'))"
    node = shutil.which("node")
    assert node
    command = [node, "--input-type=module", "-e", script]
    done = subprocess.run(command, cwd=builds.output, capture_output=True, text=True, check=True)
    assert done.stdout == "5 hello ä\n"


def test_asconfig_decides(write: Write, builds: Builds) -> None:
    config = {
        "entries": ["src/sums.ts"],
        "targets": {"release": {"exportRuntime": True}},
        "options": {"bindings": "raw"},
    }
    project = write({"asconfig.json": json.dumps(config), "src/sums.ts": LIBRARY})
    assert ASC.can_handle_project(project)
    built = builds(ASC, project)
    assert "export async function instantiate" in (builds.output / "project.js").read_text("utf-8")
    assert b"__new" in built.module.read_bytes()


def test_the_projects_own_compiler_is_taken_first(write: Write, builds: Builds) -> None:
    project = write({"index.ts": LIBRARY, "package.json": '{"devDependencies": {"assemblyscript": "*"}}'})
    assert ASC.can_handle_project(project)
    fetched = trio.run(fetch_packages, packages(), lambda *_: None)[1]
    (project / "node_modules").symlink_to(fetched / "node_modules", target_is_directory=True)
    (project / "node_modules" / "assemblyscript").stat()
    builds(ASC, project)
    assert not any("fetching" in each for each in builds.told)
    from oro_wasm.languages.assemblyscript.compiler import compiler_for

    found = trio.run(compiler_for, project, lambda *_: None)
    assert found.script == project / "node_modules" / "assemblyscript" / "bin" / "asc.js"


def test_errors_name_file_and_line(write: Write, builds: Builds) -> None:
    project = write(
        {"assembly/index.ts": 'import { x } from "./more"\nexport const y: i32 = x', "assembly/more.ts": ""}
    )
    (project / "assembly" / "more.ts").write_text('export const x: i32 = 1\nlet wrong: missing = "a"\n', "utf-8")
    error = builds.failure(ASC, project)
    assert error.diagnostics == (
        Diagnostic(file="assembly/more.ts", line=2, column=12, text="Cannot find name 'missing'."),
    )
    assert str(error).endswith("correct what the messages name")


def test_what_cannot_be_built_says_why(write: Write) -> None:
    project = write({"asconfig.json": '{"extends": "./node_modules/x/asconfig.json"}', "index.ts": ""})
    with pytest.raises(BuildError, match=r"extends .* which is not there; run `npm install` in the project"):
        ASC.validate_project(project)
    (project / "asconfig.json").write_text("[")
    with pytest.raises(BuildError, match=r"Cannot read .*asconfig\.json.*; correct it"):
        ASC.validate_project(project)
    (project / "asconfig.json").write_text('{"entries": ["gone.ts"]}')
    with pytest.raises(BuildError, match=r"gone\.ts.* is not there"):
        ASC.validate_project(project)


def test_a_component_is_refused(write: Write, builds: Builds) -> None:
    error = builds.failure(ASC, write({"index.ts": LIBRARY}), component=True)
    assert "AssemblyScript makes modules only" in str(error)


def test_messages_without_a_place_are_kept(tmp_path: Path) -> None:
    lines = ["WARNING AS201: slow", "", "ERROR: gone", "FAILURE 1 parse error(s)"]
    assert diagnostics_of_asc(lines, tmp_path) == [
        Diagnostic(severity="warning", text="slow"),
        Diagnostic(text="gone"),
    ]
