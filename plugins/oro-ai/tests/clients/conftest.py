"""The address that unmodified clients are given."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from oro_ai.testing import write_model

SERVE = Path(__file__).resolve().parent / "serve.py"
FILLS_IN = ("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>")


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of an app's endpoints, whose model is of random weights, and has tokens to fill in."""
    folder = tmp_path_factory.mktemp("served")
    write_model(folder / "random.gguf", context=8192, words=FILLS_IN)
    command = [sys.executable, str(SERVE), str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.stdin.close()
        server.wait(60)
