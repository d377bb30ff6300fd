"""`oro wasm verify`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from .conftest import Oro
from .samples import COMPONENT, MODULE, wasm

BAD = "(module (func (result i32) i64.const 1))"


def write(name: str, text: str) -> bytes:
    """Write a module into the current folder."""
    data = wasm(text)
    Path(name).write_bytes(data)
    return data


def test_valid_files_are_named_with_what_they_are(oro: Oro) -> None:
    size, inner = len(write("tool.wasm", MODULE)), len(write("plugin.wasm", COMPONENT))
    answer = oro("verify", "tool.wasm", "-p", "plugin.wasm")
    assert answer.code == 0
    assert answer.out == f"plugin.wasm: valid component, {inner} bytes\ntool.wasm: valid module, {size} bytes\n"


def test_a_file_that_is_not_valid_is_named_with_reason_and_place(oro: Oro) -> None:
    write("bad.wasm", BAD)
    answer = oro("verify", "bad.wasm")
    assert answer.code == 1
    assert answer.out == (
        "bad.wasm: not valid: type mismatch: expected i32, found i64, at byte 26 (0x1a), in section code\n"
    )


def test_the_worst_file_decides_the_exit_code(oro: Oro) -> None:
    write("good.wasm", MODULE)
    write("bad.wasm", BAD)
    assert oro("verify", "good.wasm", "bad.wasm").code == 1
    answer = oro("verify", "bad.wasm", "none.wasm", "good.wasm")
    assert answer.code == 2
    assert answer.err == 'error: Cannot read "none.wasm": No such file or directory\n'
    assert len(answer.out.splitlines()) == 2


def test_a_folder_and_no_file_are_usage_errors(oro: Oro) -> None:
    assert "name the .wasm file in it" in oro("verify", ".").err
    answer = oro("verify")
    assert answer.code == 2
    assert "no file is named" in answer.err


def test_the_standard_input_is_a_file(oro: Oro) -> None:
    assert oro("verify", "-", given=wasm(MODULE)).out.startswith("-: valid module")
    assert oro("verify", "-", given=b"hello").code == 1


def test_details_are_the_sections(oro: Oro) -> None:
    write("tool.wasm", MODULE)
    lines = oro("verify", "--detailed", "tool.wasm").out.splitlines()
    assert lines[1].split() == ["Section", "Offset", "Bytes", "Entries"]
    assert [line.split()[0] for line in lines[3:6]] == ["type", "import", "function"]
    assert 'custom "name"' in lines[-1]


def test_json_has_everything(oro: Oro) -> None:
    write("bad.wasm", BAD)
    answer = oro("verify", "bad.wasm", "none.wasm", "-d", "--json")
    assert (answer.code, answer.err) == (2, "")
    bad, none = json.loads(answer.out)
    assert bad["problem"] == {"offset": 26, "reason": "type mismatch: expected i32, found i64"}
    assert (bad["file"], bad["readable"], bad["valid"], bad["layer"]) == ("bad.wasm", True, False, "module")
    assert [each["name"] for each in bad["sections"]] == ["type", "function", "code"]
    assert none == {
        "file": "none.wasm",
        "readable": False,
        "error": 'Cannot read "none.wasm": No such file or directory',
    }


def test_a_proposal_is_told_apart(oro: Oro) -> None:
    write("new.wasm", "(module (memory 1 (pagesize 1)))")
    answer = oro("verify", "new.wasm")
    assert answer.code == 1
    assert "a proposal that is not in the specification yet" in answer.err


def test_an_engine_that_aborts_gives_a_verdict(oro: Oro, monkeypatch: pytest.MonkeyPatch) -> None:
    write("tool.wasm", MODULE)
    python = Path("python")
    python.write_text("#!/bin/sh\nkill -ABRT $$\n")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python.absolute()))
    answer = oro("verify", "tool.wasm")
    assert answer.code == 1
    assert answer.out == ("tool.wasm: not valid: the engine ended by SIGABRT while it read the file; do not run it\n")


def test_help_has_examples_and_says_what_the_json_is(oro: Oro) -> None:
    text = oro("verify", "--help").out
    assert "  oro wasm verify tool.wasm\n" in text
    assert "The JSON is a list" in text
