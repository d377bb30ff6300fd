"""`oro wasm verify` and `inspect` say of programs of other people what they are, and whether they run here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

RUNS = {
    "ripgrep": ("program", "--dir ."),
    "boolector": ("program", "--dir ."),
    "cpython": ("program", "--dir ."),
    "gofmt": ("reactor", "--call"),
    "zig_fmt": ("library", "--call alloc 0"),
}
REFUSED = {
    "coreutils-wc": ("dynamic-library", "runs only beside it"),
    "quickjs-emscripten": ("emscripten", "the JavaScript that Emscripten made with it"),
    "resvg": ("wasm-bindgen", "it needs its JavaScript (wbg)"),
    "esbuild": ("go-js", "build it with GOOS=wasip1 GOARCH=wasm"),
    "quickjs-wasi": ("reactor", 'it imports "host_call" from "env", which is not provided'),
    "source-map": ("library", 'it imports "mapping_callback" from "env", which is not provided'),
    "oniguruma": ("emscripten", "the JavaScript that Emscripten made with it"),
}


@pytest.mark.parametrize("name", [*RUNS, *REFUSED])
def test_every_module_is_valid(name: str, answer: Callable[..., Any]) -> None:
    [told] = answer("verify", name)
    assert told["valid"] is True
    assert told["layer"] == "module"


@pytest.mark.parametrize("name", RUNS)
def test_what_runs_here_is_said_with_its_command(name: str, answer: Callable[..., Any]) -> None:
    kind, words = RUNS[name]
    told = answer("inspect", name)
    assert told["kind"]["name"] == kind
    assert told["answer"]["runs"] != "no"
    assert words in told["answer"]["command"]
    assert told["answer"]["reasons"] == []


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_run_here_is_said_with_the_reason(name: str, answer: Callable[..., Any]) -> None:
    kind, words = REFUSED[name]
    told = answer("inspect", name)
    assert told["kind"]["name"] == kind
    assert told["answer"]["runs"] == "no"
    assert any(words in each for each in told["answer"]["reasons"]), told["answer"]["reasons"]
