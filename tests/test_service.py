"""What services stand on."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from oro_framework.service import load

pytestmark = pytest.mark.anyio


async def test_load_imports_in_another_thread_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "taking_long.py").write_text("import threading\nthread = threading.get_ident()\n")
    monkeypatch.syspath_prepend(tmp_path)
    await load("taking_long")
    module = sys.modules["taking_long"]
    assert module.thread != threading.get_ident()
    await load("taking_long")
    assert sys.modules["taking_long"] is module


async def test_load_tells_of_a_module_that_is_not_there_every_time() -> None:
    for _ in range(2):
        with pytest.raises(ModuleNotFoundError):
            await load("taking_forever")
