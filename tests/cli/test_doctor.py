"""`oro doctor` says what is missing and the command that mends it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from oro_framework.cli.doctor import examine
from oro_framework.host.backends.headless import HeadlessBackend
from oro_framework.host.painting.attempts import Attempt
from oro_framework.host.painting.memory import Kept, Memory
from oro_framework.host.painting.start import memory_key

from .conftest import Answer

Oro = Callable[..., Answer]


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have engines that lack what is said; an exception stands for one that cannot be loaded."""

    def have(**lacking: list[str] | Exception) -> None:
        def named(name: str) -> Any:
            if isinstance(lack := lacking[name], Exception):
                raise lack
            return type("Engine", (HeadlessBackend,), {"missing": classmethod(lambda cls: lack)})

        monkeypatch.setattr("oro_framework.host.backends.choice.PREFERRED", {"linux": tuple(lacking)})
        monkeypatch.setattr("oro_framework.host.backends.choice.backend_class", named)
        monkeypatch.setattr(sys, "platform", "linux")

    return have


def test_one_engine_is_enough(engines: Callable[..., None], oro: Oro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":7")
    engines(gtk=["no typelibs: sudo apt install gir1.2-webkit2-4.1"], qt=[])
    answer = oro("doctor")
    assert answer.code == 0
    assert "→ no typelibs: sudo apt install gir1.2-webkit2-4.1" in answer.out
    assert "Apps can run here." in answer.out
    (taken,) = [line for line in answer.out.splitlines() if "taken when none is named" in line]
    assert taken.split()[:3] == ["✓", "engine", "qt"]


def test_without_a_display_qt_paints_into_memory(
    engines: Callable[..., None], oro: Oro, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    engines(qt=[])
    answer = oro("doctor")
    assert answer.code == 0
    assert "Apps can run here, but not be seen: there is no display." in answer.out
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_no_engine_is_exit_code_1(engines: Callable[..., None], oro: Oro) -> None:
    engines(gtk=["one: do this"], qt=ImportError("libEGL.so.1 is missing"))
    answer = oro("doctor", "--json")
    found = json.loads(answer.out)
    assert answer.code == 1
    assert found["works"] is False
    mends = {item["subject"]: item["mend"] for item in found["findings"]}
    assert mends["engine gtk"] == ["one: do this"]
    assert mends["engine qt"] == ["it cannot be loaded: ImportError: libEGL.so.1 is missing"]


def test_no_display_is_a_warning_with_both_ways_out(
    engines: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engines(qt=[])
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    (display,) = [finding for finding in examine({}) if finding.subject == "display"]
    assert display.state == "warning"
    assert any("--backend qt" in line for line in display.mend)
    assert any("xvfb" in line for line in display.mend)
    monkeypatch.setenv("DISPLAY", ":7")
    (display,) = [finding for finding in examine({}) if finding.subject == "display"]
    assert (display.state, display.detail) == ("ok", "DISPLAY=:7 (X11)")


def test_a_sandbox_that_is_off_is_named_with_its_reason(
    engines: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    engines(qt=[])

    def sandbox(**environ: str) -> list[str]:
        return [finding.detail for finding in examine(environ) if finding.subject == "sandbox"]

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert "because you are root" in sandbox()[0]
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert "because the environment says so" in sandbox(QTWEBENGINE_CHROMIUM_FLAGS="--no-sandbox")[0]
    assert "because the environment says so" in sandbox(QTWEBENGINE_DISABLE_SANDBOX="1")[0]
    assert sandbox() == []


def test_the_licence_of_pyqt_is_named(engines: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    engines(qt=[])
    for binding, said in (("PyQt6", True), ("PySide6", False)):
        monkeypatch.setattr("oro_framework.cli.doctor.binding", lambda binding=binding: binding)
        (qt,) = [finding for finding in examine({}) if finding.subject == "engine qt"]
        assert ("GPL" in qt.detail) is said


def test_an_engine_that_was_never_run_is_named_as_unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    for verified, said in ((False, True), (True, False)):
        capabilities = replace(HeadlessBackend.capabilities, verified=verified)
        engine = type("Engine", (HeadlessBackend,), {"capabilities": capabilities})
        monkeypatch.setattr("oro_framework.host.backends.choice.PREFERRED", {sys.platform: ("edge",)})
        monkeypatch.setattr("oro_framework.host.backends.choice.backend_class", lambda _name, engine=engine: engine)
        (edge,) = [finding for finding in examine({}) if finding.subject == "engine edge"]
        assert ("unverified" in edge.detail) is said


def test_what_is_not_installed_has_its_command(engines: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    engines(qt=[])

    def absent(name: str) -> str:
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", absent)
    (pywebview,) = [finding for finding in examine({}) if finding.subject == "pywebview"]
    assert (pywebview.state, pywebview.mend) == ("missing", ("pip install 'oro-framework[qt]'",))


def test_a_broken_plugin_is_a_finding_not_an_end(engines: Callable[..., None], oro: Oro) -> None:
    engines(qt=[])
    assert "plugins" in {item["subject"] for item in json.loads(oro("doctor", "--json").out)["findings"]}


def test_programs_of_a_sandboxed_app_are_a_warning(
    engines: Callable[..., None], oro: Oro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engines(qt=[])
    monkeypatch.chdir(tmp_path)
    sandboxed = (
        '[meta]\nbundle_identifier = "a.b"\n[filesystem]\nsandbox_enabled = true\n[plugins]\nenabled = ["process"]\n'
    )

    def warned(settings: str) -> bool:
        (tmp_path / "oro.toml").write_text(settings)
        return "file sandbox" in {finding["subject"] for finding in json.loads(oro("doctor", "--json").out)["findings"]}

    assert warned(sandboxed)
    assert not warned(sandboxed + "[permissions]\nallow.process = false\n")
    assert not warned(sandboxed.replace("true", "false"))


def graphics_findings() -> list[Any]:
    return [finding for finding in examine(os.environ) if finding.subject == "graphics"]


def test_graphics_are_named_with_what_is_known_to_paint(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    (plain,) = graphics_findings()
    assert plain.state == "ok"
    assert plain.detail.endswith("X11: no window is known to have stayed blank")
    memory = Memory()
    memory.keep(memory_key("gtk", os.environ), Kept(Attempt("gtk", "no-dmabuf"), "2026-11-25"))
    memory.keep(memory_key("qt", os.environ), Kept(None, "2026-11-25", ["com.example.app"]))
    painted, blank = graphics_findings()
    assert painted.state == blank.state == "warning"
    assert "X11: windows stay blank with backend gtk; since 2026-11-25, apps start with backend gtk, no-dmabuf" in (
        painted.detail
    )
    assert blank.detail.endswith("windows stay blank with backend qt; nothing painted com.example.app")
    assert str(tmp_path) in painted.mend[-1]
