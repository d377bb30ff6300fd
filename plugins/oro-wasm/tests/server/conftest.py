"""Servers of these tests are seen by these tests alone."""

from __future__ import annotations

from pathlib import Path

import pytest
import wasmtime


@pytest.fixture(autouse=True)
def own_runtime_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give servers a runtime folder of their own."""
    folder = tmp_path_factory.mktemp("run")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A module that adds."""
    path = tmp_path / "add.wasm"
    path.write_bytes(adding(0))
    return path


def adding(more: int) -> bytes:
    """Return a module that adds two numbers, and another one."""
    text = f"(i32.add (local.get 0) (i32.add (local.get 1) (i32.const {more})))"
    return bytes(wasmtime.wat2wasm(f'(module (func (export "add") (param i32 i32) (result i32) {text}))'))
