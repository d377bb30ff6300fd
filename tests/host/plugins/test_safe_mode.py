"""Safe mode leaves third-party plugins out, and refuses where the app cannot do without one."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import ModuleType

import pytest

from oro_framework.errors import PluginUnavailable
from oro_framework.hookspecs import hookimpl
from oro_framework.host.app import Host
from oro_framework.host.configuration.config import Sources, load
from oro_framework.host.plugins.discovery import Found
from oro_framework.host.plugins.safe_mode import first_party

FOUND = [
    Found("stranger", "stranger_module:plugin", "oro-stranger", "1"),
    Found("friend", "stranger_module:friend", "oro-fs", "1"),
]


@pytest.fixture(autouse=True)
def module(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ModuleType("stranger_module")
    for name in ("plugin", "friend"):
        setattr(made, name, type("Plugin", (), {"oro_stopping": hookimpl(lambda self: None)})())
    monkeypatch.setitem(sys.modules, made.__name__, made)


def states(root: Path, **settings: object) -> dict[str, str]:
    config = load(Sources(derived={"meta_bundle_identifier": "org.example.safe", **settings}))
    host = Host.load(config, root=root, found=FOUND, log=logging.getLogger("oro.test"))
    return {name: host.plugins.infos[name].state for name in ("stranger", "friend")}


def test_third_party_plugins_are_left_out_and_noted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert states(tmp_path) == {"stranger": "active", "friend": "active"}
    assert states(tmp_path, plugins_safe_mode=True) == {"stranger": "disabled", "friend": "active"}
    assert 'Safe mode leaves out plugin "stranger" of oro-stranger' in caplog.text


def test_one_that_the_app_requires_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(PluginUnavailable, match='Cannot start in safe mode: plugin "stranger" of oro-stranger'):
        states(tmp_path, plugins_safe_mode=True, plugins_required=["stranger"])


def test_the_plugins_of_this_project_are_first_party() -> None:
    assert {"oro-conduit", "oro-fs", "oro-node", "oro-udp"} <= first_party()
    assert "oro-stranger" not in first_party()
