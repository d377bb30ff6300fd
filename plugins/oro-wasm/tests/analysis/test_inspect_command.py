"""`oro wasm inspect`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from oro_wasm.analysis.inspection import Inspection

from .conftest import Oro
from .samples import COMPONENT, MODULE, wasm

LOG = '(module (import "env" "log" (func (param i32))) (func (export "_start")))'


def write(name: str, text: str) -> None:
    """Write a module into the current folder."""
    Path(name).write_bytes(wasm(text))


def test_a_program_is_shown_with_the_command_that_runs_it(oro: Oro) -> None:
    write("tool.wasm", MODULE)
    answer = oro("inspect", "tool.wasm")
    assert answer.code == 0
    head, _, rest = answer.out.partition("\n\n")
    assert head.startswith("tool.wasm: a program (WASI preview 1), ")
    assert rest.startswith(
        "Will it run here? Yes\n"
        "  It asks for files, which this command grants; it starts without, too:\n"
        "  oro wasm exec --dir . tool.wasm\n"
    )
    assert "no, --dir . grants it" in answer.out
    assert "add       function   (i32, i32) -> i32" in answer.out
    assert "  128 KiB at first, at most 1 MiB\n" in answer.out
    for heading in ("What it asks for", "Imports (3)", "Exports (8)", "Memory", "Sections"):
        assert f"\n{heading}\n" in answer.out


def test_grants_are_shown_before_it_runs(oro: Oro) -> None:
    write("tool.wasm", MODULE)
    Path("data").mkdir()
    answer = oro("inspect", "tool.wasm", "--dir", "data::/data:ro", "--no-random", "--max-memory", "1MiB")
    assert "/data (only to read)" in answer.out
    assert "randomness         get random numbers                                    no\n" in answer.out
    assert f"oro wasm exec --dir={Path.cwd()}/data::/data:ro --no-random --max-memory=1MiB tool.wasm" in answer.out


def test_a_file_that_will_not_run_says_why_and_ends_with_1(oro: Oro) -> None:
    write("log.wasm", LOG)
    answer = oro("inspect", "log.wasm")
    assert answer.code == 1
    assert (
        'Will it run here? No\n  it imports "log" from "env", which is not provided\n'
        "  A module is given the functions of WASI preview 1, and nothing else.\n"
    ) in answer.out


def test_many_reasons_are_cut(oro: Oro) -> None:
    imports = "".join(f'(import "env" "f{each}" (func))' for each in range(50))
    write("many.wasm", f'(module {imports} (func (export "_start")))')
    answer = oro("inspect", "many.wasm")
    assert answer.out.count("which is not provided") == 12
    assert "  and 38 more reasons; --json has every one\n" in answer.out
    assert "… and 20 more; --all and --json have every one" in answer.err
    assert oro("inspect", "many.wasm", "--all").err == ""


def test_a_component_is_shown_with_its_interfaces(oro: Oro) -> None:
    write("plugin.wasm", COMPONENT)
    answer = oro("inspect", "plugin.wasm")
    assert 'plugin.wasm: a component with functions to call, named "greeter", ' in answer.out
    assert "demo:log/sink@1.2.0   interface   3 functions" in answer.out
    assert "double                function    func(n: u32) -> u32" in answer.out
    assert "component   shim" in answer.out
    assert "oro wasm inspect plugin.wasm --wit" in answer.err


def test_wit_alone_is_printed_for_a_file(oro: Oro) -> None:
    write("plugin.wasm", COMPONENT)
    assert oro("inspect", "plugin.wasm", "--wit").out.startswith("package root:component;\n\nworld root {\n")
    write("tool.wasm", MODULE)
    answer = oro("inspect", "tool.wasm", "--wit")
    assert answer.code == 2
    assert 'Cannot show the WIT of "tool.wasm": it is a program (WASI preview 1)' in answer.err


def test_json_has_every_member(oro: Oro) -> None:
    write("plugin.wasm", COMPONENT)
    found = json.loads(oro("inspect", "plugin.wasm", "--json", "--no-clocks").out)
    assert set(found) == {"file", *Inspection.__struct_fields__}
    assert (found["file"], found["grants"]["clocks"], found["answer"]["runs"]) == ("plugin.wasm", False, "no")
    write("tool.wasm", MODULE)
    found = json.loads(oro("inspect", "tool.wasm", "--json").out)
    add = next(each for each in found["exports"] if each["name"] == "add")
    assert add["function"] == {"params": ["i32", "i32"], "results": ["i32"]}
    assert found["memories"][0]["maximum"] == 16


def test_help_names_the_members_of_the_json(oro: Oro) -> None:
    text = oro("inspect", "--help").out
    for member in Inspection.__struct_fields__:
        assert member in text
    assert "  oro wasm inspect tool.wasm --dir . --env HOME\n" in text


def test_the_standard_input_is_a_file(oro: Oro) -> None:
    answer = oro("inspect", "-", given=wasm(MODULE))
    assert answer.out.startswith("Standard input: a program")
    assert "oro wasm exec --dir . FILE" in answer.out


@pytest.mark.parametrize("data", [b"", b"text", b"\0asm\1\0\0\0\7\2\1", wasm(MODULE)[:150], wasm(COMPONENT)[:300]])
def test_a_broken_file_is_shown_as_far_as_it_goes(oro: Oro, data: bytes) -> None:
    answer = oro("inspect", "-", given=data)
    assert answer.code == 1
    assert "Will it run here? No\n  it is not valid: " in answer.out


def test_a_file_that_is_not_there_is_a_usage_error(oro: Oro) -> None:
    assert oro("inspect", "none.wasm").code == 2
    assert "no file is named" in oro("inspect").err


def test_names_do_not_control_the_terminal(oro: Oro) -> None:
    write("evil.wasm", r'(module (func (export "\1b[31mred\07\e2\80\ae[bold]x[/]")))')
    answer = oro("inspect", "evil.wasm")
    assert r"\x1b[31mred\x07\u202e[bold]x[/]" in answer.out
    assert "\x1b" not in answer.out
    assert "\u202e" not in answer.out


def test_a_narrow_terminal_has_no_longer_lines(oro: Oro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    write("plugin.wasm", COMPONENT)
    lines = oro("inspect", "plugin.wasm").out.splitlines()
    write("tool.wasm", MODULE)
    lines += oro("inspect", "tool.wasm").out.splitlines()
    assert [line for line in lines if len(line) > 50] == []
