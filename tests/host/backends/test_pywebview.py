"""What the pywebview backends share, as far as it needs no screen."""

from __future__ import annotations

import gc
import sys
import types
from collections.abc import Iterator

import pytest

from oro_framework.errors import Unsupported
from oro_framework.host.backends.gtk.collector import Collector
from oro_framework.host.backends.pywebview import PYWEBVIEW, check_names, filter_pattern


@pytest.fixture
def platform() -> Iterator[types.ModuleType]:
    """A module like pywebview's, importable as `fake_platform`."""

    class BrowserView:
        instances: dict[str, object] = {}  # noqa: RUF012 - as pywebview has it

        def __init__(self) -> None:
            self.manager = object()

    module = types.ModuleType("fake_platform")
    module.BrowserView = BrowserView  # type: ignore[attr-defined]
    sys.modules["fake_platform"] = module
    yield module
    del sys.modules["fake_platform"]


def test_names_that_are_there_are_accepted(platform: types.ModuleType) -> None:
    names = ("BrowserView", "BrowserView.instances", "BrowserView.__init__:manager")
    assert check_names("fake_platform", names) is platform


@pytest.mark.parametrize("name", ["Nothing", "BrowserView.nothing", "BrowserView.__init__:nothing"])
def test_a_name_that_is_gone_is_told_with_both_versions(platform: types.ModuleType, name: str) -> None:
    with pytest.raises(Unsupported) as caught:
        check_names("fake_platform", (name,))
    assert f'lacks "{name}", wanted "{PYWEBVIEW}"' in caught.value.message
    assert "Cannot use pywebview 6." in caught.value.message


def test_a_module_that_cannot_be_imported_is_told() -> None:
    with pytest.raises(Unsupported, match='Cannot import "no_such_platform"'):
        check_names("no_such_platform", ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Images (*.png;*.jpg)", ("Images", ["*.png", "*.jpg"])),
        ("All files (*)", ("All files", ["*"])),
        ("*.txt *.md", ("*.txt *.md", ["*.txt", "*.md"])),
        ("(*.c)", ("*.c", ["*.c"])),
        ("", ("", [])),
    ],
)
def test_filter_pattern(text: str, expected: tuple[str, list[str]]) -> None:
    assert filter_pattern(text) == expected


class TestCollector:
    """Collection happens in `tick` and nowhere else."""

    @pytest.fixture(autouse=True)
    def enabled(self) -> Iterator[None]:
        assert gc.isenabled()
        yield
        gc.enable()

    def test_between_start_and_stop_nothing_is_collected_but_by_tick(self) -> None:
        collector = Collector()
        collector.start()
        runs: list[object] = []
        gc.callbacks.append(lambda phase, _info: runs.append(phase))
        try:
            garbage: list[list[int]] = [[] for _ in range(5 * gc.get_threshold()[0])]
            assert garbage
            assert runs == []
            assert collector.tick()
            assert runs == ["start", "stop"]
        finally:
            gc.callbacks.pop()
            collector.stop()
        assert gc.isenabled()

    def test_one_that_was_off_stays_off(self) -> None:
        gc.disable()
        collector = Collector()
        collector.start()
        collector.tick()
        collector.stop()
        assert not gc.isenabled()
