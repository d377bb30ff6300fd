"""The engine in a process of its own."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from oro_wasm.analysis.child import judge_in_child
from oro_wasm.analysis.judgement import judge
from oro_wasm.analysis.structure import structure

from .samples import COMPONENT, MODULE, wasm


@pytest.mark.parametrize("data", [wasm(MODULE), wasm(COMPONENT), b"", b"\0asm\1\0\0\0\5", wasm(MODULE)[:-3]])
def test_a_child_judges_as_this_process_does(data: bytes) -> None:
    assert judge_in_child(data) == judge(data)


def test_an_engine_that_aborts_gives_a_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\ncat > /dev/null\nkill -ABRT $$\n")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    data = wasm(MODULE)
    verdict = judge_in_child(data, structure(data)).verdict
    assert (verdict.valid, verdict.crashed, verdict.layer) == (False, True, "module")
    assert verdict.problem is not None
    assert verdict.problem.reason == "the engine ended by SIGABRT while it read the file; do not run it"


def test_an_engine_that_ends_without_reading_gives_a_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\nexit 3\n")
    python.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(python))
    verdict = judge_in_child(b"\0asm\1\0\0\0" + bytes(1 << 20)).verdict
    assert verdict.problem is not None
    assert "exit code 3" in verdict.problem.reason
