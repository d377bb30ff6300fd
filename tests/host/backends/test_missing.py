"""What a machine lacks is said with the command that mends it; the wrong platform is refused in words."""

from __future__ import annotations

import importlib.util
import platform
import socket
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from oro_framework.errors import Unsupported
from oro_framework.host.backends import displays
from oro_framework.host.backends.choice import BACKENDS, backend_class, choose
from oro_framework.host.backends.interface.backend import Backend
from oro_framework.host.backends.interface.capabilities import Capabilities
from oro_framework.host.backends.qt import requirements
from oro_framework.host.backends.qt.backend import QtBackend

ELSEWHERE = {"cocoa": ("Darwin", "macOS"), "edge": ("Windows", "Windows")}


@pytest.mark.parametrize("name", BACKENDS)
def test_every_backend_says_what_it_can(name: str) -> None:
    found = backend_class(name)
    assert found.name == name
    assert isinstance(found.capabilities, Capabilities)
    assert all(note and not note.endswith(".") for note in found.capabilities.notes)


@pytest.mark.parametrize("name", ELSEWHERE)
class TestElsewhere:
    """Backends of other platforms, on this one."""

    @pytest.fixture
    def backend(self, name: str) -> type[Backend]:
        if platform.system() == ELSEWHERE[name][0]:
            pytest.skip("this is its platform")
        return backend_class(name)

    def test_is_not_verified(self, backend: type[Backend]) -> None:
        assert not backend.capabilities.verified
        assert "never run" in backend.capabilities.notes[0]

    def test_says_what_lacks(self, backend: type[Backend], name: str) -> None:
        (lacking,) = backend.missing()
        assert lacking.startswith(ELSEWHERE[name][1])
        assert platform.system() in lacking

    def test_refuses_to_be_made(self, backend: type[Backend], name: str) -> None:
        class Door:
            def open(self, *_: object) -> Any: ...
            def run(self, *_: object) -> None: ...
            def when_begun(self, *_: object) -> Any: ...

        with pytest.raises(Unsupported, match=f'Cannot use backend "{name}": .* exists on {ELSEWHERE[name][1]} only'):
            backend((), Door(), "app")


def test_where_no_engine_works_each_has_its_line() -> None:
    others = [name for name in ELSEWHERE if platform.system() != ELSEWHERE[name][0]]
    with pytest.raises(Unsupported) as raised:
        choose(others)
    first, *reasons, last = str(raised.value).split("\n  ")
    assert first == "Cannot open a window: no engine works on this machine"
    assert [reason.split(":")[0] for reason in reasons] == others
    assert last == "see: oro doctor"


def test_tables_differ_only_where_engines_do() -> None:
    fields = Capabilities.__struct_fields__
    for name in BACKENDS:
        assert backend_class(name).capabilities.__struct_fields__ == fields


class TestQt:
    """What QtWebEngine needs."""

    @pytest.fixture
    def installed(self, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
        """Return a function that makes this machine have just the given modules, with versions."""

        def have(python: tuple[int, int], **versions: str) -> None:
            def find(name: str) -> object | None:
                return object() if name.partition(".")[0] in {*versions, "webview", "qtpy"} else None

            monkeypatch.setattr(importlib.util, "find_spec", find)
            monkeypatch.setattr("oro_framework.host.backends.qt.requirements.metadata.version", versions.__getitem__)
            monkeypatch.setattr("oro_framework.host.backends.qt.requirements.sys.version_info", (*python, 0))

        return have

    def test_takes_pyside_from_python_3_12_on(self, installed: Callable[..., None]) -> None:
        installed((3, 12), PySide6="6.12.0", PyQt6="6.11.0")
        assert requirements.binding() == "PySide6"
        assert list(requirements.missing_packages()) == []

    def test_takes_pyqt_below(self, installed: Callable[..., None]) -> None:
        installed((3, 11), PySide6="6.12.0", PyQt6="6.11.0")
        assert requirements.binding() == "PyQt6"
        assert list(requirements.missing_packages()) == []

    def test_says_why_pyside_is_not_enough_below(self, installed: Callable[..., None]) -> None:
        installed((3, 11), PySide6="6.12.0")
        (lacking,) = requirements.missing_packages()
        assert "PySide6 is unusable on Python 3.11" in lacking
        assert lacking.endswith('pip install "PyQt6>=6.7" "PyQt6-WebEngine>=6.7"')

    @pytest.mark.parametrize(
        ("python", "versions", "command"),
        [
            ((3, 12), {"PySide6": "6.11.3"}, 'pip install --upgrade "PySide6>=6.12"'),
            ((3, 12), {"PyQt6": "6.6.1"}, 'pip install --upgrade "PyQt6>=6.7" "PyQt6-WebEngine>=6.7"'),
            ((3, 13), {}, 'pip install "PySide6>=6.12"'),
            ((3, 11), {}, 'pip install "PyQt6>=6.7" "PyQt6-WebEngine>=6.7"'),
        ],
    )
    def test_says_what_to_install(
        self, installed: Callable[..., None], python: tuple[int, int], versions: dict[str, str], command: str
    ) -> None:
        installed(python, **versions)
        (lacking,) = requirements.missing_packages()
        assert lacking.endswith(command)

    def test_needs_a_display_or_none_on_purpose(self, monkeypatch: pytest.MonkeyPatch) -> None:
        if platform.system() != "Linux":
            pytest.skip("displays are a matter of Linux")
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            monkeypatch.delenv(name, raising=False)
        assert any("QT_QPA_PLATFORM=offscreen" in lacking for lacking in requirements.missing_libraries())
        monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
        assert not any("display" in lacking for lacking in requirements.missing_libraries())

    def test_names_the_packages_of_missing_libraries(self, monkeypatch: pytest.MonkeyPatch) -> None:
        if platform.system() != "Linux":
            pytest.skip("libraries are a matter of Linux")
        monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
        monkeypatch.setattr(requirements, "_loads", lambda library: library != "libEGL.so.1")
        assert list(requirements.missing_libraries()) == ["system libraries: sudo apt-get install libegl1"]

    @pytest.mark.parametrize(
        ("variables", "lacking", "packages"),
        [
            ({"WAYLAND_DISPLAY": "w"}, ("wayland",), "libwayland-client0 libwayland-cursor0 libwayland-egl1"),
            ({"WAYLAND_DISPLAY": "w"}, ("xcb",), ""),
            ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":1"}, ("wayland",), ""),
            ({"WAYLAND_DISPLAY": "w", "DISPLAY": ":1"}, ("wayland-egl", "xcb-icccm"), "libwayland-egl1"),
            ({"WAYLAND_DISPLAY": "w", "QT_QPA_PLATFORM": "xcb"}, ("wayland", "xcb-icccm"), "libxcb-icccm4"),
            ({"QT_QPA_PLATFORM": "wayland"}, ("wayland-cursor", "xcb"), "libwayland-cursor0"),
            ({"DISPLAY": ":1"}, ("wayland", "xcb-icccm"), "libxcb-icccm4"),
            ({"QT_QPA_PLATFORM": "offscreen"}, ("wayland", "xcb"), ""),
        ],
    )
    def test_needs_what_its_plugin_for_the_session_needs(
        self, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], lacking: tuple[str, ...], packages: str
    ) -> None:
        if platform.system() != "Linux":
            pytest.skip("libraries are a matter of Linux")
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(
            requirements, "_loads", lambda library: not library.startswith(tuple(f"lib{name}" for name in lacking))
        )
        told = [each for each in requirements.missing_libraries() if each.startswith("system libraries")]
        assert told == ([f"system libraries: sudo apt-get install {packages}"] if packages else [])

    def test_is_refused_without_a_binding(self, installed: Callable[..., None]) -> None:
        installed((3, 12))

        class Door:
            def open(self, *_: object) -> Any: ...
            def run(self, *_: object) -> None: ...
            def when_begun(self, *_: object) -> Any: ...

        with pytest.raises(Unsupported, match=r"Cannot use QtWebEngine: .*pip install"):
            QtBackend((), Door(), "app")


class TestDisplays:
    """Displays that the environment names and that do not answer."""

    @pytest.fixture(autouse=True)
    def _linux(self, monkeypatch: pytest.MonkeyPatch) -> None:
        if platform.system() != "Linux":
            pytest.skip("displays are a matter of Linux")
        monkeypatch.delenv("QT_QPA_PLATFORM", raising=False)
        monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)

    def test_a_dead_one_is_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DISPLAY", ":7777")
        (reason,) = displays.dead_displays()
        assert "DISPLAY=:7777 does not answer" in reason
        assert any("DISPLAY=:7777" in lacking for lacking in requirements.missing_libraries())

    def test_one_that_is_left_is_enough(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setenv("DISPLAY", ":7777")
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-7")
        (reason,) = displays.dead_displays()
        assert "WAYLAND_DISPLAY=wayland-7 and DISPLAY=:7777 do not answer" in reason
        with closing(socket.socket(socket.AF_UNIX)) as server:
            server.bind(str(tmp_path / "wayland-7"))
            server.listen()
            assert not list(displays.dead_displays())

    def test_none_is_dead_where_none_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("DISPLAY", raising=False)
        assert not list(displays.dead_displays())


def test_gtk_without_its_binding_says_what_to_do_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gi", None)
    monkeypatch.setattr(sys, "base_prefix", "/usr")
    monkeypatch.setattr(sys, "prefix", "/home/me/venv")
    (lacking,) = backend_class("gtk").missing()
    assert "--system-site-packages" in lacking
    assert "pip install 'oro-framework[gtk]'" in lacking
    monkeypatch.setattr(sys, "prefix", "/usr")
    (lacking,) = backend_class("gtk").missing()
    assert "apt install python3-gi" in lacking
    assert "environment" not in lacking
