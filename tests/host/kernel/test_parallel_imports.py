"""Modules are imported on a thread of their own while the block goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from oro_framework.host.kernel.parallel_imports import Imports, importing_in_parallel
from oro_framework.testing import PATIENCE


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that can be imported from."""
    monkeypatch.syspath_prepend(str(tmp_path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_they_are_there_at_the_end_of_the_block(modules: Path) -> None:
    (modules / "beside_one.py").write_text("import threading\nthread = threading.current_thread().name\n")
    with importing_in_parallel(["beside_one"]):
        pass
    assert sys.modules["beside_one"].thread == "oro-imports"


def test_one_that_cannot_be_imported_is_left_to_who_imports_it_next(modules: Path) -> None:
    (modules / "beside_broken.py").write_text("raise ValueError('broken')\n")
    (modules / "beside_two.py").write_text("")
    with importing_in_parallel(["beside_broken", "beside_missing", "beside_two"]):
        pass
    assert "beside_two" in sys.modules
    with pytest.raises(ValueError, match="broken"):
        __import__("beside_broken")


def test_who_waits_for_them_is_woken_once_they_are_done() -> None:
    imports = Imports(["threading"])
    done: list[bool] = []
    woken = threading.Event()

    def wake() -> None:
        done.append(imports.done)
        woken.set()

    imports.wake = wake
    imports.start()
    assert woken.wait(PATIENCE)
    imports.join()
    assert done == [True]


def test_the_switch_interval_is_that_of_before() -> None:
    before = sys.getswitchinterval()
    with importing_in_parallel([]):
        assert sys.getswitchinterval() <= before
    assert sys.getswitchinterval() == before
