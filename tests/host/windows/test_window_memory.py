"""Where windows were: remembered, and taken only where a person could see them."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.backends.interface.view_spec import ViewSpec
from oro_framework.host.configuration.values import Length
from oro_framework.host.windows.window_memory import Place, WindowMemory, placed
from oro_framework.host.windows.window_options import Desktop, WindowOptions

DESKTOP = Desktop(1000, 800)
LOG = logging.getLogger("oro.test")


def places_of_app() -> WindowMemory[Place]:
    return WindowMemory("org.example", "windows.json", dict[str, Place], LOG)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    return tmp_path / "org.example" / "windows.json"


def test_what_is_put_is_there_the_next_time() -> None:
    first = places_of_app()
    assert first.get(0) is None
    first.put(0, (1, 2, 300, 400))
    first.put(3, (5, 6, 700, 800))
    assert places_of_app().get(0) == (1, 2, 300, 400)
    assert places_of_app().get(3) == (5, 6, 700, 800)


@pytest.mark.parametrize("content", [b"", b"{", b'{"0": [1, 2]}', b"[]", b"\xff"])
def test_a_file_that_is_none_is_forgotten(state: Path, content: bytes) -> None:
    state.parent.mkdir()
    state.write_bytes(content)
    places = places_of_app()
    assert places.get(0) is None
    places.put(0, (1, 2, 3, 4))
    assert places_of_app().get(0) == (1, 2, 3, 4)


def test_what_cannot_be_written_is_said(state: Path, caplog: pytest.LogCaptureFixture) -> None:
    state.parent.write_bytes(b"a file where the folder should be")
    places_of_app().put(0, (1, 2, 3, 4))
    assert "Cannot remember what windows had" in caplog.text


@given(st.tuples(*[st.integers(-5000, 5000)] * 4))
def test_some_of_a_window_is_always_on_the_screen(place: tuple[int, int, int, int]) -> None:
    spec = placed(ViewSpec(url=""), WindowOptions(), place, DESKTOP)
    assert spec.width >= spec.min_width
    assert spec.height >= spec.min_height
    if spec.x is not None and spec.y is not None:
        assert spec.x + spec.width >= 50
        assert spec.x <= 950
        assert 0 <= spec.y <= 750


def test_what_is_asked_for_is_not_remembered() -> None:
    asked = WindowOptions(width=Length(640), x=7)
    spec = placed(ViewSpec(url="", width=640, x=7), asked, (1, 2, 300, 400), DESKTOP)
    assert (spec.x, spec.y, spec.width, spec.height) == (7, None, 640, 400)
