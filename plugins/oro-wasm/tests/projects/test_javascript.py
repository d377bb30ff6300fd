"""JavaScript: programs on the real QuickJS, components by the real componentize-qjs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import trio
from hypothesis import given
from hypothesis import strategies as st
from oro_wasm.analysis.component import read_component
from oro_wasm.errors import CannotRun
from oro_wasm.guests.start import Directory, Grants
from oro_wasm.languages.javascript.language import JavaScript
from oro_wasm.languages.javascript.literal import files_of_c
from oro_wasm.languages.scripts import start_of

from .conftest import Builds, Ran, Running, Write

JAVASCRIPT = JavaScript()
PROGRAM = """
import { twice } from "./lib/sums.js";
import { readFileSync } from "node:fs";
console.log("hello", process.argv.slice(2), twice(21), process.env.GREETING);
for (const line of process.stdin) console.log("> " + line);
setTimeout(() => console.log("timer"), 5);
await Promise.resolve();
console.log("after await");
console.error("to stderr");
if (process.argv[2] === "fail") throw new TypeError("no ä");
process.exitCode = 5;
"""
WIT = "package local:demo;\nworld demo { export greet: func(name: string) -> string; }\n"


def silent(kind: str, text: str) -> None:
    """Report nothing."""


@pytest.fixture
def run_script(write: Write, running: Running) -> Running:
    """Return a function that runs the text of a script."""

    def ran(text: str, *args: str, said: str = "", grants: Grants | None = None) -> Ran:
        script = write({"script.js": text}) / "script.js"
        return running(trio.run(lambda: start_of(script, args, report=silent, grants=grants)), said)

    return ran


def test_a_new_project_runs(write: Write, builds: Builds, run_module: Running) -> None:
    project = write(JAVASCRIPT.template("greeter"))
    built = builds(JAVASCRIPT, project)
    assert run_module(built.module, "Ada").out == "Hello, Ada!\n"
    assert builds(JAVASCRIPT, project).cached


def test_a_program_brings_its_modules(write: Write, builds: Builds, run_module: Running) -> None:
    files = {"index.js": PROGRAM, "lib/sums.js": "export const twice = (x) => 2 * x;\n"}
    built = builds(JAVASCRIPT, write(files))
    ran = run_module(built.module, "a", said="x\ny", name="hi")
    assert ran.out == 'hello [ "a" ] 42 hi\n> x\n> y\nafter await\ntimer\n'
    assert (ran.code, ran.err) == (5, "to stderr\n")
    ran = run_module(built.module, "fail")
    assert ran.code == 1
    assert ran.err == "to stderr\nTypeError: no ä\n    at <anonymous> (index.js:10:43)\n"


def test_a_world_becomes_a_component(write: Write, builds: Builds) -> None:
    project = write({"index.js": "export const greet = (name) => `hello ${name}`;\n", "wit/demo.wit": WIT})
    built = builds(JAVASCRIPT, project, component=True)
    component = read_component(built.module.read_bytes())
    assert "greet" in [each.name for each in component.exports]


def test_errors_of_a_component_name_file_and_line(write: Write, builds: Builds) -> None:
    project = write({"index.js": "export const greet = 1;\nlet x = ;\n", "wit/demo.wit": WIT})
    error = builds.failure(JAVASCRIPT, project)
    (diagnostic,) = error.diagnostics
    assert (diagnostic.file, diagnostic.line) == ("index.js", 2)


def test_a_component_wants_a_world(write: Write, builds: Builds) -> None:
    error = builds.failure(JAVASCRIPT, write({"index.js": ""}), component=True)
    assert "it has no folder wit" in str(error)


def test_a_script_reaches_its_own_folder_and_what_is_granted(run_script: Running, write: Write, tmp_path: Path) -> None:
    write({"beside.js": "export default 7;\n", "data.txt": "ä\n"})
    text = """
import seven from "./beside.js";
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
console.log(seven, readFileSync("/script/data.txt", "utf8").length, existsSync("/etc/passwd"));
for (const path of ["/etc/passwd", "/script/../../etc/passwd"])
  try { readFileSync(path); } catch (error) { console.log(error.message.split(":")[0]); }
try { writeFileSync("/script/new", "x"); } catch (error) { console.log("refused"); }
writeFileSync("/out/new", new Uint8Array([104, 105]));
console.log(readdirSync("/out"));
"""
    (tmp_path / "out").mkdir()
    out = Directory(host=os.fspath(tmp_path / "out"), guest="/out", writable=True)
    ran = run_script(text, grants=Grants(directories=(out,)))
    assert ran.err == ""
    assert ran.out.splitlines() == [
        "7 2 false",
        'Cannot read "/etc/passwd"',
        'Cannot read "/script/../../etc/passwd"',
        "refused",
        '[ "new" ]',
    ]
    assert (tmp_path / "out" / "new").read_text() == "hi"


def test_what_goes_wrong_has_an_exit_code(run_script: Running, tmp_path: Path) -> None:
    assert run_script("process.exit(9)").code == 9
    ran = run_script("let x = ;")
    assert (ran.code, ran.err.splitlines()[0]) == (1, "SyntaxError: unexpected token in expression: ';'")
    ran = run_script("Promise.reject(new Error('late')); setTimeout(() => console.log('never'), 1)")
    assert (ran.code, ran.out, ran.err.splitlines()[0]) == (1, "", "Error: late")
    ran = run_script('import "./gone.js"')
    assert (ran.code, ran.err.splitlines()[0]) == (
        1,
        'ReferenceError: Cannot import "/script/gone.js": there is no such module',
    )
    ran = run_script("(function f() { f() })()")
    assert (ran.code, ran.err.splitlines()[0]) == (1, "RangeError: Maximum call stack size exceeded")
    with pytest.raises(CannotRun, match="there is no such file"):
        trio.run(lambda: start_of(tmp_path / "gone.js", report=silent))


def test_timers_run_in_the_order_they_are_due(run_script: Running) -> None:
    text = """
let ticks = 0;
setTimeout(() => console.log("late"), 30);
setTimeout((word) => console.log(word), 10, "early");
const cleared = setTimeout(() => console.log("never"), 1);
clearTimeout(cleared);
const every = setInterval(() => { if (++ticks === 3) { clearInterval(every); console.log("three"); } }, 1);
queueMicrotask(() => console.log("first"));
"""
    assert sorted(run_script(text).out.split()) == ["early", "first", "late", "three"]
    assert run_script(text).out.split()[0] == "first"
    assert run_script(text).out.split()[-1] == "late"


def test_values_are_shown_as_they_are_read(run_script: Running) -> None:
    text = """
const circle = {}; circle.self = circle;
console.log(1n, null, undefined, [1, "a"], { a: { b: [] } }, new Map([["k", 1]]), new Set([2]), circle);
console.log(function named() {}, Symbol("s"), /x/g, -0, NaN);
"""
    assert run_script(text).out.splitlines() == [
        '1n null undefined [ 1, "a" ] { a: { b: [] } } Map(1) { "k" => 1 } Set(1) { 2 } { self: [Circular] }',
        "[Function named] Symbol(s) /x/g 0 NaN",
    ]


def test_text_is_encoded_as_the_standard_says(run_script: Running) -> None:
    samples = [b"plain", "äö€😀".encode(), b"\xff\xc0\x80", b"\xe2\x82", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"a\xf5b"]
    rows = ", ".join(f"[{', '.join(map(str, each))}]" for each in samples)
    text = f"""
for (const row of [{rows}]) console.log(JSON.stringify(new TextDecoder().decode(Uint8Array.from(row))));
console.log(new TextEncoder().encode("ä\\ud800").join(" "));
"""
    wanted = [f'"{each.decode("utf-8", "replace")}"' for each in samples]
    assert run_script(text).out.splitlines() == [*wanted, "195 164 239 191 189"]


@given(st.binary(), st.binary(min_size=1))
def test_any_file_becomes_plain_text_of_c(first: bytes, second: bytes) -> None:
    told = files_of_c({"a": first, "b": second}, "b")
    assert told.isascii()
    assert f", {len(first)}}}," in told
    assert f", {len(second)}}}," in told
