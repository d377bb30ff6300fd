"""`oro wasm exec`: arguments, environment, exit codes, functions, and what is said of those that do not end well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Exec
from .programs import ARGUMENTS, CLOCK, ENVIRONMENT, EXIT, HELLO, RANDOM, SUMS

NOT_CAPABLE = 76


def test_a_program_runs_and_is_compiled_once(execute: Exec, cache_home: Path) -> None:
    assert execute(HELLO).stdout == "hello\n"
    kept = {path: path.stat().st_ino for path in cache_home.rglob("*.module")}
    assert execute(HELLO).stdout == "hello\n"
    assert {path: path.stat().st_ino for path in cache_home.rglob("*.module")} == kept
    assert kept


def test_arguments_come_after_the_name_of_the_program(execute: Exec) -> None:
    done = execute(ARGUMENTS, "one", "-1", "", "two words", "--", "--dir", "-x", "--", "ü")
    name, *arguments = done.stdout.splitlines()
    assert name.endswith(".wasm")
    assert arguments == ["one", "-1", "", "two words", "--dir", "-x", "--", "ü"]


def test_a_mistyped_option_is_no_argument(execute: Exec) -> None:
    done = execute(ARGUMENTS, "--dirr", ".")
    assert done.returncode == 2
    assert "No such option '--dirr'. Did you mean '--dir'?" in done.stderr


def test_an_argument_that_is_no_text_is_refused(execute: Exec) -> None:
    done = execute(ARGUMENTS, "\udcff")
    assert done.returncode == 1
    assert "it is not UTF-8" in done.stderr


def test_the_environment_is_what_was_given(execute: Exec) -> None:
    assert execute(ENVIRONMENT, SECRET="x").stdout == ""
    done = execute(ENVIRONMENT, "--env", "A=1", "--env", "SHELL_HAS", "--env", "A=b=c", SHELL_HAS="it")
    assert done.stdout.splitlines() == ["A=b=c", "SHELL_HAS=it"]
    refused = execute(ENVIRONMENT, "--env", "NOT_THERE")
    assert refused.returncode == 2
    assert 'Cannot pass on "NOT_THERE": it is not set here; write NOT_THERE=VALUE' in refused.stderr


@pytest.mark.parametrize("code", [0, 1, 77, 125, 126, 127, 134, 200, 255])
def test_the_exit_code_is_the_programs(code: int, execute: Exec) -> None:
    assert execute(EXIT, str(code)).returncode == code


def test_an_exit_code_of_32_bits_is_cut_as_that_of_any_process(execute: Exec) -> None:
    assert execute(EXIT, "4294967295").returncode == 255
    assert execute(EXIT, "4294967295", "--json").stdout.splitlines()[1].strip() == '"code": -1,'
    assert execute(EXIT, "300").returncode == 300 & 255


def test_clocks_and_random_numbers_can_be_withheld(execute: Exec) -> None:
    assert execute(CLOCK).returncode == execute(RANDOM).returncode == 0
    assert execute(CLOCK, "--no-clocks").returncode == NOT_CAPABLE
    assert execute(CLOCK, "--no-random").returncode == 0
    assert execute(RANDOM, "--no-random").returncode == NOT_CAPABLE
    assert execute(RANDOM, "--no-clocks").returncode == 0


@pytest.mark.parametrize(
    ("call", "printed"),
    [
        ("add 2 3", "5"),
        ("add -2 -3", "-5"),
        ("add 0x10 010", "26"),
        ("add 4294967295 1", "0"),
        ("add64 9223372036854775807 0", "9223372036854775807"),
        ("half 0.2", "0.1"),
        ("half -inf", "-Infinity"),
        ("third 1", "0.3333333333333333"),
        ("third nan", "NaN"),
        ("same 1 2 0.1 1e300", "1\n2\n0.1\n1e+300"),
        ("nothing", ""),
    ],
)
def test_a_function_is_called_with_what_it_takes(call: str, printed: str, execute: Exec) -> None:
    done = execute(SUMS, "--call", *call.split())
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.rstrip("\n") == printed


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        ("add 1", 2, 'Cannot call "add": it takes 2 parameters, (i32, i32) -> i32, and 1 were given'),
        ("add 1 x", 2, "Cannot call \"add\": parameter 2 is to be i32, and is 'x'"),
        ("add 1 4294967296", 2, "Cannot call \"add\": parameter 2 is to be i32, and is '4294967296'"),
        ("ad 1 2", 1, 'Cannot call "ad": the module exports no such function; did you mean "add"?'),
        ("vector", 2, 'Cannot call "vector": it is () -> v128, and only other modules have values of type v128'),
        ("reference 1", 2, "only other modules have values of type funcref"),
    ],
)
def test_a_call_that_makes_no_sense_says_why(call: str, code: int, message: str, execute: Exec) -> None:
    done = execute(SUMS, "--call", *call.split())
    assert done.returncode == code
    assert message in done.stderr


def test_an_answer_as_json_is_all_of_stdout(execute: Exec) -> None:
    done = execute(SUMS, "--json", "--fuel", "1000", "--call", "same", "1", "2", "0.1", "nan")
    answer = json.loads(done.stdout)
    assert answer["results"] == [1, 2, 0.1, "NaN"]
    assert (answer["code"], answer["trap"]) == (0, None)
    assert 0 < answer["fuel"] < 1000
    done = execute(HELLO, "--json")
    assert json.loads(done.stdout)["code"] == 0
    assert done.stderr == "hello\n"


@pytest.mark.parametrize(
    ("call", "code", "message"),
    [
        ("fail", "unreachable", "wasm `unreachable` instruction executed"),
        ("divide 1 0", "integer-division-by-zero", "integer divide by zero"),
        ("divide -2147483648 -1", "integer-overflow", "integer overflow"),
        ("load 99999999", "memory-out-of-bounds", "out of bounds memory access"),
        ("deep", "stack-overflow", "its calls are nested too deeply for its stack of 1024 KiB"),
    ],
)
def test_a_trap_says_what_happened_and_ends_with_134(call: str, code: str, message: str, execute: Exec) -> None:
    done = execute(SUMS, "--call", *call.split())
    assert done.returncode == 134
    assert message in done.stderr
    answer = json.loads(execute(SUMS, "--json", "--call", *call.split()).stdout)
    assert (answer["code"], answer["trap"]["code"]) == (134, code)


def test_a_trap_names_the_functions_that_were_under_way(execute: Exec) -> None:
    lines = execute(SUMS, "--call", "fail").stderr.splitlines()
    assert [line.split()[1] for line in lines[1:]] == ["inner", "outer"]
    lines = execute(SUMS, "--call", "deep").stderr.splitlines()
    assert "look for a recursion that does not end" in lines[0]
    assert lines[-1].startswith("  at deep (offset 0x")
    assert lines[-1].endswith(" times")


def test_names_in_a_module_do_not_control_the_terminal(execute: Exec) -> None:
    name = "\\1b[31mred\\0a"
    done = execute(f'(module (func $f (export "{name}") (unreachable)))')
    assert "functions: \\x1b[31mred\\n" in done.stderr
    done = execute(f'(module (import "a" "{name}" (func)) (func (export "_start")))')
    assert 'it imports "a.\\x1b[31mred\\n"' in done.stderr
    done = execute(f'(module (func $"{name}" (export "f") (unreachable)))', "--call", "f")
    assert "at \\x1b[31mred\\n (" in done.stderr


def test_the_network_of_a_module_is_said_to_be_none(execute: Exec) -> None:
    done = execute(HELLO, "--network")
    assert (done.returncode, done.stdout) == (0, "hello\n")
    assert "only components have sockets: it has no network" in done.stderr


def test_a_size_of_the_cache_that_makes_no_sense_is_refused(execute: Exec) -> None:
    done = execute(HELLO, ORO_WASM_CACHE_SIZE="much")
    assert done.returncode == 3
    assert 'Cannot use "much" as ORO_WASM_CACHE_SIZE: expected a whole number above 0' in done.stderr
    assert execute(HELLO, ORO_WASM_CACHE_SIZE="1").stdout == "hello\n"


def test_fuel_and_memory_that_are_used_up_are_sentences(execute: Exec) -> None:
    done = execute(SUMS, "--fuel", "1000", "--call", "spin")
    assert done.returncode == 134
    assert "it has used up the 1000 instructions it may run; allow it more with --fuel" in done.stderr
    done = execute(SUMS, "--max-memory", "10MiB", "--call", "grow until it fails")
    assert done.returncode == 134
    assert (
        "Its memory had grown to 9502720 bytes, and it may have 10485760; allow it more with --max-memory"
        in done.stderr
    )
    done = execute(HELLO, "--max-memory", "64KiB")
    assert done.returncode == 1
    assert "its memory begins with 262144 bytes, and it may have 65536; allow it more memory" in done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(module)", "it is no program: no `_start` without parameters is exported; it has no function"),
        ('(module (func (export "_start") (param i32)))', "call one of its functions: _start"),
        ('(module (import "env" "f" (func)) (func (export "_start")))', 'it imports "env.f", which WASI does not have'),
        ("(component)", "it is no program, for it does not export `wasi:cli/run`"),
    ],
)
def test_what_cannot_be_run_says_why(text: str, message: str, execute: Exec) -> None:
    done = execute(text)
    assert done.returncode == 1
    assert message in done.stderr


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it does not begin as WebAssembly does"),
        (b"(module)", "it does not begin as WebAssembly does"),
        (b"\0asm\1\0\0\0\1\1", "unexpected end"),
    ],
)
def test_a_file_that_is_no_webassembly_is_refused(data: bytes, message: str, execute: Exec, tmp_path: Path) -> None:
    (tmp_path / "bad.wasm").write_bytes(data)
    done = execute(tmp_path / "bad.wasm")
    assert done.returncode == 2
    assert message in done.stderr


def test_a_file_that_cannot_be_read_is_named(execute: Exec, tmp_path: Path) -> None:
    for path, message in ((tmp_path / "missing.wasm", "No such file or directory"), (tmp_path, "Is a directory")):
        done = execute(path)
        assert done.returncode == 2
        assert done.stderr == f'error: Cannot read "{path}": {message}\n'
