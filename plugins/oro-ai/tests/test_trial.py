"""A library that ends its process is found out in another one, once for each library and processor."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from oro_ai.llama.binding import repacks
from oro_ai.models import processor_check as trial


def ending(how: str) -> list[str]:
    """Return a command that ends its process with a signal, or well."""
    send = f"os.kill(os.getpid(), signal.{how})" if how else "pass"
    return [sys.executable, "-c", f"import os, signal; {send}"]


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the ends of the processes that are still to be started, the next one last."""
    ends: list[str] = []
    monkeypatch.setattr(trial, "module_command", lambda module, arguments: ending(ends.pop()))
    return ends


def test_as_we_load_models_it_computes_here() -> None:
    assert trial.tried("ours") == ""


def test_a_library_without_amx_computes_however_models_are_loaded() -> None:
    """One with AMX may or may not: whether it is found out is tested with processes that end as it does."""
    found = trial.tried("plain")
    assert found == "" or not repacks()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals that end a process")
@pytest.mark.parametrize("name", ["SIGSEGV", "SIGILL"])
@pytest.mark.parametrize(
    ("flags", "why"),
    [("flags : sse amx_tile amx_int8", "this processor has AMX"), ("flags : sse", "another processor")],
)
def test_the_end_of_a_process_is_told_with_its_reason(
    name: str, flags: str, why: str, commands: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpuinfo").write_text(f"processor : 0\n{flags}\n")
    monkeypatch.setattr(trial, "CPUINFO", tmp_path / "cpuinfo")
    commands.append(name)
    found = trial.tried("ours")
    assert found.startswith(f"ends with {name}: ")
    assert why in found


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals that end a process")
def test_it_is_tried_once_for_each_library_processor_and_way(
    commands: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cpuinfo").write_text("flags : sse\n")
    monkeypatch.setattr(trial, "CPUINFO", tmp_path / "cpuinfo")
    commands[:] = ["SIGILL", "", "SIGSEGV"]
    folder = tmp_path / "verdicts"
    assert trial.known_verdict("ours", folder) is None
    assert "SIGSEGV" in trial.verdict("ours", folder)
    assert "SIGSEGV" in trial.verdict("ours", folder)
    assert trial.verdict("plain", folder) == ""
    (tmp_path / "cpuinfo").write_text("flags : sse avx\n")
    assert "SIGILL" in trial.verdict("ours", folder)
    assert commands == []


@pytest.mark.anyio
@pytest.mark.usefixtures("in_app")
async def test_a_model_is_not_computed_in_the_app_by_what_would_end_it(
    serving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trial, "verdict", lambda how, folder: "ends with SIGSEGV: this processor has AMX")
    async with serving() as app:
        answer = await app.client.post("/ai/llama/v1/completions", json={"prompt": "x"})
        assert answer.status_code == 500
        message = answer.json()["error"]["message"]
        assert "llama.cpp ends with SIGSEGV: this processor has AMX" in message
        assert "pip install --force-reinstall" in message


def test_the_command_that_compiles_it_turns_amx_off() -> None:
    assert "-U__AMX_INT8__" in trial.mend()
    assert trial.mend().endswith(" llama-cpp-python")
