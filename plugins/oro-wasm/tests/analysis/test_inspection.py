"""What a file is, wants, and whether it will run here."""

from __future__ import annotations

import shlex

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_wasm.analysis.inspection import Inspection, inspect
from oro_wasm.analysis.needs import INTERFACES
from oro_wasm.analysis.preview_1 import FUNCTIONS, MODULE
from oro_wasm.guests.start import Directory, Grants, Limits

from .samples import COMPONENT, HEADER, custom, name, wasm
from .samples import MODULE as SAMPLE

NO_GRANTS = Grants()
DEFAULT_LIMITS = Limits()
PROGRAM = '(module (func (export "_start")))'


def of(text: str, grants: Grants = NO_GRANTS, limits: Limits = DEFAULT_LIMITS) -> Inspection:
    """Inspect a module or component written as text."""
    return inspect(wasm(text), "tool.wasm", grants, limits)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (PROGRAM, "program"),
        ('(module (func (export "_initialize")) (func (export "f")))', "reactor"),
        ('(module (func (export "f")))', "library"),
        ("(module (memory 1))", "nothing"),
        ('(module (import "./shop_bg.js" "__wbg_log_1" (func)) (func (export "f")))', "wasm-bindgen"),
        ('(module (import "wbg" "__wbindgen_throw" (func)) (func (export "f")))', "wasm-bindgen"),
        ('(module (import "env" "abort" (func (param i32 i32 i32 i32))) (func (export "f")))', "assemblyscript"),
        ('(module (import "env" "emscripten_memcpy_js" (func)) (func (export "f")))', "emscripten"),
        ('(module (import "a" "b" (func)) (import "a" "a" (memory 1)) (func (export "c")))', "emscripten"),
        ('(module (import "gojs" "runtime.wasmExit" (func (param i32))) (func (export "run")))', "go-js"),
        ("(component (core module))", "nothing"),
        (COMPONENT, "component"),
    ],
)
def test_a_file_is_what_its_imports_and_exports_make_it(text: str, kind: str) -> None:
    assert of(text).kind.name == kind


def test_a_module_by_emscripten_that_stands_alone_is_a_program() -> None:
    found = of(
        f'(module (import "{MODULE}" "proc_exit" (func (param i32))) (func (export "_start")) '
        '(func (export "emscripten_stack_init")))'
    )
    assert (found.kind.name, found.answer.runs) == ("program", "yes")


def test_a_program_of_before_preview_1_is_said_to_be_one() -> None:
    imports = "".join(f'(import "wasi_unstable" "{name}" (func (param i32)))' for name in ("proc_exit", "proc_raise"))
    found = of(f'(module {imports} (memory (export "memory") 1) (func (export "_start")))')
    assert found.kind.title == "a program (WASI before preview 1)"
    [reason] = found.answer.reasons
    assert reason.startswith('it is built for "wasi_unstable", WASI as it was before preview 1; build it anew')


def test_a_module_of_assemblyscript_says_how_it_would_run() -> None:
    found = of('(module (import "env" "abort" (func (param i32 i32 i32 i32))) (func (export "f")))')
    assert found.answer.reasons == (
        'it imports "abort" from "env", which is not provided',
        "build it with `asc --use abort=`, and it imports no abort",
    )


def test_a_package_of_wit_has_no_code_to_run() -> None:
    found = of(
        '(component (type (component (export "a:b/c@1.0.0" (instance (export "f" (func)))))) (export "c" (type 0)))'
    )
    assert (found.kind.name, found.answer.runs) == ("wit-package", "no")
    assert found.wit == "package a:b@1.0.0 {\n  interface c {\n    f: func();\n  }\n}\n"


def test_a_component_with_a_run_is_a_program() -> None:
    found = of(
        '(component (core module $m (func (export "r") (result i32) i32.const 0)) (core instance $i (instantiate $m)) '
        '(func $r (result (result)) (canon lift (core func $i "r"))) '
        '(instance $run (export "run" (func $r))) (export "wasi:cli/run@0.2.0" (instance $run)))'
    )
    assert found.kind.name == "program"
    assert found.answer.command == "oro wasm exec tool.wasm"


@pytest.mark.parametrize(("title", "kind"), [("dylink.0", "dynamic-library"), ("linking", "object")])
def test_a_file_that_does_not_run_alone_says_so(title: str, kind: str) -> None:
    found = inspect(HEADER + custom(title, b""))
    assert found.kind.name == kind
    assert found.answer.runs == "no"


def test_a_program_runs_by_a_command() -> None:
    assert (of(PROGRAM).answer.runs, of(PROGRAM).answer.command) == ("yes", "oro wasm exec tool.wasm")
    library = of('(module (func (export "add") (param i32 i32)))')
    assert library.answer.command == "oro wasm exec tool.wasm --call add 0 0"


def test_a_program_that_opens_files_runs_fully_with_a_folder() -> None:
    found = of(SAMPLE)
    assert {each.group: each.granted for each in found.wants} == {
        "standard streams": True,
        "files": False,
        "randomness": True,
    }
    assert (found.answer.runs, found.answer.flags) == ("with-grants", ("--dir .",))
    assert found.answer.command == "oro wasm exec --dir . tool.wasm"


def test_grants_that_are_given_are_shown_and_kept_in_the_command() -> None:
    folder = Directory(host="/srv/my data", guest="/data")
    grants = Grants(directories=(folder,), env={"HOME": "/"}, clocks=False, network=True)
    found = of(SAMPLE, grants, Limits(memory=1 << 20, fuel=5, timeout=2.5))
    assert (found.grants, found.answer.runs) == (grants, "yes")
    assert shlex.split(found.answer.command) == [
        *("oro", "wasm", "exec", "--dir=/srv/my data::/data:ro", "--env=HOME", "--network", "--no-clocks"),
        *("--max-memory=1MiB", "--timeout=2.5", "--fuel=5", "tool.wasm"),
    ]


def test_each_import_that_is_not_provided_is_named() -> None:
    found = of(
        f'(module (import "env" "log" (func (param i32))) (import "{MODULE}" "no_such" (func)) '
        f'(import "{MODULE}" "random_get" (func (param i64))) (import "env" "m" (memory 1)) (func (export "_start")))'
    )
    assert [(each.module, each.name) for each in found.missing] == [
        ("env", "log"),
        (MODULE, "no_such"),
        (MODULE, "random_get"),
        ("env", "m"),
    ]
    assert found.missing[2].reason == "provided as function (i32, i32) -> i32"
    assert found.answer.runs == "no"
    assert found.answer.reasons[0] == 'it imports "log" from "env", which is not provided'
    assert found.answer.reasons[2].endswith("which is provided as function (i32, i32) -> i32")


def test_all_of_preview_1_is_provided() -> None:
    imports = "".join(f'(import "{MODULE}" "{each}" (func))' for each in FUNCTIONS)
    assert all("provided as function" in each.reason for each in of(f"(module {imports})").missing)
    assert len(of(f"(module {imports})").missing) == len(FUNCTIONS) == 46


def owned(owner: str, resource: str, function: str, result: str) -> str:
    """Return the text of an interface whose function answers a resource of another one.

    Args:
        owner: the interface of the resource.
        resource: its name.
        function: the name of the function.
        result: its type, in which `$o` stands for the resource.
    """
    return f"""
      (import "{owner}@0.2.0" (instance $owner (export "{resource}" (type (sub resource)))))
      (alias export $owner "{resource}" (type $t))
      (import "INTERFACE@0.2.0" (instance (alias outer 1 $t (type $i)) (export "{resource}" (type $o (eq $i)))
        (export "{function}" (func (result {result})))))"""


def having(item: str) -> str:
    """Return the text of an interface with one item."""
    return f'(import "INTERFACE@0.2.0" (instance {item}))'


def resource(name: str) -> str:
    """Return the text of an interface with a resource."""
    return having(f'(export "{name}" (type (sub resource)))')


SECONDS = '(type $d (record (field "seconds" u64) (field "nanoseconds" u32)))'
PARTS = {
    "wasi:cli/environment": having('(export "get-arguments" (func (result (list string))))'),
    "wasi:cli/exit": having('(export "exit" (func (param "status" (result))))'),
    "wasi:cli/stdin": owned("wasi:io/streams", "input-stream", "get-stdin", "(own $o)"),
    "wasi:cli/stdout": owned("wasi:io/streams", "output-stream", "get-stdout", "(own $o)"),
    "wasi:cli/stderr": owned("wasi:io/streams", "output-stream", "get-stderr", "(own $o)"),
    "wasi:cli/terminal-input": resource("terminal-input"),
    "wasi:cli/terminal-output": resource("terminal-output"),
    "wasi:cli/terminal-stdin": owned(
        "wasi:cli/terminal-input", "terminal-input", "get-terminal-stdin", "(option (own $o))"
    ),
    "wasi:clocks/monotonic-clock": having('(export "now" (func (result u64)))'),
    "wasi:clocks/wall-clock": having(
        f'{SECONDS} (export "datetime" (type $e (eq $d))) (export "now" (func (result $e)))'
    ),
    "wasi:filesystem/types": resource("descriptor"),
    "wasi:filesystem/preopens": owned(
        "wasi:filesystem/types", "descriptor", "get-directories", "(list (tuple (own $o) string))"
    ),
    "wasi:http/types": resource("fields"),
    "wasi:io/error": resource("error"),
    "wasi:io/poll": resource("pollable"),
    "wasi:io/streams": resource("input-stream"),
    "wasi:random/random": having('(export "get-random-u64" (func (result u64)))'),
    "wasi:random/insecure": having('(export "get-insecure-random-u64" (func (result u64)))'),
    "wasi:random/insecure-seed": having('(export "insecure-seed" (func (result (tuple u64 u64))))'),
    "wasi:sockets/network": resource("network"),
    "wasi:sockets/instance-network": owned("wasi:sockets/network", "network", "instance-network", "(own $o)"),
    "wasi:sockets/tcp": resource("tcp-socket"),
    "wasi:sockets/udp": resource("udp-socket"),
    "wasi:sockets/ip-name-lookup": resource("resolve-address-stream"),
}
"""An item of interfaces of WASI, by which the engine is asked whether it has them."""


@pytest.mark.parametrize("interface", PARTS)
def test_the_interfaces_of_wasi_are_those_of_the_engine(interface: str) -> None:
    found = of(f"(component {PARTS[interface].replace('INTERFACE', interface)})")
    assert found.verdict.valid
    assert found.missing == ()
    package, _, name = interface.partition("/")
    assert name in INTERFACES[package].split()


def test_an_interface_the_engine_has_with_another_type_is_missing() -> None:
    (missing,) = of('(component (import "wasi:cli/exit@0.2.0" (instance (export "exit" (func)))))').missing
    assert missing.name == "wasi:cli/exit@0.2.0"
    assert "wrong type" in missing.reason


@pytest.mark.parametrize("interface", ["wasi:cli/exit@0.3.0", "wasi:cli/shell@0.2.0", "wasi:keyvalue/store@0.2.0"])
def test_an_interface_that_wasi_has_not_is_missing(interface: str) -> None:
    (missing,) = of(f'(component (import "{interface}" (instance (export "exit" (func)))))').missing
    assert missing.reason == "not provided"


def test_an_interface_of_types_alone_need_not_be_provided() -> None:
    found = of(
        '(component (import "a:b/types@1.0.0" (instance (type $e (enum "x")) (export "e" (type (eq $e))))) '
        '(core module $m (func (export "f"))) (core instance $i (instantiate $m)) '
        '(func (export "f") (canon lift (core func $i "f"))))'
    )
    assert (found.missing, found.answer.runs) == ((), "yes")


def test_http_is_granted_with_the_network() -> None:
    text = (
        '(component (import "wasi:http/types@0.2.0" (instance (export "fields" (type $f (sub resource))) '
        '(export "[constructor]fields" (func (result (own $f)))))) '
        '(core module $m (func (export "f"))) (core instance $i (instantiate $m)) '
        '(func (export "f") (canon lift (core func $i "f"))))'
    )
    assert "give it --network" in of(text).answer.reasons[0]
    assert of(text, Grants(network=True)).answer.runs == "yes"


def test_a_memory_above_the_limit_is_a_reason() -> None:
    found = of('(module (memory 32) (func (export "_start")))', limits=Limits(memory=1 << 20))
    assert found.answer.reasons == (
        "its memory begins with 2MiB, above the limit of 1MiB; run it with --max-memory 2MiB",
    )


def test_a_memory_of_threads_is_a_reason() -> None:
    assert "shared between threads" in of(f"{PROGRAM[:-1]} (memory 1 1 shared))").answer.reasons[0]


def test_a_file_that_is_not_valid_does_not_run_and_still_shows_what_it_has() -> None:
    found = of('(module (memory 3) (func (export "f") (result i32)))')
    assert not found.verdict.valid
    assert found.answer.reasons == ("it is not valid: type mismatch: expected i32 but nothing on stack (at byte 36)",)
    assert (found.exports[0].name, found.memories[0].minimum) == ("f", 3)


def test_a_feature_that_is_switched_off_is_a_reason() -> None:
    (reason,) = of(f"{PROGRAM[:-1]} (memory 1 (pagesize 1)))").answer.reasons
    assert reason.startswith("it uses a feature that is switched off here")


def test_bytes_that_are_no_webassembly_have_an_answer() -> None:
    found = inspect(b"#!/bin/sh\n")
    assert (found.layer, found.kind.title, found.answer.runs) == (None, "no WebAssembly", "no")


def test_features_are_those_a_module_says_and_shows() -> None:
    text = """(module (memory i64 1) (memory 1) (tag) (type (struct)) (global externref (ref.null extern))
      (func (export "f") (param v128) (result i32 i32) unreachable))"""
    said = custom("target_features", b"\1+" + name("bulk-memory"))
    assert inspect(wasm(text) + said).features == (
        *("bulk-memory", "exception-handling", "gc", "memory64", "multimemory", "multivalue", "reference-types"),
        "simd128",
    )


def test_a_component_has_the_memories_and_makers_of_what_is_inside() -> None:
    found = of(COMPONENT)
    assert [each.minimum for each in found.memories] == [1]
    assert [(each.layer, each.name, each.depth) for each in found.parts] == [
        ("module", "inner", 1),
        ("component", "shim", 1),
    ]
    assert found.wit.startswith("package root:component;")


@settings(deadline=None, max_examples=100)
@given(st.sampled_from([b"", HEADER, wasm(SAMPLE), wasm(COMPONENT)]), st.binary(max_size=60))
def test_any_bytes_are_inspected_and_can_be_sent(head: bytes, data: bytes) -> None:
    found = inspect(head + data)
    assert msgspec.json.decode(msgspec.json.encode(found), type=Inspection) == found


@pytest.mark.parametrize(
    ("name", "call"),
    [("add", "--call add A B"), ("demo:sums/api@1.0.0", "--call api.add A B")],
)
def test_a_function_of_a_component_is_called_by_its_name(name: str, call: str) -> None:
    lifted = (
        '(core module $m (func (export "f") (param i32 i32) (result i32) local.get 0)) '
        "(core instance $i (instantiate $m)) "
        '(func $f (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "f")))'
    )
    if name == "add":
        found = of(f'(component {lifted} (export "add" (func $f)))')
    else:
        found = of(f'(component {lifted} (instance $api (export "add" (func $f))) (export "{name}" (instance $api)))')
    assert found.answer.command == f"oro wasm exec tool.wasm {call}"
