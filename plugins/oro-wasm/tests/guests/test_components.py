"""Components as programs, and their functions called from the command line."""

from __future__ import annotations

import json

import pytest

from .conftest import Exec

ENDS = """(component
  (core module $m (func (export "run") (result i32) {body}))
  (core instance $i (instantiate $m))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance $program (export "run" (func $run)))
  (export "wasi:cli/run@0.2.{version}" (instance $program)))"""
EXITS = """(component
  (import "wasi:cli/exit@0.2.0" (instance $exit (export "exit" (func (param "status" (result))))))
  (core func $exit (canon lower (func $exit "exit")))
  (core module $m
    (import "exit" "exit" (func $exit (param i32)))
    (func (export "run") (result i32) (call $exit (i32.const 1)) (i32.const 0)))
  (core instance $i (instantiate $m (with "exit" (instance (export "exit" (func $exit))))))
  (func $run (result (result)) (canon lift (core func $i "run")))
  (instance $program (export "run" (func $run)))
  (export "wasi:cli/run@0.2.0" (instance $program)))"""
FUNCTIONS = """(component
  (core module $m
    (memory (export "memory") 1)
    (global $free (mut i32) (i32.const 1024))
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) (local $at i32)
      (local.set $at (global.get $free))
      (global.set $free (i32.add (global.get $free) (i32.add (local.get 3) (i32.const 8))))
      (local.get $at))
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "same") (param i32 i32) (result i32)
      (i32.store (i32.const 0) (local.get 0)) (i32.store (i32.const 4) (local.get 1)) (i32.const 0))
    (func $inner (unreachable))
    (func $fail (export "fail") (call $inner)))
  (core instance $i (instantiate $m))
  (func $add (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add")))
  (func $shout (param "text" string) (result string)
    (canon lift (core func $i "same") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
  (func $sorted (param "numbers" (list s16)) (result (list s16))
    (canon lift (core func $i "same") (memory (core memory $i "memory")) (realloc (core func $i "realloc"))))
  (func $fail (canon lift (core func $i "fail")))
  (instance $texts (export "same-text" (func $shout)))
  (export "add" (func $add))
  (export "same-numbers" (func $sorted))
  (export "fail" (func $fail))
  (export "test:texts/texts" (instance $texts)))"""
CLOCK_AND_RANDOM = """(component
  (import "wasi:clocks/monotonic-clock@0.2.0" (instance $clock (export "now" (func (result u64)))))
  (import "wasi:random/random@0.2.0" (instance $random (export "get-random-u64" (func (result u64)))))
  (core func $now (canon lower (func $clock "now")))
  (core func $get (canon lower (func $random "get-random-u64")))
  (core module $m
    (import "host" "now" (func $now (result i64)))
    (import "host" "get" (func $get (result i64)))
    (func (export "now") (result i64) (call $now))
    (func (export "random") (result i64) (call $get)))
  (core instance $i (instantiate $m
    (with "host" (instance (export "now" (func $now)) (export "get" (func $get))))))
  (func (export "now") (result u64) (canon lift (core func $i "now")))
  (func (export "random") (result u64) (canon lift (core func $i "random"))))"""

_ERRORS = (
    "unknown access-denied not-supported invalid-argument out-of-memory timeout concurrency-conflict not-in-progress "
    "would-block invalid-state new-socket-limit address-not-bindable address-in-use remote-unreachable "
    "connection-refused connection-reset connection-aborted datagram-too-large name-unresolvable "
    "temporary-resolver-failure permanent-resolver-failure"
)
LOOKUP = f"""(component
  (import "wasi:sockets/network@0.2.0" (instance $types
    (export "network" (type (sub resource)))
    (type $codes (enum {" ".join(f'"{each}"' for each in _ERRORS.split())}))
    (export "error-code" (type (eq $codes)))))
  (alias export $types "network" (type $network))
  (alias export $types "error-code" (type $error))
  (import "wasi:sockets/instance-network@0.2.0" (instance $own
    (alias outer 1 $network (type $n))
    (export "network" (type $named (eq $n)))
    (export "instance-network" (func (result (own $named))))))
  (import "wasi:sockets/ip-name-lookup@0.2.0" (instance $lookup
    (alias outer 1 $network (type $n))
    (alias outer 1 $error (type $e))
    (export "network" (type $named (eq $n)))
    (export "error-code" (type $code (eq $e)))
    (export "resolve-address-stream" (type $stream (sub resource)))
    (export "resolve-addresses" (func (param "network" (borrow $named)) (param "name" string)
      (result (result (own $stream) (error $code)))))))
  (core module $libc (memory (export "memory") 1) (data (i32.const 16) "127.0.0.1"))
  (core instance $libc (instantiate $libc))
  (core func $network (canon lower (func $own "instance-network")))
  (core func $resolve (canon lower (func $lookup "resolve-addresses") (memory (core memory $libc "memory"))))
  (core module $m
    (import "libc" "memory" (memory 1))
    (import "host" "network" (func $network (result i32)))
    (import "host" "resolve" (func $resolve (param i32 i32 i32 i32)))
    (func (export "failed") (result i32)
      (call $resolve (call $network) (i32.const 16) (i32.const 9) (i32.const 64))
      (i32.load8_u (i32.const 64))))
  (core instance $i (instantiate $m
    (with "libc" (instance $libc))
    (with "host" (instance (export "network" (func $network)) (export "resolve" (func $resolve))))))
  (func (export "failed") (result bool) (canon lift (core func $i "failed"))))"""
HTTP = """(component
  (import "wasi:http/types@0.2.0" (instance (export "fields" (type (sub resource)))))
  (core module $m (func (export "f"))) (core instance $i (instantiate $m))
  (func (export "f") (canon lift (core func $i "f"))))"""


@pytest.mark.parametrize("version", [0, 3])
def test_a_component_that_is_a_program_runs(version: int, execute: Exec) -> None:
    assert execute(ENDS.format(body="(i32.const 0)", version=version)).returncode == 0
    assert execute(ENDS.format(body="(i32.const 1)", version=version)).returncode == 1
    assert execute(EXITS).returncode == 1


def test_a_trap_of_a_component_names_its_functions(execute: Exec) -> None:
    done = execute(FUNCTIONS, "--call", "fail")
    assert done.returncode == 134
    first, *stack = done.stderr.splitlines()
    assert first.endswith("wasm `unreachable` instruction executed")
    assert [line.split()[1] for line in stack] == ["inner", "fail"]
    answer = json.loads(execute(FUNCTIONS, "--json", "--call", "fail").stdout)
    assert answer["trap"]["code"] == "unreachable"


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (["add", "2", "4294967293"], "4294967295"),
        (["texts.sameText", "hello, ü"], "hello, ü"),
        (["test:texts/texts#same-text", "[1]"], "[1]"),
        (["same-numbers", "[3, -2, 1]"], "[3, -2, 1]"),
        (["sameNumbers", "[]"], "[]"),
    ],
)
def test_a_function_of_a_component_is_called_with_texts(arguments: list[str], printed: str, execute: Exec) -> None:
    done = execute(FUNCTIONS, "--call", *arguments)
    assert (done.stderr, done.stdout) == ("", f"{printed}\n")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["add", "2"], 2, 'Cannot call "add": it takes 2 parameters, (a: u32, b: u32), and 1 were given'),
        (["add", "2", "-3"], 2, 'Cannot call "add": parameter "b" is to be u32'),
        (["same-numbers", "3"], 2, 'Cannot call "same-numbers": parameter "numbers" is to be list<s16>'),
        (["sub", "1", "2"], 1, 'Cannot call "sub"'),
    ],
)
def test_a_call_that_makes_no_sense_says_why(arguments: list[str], code: int, message: str, execute: Exec) -> None:
    done = execute(FUNCTIONS, "--call", *arguments)
    assert done.returncode == code
    assert message in done.stderr


def test_a_component_ends_when_it_asks_for_what_is_withheld(execute: Exec) -> None:
    assert execute(CLOCK_AND_RANDOM, "--call", "now").returncode == 0
    assert execute(CLOCK_AND_RANDOM, "--call", "random").returncode == 0
    done = execute(CLOCK_AND_RANDOM, "--no-clocks", "--call", "now")
    assert done.returncode == 134
    assert "it asked for the time, and it has no clocks" in done.stderr
    assert execute(CLOCK_AND_RANDOM, "--no-clocks", "--call", "random").returncode == 0
    done = execute(CLOCK_AND_RANDOM, "--no-random", "--call", "random")
    assert done.returncode == 134
    assert "it asked for random numbers, and it has none" in done.stderr


def test_a_component_whose_imports_are_not_there_says_which(execute: Exec) -> None:
    text = """(component (import "other:package/shop@1.0.0" (instance (export "buy" (func))))
      (core module $m (func (export "f"))) (core instance $i (instantiate $m))
      (func (export "f") (canon lift (core func $i "f"))))"""
    done = execute(text, "--call", "f")
    assert done.returncode == 1
    assert 'it imports "other:package/shop@1.0.0", which it is not given; compose it with one that' in done.stderr


def test_a_component_has_the_network_only_where_it_is_granted(execute: Exec) -> None:
    assert execute(LOOKUP, "--call", "failed").stdout == "true\n"
    assert execute(LOOKUP, "--network", "--call", "failed").stdout == "false\n"
    done = execute(HTTP, "--call", "f")
    assert done.returncode == 1
    assert 'it imports "wasi:http/types@0.2.0", which it is not given; grant it the network' in done.stderr
    assert execute(HTTP, "--network", "--call", "f").returncode == 0
