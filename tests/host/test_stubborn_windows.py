"""A window that does not close keeps no app from ending: it is killed, and everyone is told."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest

from oro_framework.hookspecs import hookimpl
from oro_framework.host.app import Host
from oro_framework.host.backends.headless import HeadlessBackend, HeadlessView
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.launch import Launch
from oro_framework.types import Window, WindowStatus


class StubbornView(HeadlessView):
    """A view that does not close."""

    def close(self) -> None:
        """Do nothing, as an engine that hangs."""


class StubbornBackend(HeadlessBackend):
    """A backend of such views."""

    def create_view(self, spec: Any, events: Any) -> StubbornView:
        return StubbornView(spec, events)


class Plugin:
    """Ends the app once its window is there, and notes what becomes of it."""

    def __init__(self) -> None:
        self.seen: list[WindowStatus] = []

    @hookimpl
    def oro_backend(self, name: str) -> type[StubbornBackend] | None:
        return StubbornBackend if name == "stubborn" else None

    @hookimpl
    def oro_window_changed(self, window: Window, old: WindowStatus, new: WindowStatus) -> None:
        self.seen.append(new)
        if new is WindowStatus.CREATED:
            window.host.quit(7)


def test_a_window_that_does_not_close_is_killed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    plugin = Plugin()
    sources = Sources(derived={"meta_bundle_identifier": "org.example.stubborn"})
    host = Host.load(
        load(sources), root=tmp_path, plugins=[("app", plugin)], found=[], log=logging.getLogger("stubborn")
    )
    assert Launch(host, "stubborn").run() == 7
    assert plugin.seen[-4:] == [WindowStatus.CLOSING, WindowStatus.CLOSED, WindowStatus.KILLING, WindowStatus.KILLED]
    assert "Window 0 did not close in time: it is killed" in caplog.text
